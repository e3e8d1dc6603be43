#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/words.h"
#include "records/records.h"

/// Tables of people, one row each.
namespace ts::exchange {

using Rows = std::vector<std::vector<std::string>>;

/// What somebody said of columns: the header, and the field it is ("": none).
using Remembered = std::map<std::string, std::string, std::less<>>;

struct Column {
  std::size_t at = 0;
  std::string header;                       ///< as it stands in the table
  const catalogue::Field* field = nullptr;  ///< null: left out
  bool unsure = false;                      ///< its name says another field than its label
};

struct Header {
  std::vector<Column> columns;
  std::size_t first_row = 0;  ///< of the table, where people begin
};

/// Finds the row of headers among the first five, and the row of labels below it when there is one;
/// a row of HXL tags below is passed over.
/// A field stands in one column only: further ones are left out. `Failure{invalid,
/// "import.no_header"}` when no column is recognised.
Header header_of(const Rows& rows, const Words& words, const Remembered& remembered = {});

/// A cell of a row that is no value.
struct RowProblem {
  std::size_t row = 0;  ///< of the table, from 1, as a spreadsheet counts
  Problem problem;
};

/// One row as the records of a new case, one of each kind that has something, in the order of the
/// catalogue.
struct RowCase {
  std::size_t row = 0;
  std::vector<records::NewRecord> records;
  bool whole = true;  ///< false: a problem of this row was told
};

struct Read {
  std::vector<RowCase> cases;
  std::vector<RowProblem> problems;
};

/// Empty rows are passed over. Every record is checked as a form would be (`Catalogue::check`).
Read read_rows(const Rows& rows, const Header& header, const Words& words);

/// The other way: a row of names, a row of labels, and a row for each case, of the first record of
/// each kind. `fields` in their order.
Rows write_rows(const std::vector<std::vector<records::Record>>& cases,
                const std::vector<std::string>& fields, const Words& words,
                std::string_view language);

/// The columns of the Excel template of HTCDS 2.0, in its order.
const std::vector<std::string>& template_fields();

}  // namespace ts::exchange
