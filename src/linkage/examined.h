#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/progress.h"
#include "linkage/candidates.h"

namespace ts::linkage {

/// What two rows have in common, a field each.
using Outcomes = std::array<Compared, most_comparisons>;

/// Candidate pairs, compared: all of them while they are few, else those of some rows of A.
class Examined {
 public:
  /// About `most` pairs at most. Several threads.
  Examined(const Records& records, const Candidates& candidates, std::size_t most, unsigned threads,
           const Progress& progress = {});

  bool whole() const { return every_ == 1; }
  /// For how many candidates each pair here stands.
  double stands_for() const { return every_; }
  /// `take(a, b, fields)` for every pair, in no order that can be relied on.
  template <typename Take>
  void each(const Take& take) const {
    for (const auto& part : parts_)
      for (std::size_t i = 0; i < part.rows.size(); ++i)
        take(part.rows[i].a, part.rows[i].b,
             std::span<const Compared>{part.compared}.subspan(i * fields_, fields_));
  }

 private:
  struct Rows {
    std::uint32_t a, b;
  };
  struct Part {
    std::vector<Rows> rows;
    std::vector<Compared> compared;
  };
  std::size_t fields_;
  std::uint32_t every_;  ///< one row of A in so many
  std::vector<Part> parts_;
};

/// Brings every row of A its candidates, on several threads, workers from 0 to one less than
/// `workers_for(threads)`; with `every` above 1 one row in so many.
unsigned workers_for(unsigned threads);
using TakeRow =
    std::function<void(unsigned worker, std::uint32_t a, std::span<const std::uint32_t> of_b)>;
void each_candidate(const Candidates& candidates, const Records& records, std::uint32_t every,
                    unsigned threads, const Progress& progress, const TakeRow& take);

}  // namespace ts::linkage
