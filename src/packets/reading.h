#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/id.h"
#include "packets/step.h"

/// How the formats of this module are read and written. Known to this module only.
namespace ts::packets::inside {

/// Reads parts one after another; after the first that is missing, all are.
class Reading {
 public:
  explicit Reading(BytesView bytes) : reader_{bytes} {}

  std::uint64_t u64() { return taken(reader_.u64()).value_or(0); }
  BytesView part() { return taken(reader_.part()).value_or(BytesView{}); }
  std::string text(std::size_t most) {
    const auto out = part();
    if (out.size() > most) ok_ = false;
    return ok_ ? std::string{text_of(out)} : std::string{};
  }
  template <class Array>
  Array array() {
    Array out{};
    const auto bytes = part();
    if (bytes.size() != out.size())
      ok_ = false;
    else
      std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
  }
  template <class IdType>
  IdType id() {
    return IdType{array<IdBytes>()};
  }
  /// A number of things that follow, at most so many.
  std::size_t count(std::size_t most) {
    const auto out = u64();
    if (out > most) ok_ = false;
    return ok_ ? static_cast<std::size_t>(out) : 0;
  }
  void expect(std::string_view name) {
    if (text_of(part()) != name) ok_ = false;
  }
  void refuse() { ok_ = false; }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && reader_.done(); }

 private:
  template <class T>
  std::optional<T> taken(std::optional<T> read) {
    if (!read) ok_ = false;
    return ok_ ? read : std::nullopt;
  }
  ByteReader reader_;
  bool ok_ = true;
};

inline void put(ByteWriter& out, const Reach& reach) { out.u64(reach.count).part(reach.digest); }

/// No half is longer than `most_steps`.
inline Reach reach_of(Reading& in) {
  Reach out{.count = in.count(most_steps), .digest = in.array<crypto::Digest>()};
  if (out.count == 0 && out.digest != crypto::Digest{}) in.refuse();
  return out;
}

}  // namespace ts::packets::inside
