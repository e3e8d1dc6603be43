#pragma once

#include "estimates/results.h"
#include "report/picture.h"

/// The pictures of the report. Each shows only what may be shown.
namespace ts::estimates {

struct Drawing {
  const estimate::Study& study;
  const Disclosure& disclosure;
  const report::Words& words;
};

std::string name_of_method(const report::Words& words, estimate::Method method);

/// Every method's estimate and intervals on one logarithmic axis.
report::Picture forest(const Drawing& of);
/// People by the lists that they are on: a bar for each history, the largest first, its lists as
/// dots.
report::Picture overlaps(const Drawing& of);
/// Each model's total against how far its BIC is from the best, larger dots for larger weights.
report::Picture models(const Drawing& of);
/// Totals of the resampled tables, with the estimate.
report::Picture replicates(const Drawing& of);
/// The estimate without each list.
report::Picture left_out(const Drawing& of);

}  // namespace ts::estimates
