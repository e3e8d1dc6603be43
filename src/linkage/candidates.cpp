#include "linkage/candidates.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/failure.h"
#include "base/parallel.h"

namespace ts::linkage {
namespace {

constexpr double few_enough = 4e6;  // pairs that are compared without rules
constexpr double least_budget = 150'000;

}  // namespace

Candidates::Candidates(const Records& records, const Spec& spec, unsigned threads,
                       const Effort& effort)
    : records_{records}, keys_{records} {
  if (spec.rules.empty()) {
    choose(threads, effort);
    return;
  }
  take(spec.rules, threads);
  if (pairs() > spec.most_pairs)
    throw Failure{
        Fault::too_large, "linkage.too_many_pairs", {{std::to_string(pairs()), "linkage.pairs"}}};
}

void Candidates::choose(unsigned threads, const Effort& effort) {
  if (records_.pairs() <= few_enough) {
    take({{}}, threads);
    return;
  }
  const double rows = records_.rows_a() + (records_.one_file() ? 0.0 : records_.rows_b());
  auto choice = choose_rules(records_, keys_, std::max(least_budget, effort.pairs_a_record * rows),
                             effort, threads);
  left_out_ = std::move(choice.left_out);
  loss_in_sample_ = choice.loss;
  take(choice.chosen, threads);
}

void Candidates::take(const std::vector<Rule>& rules, unsigned threads) {
  std::vector<RuleKeys> keys;
  for (const auto& rule : rules) {
    keys.push_back(keys_.by(rule));
    rules_.push_back({rule, 0});
  }
  blocks_.resize(rules.size());
  parallel_for(rules.size(), threads, [&](std::size_t r) {
    if (rules[r].empty()) {
      rules_[r].pairs = static_cast<std::uint64_t>(records_.pairs());
      return;
    }
    blocks_[r] = blocks_by(std::move(keys[r]));
    rules_[r].pairs = count(blocks_[r]);
  });
}

std::uint64_t Candidates::pairs() const {
  std::uint64_t out = 0;
  for (const auto& rule : rules_) out += rule.pairs;
  return out;
}

Candidates::Blocks Candidates::blocks_by(RuleKeys by) const {
  std::vector<std::uint64_t> made;
  LargeVector<std::uint64_t> keys;
  LargeVector<std::uint32_t> rows;
  keys.reserve(records_.rows_b());
  rows.reserve(records_.rows_b());
  for (std::uint32_t row = 0; row < records_.rows_b(); ++row) {
    by.of(records_.codes_b(row), made);
    for (const auto key : made) {
      keys.push_back(key);
      rows.push_back(row);
    }
  }
  return {std::move(by), RowTable{keys, rows}};
}

std::uint64_t Candidates::count(const Blocks& blocks) const {
  constexpr std::uint32_t at_once = 64;
  std::vector<std::uint64_t> made;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
  std::uint64_t out = 0;
  for (std::uint32_t from = 0; from < records_.rows_a(); from += at_once) {
    keys.clear();
    for (auto a = from; a < std::min(records_.rows_a(), from + at_once); ++a) {
      blocks.keys.of(records_.codes_a(a), made);
      for (const auto key : made) {
        blocks.rows.prefetch(key);
        keys.emplace_back(key, a);
      }
    }
    for (const auto& of_row : keys) blocks.rows.prefetch_rows(of_row.first);
    for (const auto& of_row : keys)
      blocks.rows.each(of_row.first,
                       [&](std::uint32_t row) { out += row >= first_for(of_row.second); });
  }
  return out;
}

void Candidates::of(std::uint32_t a, std::vector<std::uint32_t>& out) const {
  Asked asked;
  ask(records_.codes_a(a), asked);
  answer(asked, first_for(a), out);
}

void Candidates::ask(std::span<const std::uint32_t> codes, Asked& out) const {
  out.clear();
  each_key(codes, [&](std::size_t rule, std::uint64_t key) {
    blocks_[rule].rows.prefetch(key);
    out.emplace_back(&blocks_[rule].rows, key);
  });
}

void Candidates::answer(const Asked& asked, std::uint32_t first,
                        std::vector<std::uint32_t>& out) const {
  out.clear();
  const bool everything =
      std::ranges::any_of(rules_, [](const RuleCount& each) { return each.rule.empty(); });
  if (everything) {
    for (auto b = first; b < records_.rows_b(); ++b) out.push_back(b);
    return;
  }
  for (const auto& [rows, key] : asked) rows->prefetch_rows(key);
  for (const auto& [rows, key] : asked)
    rows->each(key, [&](std::uint32_t row) {
      if (row >= first) out.push_back(row);
    });
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

int Candidates::times_found(std::uint32_t a, std::uint32_t b) const {
  std::vector<std::uint64_t> first, second;
  int out = 0;
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    if (rules_[r].rule.empty()) {
      if (++out == 2) break;
      continue;
    }
    blocks_[r].keys.of(records_.codes_a(a), first);
    blocks_[r].keys.of(records_.codes_b(b), second);
    const bool found = std::any_of(first.begin(), first.end(), [&](std::uint64_t key) {
      return std::binary_search(second.begin(), second.end(), key);
    });
    if (found && ++out == 2) break;
  }
  return out;
}

}  // namespace ts::linkage
