#include "publishing/differencing.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

#include "formats/csv.h"

namespace ts::publishing {
namespace {

/// The count of each combination, by its attributes and values.
using Told = std::map<std::string, std::int64_t, std::less<>>;

Told told_by(std::string_view aggregates) {
  const auto csv = formats::read_csv(std::string{aggregates});
  Told out;
  for (std::size_t row = 0; row < csv.rows(); ++row) {
    std::string combination;
    for (std::size_t column = 1; column < csv.columns(); ++column) {
      combination += csv.cell(row, column);
      combination += '\x1f';  // stands in no cell that we write
    }
    // Without the cells of shorter combinations at the end: the two may be of other lengths.
    combination.erase(combination.find_last_not_of('\x1f') + 1);
    const auto cell = csv.cell(row, 0);
    std::from_chars(cell.data(), cell.data() + cell.size(), out[combination]);
  }
  return out;
}

/// How many people a told count may stand for.
struct Range {
  std::int64_t least, most;
};

Range range_of(const Told& told, const std::string& combination, std::int64_t k) {
  const auto found = told.find(combination);
  if (found == told.end()) return {0, k - 1};
  return {found->second, found->second + k - 1};
}

}  // namespace

Difference difference_of(const Published& earlier, const Published& later, std::int64_t few) {
  const auto before = told_by(earlier.aggregates);
  const auto after = told_by(later.aggregates);
  auto all = before;
  all.insert(after.begin(), after.end());
  Difference out{.compared = all.size()};
  for (const auto& [combination, count] : all) {
    const auto a = range_of(before, combination, earlier.k);
    const auto b = range_of(after, combination, later.k);
    if (a.least != b.least || a.most != b.most) ++out.changed;
    const auto least = std::max(a.least - b.most, b.least - a.most);
    const auto most = std::max(a.most - b.least, b.most - a.least);
    if (least >= 1 && most < few) ++out.singled_out;
  }
  return out;
}

}  // namespace ts::publishing
