#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "estimate/selection.h"

namespace ts::estimate {

/// The answer when one thing is done otherwise.
struct Variant {
  double value = 0;  ///< the threshold, the order, the multiplier, the share of missed matches
  unsigned list = 0, other_list = 0;  ///< which lists it is about
  std::optional<double> total;        ///< nothing: it cannot be estimated
  std::string model;                  ///< `Model::text`
};

/// Stepwise at each of these thresholds.
std::vector<Variant> at_thresholds(const Counts& counts, std::span<const double> thresholds);
/// Without each list in turn; people on no other list are lost. Needs the histories, and three lists.
std::vector<Variant> without_each_list(const CaptureTable& table, double threshold);
/// With each two of the lists that are below the mean size as one. Needs the histories.
std::vector<Variant> with_small_lists_merged(const CaptureTable& table, double threshold);
/// The unseen people times 1/2, 1 and 2: what no data can tell (Gerritse, van der Heijden and Bakker,
/// Journal of Official Statistics 31, 2015; Aleshin-Guendel, Sadinle and Wakefield, JRSS A 187, 2024).
std::vector<Variant> with_unseen_multiplied(const Fit& fit);
/// The chosen model when this share of the matches between lists was missed (below 0: made wrongly), each
/// of them one person counted twice.
std::vector<Variant> with_matches_missed(const Counts& counts, const Chosen& chosen,
                                         std::span<const double> shares);

/// The members of one list as a population of known size, estimated from the other lists (Binette and
/// Steorts, "On the reliability of multiple systems estimation for the quantification of modern slavery",
/// JRSS A 185, 2022).
struct Consistency {
  unsigned list = 0;
  double truth = 0;
  double seen = 0;              ///< on other lists, too
  std::optional<double> total;  ///< nothing: no finite estimate
  double low = 0, high = 0;     ///< Wald, 95 %
};
/// Needs the histories, and three lists.
std::vector<Consistency> internal_consistency(const CaptureTable& table, double threshold);

/// people + dark exp(-+ z error): Wald on the scale of log(dark).
struct Interval {
  double low = 0, high = 0;
};
Interval wald(const Fit& fit);

/// Two lists alone.
struct PairOfLists {
  Mask pair = 0;
  double observed = 0;     ///< people on both
  double independent = 0;  ///< expected if all lists were independent; 0 when that cannot be fitted
  double expected = 0;     ///< by the stepwise model; 0 when there is none
  double chapman = 0;      ///< (a + 1)(b + 1)/(both + 1) - 1 (Chapman 1951)
};
std::vector<PairOfLists> pairs_of_lists(const Counts& counts, const std::optional<Chosen>& stepwise);

}  // namespace ts::estimate
