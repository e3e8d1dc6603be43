#include "frames/column.h"

#include <algorithm>
#include <chrono>

#include "base/failure.h"

namespace ts::frames {
namespace {

// What a node of the standard hash table costs beside what it holds: the link, the hash, the
// bucket.
constexpr std::size_t node_bytes = 3 * sizeof(void*);

std::size_t heap_bytes(const std::string& text) {
  return text.capacity() > std::string{}.capacity() ? text.capacity() + 1 : 0;
}

// Right shift of a negative number rounds down since C++20: days before 1970 stay in order.
constexpr int part_bits = 3;
constexpr std::int32_t about_bit = 1;
constexpr std::int32_t month_known = 2;
constexpr std::int32_t day_known = 4;

}  // namespace

Dictionary::Code Dictionary::code(std::string_view text) {
  if (text.empty()) return missing;
  if (const auto found = find(text)) return *found;
  texts_.emplace_back(text);
  const auto out = static_cast<Code>(texts_.size());
  codes_.emplace(texts_.back(), out);
  return out;
}

std::optional<Dictionary::Code> Dictionary::find(std::string_view text) const {
  const auto found = codes_.find(text);
  if (found == codes_.end()) return std::nullopt;
  return found->second;
}

std::size_t Dictionary::bytes() const {
  auto out =
      texts_.size() * (sizeof(std::string) + sizeof(std::string_view) + sizeof(Code) + node_bytes);
  for (const auto& text : texts_) out += heap_bytes(text);
  return out;
}

void CodeColumn::resize(std::size_t rows) {
  std::visit([rows](auto& codes) { codes.resize(rows); }, codes_);
}

void CodeColumn::set(Row row, std::string_view text) { put(row, dictionary_.code(text)); }

void CodeColumn::put(Row row, Dictionary::Code code) {
  widen_for(code);
  std::visit(
      [&](auto& codes) {
        codes[row] = static_cast<typename std::decay_t<decltype(codes)>::value_type>(code);
      },
      codes_);
}

void CodeColumn::widen_for(Dictionary::Code code) {
  const auto widen = [this]<class Wider>(Wider wider) {
    std::visit([&](const auto& codes) { wider.assign(codes.begin(), codes.end()); }, codes_);
    codes_ = std::move(wider);
  };
  if (width() < 4 && code > std::numeric_limits<std::uint16_t>::max())
    widen(std::vector<std::uint32_t>{});
  else if (width() < 2 && code > std::numeric_limits<std::uint8_t>::max())
    widen(std::vector<std::uint16_t>{});
}

std::size_t CodeColumn::width() const { return std::size_t{1} << codes_.index(); }

std::size_t CodeColumn::bytes() const {
  return dictionary_.bytes() +
         std::visit([this](const auto& codes) { return codes.capacity() * width(); }, codes_);
}

void SetColumn::set(Row row, const std::vector<std::string>& texts) {
  clear(row);
  std::vector<Dictionary::Code> rarer;
  for (const auto& text : texts) {
    const auto code = dictionary_.code(text);
    if (code == Dictionary::missing) continue;
    if (code <= masked)
      masks_[row] |= std::uint64_t{1} << (code - 1);
    else if (std::find(rarer.begin(), rarer.end(), code) == rarer.end())
      rarer.push_back(code);
  }
  if (rarer.empty()) return;
  masks_[row] |= and_rarer;
  rarer_.emplace(row, std::move(rarer));
}

void SetColumn::clear(Row row) {
  masks_[row] = 0;
  rarer_.erase(row);
}

std::vector<std::string> SetColumn::texts(Row row) const {
  std::vector<std::string> out;
  each_code(row, [&](Dictionary::Code code) { out.emplace_back(dictionary_.text(code)); });
  std::sort(out.begin(), out.end());
  return out;
}

std::size_t SetColumn::bytes() const {
  auto out = dictionary_.bytes() + masks_.capacity() * sizeof(std::uint64_t);
  for (const auto& [row, codes] : rarer_)
    out += node_bytes + sizeof(row) + sizeof(std::vector<Dictionary::Code>) +
           codes.capacity() * sizeof(Dictionary::Code);
  return out;
}

void DateColumn::set(Row row, PartialDate date) {
  packed_[row] = static_cast<std::int32_t>(days_of(date.earliest())) * (1 << part_bits) +
                 (date.day != 0 ? day_known : 0) + (date.month != 0 ? month_known : 0) +
                 (date.about ? about_bit : 0);
}

std::optional<PartialDate> DateColumn::date(Row row) const {
  const auto first = day(row);
  if (!first) return std::nullopt;
  const auto packed = packed_[row];
  const Date date{std::chrono::sys_days{std::chrono::days{*first}}};
  return PartialDate{.year = static_cast<int>(date.year()),
                     .month = (packed & month_known) != 0 ? static_cast<unsigned>(date.month()) : 0,
                     .day = (packed & day_known) != 0 ? static_cast<unsigned>(date.day()) : 0,
                     .about = (packed & about_bit) != 0};
}

std::optional<std::int32_t> DateColumn::day(Row row) const {
  if (packed_[row] == missing) return std::nullopt;
  return packed_[row] >> part_bits;
}

std::size_t TextColumn::bytes() const {
  auto out = texts_.capacity() * sizeof(std::string);
  for (const auto& text : texts_) out += heap_bytes(text);
  return out;
}

}  // namespace ts::frames
