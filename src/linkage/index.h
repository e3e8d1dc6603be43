#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "linkage/candidates.h"
#include "linkage/model.h"

namespace ts::linkage {

/// A list kept ready for the question whether somebody is on it already. One thread at a time.
class Index {
 public:
  /// Learns from the list itself which rules bring people together, and what chance brings; what
  /// two records of one person have in common is as usual. The table is not needed afterwards.
  /// Failures as of `Records` and `Candidates`.
  Index(Spec spec, const Table& table, const TrainOptions& options);
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  /// Rows of the table, then those that were added.
  std::uint32_t rows() const { return records_.rows_a(); }

  struct Found {
    std::uint32_t row = 0;
    float bits = 0;
    /// If three of ten who are asked about are on the list, each once.
    float probability = 0;
  };
  /// Who is perhaps this person, the most probable first, equal ones by row: at most `most`, each
  /// of at least `least_probability`. `cells`: the columns of the comparisons, one after the other.
  std::vector<Found> find(std::span<const std::string_view> cells, std::size_t most = 20);
  static constexpr double least_probability = 0.01;

  /// One more person; their row. What they are called counts as no more frequent than before.
  std::uint32_t add(std::span<const std::string_view> cells);
  /// Is not found any more; the numbers of others stay as they are.
  void remove(std::uint32_t row);

 private:
  Spec spec_;
  Records records_;
  Candidates candidates_;
  Model model_;
  std::vector<bool> removed_;
  /// Rows that were added, by rule and key.
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> added_;
  Candidates::Asked asked_;
  std::vector<std::uint32_t> met_;
};

}  // namespace ts::linkage
