#include "frames/cross.h"

#include <gtest/gtest.h>

namespace ts::frames {
namespace {

FieldColumn column_of(std::string_view field, std::size_t rows) {
  auto out = FieldColumn::of(*catalogue::Catalogue::built_in().field(field)).value();
  out.resize(rows);
  return out;
}

/// Two columns in which every combination of so many values stands in one row.
struct Squared {
  explicit Squared(std::int64_t values)
      : rows{static_cast<std::size_t>(values * values)},
        children{column_of("prs_NumberOfChildren", rows)},
        age{column_of("vic_AgeWhenTrafficked", rows)} {
    for (Row row = 0; row < rows; ++row) {
      children.set(row, row / values);
      age.set(row, row % values);
    }
  }
  CrossTable crossed(std::uint8_t wanted = 1) const {
    return CrossTable{{&children, &age}, std::vector(rows, wanted)};
  }
  std::size_t rows;
  FieldColumn children, age;
};

std::size_t cells_of(const CrossTable& table) {
  std::size_t out = 0;
  table.each([&](const std::vector<std::string>& values, std::uint32_t count) {
    EXPECT_EQ(values.size(), 2U);
    EXPECT_EQ(count, 1U);
    ++out;
  });
  return out;
}

TEST(CrossTable, has_a_cell_for_each_combination_of_rows_that_are_wanted) {
  const Squared all{100};
  EXPECT_EQ(cells_of(all.crossed()), all.rows);
  EXPECT_EQ(cells_of(all.crossed(0)), 0U);
  EXPECT_EQ(cells_of(CrossTable{{&all.children, &all.age}, {}}), 0U);
}

TEST(CrossTable, of_more_than_anybody_reads_is_refused) {
  EXPECT_THROW(Squared{101}.crossed(), Failure) << "10,201 cells";
  const Squared fine{2048};
  try {
    (void)fine.crossed(0);
    ADD_FAILURE() << "4,198,401 combinations";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.fault(), Fault::too_large);
    EXPECT_EQ(failure.key(), MessageKey{"count.too_fine"});
  }
}

}  // namespace
}  // namespace ts::frames
