#pragma once

#include <cstdint>
#include <optional>
#include <vector>

/// The small-cell rule: every figure that leaves an organisation goes through it.
namespace ts::release {

/// What may be told of a table of counts: nothing in the place of a figure that is held back.
using Told = std::optional<std::uint64_t>;

struct SafeLine {
  std::vector<Told> cells;
  Told total;
};

/// A line of counts and their total. Every count above zero and below `k` is held back (primary),
/// and so many more, small ones first, that nobody can work one out from what is told: the values
/// that a held-back primary count may have, for somebody who sees the rest, span `k` or more
/// (complementary). Zeros are told.
SafeLine safe_line(const std::vector<std::uint64_t>& cells, std::uint64_t k);

struct SafeTable {
  std::vector<std::vector<Told>> cells;  ///< row after row
  std::vector<Told> row_totals, column_totals;
  Told total;
};

/// The same for a table of two attributes with the totals of its rows and columns; rows are of the
/// same length. The bounds are exact: such a table is a network, a held-back figure can rise or
/// fall by as much as flows around it (Kelly, Golden and Assad, "Cell suppression: disclosure
/// protection for sensitive tabular data", Networks 1992). Which figures are held back beside the
/// primary ones is chosen one path at a time, each the one that hides least: near the least, not
/// always the least.
SafeTable safe_table(const std::vector<std::vector<std::uint64_t>>& cells, std::uint64_t k);

struct CountRule {
  std::uint64_t least = 10;  ///< people; what fewer have is held back
  std::uint64_t base = 10;   ///< what is told is a multiple of it, the nearest
};

/// Counts that are told rounded, such as one figure for each value of a field. Those above zero and
/// below `least` are held back (primary). Rounding hides most of what the others would tell of
/// them; where it does not, the smallest of the others are held back, too (complementary): for
/// somebody who knows the exact total, by whatever way, each count that is held back may still have
/// `least` values or more, unless the total itself is below `least`. Zeros are told.
std::vector<Told> safe_counts(const std::vector<std::uint64_t>& counts, const CountRule& how = {});

/// The same for the cells of a table, of which some together are a line: what is held back
/// satisfies `safe_counts` for all together and for the cells of each line.
std::vector<Told> safe_cells(const std::vector<std::uint64_t>& counts,
                             const std::vector<std::vector<std::size_t>>& lines,
                             const CountRule& how = {});

/// How many people are on which of several lists, by mask (bit i: list i; [0] is of nobody, and
/// told as 0). Whose list it is knows its length: what is held back satisfies `safe_counts` for all
/// together and for the people of each list.
std::vector<Told> safe_histories(const std::vector<std::uint64_t>& people,
                                 const CountRule& how = {});

}  // namespace ts::release
