#include "release/attacks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "release/flat_rows.h"
#include "release/shadow.h"
#include "stats/random.h"

namespace ts::release {
namespace {

constexpr std::size_t fewest_rows = 20;
constexpr double one_sided_95 = 1.645;
/// The variance of a share; one more of each outcome, so that "always" has one too.
double variance_of(std::uint64_t right, std::uint64_t claims) {
  const double n = static_cast<double>(claims) + 2;
  const double share = (static_cast<double>(right) + 1) / n;
  return share * (1 - share) / n;
}

double share_of(std::uint64_t right, std::uint64_t claims) {
  return claims == 0 ? 0 : static_cast<double>(right) / static_cast<double>(claims);
}

struct Tally {
  std::uint64_t claims = 0;
  std::uint64_t right = 0;
  void add(bool is_right) {
    ++claims;
    right += is_right ? 1 : 0;
  }
};

/// People in the data against people who are not.
AttackResult compare(Attack attack, const Tally& inside, const Tally& outside) {
  AttackResult result{attack, inside.claims, inside.right, share_of(outside.right, outside.claims),
                      0};
  if (inside.claims == 0) return result;
  result.excess_at_least = share_of(inside.right, inside.claims) - result.baseline -
                           one_sided_95 * std::sqrt(variance_of(inside.right, inside.claims) +
                                                    variance_of(outside.right, outside.claims));
  return result;
}

/// Claims of which half would be right by tossing a coin.
AttackResult against_a_coin(Attack attack, const Tally& tally) {
  AttackResult result{attack, tally.claims, tally.right, 0.5, 0};
  if (tally.claims > 0)
    result.excess_at_least = share_of(tally.right, tally.claims) - 0.5 -
                             one_sided_95 * std::sqrt(variance_of(tally.right, tally.claims));
  return result;
}

/// A table cut in two by chance, the release of the first half, and whom to attack.
struct Trial {
  FlatRows inside, outside, released;
  std::size_t targets;
};

Tally unique_rows(const FlatRows& people, const FlatRows& released) {
  std::map<std::vector<Code>, int> seen;
  for (std::size_t row = 0; row < people.size(); ++row)
    ++seen[{people[row].begin(), people[row].end()}];
  std::map<std::vector<Code>, int> told;
  for (std::size_t row = 0; row < released.size(); ++row)
    ++told[{released[row].begin(), released[row].end()}];
  Tally tally;
  for (const auto& [row, count] : seen)
    if (count == 1) tally.add(told.contains(row));
  return tally;
}

/// Knows every second position; claims when exactly one released row agrees there.
Tally link(const FlatRows& people, const FlatRows& released) {
  const auto half = [](std::span<const Code> row, std::size_t from) {
    std::vector<Code> codes;
    for (auto i = from; i < row.size(); i += 2) codes.push_back(row[i]);
    return codes;
  };
  std::map<std::vector<Code>, std::vector<std::size_t>> by_known;
  for (std::size_t row = 0; row < released.size(); ++row)
    by_known[half(released[row], 0)].push_back(row);
  Tally tally;
  for (std::size_t row = 0; row < people.size(); ++row) {
    const auto found = by_known.find(half(people[row], 0));
    if (found == by_known.end() || found->second.size() != 1) continue;
    tally.add(half(people[row], 1) == half(released[found->second.front()], 1));
  }
  return tally;
}

/// The border that tells most of the first half of targets apart, tried on the second half.
Tally tell_members(const Trial& trial) {
  const auto distances = [&](const FlatRows& people) {
    std::vector<std::uint32_t> all;
    for (std::size_t row = 0; row < std::min(trial.targets, people.size()); ++row)
      all.push_back(nearest(people[row], trial.released, nothing_skipped).distance);
    return all;
  };
  const auto inside = distances(trial.inside);
  const auto outside = distances(trial.outside);
  const auto pairs = std::min(inside.size(), outside.size());
  const auto tell = [&](std::uint32_t border, std::size_t from, std::size_t to) {
    Tally tally;
    for (auto i = from; i < to; ++i) {
      tally.add(inside[i] <= border);
      tally.add(outside[i] > border);
    }
    return tally;
  };
  std::uint32_t best = 0;
  for (std::uint32_t border = 0; border <= trial.inside.width(); ++border)
    if (tell(border, 0, pairs / 2).right > tell(best, 0, pairs / 2).right) best = border;
  return tell(best, pairs / 2, pairs);
}

/// Guesses position after position of each person from the rows that agree most in all others.
Tally guess_attributes(const FlatRows& people, const Trial& trial) {
  Tally tally;
  for (std::size_t row = 0; row < std::min(trial.targets, people.size()); ++row) {
    const auto secret = row % people.width();
    std::map<Code, int> votes;
    for (const auto near : nearest(people[row], trial.released, secret).rows)
      ++votes[trial.released[near][secret]];
    if (votes.empty()) continue;
    const auto guess =
        std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
    tally.add(guess->first == people[row][secret]);
  }
  return tally;
}

std::vector<std::uint32_t> shuffled(std::size_t rows, std::uint64_t seed) {
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0U);
  stats::Random random{seed, 0};
  for (std::size_t i = rows; i > 1; --i)
    std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i))]);
  return order;
}

}  // namespace

std::vector<AttackResult> attack(const Table& table, const Method& method, const AttackPlan& plan,
                                 const Progress& progress) {
  if (table.rows() < fewest_rows) return {};
  const auto order = shuffled(table.rows(), plan.seed);
  const auto half = order.size() / 2;
  const auto inside = rows_of(table, std::span{order}.first(half));
  const auto outside = rows_of(table, std::span{order}.subspan(half, half));
  const Trial trial{FlatRows{inside}, FlatRows{outside}, FlatRows{method(inside)}, plan.targets};
  progress.at(0.4);
  std::vector<AttackResult> results;
  results.push_back(compare(Attack::uniqueness, unique_rows(trial.inside, trial.released),
                            unique_rows(trial.outside, trial.released)));
  results.push_back(compare(Attack::linkage, link(trial.inside, trial.released),
                            link(trial.outside, trial.released)));
  results.push_back(against_a_coin(Attack::membership, tell_members(trial)));
  results.push_back(compare(Attack::attribute, guess_attributes(trial.inside, trial),
                            guess_attributes(trial.outside, trial)));
  progress.at(0.6);
  const auto [claims, right] = attack_by_shadows(table, method, plan, progress.part(0.6, 1));
  results.push_back(against_a_coin(Attack::shadow, {claims, right}));
  return results;
}

AttackResult difference(const Combinations& earlier, const Combinations& later, const Records& gone,
                        std::uint32_t few) {
  const auto theirs =
      count_combinations(gone, {.length = std::max<std::size_t>(1, earlier.length())});
  Tally claimed;
  Tally all;
  for (std::size_t length = 1; length <= earlier.length(); ++length)
    for (std::size_t i = 0; i < earlier.size(length); ++i) {
      const auto items = earlier.items(length, i);
      const auto before = earlier.count(length, i);
      const auto after = later.count_of(items);
      if (after == 0) continue;
      const bool is_right = theirs.count_of(items) > 0;
      all.add(is_right);
      if (after < before && before - after < few) claimed.add(is_right);
    }
  return compare(Attack::differencing, claimed, all);
}

Verdict judge(const std::vector<AttackResult>& results, double tolerated) {
  Verdict verdict;
  for (const auto attack : {Attack::uniqueness, Attack::linkage, Attack::membership, Attack::shadow,
                            Attack::attribute, Attack::differencing}) {
    const auto result = std::ranges::find(results, attack, &AttackResult::attack);
    if (result == results.end() || result->claims == 0)
      verdict.not_run.push_back(attack);
    else if (result->excess_at_least > tolerated)
      verdict.failed.push_back(attack);
  }
  verdict.passed = verdict.failed.empty();
  return verdict;
}

std::string name_of(Attack attack) {
  switch (attack) {
    case Attack::uniqueness:
      return "uniqueness";
    case Attack::linkage:
      return "linkage";
    case Attack::membership:
      return "membership";
    case Attack::shadow:
      return "shadow";
    case Attack::attribute:
      return "attribute";
    case Attack::differencing:
      return "differencing";
  }
  ensure(false);
  return {};
}

}  // namespace ts::release
