#pragma once

#include <cstdint>
#include <vector>

#include "linkage/blocking.h"

namespace ts::linkage {

/// A rule, and how many pairs it brings together.
struct RuleCount {
  Rule rule;
  std::uint64_t pairs = 0;
};

/// What may be spent on bringing people together.
struct Effort {
  double pairs_a_record = 12;        ///< of all rules together
  double pairs_for_a_person = 2000;  ///< of the last rule, for one more person
};

/// Rules that bring together most people who are one, for few pairs. All pairs that any rule brings
/// to a sample of rows are compared with usual weights; of the rules that is taken first which adds
/// most people per pair, until another would cost more than it brings or all pairs are spent. Rules
/// that bring too many pairs are tried with one more key. Where nobody is seen in both, people are
/// imagined. The same for any number of threads.
struct RuleChoice {
  std::vector<Rule> chosen;
  std::vector<RuleCount> left_out;  ///< too many pairs; estimated from the sample
  double loss = 0;  ///< share of the sample's people whom a rule brings, but none that was chosen
};
RuleChoice choose_rules(const Records& records, RowKeys& keys, double most_pairs,
                        const Effort& effort = {}, unsigned threads = 0);

}  // namespace ts::linkage
