#include "linkage/blocking.h"

#include <algorithm>
#include <bit>

#include "base/failure.h"
#include "linkage/mixed.h"

namespace ts::linkage {

void RuleKeys::add_keys(const Of& of, std::uint32_t value, std::vector<std::uint64_t>& out) const {
  const auto& [only, begin, keys] = *of.known;
  const auto before = out.size();
  const auto with = [&](std::uint64_t key) {
    for (std::size_t i = 0; i < before; ++i) out.push_back(out[i] + key);
  };
  if (value < only.size() && only[value] != 0)
    with(only[value]);
  else if (value < only.size())
    for (auto k = begin[value]; k < begin[value + 1]; ++k) with(keys[k]);
  else  // a visitor's
    for (const auto key : of.field->keys(value, of.part)) with(key + of.salt);
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(before));
}

void RuleKeys::of(std::span<const std::uint32_t> codes, std::vector<std::uint64_t>& out) const {
  out.assign(1, 0);
  for (const auto& part : parts_) {
    const auto value = codes[part.comparison];
    const auto& only = part.known->only;
    if (out.size() == 1 && value < only.size() && only[value] != 0)
      out[0] += only[value];
    else
      add_keys(part, value, out);
    if (out.empty()) return;
  }
  for (auto& key : out) key = mixed(key);
  if (out.size() < 2) return;
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

RuleKeys RowKeys::by(const Rule& rule) {
  RuleKeys out;
  for (const auto& key : rule) {
    ensure(key.comparison < records_.fields());
    const auto& field = records_.field(key.comparison);
    // Of a person's names it does not matter which is called the given name.
    const auto salt = records_.kind(key.comparison) == Kind::name ? 0 : mixed(key.comparison + 1);
    const auto [found, is_new] = values_.try_emplace({key.comparison, key.part});
    auto& [only, begin, keys] = found->second;
    out.parts_.push_back({key.comparison, key.part, salt, &field, &found->second});
    if (!is_new) continue;
    begin.reserve(field.values() + 1);
    only.reserve(field.values());
    for (std::uint32_t value = 0; value < field.values(); ++value) {
      const auto made = field.keys(value, key.part);
      only.push_back(made.size() == 1 ? made[0] + salt : 0);
      if (only.back() == 0)
        for (const auto each : made) keys.push_back(each + salt);
      begin.push_back(static_cast<std::uint32_t>(keys.size()));
    }
  }
  return out;
}

RowTable::RowTable(std::span<const std::uint64_t> keys, std::span<const std::uint32_t> rows) {
  const auto bits = std::clamp(static_cast<int>(std::bit_width(keys.size())), 4, 24);
  shift_ = 64 - static_cast<unsigned>(bits);
  begin_.assign((std::size_t{1} << bits) + 1, 0);
  for (const auto key : keys) ++begin_[(key >> shift_) + 1];
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  entries_.resize(keys.size());
  auto next = begin_;
  for (std::size_t i = 0; i < keys.size(); ++i)
    entries_[next[keys[i] >> shift_]++] = {static_cast<std::uint32_t>(keys[i]), rows[i]};
}

}  // namespace ts::linkage
