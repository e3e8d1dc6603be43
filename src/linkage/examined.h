#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/large.h"
#include "base/progress.h"
#include "linkage/candidates.h"

namespace ts::linkage {

/// What two rows have in common, a field each.
using Outcomes = std::array<Compared, most_comparisons>;

/// Pairs of rows that were compared, one behind the other.
class ComparedPairs {
 public:
  explicit ComparedPairs(std::size_t fields) : fields_{fields} {}
  void reserve(std::size_t pairs) { all_.reserve(pairs * fields_); }
  void add(const Outcomes& pair) {
    all_.insert(all_.end(), pair.begin(), pair.begin() + static_cast<std::ptrdiff_t>(fields_));
  }
  std::size_t size() const { return all_.size() / fields_; }
  /// A field each.
  std::span<const Compared> operator[](std::size_t i) const {
    return {all_.data() + i * fields_, fields_};
  }

 private:
  std::size_t fields_;
  LargeVector<Compared> all_;
};

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
        take(part.rows[i].a, part.rows[i].b, part.compared[i]);
  }

 private:
  struct Rows {
    std::uint32_t a, b;
  };
  struct Part {
    LargeVector<Rows> rows;
    ComparedPairs compared;
  };
  std::uint32_t every_;  ///< one row of A in so many
  std::vector<Part> parts_;
};

/// Each of these rows of B, with what its comparison needs underway to the processor beforehand.
template <typename Take>
void each_in_time(const Records& records, std::span<const std::uint32_t> of_b, const Take& take) {
  constexpr std::size_t row = 24, values = 16, words = 8;
  const auto at = [&](std::size_t i) { return i < of_b.size(); };
  for (std::size_t i = 0; i < std::min(of_b.size(), row); ++i) records.prefetch_b(of_b[i]);
  for (std::size_t i = 0; i < std::min(of_b.size(), values); ++i)
    records.prefetch_values_b(of_b[i]);
  for (std::size_t i = 0; i < std::min(of_b.size(), words); ++i) records.prefetch_words_b(of_b[i]);
  for (std::size_t i = 0; i < of_b.size(); ++i) {
    if (at(i + row)) records.prefetch_b(of_b[i + row]);
    if (at(i + values)) records.prefetch_values_b(of_b[i + values]);
    if (at(i + words)) records.prefetch_words_b(of_b[i + words]);
    take(of_b[i]);
  }
}

/// Brings every row of A its candidates, on several threads, workers from 0 to one less than
/// `workers_for(threads)`; with `every` above 1 one row in so many.
unsigned workers_for(unsigned threads);
using TakeRow =
    std::function<void(unsigned worker, std::uint32_t a, std::span<const std::uint32_t> of_b)>;
void each_candidate(const Candidates& candidates, const Records& records, std::uint32_t every,
                    unsigned threads, const Progress& progress, const TakeRow& take);

}  // namespace ts::linkage
