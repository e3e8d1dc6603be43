#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "base/progress.h"

namespace ts {
namespace {

TEST(ParallelFor, does_each_once_on_any_number_of_threads) {
  for (const unsigned threads : {0U, 1U, 2U, 7U}) {
    std::vector<std::atomic<int>> done(1000);
    parallel_for(done.size(), threads, [&](std::size_t i) { ++done[i]; });
    for (const auto& count : done) EXPECT_EQ(count, 1);
  }
  parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, stops_and_rethrows) {
  std::atomic<int> begun{0};
  const auto work = [&](std::size_t i) {
    ++begun;
    if (i == 3) throw Failure{Fault::invalid, "csv.empty"};
  };
  EXPECT_THROW(parallel_for(1'000'000, 2, work), Failure);
  EXPECT_LT(begun, 1'000'000);
}

TEST(Progress, tells_shares_of_parts_and_hears_that_it_is_to_stop) {
  std::vector<double> heard;
  std::atomic<bool> stop{false};
  const Progress whole{[&](double share) { heard.push_back(share); }, stop};
  whole.at(0.25);
  whole.part(0.5, 1).part(0, 0.5).at(1);
  EXPECT_EQ(heard, (std::vector<double>{0.25, 0.75}));
  stop = true;
  EXPECT_THROW(whole.check(), Failure);
  EXPECT_THROW(whole.part(0, 1).at(1), Failure);
  Progress{}.at(1);  // nobody listens
}

}  // namespace
}  // namespace ts
