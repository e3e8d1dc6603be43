#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace ts {

using IdBytes = std::array<std::uint8_t, 16>;
IdBytes random_id_bytes();
std::string id_text(const IdBytes& bytes);
std::optional<IdBytes> parse_id(std::string_view text);

/// 128 random bits, one type for each kind of thing. Random, because an ordered id tells when and
/// how many. Outside it is 26 lower-case letters and digits (Crockford's base 32).
template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  explicit constexpr Id(const IdBytes& bytes) : bytes_{bytes} {}

  static Id random() { return Id{random_id_bytes()}; }
  /// Nothing unless `text` is exactly what `text()` would give.
  static std::optional<Id> parse(std::string_view text) {
    const auto bytes = parse_id(text);
    if (!bytes) return std::nullopt;
    return Id{*bytes};
  }

  std::string text() const { return id_text(bytes_); }
  BytesView bytes() const { return bytes_; }
  bool empty() const { return bytes_ == IdBytes{}; }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  IdBytes bytes_{};
};

using OrgId = Id<struct OrgTag>;
using TeamId = Id<struct TeamTag>;
using AccountId = Id<struct AccountTag>;
using CaseId = Id<struct CaseTag>;
using RecordId = Id<struct RecordTag>;
using DocumentId = Id<struct DocumentTag>;

}  // namespace ts

template <class Tag>
struct std::hash<ts::Id<Tag>> {
  std::size_t operator()(const ts::Id<Tag>& id) const noexcept {
    std::size_t out = 0;
    std::memcpy(&out, id.bytes().data(), sizeof out);  // random already
    return out;
  }
};
