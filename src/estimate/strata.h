#pragma once

#include <span>
#include <string>
#include <vector>

#include "estimate/study.h"

/// Strata: parts of the people, by sex, age or kind of exploitation, each with lists of its own.
/// Where parts are found with different ease, one estimate of all is biased, and the sum of their
/// estimates need not be (Sekar and Deming, "On a method of estimating birth and death rates and
/// the extent of registration", JASA 44, 1949).
namespace ts::estimate {

struct Stratum {
  std::string name;
  CaptureTable table;
};

/// What one method says of all strata together.
struct Sum {
  Method method = Method::independent;
  std::optional<double> total;  ///< only where the method has an estimate of every stratum
  /// From the sums of resampled tables, bias-corrected and percentiles, where the method resamples;
  /// else `LimitKind::added`.
  std::vector<Limits> limits;
  std::vector<std::size_t> without;  ///< strata of which the method has no estimate
};

struct StrataStudy {
  struct One {
    std::string name;
    Study study;
  };
  std::vector<One> strata;  ///< in the order in which they came
  std::vector<Sum> sums;    ///< a line a method that was asked for
  double people = 0;        ///< seen, in all strata

  /// The lowest and highest of the sums' totals, and the ends of their first limits.
  std::optional<Interval> totals, range;

  /// As `Study::all_estimated`, of every stratum.
  bool all_estimated() const;
};

/// Each stratum on its own, by `run_study` with `StudyOptions::stratum` and a seed of its own drawn
/// from that of `options`, and the sums. Fails like `run_study`.
StrataStudy run_strata(std::span<const Stratum> strata, const StudyOptions& options,
                       const Progress& progress = {});

}  // namespace ts::estimate
