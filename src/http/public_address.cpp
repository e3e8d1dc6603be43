#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>

#include "http/client.h"

namespace ts::http {
namespace {

namespace ip = boost::asio::ip;

struct Net4 {
  std::uint32_t first;
  unsigned bits;
};

constexpr std::uint32_t of(unsigned a, unsigned b, unsigned c = 0, unsigned d = 0) {
  return a << 24 | b << 16 | c << 8 | d;
}

// What the registries (RFC 6890 and after) keep from the Internet, and what is no single machine.
constexpr std::array<Net4, 15> special{{{of(0, 0), 8},
                                        {of(10, 0), 8},
                                        {of(100, 64), 10},
                                        {of(127, 0), 8},
                                        {of(169, 254), 16},
                                        {of(172, 16), 12},
                                        {of(192, 0, 0), 24},
                                        {of(192, 0, 2), 24},
                                        {of(192, 88, 99), 24},
                                        {of(192, 168), 16},
                                        {of(198, 18), 15},
                                        {of(198, 51, 100), 24},
                                        {of(203, 0, 113), 24},
                                        {of(224, 0), 4},
                                        {of(240, 0), 4}}};

bool is_public(std::uint32_t address) {
  return std::ranges::none_of(
      special, [&](const Net4& net) { return (address ^ net.first) >> (32 - net.bits) == 0; });
}

/// Four bytes of an IPv6 address, from `at` on.
std::uint32_t within(const ip::address_v6::bytes_type& bytes, std::size_t at) {
  return of(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
}

bool is_public(const ip::address_v6::bytes_type& bytes) {
  const auto starts = within(bytes, 0);
  const bool zeros = std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; });
  if (zeros && bytes[10] == 0xff && bytes[11] == 0xff) return is_public(within(bytes, 12));
  constexpr std::uint32_t nat64 = 0x0064'ff9b;
  if (starts == nat64 && within(bytes, 4) == 0 && within(bytes, 8) == 0)
    return is_public(within(bytes, 12));
  constexpr std::uint32_t six_to_four = 0x2002;
  if (starts >> 16 == six_to_four) return is_public(within(bytes, 2));
  // Only 2000::/3 is given out; of it, Teredo and other protocols, and documentation.
  constexpr std::uint32_t documentation = 0x2001'0db8;
  constexpr std::uint32_t protocols = 0x2001'0000;
  return starts >> 29 == 1 && starts != documentation && (starts ^ protocols) >> 9 != 0 &&
         starts >> 20 != 0x3ff;
}

}  // namespace

bool is_public_address(std::string_view text) {
  boost::system::error_code error;
  const auto address = ip::make_address(std::string{text}, error);
  if (error) return false;
  return address.is_v4() ? is_public(address.to_v4().to_uint())
                         : is_public(address.to_v6().to_bytes());
}

}  // namespace ts::http
