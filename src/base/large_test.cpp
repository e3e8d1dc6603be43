#include "base/large.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

using namespace ts;

namespace {

TEST(LargeVector, keeps_what_is_put_in_while_it_grows_beyond_large_pages) {
  LargeVector<std::uint32_t> all;
  constexpr std::uint32_t count = 2'000'000;  // eight megabytes, from nothing
  for (std::uint32_t i = 0; i < count; ++i) all.push_back(i);
  const auto copy = all;
  all.resize(10);
  all.shrink_to_fit();
  for (std::uint32_t i = 0; i < count; ++i) ASSERT_EQ(copy[i], i);
  EXPECT_EQ(all.back(), 9U);
}

TEST(LargeVector, says_so_when_there_is_no_such_memory) {
  EXPECT_THROW((void)allocate_large(std::numeric_limits<std::size_t>::max()), std::bad_alloc);
  EXPECT_THROW((void)LargePages<std::uint64_t>{}.allocate(std::numeric_limits<std::size_t>::max()),
               std::bad_alloc);
}

}  // namespace
