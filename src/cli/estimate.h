#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ts::cli {

/// What can be said to `turnstone estimate`.
struct EstimateOptions {
  std::string lists;  ///< a CSV file, or "-"
  std::string out;
  bool pairs = false;
  std::string strata;           ///< a column that takes the table apart
  std::string methods = "all";  ///< names with commas between
  double threshold = 0.02;
  unsigned order = 2;
  std::size_t replicates = 2000;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  std::string language = "en";
  bool inside = false;
  bool json = false;
};

/// Estimates, and writes estimate.json, answers.csv, models.csv, sensitivity.csv and report.html
/// into a new folder; of strata a report stratum-N.html each instead of the latter two tables.
/// Interrupted, it leaves nothing. `findings` when nothing, or not everything that was asked for,
/// could be estimated.
int estimate(const EstimateOptions& options);

}  // namespace ts::cli
