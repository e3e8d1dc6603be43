#include "imports/people.h"

#include <algorithm>
#include <utility>

#include "base/number.h"
#include "formats/csv.h"
#include "sheets/workbook.h"

namespace ts::imports {
namespace {

using exchange::Rows;
using records::Record;

constexpr std::string_view zip = "PK\x03\x04";

/// A cell without the ' that keeps a spreadsheet from taking it for a formula (formats/csv.h).
std::string_view as_typed(std::string_view cell) {
  constexpr std::string_view begins = "=+-@\t\r";
  const bool kept = cell.size() > 1 && cell[0] == '\'' && begins.find(cell[1]) != begins.npos;
  return kept ? cell.substr(1) : cell;
}

Record kept(records::NewRecord made) {
  return {.id = made.id,
          .kind = std::move(made.kind),
          .revision = 1,
          .changed_at = {},
          .changed_by = {},
          .fields = std::move(made.fields)};
}

/// Takes people from the first sheet of a workbook, then what further sheets say of them.
class Reading {
 public:
  explicit Reading(const exchange::Words& words) : words_{words} {}

  void people(const Rows& rows) {
    for (auto& row : read(rows)) {
      at_row_[row.row] = out_.cases.size();
      auto& records = out_.cases.emplace_back();
      for (auto& made : row.records) records.push_back(kept(std::move(made)));
    }
  }
  /// All records of one kind; the first cell of each says in which row of the first sheet its
  /// person stands.
  void more(const std::string& kind, const Rows& rows) {
    for (auto& records : out_.cases)
      std::erase_if(records, [&](const Record& record) { return record.kind == kind; });
    for (auto& row : read(rows)) {
      const auto whose = number_of<std::size_t>(rows[row.row - 1].front());
      const auto found = whose ? at_row_.find(*whose) : at_row_.end();
      if (found == at_row_.end()) continue;
      for (auto& made : row.records)
        if (made.kind == kind) out_.cases[found->second].push_back(kept(std::move(made)));
    }
  }
  People taken() { return std::move(out_); }

 private:
  std::vector<exchange::RowCase> read(const Rows& rows) {
    auto found = exchange::read_rows(rows, exchange::header_of(rows, words_), words_);
    out_.unread += found.problems.size();
    return std::move(found.cases);
  }
  const exchange::Words& words_;
  People out_;
  std::map<std::size_t, std::size_t> at_row_;
};

}  // namespace

Rows rows_of(const std::string& bytes) {
  if (bytes.starts_with(zip)) {
    auto sheets = sheets::read_workbook(bytes);
    return std::move(sheets.front().rows);
  }
  const auto table = formats::read_csv(bytes);
  Rows out(1);
  for (const auto& name : table.header) out[0].emplace_back(name);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& to = out.emplace_back();
    for (std::size_t column = 0; column < table.columns(); ++column)
      to.emplace_back(as_typed(table.cell(row, column)));
  }
  return out;
}

People people_in(const std::string& bytes, const exchange::Words& words) {
  Reading reading{words};
  if (!bytes.starts_with(zip)) {
    reading.people(rows_of(bytes));
    return reading.taken();
  }
  const auto sheets = sheets::read_workbook(bytes);
  reading.people(sheets.front().rows);
  for (std::size_t i = 1; i < sheets.size(); ++i)
    if (words.catalogue().kind(sheets[i].name)) reading.more(sheets[i].name, sheets[i].rows);
  return reading.taken();
}

}  // namespace ts::imports
