#include "linkage/field.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/failure.h"
#include "lang/text.h"
#include "linkage/edits.h"

namespace ts::linkage {
namespace {

constexpr char between_columns = '\x1f';

/// Distinct texts, each with a number in the order of coming; open addressing.
class Dictionary {
 public:
  std::uint32_t number(std::string_view text) {
    if ((texts_.size() + 1) * 2 > slots_.size()) grow();
    for (auto at = std::hash<std::string_view>{}(text);; ++at) {
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
  const std::vector<std::string>& texts() const { return texts_; }
  const std::vector<std::uint32_t>& counts() const { return counts_; }

 private:
  void grow() {
    slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), 0);
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      auto at = std::hash<std::string_view>{}(texts_[i]);
      while (slots_[at & (slots_.size() - 1)] != 0) ++at;
      slots_[at & (slots_.size() - 1)] = static_cast<std::uint32_t>(i + 1);
    }
  }
  std::vector<std::string> texts_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> slots_;
};

std::vector<std::size_t> places_of(const Comparison& comparison, const Table& table) {
  std::vector<std::size_t> out;
  for (const auto& name : comparison.columns) {
    const auto found = std::find(table.names.begin(), table.names.end(), name);
    if (found == table.names.end())
      throw Failure{Fault::invalid, "linkage.bad_spec", {{name, "linkage.no_column"}}};
    out.push_back(static_cast<std::size_t>(found - table.names.begin()));
  }
  return out;
}

std::vector<std::uint32_t> numbers(const Comparison& comparison, const Table& table,
                                   Dictionary& all) {
  const auto places = places_of(comparison, table);
  std::vector<std::uint32_t> out;
  out.reserve(table.rows());
  std::string text;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (places.size() == 1) {
      out.push_back(all.number(table.columns[places[0]][row]));
      continue;
    }
    text.clear();
    for (const auto place : places) {
      if (place != places.front()) text += between_columns;
      text += table.columns[place][row];
    }
    out.push_back(all.number(text));
  }
  return out;
}

std::vector<float> rarity(const std::vector<std::uint32_t>& counts) {
  double sum = 1;
  for (const auto count : counts) sum += count;
  std::vector<float> out;
  out.reserve(counts.size());
  for (const auto count : counts) out.push_back(static_cast<float>(std::log2(sum / (count + 0.5))));
  return out;
}

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
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

}  // namespace

Dates::Dates(const std::vector<std::string>& values, const std::vector<std::uint32_t>& counts)
    : rare_{rarity(counts)} {
  values_.reserve(values.size());
  for (const std::string_view text : values) {
    const auto first = text.find(between_columns);
    const auto second = first == text.npos ? first : text.find(between_columns, first + 1);
    const auto part = [&](std::size_t from, std::size_t to) {
      return from == text.npos ? std::string_view{} : text.substr(from + 1, to - from - 1);
    };
    values_.push_back(
        date_value(text.substr(0, first), part(first, second), part(second, text.size())));
  }
}

Compared Dates::compare(std::uint32_t a, std::uint32_t b) const {
  const auto outcome = linkage::compare(values_[a], values_[b]);
  return {outcome, level_of(outcome) == Level::equal ? rare_[a] : 0};
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

Codes::Codes(Kind kind, const std::vector<std::string>& values,
             const std::vector<std::uint32_t>& counts)
    : kind_{kind}, rare_{rarity(counts)} {
  values_.reserve(values.size());
  for (const auto& text : values)
    values_.push_back(kind == Kind::phone ? digits_at_end(text) : code_text(text));
}

Compared Codes::compare(std::uint32_t a, std::uint32_t b) const {
  const auto& first = values_[a];
  const auto& second = values_[b];
  if (first.empty() || second.empty()) return {};
  if (first == second) return {outcome_of(Level::equal, false), rare_[a]};
  if (kind_ == Kind::exact) return {outcome_of(Level::different, false), 0};
  const auto distance = edits(first, second, 2);
  const auto longer = std::max(first.size(), second.size());
  if (distance == 1 && longer > 1) return {outcome_of(Level::alike, false), 0};
  const bool weak = distance == 2 && longer >= 6;
  return {outcome_of(weak ? Level::weak : Level::different, false), 0};
}

std::vector<std::uint64_t> Codes::keys(std::uint32_t value, Part part) const {
  const std::string_view text = values_[value];
  if (text.empty()) return {};
  return {mixed(std::hash<std::string_view>{}(part == Part::start ? text.substr(0, 3) : text))};
}

Field::Field(const Comparison& comparison, const Table& a, const Table* b) {
  Dictionary all;
  a_ = numbers(comparison, a, all);
  if (b) b_ = numbers(comparison, *b, all);
  size_ = all.texts().size();
  using Any = std::variant<Words, Dates, Codes>;
  switch (comparison.kind) {
    case Kind::name:
    case Kind::kin:
    case Kind::place:
      prepared_ = std::make_unique<Any>(std::in_place_type<Words>, all.texts(), all.counts());
      break;
    case Kind::date:
      prepared_ = std::make_unique<Any>(std::in_place_type<Dates>, all.texts(), all.counts());
      break;
    case Kind::phone:
    case Kind::code:
    case Kind::exact:
      prepared_ = std::make_unique<Any>(std::in_place_type<Codes>, comparison.kind, all.texts(),
                                        all.counts());
      break;
  }
}

}  // namespace ts::linkage
