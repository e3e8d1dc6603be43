#pragma once

#include <cstdint>
#include <functional>

namespace ts::release {

/// Bounds between which the probability of something lies that happened `hits` times in `runs`,
/// each wrong with probability `error` at most (Clopper and Pearson 1934).
struct Proportion {
  double low;
  double high;
};
Proportion proportion(std::uint64_t hits, std::uint64_t runs, double error);

/// What a mechanism lets out in one run, as one number: on data with one more person, or without.
using Leak = std::function<double(bool with_person, std::uint64_t run)>;

struct AuditPlan {
  std::uint64_t runs = 2000;  ///< of each of the two data sets, for choosing and again for judging
  double delta = 0;
  double error = 0.001;  ///< with which the answer may be too large
};

/// An epsilon that the mechanism has at least, found by running it (Jagielski, Ullman, Oprea 2020;
/// Nasr et al. 2021): the number above which "with the person" is concluded is chosen in the first
/// half of the runs, and judged in the second. Far below the true epsilon unless `leak` is well
/// chosen; above what was promised only if the mechanism is broken.
double epsilon_at_least(const Leak& leak, const AuditPlan& plan);

}  // namespace ts::release
