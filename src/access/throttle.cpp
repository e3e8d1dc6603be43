#include <algorithm>

#include "access/accounts.h"
#include "access/sessions.h"

namespace ts::access {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Failures from all addresses together before a login waits everywhere, as a multiple of what is
/// free from one address: one attacker is held up alone, and many cannot guess without end.
constexpr int everywhere = 10;

/// 1, 2, 4 … seconds from the first failure beyond the free ones.
seconds wait_after(int failures, int free, seconds longest) {
  if (failures < free) return seconds{0};
  constexpr int enough = 30;  // far beyond any longest wait, and 2^30 fits
  return std::min(seconds{std::int64_t{1} << std::min(failures - free, enough)}, longest);
}

milliseconds left(Tries::Failed failed, int free, seconds longest, Instant now) {
  return failed.last + wait_after(failed.times, free, longest) - now;
}

}  // namespace

Throttle::Throttle(const Clock& clock, Limits limits)
    : clock_{clock}, limits_{limits}, salt_{crypto::Secret::random()} {
  ensure(limits.free_tries > 0 && limits.free_tries_per_address > 0);
}

Throttle::Keys Throttle::keys_of(std::string_view login, std::string_view address) const {
  const auto name =
      login_of(login).value_or(std::string{login});  // "Amina" is no other than "amina"
  const auto key = [&](std::string_view kind, std::string_view a, std::string_view b) {
    return crypto::keyed_hash(salt_, ByteWriter{}.part(kind).part(a).part(b).bytes());
  };
  return {.login = key("login", name, ""),
          .login_from_address = key("both", name, address),
          .address = key("address", "", address)};
}

std::optional<seconds> Throttle::wait(std::string_view login, std::string_view address) {
  const auto keys = keys_of(login, address);
  const auto now = clock_.now();
  auto books = books_.lock();
  const auto longest = std::max({left(books->logins_from_addresses.of(keys.login_from_address, now),
                                      limits_.free_tries, limits_.longest_wait, now),
                                 left(books->logins.of(keys.login, now),
                                      limits_.free_tries * everywhere, limits_.longest_wait, now),
                                 left(books->addresses.of(keys.address, now),
                                      limits_.free_tries_per_address, limits_.longest_wait, now)});
  if (longest <= milliseconds{0}) return std::nullopt;
  return std::chrono::ceil<seconds>(longest);
}

void Throttle::failed(std::string_view login, std::string_view address) {
  const auto keys = keys_of(login, address);
  const auto now = clock_.now();
  auto books = books_.lock();
  books->logins_from_addresses.add(keys.login_from_address, now);
  books->logins.add(keys.login, now);
  books->addresses.add(keys.address, now);
}

void Throttle::succeeded(std::string_view login, std::string_view address) {
  const auto keys = keys_of(login, address);
  auto books = books_.lock();
  books->logins_from_addresses.forget(keys.login_from_address);
  books->logins.forget(keys.login);
}

}  // namespace ts::access
