#pragma once

#include "base/progress.h"
#include "release/combinations.h"
#include "release/records.h"
#include "stats/random.h"

/// Records of nobody: made of safe combinations only, with the counts of the safe combinations.
namespace ts::release {

struct SafeRecords {
  std::uint32_t k = 10;
  std::size_t length = 3;
  std::uint64_t seed = 0;
  /// How often each record is looked at again to bring the counts nearer; the last time, single
  /// values matter most.
  unsigned sweeps = 2;
};

/// Synthetic records with this guarantee: whatever combination of up to `length` items one of them
/// holds, at least `k` people of the input have it. `safe` are the input's combinations up to
/// `length` that at least `k` have; `items` are the input's.
///
/// 1. What `k` people or more have in common in everything is taken as it is, less a random part
///    below `k` of each such group, so that the size of none is told.
/// 2. The rest is drawn item by item, each among what at least `k` of the remaining people have who
///    share up to `length` - 1 of the items drawn before.
/// 3. Items of these records are put in, taken out and exchanged where that brings the counts of
///    all safe combinations nearer to those of the input, and stays safe. Before the last time,
///    combinations that far too few have get some records of their own.
///
/// There are as many as there are people, rounded down to a multiple of `k`. The same seed, the
/// same records.
Records draw_safe_records(const Records& input, const Items& items, const Combinations& safe,
                          const SafeRecords& how, const Progress& progress = {});

/// How many combinations of `records` are not among `safe`; 0 is the guarantee.
std::uint64_t unsafe_combinations(const Records& records, const Combinations& safe);

}  // namespace ts::release
