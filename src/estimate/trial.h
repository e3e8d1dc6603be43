#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "estimate/odd_tables.h"
#include "estimate/study.h"
#include "stats/random.h"

/// Tables for the tests of this module. The published ones lie beside the project, in
/// ../shared/data/mse; tests that need them skip, and say so, where they are absent.
namespace ts::estimate::trial {

inline std::filesystem::path reference_folder() {
  // Tests run in build/NAME, or by hand from the project's root.
  for (const auto* from : {"../../..", ".."})
    if (std::filesystem::exists(std::filesystem::path{from} / "shared/data/mse"))
      return std::filesystem::path{from} / "shared/data/mse";
  return "../../../shared/data/mse";
}

inline bool has_reference() { return std::filesystem::exists(reference_folder() / "expected.md"); }

#define NEEDS_REFERENCE()                                                                       \
  if (!::ts::estimate::trial::has_reference())                                                  \
  GTEST_SKIP() << "the published tables are not beside the project (../shared/data/mse): what " \
                  "this test holds the engine to was NOT checked"

inline std::vector<std::string> cells_of_line(const std::string& line, char between = ',') {
  std::vector<std::string> out;
  std::stringstream stream{line};
  for (std::string cell; std::getline(stream, cell, between);) out.push_back(cell);
  return out;
}

inline std::vector<std::vector<std::string>> reference_lines(const std::string& file) {
  std::ifstream in{reference_folder() / file};
  std::vector<std::vector<std::string>> out;
  for (std::string line; std::getline(in, line);) out.push_back(cells_of_line(line));
  return out;
}

inline Mask history_of(const std::string& marks) {
  Mask out = 0;
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (marks[i] == '1') out = static_cast<Mask>(out | 1U << i);
  return out;
}

inline CaptureTable reference(const std::string& name) {
  const auto lines = reference_lines(name + ".csv");
  std::vector<std::string> names{lines[0].begin(), lines[0].end() - 1};
  std::vector<HistoryCount> rows;
  for (std::size_t r = 1; r < lines.size(); ++r) {
    std::string marks;
    for (std::size_t c = 0; c + 1 < lines[r].size(); ++c) marks += lines[r][c];
    rows.push_back({history_of(marks), std::stoll(lines[r].back())});
  }
  return table_of_histories(names, rows);
}

/// "100:31 010:52 …" with lists A, B, C, …
inline CaptureTable table(const std::string& text) {
  std::vector<HistoryCount> rows;
  std::size_t lists = 0;
  for (const auto& cell : cells_of_line(text, ' ')) {
    const auto parts = cells_of_line(cell, ':');
    lists = parts[0].size();
    rows.push_back({history_of(parts[0]), std::stoll(parts[1])});
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < lists; ++i) names.emplace_back(1, static_cast<char>('A' + i));
  return table_of_histories(names, rows);
}

/// Invented: four lists, some dependence, one empty overlap.
inline CaptureTable invented() {
  return table(
      "1000:120 0100:90 0010:160 0001:70 1100:14 1010:22 0110:17 0101:9 0011:12 1110:5 0111:2 "
      "1111:1");
}

inline void expect_near_relative(double value, double wanted, double tolerance = 1e-6) {
  EXPECT_NEAR(value, wanted, tolerance * std::abs(wanted));
}

}  // namespace ts::estimate::trial
