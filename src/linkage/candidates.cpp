#include "linkage/candidates.h"

#include <algorithm>
#include <string>

#include "base/failure.h"

namespace ts::linkage {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

constexpr double few_enough = 4e6;     // pairs that are compared without rules
constexpr double pairs_a_record = 12;  // of all default rules together
constexpr double least_budget = 400'000;
constexpr double share_of_one_rule = 0.3;
constexpr std::size_t most_rules = 22;
constexpr std::size_t most_others = 3;
constexpr std::size_t bundle = 4096;

std::uint64_t combined(std::uint64_t seed, std::uint64_t key) {
  seed ^= key + 0x9E3779B97F4A7C15ULL + (seed << 6) + (seed >> 2);
  seed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9ULL;
  return seed ^ (seed >> 31);
}

/// Collects pairs and hands them on in bundles.
class Bundles {
 public:
  explicit Bundles(const Candidates::Take& take) : take_{take} { pairs_.reserve(bundle); }
  void add(std::uint32_t a, std::uint32_t b) {
    pairs_.emplace_back(a, b);
    if (pairs_.size() == bundle) flush();
  }
  void flush() {
    if (!pairs_.empty()) take_(pairs_);
    pairs_.clear();
  }

 private:
  const Candidates::Take& take_;
  std::vector<Pair> pairs_;
};

/// Calls `group(a_begin, a_end, b_begin, b_end)` for each key that both have, in [from, to).
template <class Entries, class Group>
void join(const Entries& a, const Entries& b, std::uint64_t from, std::uint64_t to, Group&& group) {
  const auto begin = [&](const Entries& all) {
    return std::lower_bound(all.begin(), all.end(), from,
                            [](const auto& entry, std::uint64_t key) { return entry.key < key; });
  };
  auto i = begin(a), j = begin(b);
  while (i != a.end() && j != b.end() && i->key <= to && j->key <= to) {
    if (i->key < j->key) {
      ++i;
    } else if (j->key < i->key) {
      ++j;
    } else {
      auto i_end = i, j_end = j;
      while (i_end != a.end() && i_end->key == i->key) ++i_end;
      while (j_end != b.end() && j_end->key == j->key) ++j_end;
      group(i, i_end, j, j_end);
      i = i_end;
      j = j_end;
    }
  }
}

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

Candidates::Candidates(const Records& records, const Spec& spec) : records_{records} {
  if (spec.rules.empty()) {
    choose();
    return;
  }
  std::uint64_t sum = 0;
  for (const auto& rule : spec.rules) {
    for (const auto& key : rule) ensure(key.comparison < records.fields());
    rules_.push_back({rule, count(rule)});
    sum += rules_.back().pairs;
  }
  if (sum > spec.most_pairs)
    throw Failure{
        Fault::too_large, "linkage.too_many_pairs", {{std::to_string(sum), "linkage.pairs"}}};
}

void Candidates::choose() {
  if (records_.pairs() <= few_enough) {
    rules_.push_back({{}, static_cast<std::uint64_t>(records_.pairs())});
    return;
  }
  const double rows = records_.rows_a() + (records_.one_file() ? 0.0 : records_.rows_b());
  double budget = std::max(least_budget, pairs_a_record * rows);
  const double share = budget * share_of_one_rule;
  for (auto& rule : default_rules(records_)) {
    if (rules_.size() == most_rules) break;
    const auto pairs = count(rule);
    const auto fits = static_cast<double>(pairs) <= std::min(budget, share);
    (fits ? rules_ : left_out_).push_back({std::move(rule), pairs});
    if (fits) budget -= static_cast<double>(pairs);
  }
}

std::uint64_t Candidates::pairs() const {
  std::uint64_t out = 0;
  for (const auto& rule : rules_) out += rule.pairs;
  return out;
}

const Candidates::Keys& Candidates::keys(const Key& key) {
  const auto [found, is_new] = keys_.try_emplace({key.comparison, key.part});
  if (is_new) {
    auto& out = found->second;
    const auto& field = records_.field(key.comparison);
    out.begin.push_back(0);
    for (std::uint32_t value = 0; value < field.values(); ++value) {
      const auto all = field.keys(value, key.part);
      out.keys.insert(out.keys.end(), all.begin(), all.end());
      out.begin.push_back(static_cast<std::uint32_t>(out.keys.size()));
    }
  }
  return found->second;
}

const Candidates::Keys& Candidates::keys(const Key& key) const {
  return keys_.at({key.comparison, key.part});
}

std::vector<Candidates::Entry> Candidates::entries(const Rule& rule, bool of_a) {
  std::vector<const Keys*> lists;
  for (const auto& key : rule) lists.push_back(&keys(key));
  std::vector<Entry> out;
  std::vector<std::uint64_t> made, next;
  const auto rows = of_a ? records_.rows_a() : records_.rows_b();
  out.reserve(rows);
  for (std::uint32_t row = 0; row < rows; ++row) {
    made.assign(1, 0);
    for (std::size_t i = 0; i < rule.size() && !made.empty(); ++i) {
      const auto field = rule[i].comparison;
      next.clear();
      for (const auto key :
           lists[i]->of(of_a ? records_.code_a(field, row) : records_.code_b(field, row)))
        for (const auto before : made) next.push_back(combined(before, key));
      made.swap(next);
    }
    for (const auto key : made) out.push_back({key, row});
  }
  std::sort(out.begin(), out.end(), [](const Entry& x, const Entry& y) {
    return x.key != y.key ? x.key < y.key : x.row < y.row;
  });
  return out;
}

std::uint64_t Candidates::count(const Rule& rule) {
  if (rule.empty()) return static_cast<std::uint64_t>(records_.pairs());
  const auto a = entries(rule, true);
  std::vector<Entry> b;
  if (!records_.one_file()) b = entries(rule, false);
  std::uint64_t out = 0;
  join(a, records_.one_file() ? a : b, 0, UINT64_MAX, [&](auto i, auto i_end, auto j, auto j_end) {
    const auto rows = static_cast<std::uint64_t>(i_end - i);
    out +=
        records_.one_file() ? rows * (rows - 1) / 2 : rows * static_cast<std::uint64_t>(j_end - j);
  });
  return out;
}

void Candidates::prepare(std::size_t rule) {
  a_.clear();
  b_.clear();
  if (rules_[rule].rule.empty()) return;
  a_ = entries(rules_[rule].rule, true);
  if (!records_.one_file()) b_ = entries(rules_[rule].rule, false);
}

bool Candidates::agree(const Rule& rule, std::uint32_t a, std::uint32_t b,
                       std::uint64_t& first) const {
  first = 0;
  for (const auto& key : rule) {
    const auto& lists = keys(key);
    const auto mine = lists.of(records_.code_a(key.comparison, a));
    const auto other = lists.of(records_.code_b(key.comparison, b));
    auto i = mine.begin(), j = other.begin();
    while (i != mine.end() && j != other.end() && *i != *j) *i < *j ? ++i : ++j;
    if (i == mine.end() || j == other.end()) return false;
    first = combined(first, *i);
  }
  return true;
}

bool Candidates::found_before(std::size_t rule, std::uint32_t a, std::uint32_t b) const {
  std::uint64_t first = 0;
  for (std::size_t earlier = 0; earlier < rule; ++earlier)
    if (agree(rules_[earlier].rule, a, b, first)) return true;
  return false;
}

int Candidates::times_found(std::uint32_t a, std::uint32_t b) const {
  std::uint64_t first = 0;
  int out = 0;
  for (const auto& each : rules_)
    if (agree(each.rule, a, b, first) && ++out == 2) break;
  return out;
}

void Candidates::everything(std::size_t part, const Take& take) const {
  Bundles out{take};
  for (auto a = static_cast<std::uint32_t>(part); a < records_.rows_a(); a += parts)
    for (std::uint32_t b = records_.one_file() ? a + 1 : 0; b < records_.rows_b(); ++b)
      out.add(a, b);
  out.flush();
}

void Candidates::each(std::size_t rule, std::size_t part, const Take& take) const {
  if (rules_[rule].rule.empty()) {
    everything(part, take);
    return;
  }
  constexpr auto width = UINT64_MAX / parts + 1;
  const auto from = width * part, to = from + (width - 1);
  Bundles out{take};
  const auto one = records_.one_file();
  std::uint64_t first = 0;
  join(a_, one ? a_ : b_, from, to, [&](auto i, auto i_end, auto j, auto j_end) {
    for (; i != i_end; ++i)
      for (auto other = one ? i + 1 : j; other != (one ? i_end : j_end); ++other) {
        // Two that share several words meet once, under the first of them.
        if (!agree(rules_[rule].rule, i->row, other->row, first) || first != i->key) continue;
        if (!found_before(rule, i->row, other->row)) out.add(i->row, other->row);
      }
  });
  out.flush();
}

}  // namespace ts::linkage
