#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "estimate/masks.h"

namespace ts::estimate {

/// More people than this on the lists together are taken for a mistake.
inline constexpr std::int64_t most_people = 100'000'000;

/// What an estimate is made from, as numbers: how many people were seen on which lists. Either
/// every history is known, or only how many people there are, how long each list is, and how many
/// people each two lists share; see `histories_known`.
struct Counts {
  unsigned lists = 0;
  /// By mask: people on *exactly* these lists; [0] is 0. Empty when the histories are not known.
  std::vector<double> history;
  /// By mask: people on *at least* these lists; [0] is everybody. Beyond two lists only meaningful
  /// when the histories are known.
  std::vector<double> margin;

  bool histories_known() const { return !history.empty(); }
  double people() const { return margin[0]; }

  /// `history` by mask, 2^lists numbers that are whole and not negative, [0] is 0.
  static Counts from_histories(unsigned lists, std::vector<double> history);
  /// Again from `history`, after it was changed.
  void sum_margins();
};

/// A table with the names of its lists.
struct CaptureTable {
  std::vector<std::string> names;
  Counts counts;

  unsigned lists() const { return static_cast<unsigned>(names.size()); }
  /// The lists of a term: "police:shelter".
  std::string text_of(Mask term) const;
};

/// One line of a table of histories.
struct HistoryCount {
  Mask history = 0;
  std::int64_t people = 0;
  std::size_t line = 0;  ///< where it was read; 0: below a header, in order
};

/// `Failure{invalid, "estimate.bad_table"}` with every problem, by the name of the list or the line
/// ("line 3"; the header is line 1): "estimate.one_list", "estimate.too_many_lists",
/// "estimate.unseen_row" (the history of nobody's list), "estimate.same_history_twice",
/// "estimate.negative_count", "estimate.too_many_people", "estimate.nobody".
CaptureTable table_of_histories(std::vector<std::string> names, std::span<const HistoryCount> rows);

/// List sizes, pairwise overlaps in the order 12, 13, …, 23, …, and distinct people: what a network
/// can compute without anybody showing a list. `Failure{invalid, "estimate.bad_table"}` also with
/// "estimate.overlap_above_list", "estimate.people_below_list", "estimate.people_above_lists" and
/// "estimate.contradictory": no table of people has these figures.
CaptureTable table_of_overlaps(std::vector<std::string> names, std::span<const std::int64_t> sizes,
                               std::span<const std::int64_t> overlaps, std::int64_t people);

/// The same figures, without the histories: what a network would have known of this table.
CaptureTable overlaps_only(const CaptureTable& table);

/// Without a list that says nothing: nobody, or everybody, is on it.
CaptureTable drop_list(const CaptureTable& table, unsigned list);
/// Without the list: people who were on no other are lost from the table.
CaptureTable without_list(const CaptureTable& table, unsigned list);
/// Lists `a` and `b` as one, in the place of the first.
CaptureTable merge_lists(const CaptureTable& table, unsigned a, unsigned b);
/// The members of `list` as if they were everybody, on the other lists; `unseen` are those on none.
struct Subpopulation {
  CaptureTable table;
  double unseen = 0;
};
Subpopulation members_of(const CaptureTable& table, unsigned list);

/// Lists with nobody on them, and lists with everybody: both say nothing about overlap.
std::vector<unsigned> empty_lists(const CaptureTable& table);
std::vector<unsigned> full_lists(const CaptureTable& table);

}  // namespace ts::estimate
