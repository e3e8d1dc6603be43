#pragma once

#include <cstdint>
#include <span>

#include "crosswalk/facts.h"
#include "crosswalk/mapping.h"
#include "release/small_cells.h"

namespace ts::crosswalk {

/// A case as it is coded: what is known of it, and when it was opened, where that is known.
struct Case {
  std::vector<records::Record> records;
  std::optional<Date> opened = {};
};

/// A value that has no place in the other coding.
struct Unplaced {
  std::string field, value;
  std::size_t count = 0;  ///< people who have it
  friend bool operator==(const Unplaced&, const Unplaced&) = default;
};

/// How many people have a code in a column; nobody known in it: the code is "unknown".
struct Figure {
  std::string column, code;
  release::Told people;  ///< nothing: held back
};

/// People in another coding.
struct Coded {
  /// One for each person, a cell for each column; in an order that tells nothing. None when the
  /// mapping gives figures.
  std::vector<std::vector<std::string>> rows;
  /// Through the small-cell rule (`release::safe_counts`), column by column. None when it gives
  /// rows. A person may have several codes in a column.
  std::vector<Figure> figures;
  std::size_t people = 0;           ///< who are in it
  std::size_t without_consent = 0;  ///< who did not agree to this
  std::size_t not_meant = 0;        ///< by `Mapping::except`
  std::vector<Unplaced> unplaced;
  std::vector<std::string> never;  ///< columns of which nothing of ours says anything
};

/// Of rows only people whose consent in force names the purpose and a recipient of the mapping, and
/// of them only what is of the classes that it names. Figures are of all.
Coded code(const Mapping& mapping, const catalogue::Catalogue& catalogue,
           std::span<const Case> cases, Date today);

/// The rows below their header; or the figures, `column,code,people,flag` with a row of HXL tags. A
/// flag is `s` where a figure is held back, and `z` where it is a true zero.
std::string csv(const Mapping& mapping, const Coded& coded);

}  // namespace ts::crosswalk
