#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "access/policy.h"
#include "base/time.h"
#include "care/due.h"
#include "care/retention.h"
#include "care/served.h"
#include "catalogue/catalogue.h"
#include "frames/column.h"
#include "frames/lines.h"
#include "lang/name_index.h"
#include "records/records.h"

namespace ts::frames {

/// One field of many cases as codes, for what works on columns: value c stands in `values[c]`, and
/// what row r says in `codes[starts[r]]` up to `codes[starts[r + 1]]`.
struct Attribute {
  const catalogue::Field* field = nullptr;
  std::vector<std::string> values = {};
  std::vector<std::uint32_t> codes = {};
  std::vector<std::uint32_t> starts = {0};
  std::size_t rows() const { return starts.size() - 1; }
};

/// One field of the catalogue, of the first record of its kind in each case.
class FieldColumn {
 public:
  /// Nothing for a field of which no column is kept: long text, and other text that no list shows.
  static std::optional<FieldColumn> of(const catalogue::Field& field);

  const catalogue::Field& field() const { return *field_; }
  /// A choice, several choices, yes or no, or a whole number: what can be counted.
  bool coded() const;
  /// The column itself, when each row has one choice, or several; one of the two, when it is coded.
  const CodeColumn* choice() const { return std::get_if<CodeColumn>(&column_); }
  const SetColumn* choices() const { return std::get_if<SetColumn>(&column_); }
  const Dictionary& dictionary() const;
  void resize(std::size_t rows);
  void set(Row row, const catalogue::Value& value);
  void clear(Row row);
  std::optional<catalogue::Value> value(Row row) const;
  std::size_t bytes() const;
  /// May it be in what is published: a choice, a number or a date (which is rounded first) of a
  /// person or of what happened, never where somebody is. Names and other text are not.
  bool publishable() const;
  /// Of these rows, in this order.
  Attribute attribute(const std::vector<Row>& rows) const;

 private:
  using Column = std::variant<CodeColumn, SetColumn, DateColumn, TextColumn>;
  FieldColumn(const catalogue::Field& field, Column column)
      : field_{&field}, column_{std::move(column)} {}
  const catalogue::Field* field_;
  Column column_;
};

/// The columns of all cases and the index of their people's names. One row is one case; the number
/// of a row goes to another case once its own is gone. Locks nothing.
class Table {
 public:
  explicit Table(const catalogue::Catalogue& catalogue);

  /// Makes room for so many cases, which will come.
  void reserve(std::size_t cases);
  void put(const records::Records::Whole& whole);
  /// Something changed in the case of which nothing else is kept; nothing when it is not there.
  void touch(CaseId id, Instant at);
  /// Nothing of the case is kept; nothing happens when it is not there.
  void remove(CaseId id);

  /// One more than the highest number of a row.
  std::size_t rows() const { return ids_.size(); }
  std::size_t cases() const { return row_of_.size(); }
  std::size_t people() const { return people_; }
  std::size_t bytes() const;

  std::optional<Row> row_of(CaseId id) const;
  /// False for a row that waits for its next case.
  bool used(Row row) const { return used_[row] != 0; }
  CaseId id(Row row) const { return ids_[row]; }
  records::State state(Row row) const {
    return closed_[row] != 0 ? records::State::closed : records::State::open;
  }
  Instant opened_at(Row row) const { return opened_at_[row]; }
  Instant changed_at(Row row) const { return changed_at_[row]; }
  std::int64_t revision(Row row) const { return revisions_[row]; }

  access::Standing standing(Row row) const;
  /// Cases that stand alike (team, owner, helpers) have one code, below `standings()`.
  Dictionary::Code standing_code(Row row) const { return standings_.code(row); }
  std::size_t standings() const { return standings_.dictionary().size() + 1; }
  /// The cases in the order of lists.
  const Lines& lines() const { return lines_; }

  /// The rows of people with this phone or number of a document, however it is spaced, and the rows
  /// whose case has this code ("ab12-cd34").
  std::vector<Row> found_exactly(std::string_view text) const;
  /// The rows of cases in which somebody is named, as having done it, whose name sounds like this
  /// one.
  std::vector<Row> naming(std::string_view alleged) const;
  /// The day after which a closed case is kept no longer, unless it is held; nothing of an open
  /// one.
  std::optional<Date> kept_until(Row row) const { return kept_until_[row]; }
  /// The case that this one is joined to; null when it is not.
  const CaseId* joined_to(Row row) const;
  const std::unordered_map<Row, CaseId>& joined() const { return joined_to_; }
  /// What is due in the case; of a closed one that is not joined to another, follow-ups only.
  const std::vector<care::Due>& due(Row row) const { return due_[row]; }
  /// Who of the case was helped in which year.
  const std::vector<care::Served>& served(Row row) const { return served_[row]; }
  /// What the main person is called.
  std::string_view name(Row row) const;
  /// Every name of every person of the case, as the index has them.
  std::vector<std::string_view> names(Row row) const;
  const lang::NameIndex& index() const { return index_; }

  const FieldColumn* column(std::string_view field) const;
  /// Those that lists show.
  const std::vector<const FieldColumn*>& listed() const { return listed_; }

 private:
  Row row_for(CaseId id);
  void grow(std::size_t to);
  Lines::Spot spot(Row row) const;
  void resize(std::size_t rows);
  void set_due(Row row, const std::vector<records::Record>& records);
  void set_marks(Row row, const std::vector<records::Record>& records);
  void set_names(Row row, const std::vector<records::Record>& records);
  void set_fields(Row row, const std::vector<records::Record>& records);
  std::vector<std::string> names_of(const records::Record& person) const;

  const catalogue::Catalogue* catalogue_;
  std::vector<const catalogue::Field*> name_parts_;
  std::vector<CaseId> ids_;
  std::vector<std::uint8_t> used_, closed_;
  std::vector<Instant> opened_at_, changed_at_;
  std::vector<std::int64_t> revisions_;
  std::vector<std::uint16_t> people_of_;
  std::vector<std::optional<Date>> kept_until_;
  std::unordered_map<Row, CaseId> joined_to_;
  std::vector<std::vector<care::Due>> due_;
  std::vector<std::vector<care::Served>> served_;
  CodeColumn standings_;
  Lines lines_;
  TextColumn names_;  // each with a mark behind it, the main person's first
  std::vector<FieldColumn> columns_;
  std::unordered_map<std::string_view, std::size_t> column_of_;  // by the name of the field
  std::vector<const FieldColumn*> listed_;
  std::vector<const catalogue::Field*> found_by_;
  std::vector<std::vector<std::uint64_t>> marks_;  // of each row: what it is found by
  std::unordered_multimap<std::uint64_t, Row> row_of_mark_;
  std::unordered_map<CaseId, Row> row_of_;
  std::vector<Row> free_;
  lang::NameIndex index_;
  std::size_t people_ = 0;
};

}  // namespace ts::frames
