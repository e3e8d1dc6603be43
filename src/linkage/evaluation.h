#pragma once

#include <string_view>
#include <vector>

#include "linkage/links.h"

namespace ts::linkage {

/// How good links are, when it is known who is who.
struct Quality {
  double precision = 0, recall = 0, f1 = 0;
};
struct AtThreshold {
  double threshold = 0;
  Quality pairs, one_to_one;
};
struct Evaluation {
  double matches = 0;  ///< pairs that are one person, found or not
  AtThreshold usual;   ///< at the threshold of the spec
  AtThreshold best_pairs, best_one_to_one;
  std::vector<AtThreshold> curve;  ///< by threshold, from low to high
  /// Mean distance between probability and truth over ten bands, weighted by links in each.
  double calibration_error = 0;
  double recall_at_precision_95 = 0;  ///< one to one
};

/// `truth_a`, `truth_b`: equal texts are one person, empty ones nobody. `truth_b` is empty for one
/// file.
Evaluation evaluate(const std::vector<Link>& links, const Records& records,
                    const std::vector<std::string_view>& truth_a,
                    const std::vector<std::string_view>& truth_b, double threshold);

}  // namespace ts::linkage
