#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "release/combinations.h"

/// Attacks on a release, really run by those who hold the data, before anybody else can. Each says
/// how often an attacker who claims something is right, against how often the same claims are right
/// about people whom the release knows nothing of. Only what exceeds that is a leak; the rest is
/// what statistics are for (Giomi et al., Anonymeter, 2023).
namespace ts::release {

enum class Attack {
  uniqueness,  ///< people who are like nobody else: does the release hold their very row?
  linkage,     ///< who knows half of the columns finds one row: are its other columns the person's?
  membership,  ///< is somebody among the data? by how near the nearest released row is
  shadow,      ///< the same, against a model trained on releases made by the same method
  attribute,   ///< who knows all other columns guesses the last from the nearest rows
  differencing  ///< two releases of data that differ by a few people: what they had
};

struct AttackResult {
  Attack attack;
  std::uint64_t claims = 0;
  std::uint64_t right = 0;
  double baseline = 0;  ///< the share that would be right without the person in the data
  /// `right / claims - baseline`, less what chance explains (95 %, one-sided); may be negative.
  double excess_at_least = 0;
};

/// How a release is made from data: the whole method, noise and all.
using Method = std::function<Table(const Table&)>;

struct AttackPlan {
  std::size_t targets = 400;  ///< people attacked, at most, of each half
  std::size_t shadows = 24;   ///< releases made for the shadow attack, of `shadow_rows` each
  std::size_t shadow_rows = 400;
  std::uint64_t seed = 1;
};

/// All attacks on what `method` makes of rows like these. The table is cut into halves; one is
/// released, the other are the people whom the release knows nothing of. None when there are fewer
/// than 20 rows: then nothing can be said.
std::vector<AttackResult> attack(const Table& table, const Method& method, const AttackPlan& plan,
                                 const Progress& progress = {});

/// Two releases, between which the people of `gone` left the data: the attacker claims of every
/// combination that lost fewer than `few` people that somebody who left has it. The baseline is the
/// share of all combinations in both releases that somebody who left has.
AttackResult difference(const Combinations& earlier, const Combinations& later, const Records& gone,
                        std::uint32_t few);

/// May it go out?
struct Verdict {
  bool passed = true;
  std::vector<Attack> failed;   ///< the attacks that found more than is tolerated
  std::vector<Attack> not_run;  ///< of all that there are
};
/// `tolerated`: how much more often than without the person a claim may be right.
Verdict judge(const std::vector<AttackResult>& results, double tolerated = 0.05);

/// "uniqueness" and so on: the name in messages and in the proof.
std::string name_of(Attack attack);

}  // namespace ts::release
