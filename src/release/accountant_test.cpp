#include "release/accountant.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

#include "base/failure.h"

namespace ts::release {
namespace {

// U.S. Census Bureau, production settings of the 2020 redistricting data (June 2021), at
// delta 1e-10: rho 2.56 is epsilon 17.14 for persons, rho 0.07 is 2.47 for housing units.
TEST(Accountant, agrees_with_the_published_figures_of_the_2020_census) {
  EXPECT_NEAR(epsilon_of({2.56}, 1e-10), 17.14, 0.25);
  EXPECT_NEAR(epsilon_of({0.07}, 1e-10), 2.47, 0.005);
  printf("%f %f\n", epsilon_of({2.56}, 1e-10), epsilon_of({0.07}, 1e-10));
}

}  // namespace
}  // namespace ts::release
