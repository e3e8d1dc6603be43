#include "linkage/candidates.h"

#include <algorithm>
#include <bit>
#include <string>

#include "base/failure.h"
#include "base/parallel.h"
#include "linkage/mixed.h"

namespace ts::linkage {
namespace {

constexpr double few_enough = 4e6;     // pairs that are compared without rules
constexpr double pairs_a_record = 12;  // of all default rules together
constexpr double least_budget = 150'000;
constexpr double share_of_one_rule = 0.3;
constexpr std::size_t most_rules = 32;
constexpr std::size_t most_others = 5;

bool is_name(Kind kind) { return kind == Kind::name; }
bool is_secondary(Kind kind) {
  return kind == Kind::place || kind == Kind::code || kind == Kind::kin;
}

}  // namespace

std::vector<Rule> default_rules(const Records& records) {
  std::vector<std::size_t> names, dates, others;
  std::vector<Rule> out;
  const double all = records.rows_a() + (records.one_file() ? 0.0 : records.rows_b());
  for (std::size_t i = 0; i < records.fields(); ++i) {
    const auto kind = records.kind(i);
    if (is_name(kind)) names.push_back(i);
    if (kind == Kind::date) dates.push_back(i);
    if (is_secondary(kind)) others.push_back(i);
    const bool telling = static_cast<double>(records.field(i).values()) > all / 5;
    if (kind == Kind::phone || (kind == Kind::code && telling)) out.push_back({{i, Part::value}});
  }
  std::stable_sort(others.begin(), others.end(), [&](std::size_t i, std::size_t j) {
    return records.field(i).values() > records.field(j).values();
  });
  if (others.size() > most_others) others.resize(most_others);
  Rule all_names;
  for (const auto name : names) all_names.push_back({name, Part::words});
  if (!all_names.empty()) out.push_back(all_names);
  for (const auto date : dates) {
    out.push_back({{date, Part::value}});
    for (const auto name : names) {
      out.push_back({{name, Part::word}, {date, Part::year}});
      out.push_back({{name, Part::word}, {date, Part::month_day}});
      out.push_back({{name, Part::start}, {date, Part::value}});
    }
  }
  for (const auto other : others)
    for (const auto name : names)
      out.push_back({{name, Part::word},
                     {other, records.kind(other) == Kind::code ? Part::value : Part::word}});
  for (const auto date : dates)
    for (const auto other : others) {
      out.push_back({{date, Part::year}, {other, Part::value}});
      out.push_back({{date, Part::month_day}, {other, Part::value}});
    }
  for (std::size_t i = 0; i < others.size(); ++i)
    for (std::size_t j = i + 1; j < others.size(); ++j)
      out.push_back({{others[i], Part::value}, {others[j], Part::value}});
  for (const auto name : names) out.push_back({{name, Part::word}});
  return out;
}

Candidates::Candidates(const Records& records, const Spec& spec, unsigned threads)
    : records_{records} {
  if (spec.rules.empty()) {
    choose(threads);
    return;
  }
  std::uint64_t sum = 0;
  auto built = build(spec.rules, UINT64_MAX, threads);
  for (std::size_t r = 0; r < built.size(); ++r) {
    rules_.push_back({spec.rules[r], built[r].pairs});
    by_rule_.push_back(std::move(built[r].rows));
    sum += built[r].pairs;
  }
  if (sum > spec.most_pairs)
    throw Failure{
        Fault::too_large, "linkage.too_many_pairs", {{std::to_string(sum), "linkage.pairs"}}};
}

void Candidates::choose(unsigned threads) {
  if (records_.pairs() <= few_enough) {
    rules_.push_back({{}, static_cast<std::uint64_t>(records_.pairs())});
    by_rule_.emplace_back();
    return;
  }
  const double rows = records_.rows_a() + (records_.one_file() ? 0.0 : records_.rows_b());
  auto budget = static_cast<std::uint64_t>(std::max(least_budget, pairs_a_record * rows));
  const auto share = static_cast<std::uint64_t>(static_cast<double>(budget) * share_of_one_rule);
  const auto rules = default_rules(records_);
  auto built = build(rules, share, threads);
  for (std::size_t r = 0; r < rules.size(); ++r) {
    const bool fits = built[r].pairs <= std::min(budget, share) && rules_.size() < most_rules;
    (fits ? rules_ : left_out_).push_back({rules[r], built[r].pairs});
    if (!fits) continue;
    by_rule_.push_back(std::move(built[r].rows));
    budget -= built[r].pairs;
  }
}

std::vector<Candidates::Built> Candidates::build(const std::vector<Rule>& rules, std::uint64_t most,
                                                 unsigned threads) {
  for (const auto& rule : rules) add_keys(rule);
  std::vector<Built> out(rules.size());
  parallel_for(rules.size(), threads, [&](std::size_t r) {
    if (!rules[r].empty()) out[r].rows = rows_by_key(rules[r]);
    out[r].pairs = count(rules[r], out[r].rows, most);
    if (out[r].pairs > most) out[r].rows = {};
  });
  return out;
}

std::uint64_t Candidates::pairs() const {
  std::uint64_t out = 0;
  for (const auto& rule : rules_) out += rule.pairs;
  return out;
}

void Candidates::add_keys(const Rule& rule) {
  for (const auto& key : rule) {
    ensure(key.comparison < records_.fields());
    const auto [found, is_new] = keys_.try_emplace({key.comparison, key.part});
    if (!is_new) continue;
    auto& [begin, keys] = found->second;
    const auto& field = records_.field(key.comparison);
    // Of a person's names it does not matter which is called the given name.
    const auto salt = is_name(records_.kind(key.comparison)) ? 0 : mixed(key.comparison + 1);
    for (std::uint32_t value = 0; value < field.values(); ++value) {
      for (const auto each : field.keys(value, key.part)) keys.push_back(each + salt);
      begin.push_back(static_cast<std::uint32_t>(keys.size()));
    }
  }
}

void Candidates::keys_of(const Rule& rule, std::span<const std::uint32_t> codes,
                         std::vector<std::uint64_t>& out) const {
  out.assign(1, 0);
  for (const auto& key : rule) {
    const auto& [begin, keys] = keys_.at({key.comparison, key.part});
    const auto from = begin[codes[key.comparison]], to = begin[codes[key.comparison] + 1];
    const auto before = out.size();
    for (auto k = from; k < to; ++k)
      for (std::size_t i = 0; i < before; ++i) out.push_back(out[i] + keys[k]);
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(before));
  }
  for (auto& key : out) key = mixed(key);
  if (out.size() < 2) return;
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

std::span<const Candidates::Rows::Entry> Candidates::Rows::bucket(std::uint64_t key) const {
  const auto at = key >> shift;
  return {entries.data() + begin[at], entries.data() + begin[at + 1]};
}

Candidates::Rows Candidates::rows_by_key(const Rule& rule) const {
  std::vector<std::uint64_t> made, keys;
  std::vector<std::uint32_t> rows;
  keys.reserve(records_.rows_b());
  rows.reserve(records_.rows_b());
  for (std::uint32_t row = 0; row < records_.rows_b(); ++row) {
    keys_of(rule, records_.codes_b(row), made);
    for (const auto key : made) {
      keys.push_back(key);
      rows.push_back(row);
    }
  }
  Rows out;
  const auto bits = std::clamp(static_cast<int>(std::bit_width(keys.size())), 4, 24);
  out.shift = 64 - static_cast<unsigned>(bits);
  out.begin.resize((std::size_t{1} << bits) + 1);
  for (const auto key : keys) ++out.begin[(key >> out.shift) + 1];
  for (std::size_t i = 1; i < out.begin.size(); ++i) out.begin[i] += out.begin[i - 1];
  out.entries.resize(keys.size());
  auto next = out.begin;
  for (std::size_t i = 0; i < keys.size(); ++i)
    out.entries[next[keys[i] >> out.shift]++] = {static_cast<std::uint32_t>(keys[i]), rows[i]};
  return out;
}

std::uint64_t Candidates::count(const Rule& rule, const Rows& rows, std::uint64_t most) const {
  if (rule.empty()) return static_cast<std::uint64_t>(records_.pairs());
  std::vector<std::uint64_t> keys;
  std::uint64_t out = 0;
  for (std::uint32_t a = 0; a < records_.rows_a() && out <= most; ++a) {
    keys_of(rule, records_.codes_a(a), keys);
    for (const auto key : keys)
      for (const auto& [rest, row] : rows.bucket(key))
        out += rest == static_cast<std::uint32_t>(key) && (!records_.one_file() || row > a);
  }
  return out;
}

void Candidates::of(std::uint32_t a, std::vector<std::uint32_t>& out) const {
  out.clear();
  std::vector<std::uint64_t> keys;
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    if (rules_[r].rule.empty()) {
      for (std::uint32_t b = records_.one_file() ? a + 1 : 0; b < records_.rows_b(); ++b)
        out.push_back(b);
      continue;
    }
    keys_of(rules_[r].rule, records_.codes_a(a), keys);
    for (const auto key : keys)
      for (const auto& [rest, row] : by_rule_[r].bucket(key))
        if (rest == static_cast<std::uint32_t>(key) && (!records_.one_file() || row > a))
          out.push_back(row);
  }
  if (rules_.size() == 1 && rules_[0].rule.empty()) return;
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

int Candidates::times_found(std::uint32_t a, std::uint32_t b) const {
  std::vector<std::uint64_t> first, second;
  int out = 0;
  for (const auto& each : rules_) {
    keys_of(each.rule, records_.codes_a(a), first);
    keys_of(each.rule, records_.codes_b(b), second);
    const bool found = std::any_of(first.begin(), first.end(), [&](std::uint64_t key) {
      return std::binary_search(second.begin(), second.end(), key);
    });
    if (found && ++out == 2) break;
  }
  return out;
}

}  // namespace ts::linkage
