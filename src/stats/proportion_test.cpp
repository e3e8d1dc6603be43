#include "stats/proportion.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/failure.h"

namespace ts::stats {
namespace {

TEST(Wilson, gives_the_interval_of_a_field_survey) {
  const auto boys = wilson(42, 1019);  // Casa Alianza, twenty cities
  EXPECT_NEAR(boys.share, 0.0412, 5e-5);
  EXPECT_NEAR(boys.low, 0.0306, 5e-5);
  EXPECT_NEAR(boys.high, 0.0552, 5e-5);
}

TEST(Wilson, holds_for_none_for_all_and_for_nobody) {
  EXPECT_EQ(wilson(0, 10).low, 0);
  EXPECT_NEAR(wilson(0, 10).high, 0.2775, 5e-5);
  EXPECT_EQ(wilson(10, 10).high, 1);
  EXPECT_EQ(wilson(0, 0).high, 1);
  EXPECT_THROW(wilson(2, 1), Bug);
}

RC_GTEST_PROP(Wilson, holds_the_share_and_narrows_with_more, (std::uint16_t a, std::uint16_t b)) {
  const std::int64_t screened = std::max<std::int64_t>({a, b, 1}), found = std::min(a, b);
  const auto some = wilson(found, screened), more = wilson(found * 10, screened * 10);
  RC_ASSERT(some.low <= some.share && some.share <= some.high);
  RC_ASSERT(more.high - more.low <= some.high - some.low);
}

}  // namespace
}  // namespace ts::stats
