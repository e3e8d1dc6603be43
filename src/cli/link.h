#pragma once

#include <string>

namespace ts::cli {

/// What can be said to `turnstone link`.
struct LinkOptions {
  std::string a, b;   ///< CSV files; without the second the first is searched for duplicates
  std::string spec;   ///< a JSON file; empty: guessed from the columns
  std::string truth;  ///< a column: equal values are one person
  std::string out;
  std::string language = "en";
  unsigned threads = 0;
  bool json = false, plan_only = false;
};

/// Finds records that are perhaps one person, and writes pairs.csv, clusters.csv, model.json and
/// report.html into a new folder. Interrupted, it leaves nothing.
int link(const LinkOptions& options);

}  // namespace ts::cli
