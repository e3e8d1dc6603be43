#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "linkage/candidates.h"
#include "linkage/links.h"
#include "linkage/model.h"

namespace ts::linkage {

/// A list kept ready for the question whether somebody is on it already. One thread at a time.
class Index {
 public:
  /// What was learned from a list: it serves for one that is much the same, with the same spec.
  struct Learned {
    std::vector<Rule> rules;
    Model model;
  };

  /// Learns from the list itself which rules bring people together, and what chance brings; what
  /// two records of one person have in common is as usual, and so is all else where there are fewer
  /// than `least_to_learn` people. The table is not needed afterwards. Failures as of `Records` and
  /// `Candidates`.
  Index(Spec spec, const Table& table, const TrainOptions& options,
        const std::optional<Learned>& before = {});
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  Learned learned() const;
  static constexpr std::uint32_t least_to_learn = 20;

  /// Rows of the table, then those that were added.
  std::uint32_t rows() const { return records_.rows_a(); }

  struct Found {
    std::uint32_t row = 0;
    float bits = 0;  ///< for this row rather than nobody, if all rows together are as likely
    /// If three of ten who are asked about are on the list, each once.
    float probability = 0;
    std::vector<Reason> reasons;  ///< a comparison each
    /// The probability by `bits` alone: somebody may be on the list several times.
    double alone() const;
  };
  /// Who is perhaps this person, the most probable first, equal ones by row: at most `most`, each
  /// of `alone()` at least `least`. `cells`: the columns of the comparisons, one after the other.
  std::vector<Found> find(std::span<const std::string_view> cells, double least = 0.01,
                          std::size_t most = 20);

  /// One more person; their row. What they are called counts as no more frequent than before.
  std::uint32_t add(std::span<const std::string_view> cells);
  /// Is not found any more; the numbers of others stay as they are. What they are called stays in
  /// memory as long as this does.
  void remove(std::uint32_t row);

 private:
  void learn(const TrainOptions& options);
  /// Fills `met_`: whom a rule brings; everybody, where too little is known for most rules.
  void meet(std::span<const std::uint32_t> codes);

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
