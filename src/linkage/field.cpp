#include "linkage/field.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "lang/text.h"
#include "linkage/mixed.h"

namespace ts::linkage {
namespace {

std::vector<float> rarity(const std::vector<std::uint32_t>& counts) {
  double sum = 1;
  for (const auto count : counts) sum += count;
  std::vector<float> out;
  out.reserve(counts.size());
  for (const auto count : counts) out.push_back(static_cast<float>(std::log2(sum / (count + 0.5))));
  return out;
}

std::string digits_at_end(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c >= '0' && c <= '9') out += c;
  if (out.size() > 9) out.erase(0, out.size() - 9);
  return out;
}

std::string code_text(std::string_view text) {
  std::string out;
  for (const char c : lang::fold(text))
    if (c != ' ' && c != '-' && c != '.' && c != '/') out += c;
  return out;
}

DateValue date_in(std::string_view text) {
  const auto first = text.find(between_columns);
  const auto second = first == text.npos ? first : text.find(between_columns, first + 1);
  const auto part = [&](std::size_t from, std::size_t to) {
    return from == text.npos ? std::string_view{} : text.substr(from + 1, to - from - 1);
  };
  return date_value(text.substr(0, first), part(first, second), part(second, text.size()));
}

// A visitor's value is as rare as the one that it is compared with.
constexpr float as_the_other = 100;

std::variant<Words, Dates, Codes> prepared(Kind kind, const Dictionary& values) {
  switch (kind) {
    case Kind::name:
    case Kind::kin:
    case Kind::place:
      return Words{kind, values.texts(), values.counts()};
    case Kind::date:
      return Dates{values.texts(), values.counts()};
    case Kind::phone:
    case Kind::code:
    case Kind::exact:
      break;
  }
  return Codes{kind, values.texts(), values.counts()};
}

}  // namespace

Dates::Dates(const std::vector<std::string>& values, const std::vector<std::uint32_t>& counts)
    : rare_{rarity(counts)} {
  values_.reserve(values.size());
  for (const auto& text : values) values_.push_back(date_in(text));
}

Compared Dates::compare(std::uint32_t a, std::uint32_t b) const {
  const auto outcome = linkage::compare(values_[a], values_[b]);
  return {outcome, level_of(outcome) == Level::equal ? std::min(rare_[a], rare_[b]) : 0};
}

std::vector<std::uint64_t> Dates::keys(std::uint32_t value, Part part) const {
  const auto& date = values_[value];
  if (date.known == DateValue::Known::nothing) return {};
  if (part == Part::year) {
    if (date.known == DateValue::Known::text) return {};
    std::vector<std::uint64_t> out{mixed(static_cast<std::uint64_t>(date.first))};
    if (date.last != date.first) out.push_back(mixed(static_cast<std::uint64_t>(date.last)));
    std::sort(out.begin(), out.end());
    return out;
  }
  if (date.known == DateValue::Known::years) return {};
  if (part == Part::month_day)
    return {mixed(std::min(date.month, date.day) * 100U + std::max(date.month, date.day))};
  return {mixed(date.digits)};
}

std::uint32_t Dates::visit(std::string_view text) {
  values_.push_back(date_in(text));
  rare_.push_back(as_the_other);
  return static_cast<std::uint32_t>(values_.size() - 1);
}

void Dates::leave() {
  values_.pop_back();
  rare_.pop_back();
}

Codes::Codes(Kind kind, const std::vector<std::string>& values,
             const std::vector<std::uint32_t>& counts)
    : kind_{kind} {
  values_.reserve(values.size());
  codes_.reserve(values.size());
  const auto rare = rarity(counts);
  for (std::size_t i = 0; i < values.size(); ++i) add(values[i], rare[i]);
}

void Codes::add(std::string_view text, float rare) {
  values_.push_back(kind_ == Kind::phone ? digits_at_end(text) : code_text(text));
  const auto number = static_cast<std::uint32_t>(codes_.size());
  codes_.push_back({.letters = letters_of(values_.back()),
                    .same = same_.try_emplace(values_.back(), number).first->second,
                    .rare = rare});
}

Compared Codes::compare(std::uint32_t a, std::uint32_t b) const {
  const auto &one = codes_[a], &other = codes_[b];
  if (one.letters.size == 0 || other.letters.size == 0) return {};
  if (one.same == other.same)
    return {outcome_of(Level::equal, false), std::min(one.rare, other.rare)};
  const auto longer = std::max(one.letters.size, other.letters.size);
  const unsigned most = longer >= 6 ? 2 : 1;
  constexpr Compared different{outcome_of(Level::different, false), 0};
  if (kind_ == Kind::exact || longer < 2 || !may_be_within(most, one.letters, other.letters))
    return different;
  const auto distance = edits(values_[a], values_[b], most);
  if (distance == 1) return {outcome_of(Level::alike, false), 0};
  return distance > most ? different : Compared{outcome_of(Level::weak, false), 0};
}

std::vector<std::uint64_t> Codes::keys(std::uint32_t value, Part part) const {
  const std::string_view text = values_[value];
  if (text.empty()) return {};
  return {mixed(std::hash<std::string_view>{}(part == Part::start ? text.substr(0, 3) : text))};
}

std::uint32_t Codes::visit(std::string_view text) {
  add(text, as_the_other);
  return static_cast<std::uint32_t>(values_.size() - 1);
}

void Codes::leave() {
  if (codes_.back().same + 1 == codes_.size()) same_.erase(values_.back());
  values_.pop_back();
  codes_.pop_back();
}

std::uint32_t Dictionary::number(std::string_view text, std::size_t hash) {
  if ((texts_.size() + 1) * 2 > slots_.size()) grow();
  for (auto at = hash;; ++at) {
    auto& slot = slots_[at & (slots_.size() - 1)];
    if (slot == 0) {
      texts_.emplace_back(text);
      counts_.push_back(0);
      slot = static_cast<std::uint32_t>(texts_.size());
    }
    if (texts_[slot - 1] != text) continue;
    ++counts_[slot - 1];
    return slot - 1;
  }
}

void Dictionary::grow() {
  slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), 0);
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    auto at = hash(texts_[i]);
    while (slots_[at & (slots_.size() - 1)] != 0) ++at;
    slots_[at & (slots_.size() - 1)] = static_cast<std::uint32_t>(i + 1);
  }
}

Field::Field(Kind kind, const Dictionary& values)
    : size_{values.texts().size()}, prepared_{prepared(kind, values)} {}

}  // namespace ts::linkage
