#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"

/// CSV as RFC 4180 has it: UTF-8, a header, quotes doubled within quotes, lines ended by LF or
/// CRLF; a byte order mark is passed over.
namespace ts::formats {

/// A cell without the blanks around it.
std::string_view trimmed(std::string_view cell);

/// A table of text as it was read. Cells are views into the text that it holds, so it is moved and
/// never copied.
struct CsvTable {
  std::vector<std::string_view> header;
  /// Row after row, `header.size()` cells each.
  std::vector<std::string_view> cells;
  std::vector<std::size_t> lines;  ///< of the text, from 1, where each row begins

  std::size_t columns() const { return header.size(); }
  std::size_t rows() const { return lines.size(); }
  std::string_view cell(std::size_t row, std::size_t column) const {
    return cells[row * columns() + column];
  }

  /// Where the column of this name stands; nothing when there is none.
  std::optional<std::size_t> place_of(std::string_view name) const;

  CsvTable() = default;
  CsvTable(CsvTable&&) noexcept = default;
  CsvTable& operator=(CsvTable&&) noexcept = default;
  CsvTable(const CsvTable&) = delete;
  CsvTable& operator=(const CsvTable&) = delete;
  ~CsvTable() = default;

 private:
  friend CsvTable read_csv(std::string text, const struct CsvLimits& limits);
  std::vector<char> text_;  // a vector, because it keeps its place in memory when it is moved
};

struct CsvLimits {
  std::size_t bytes = std::size_t{1} << 30;
  std::size_t columns = 4096;
  std::size_t cell_bytes = std::size_t{1} << 20;
};

/// Reads all of it. `Failure{invalid}` with the line in the problem's field ("line 7"):
/// "csv.empty" (no header), "csv.not_utf8", "csv.header_empty", "csv.header_twice", "csv.ragged"
/// (another number of cells than the header), "csv.quote" (a quote that is not closed, or text
/// behind a closing one), "csv.cell_large", "csv.too_many_columns", "csv.control" (a NUL byte);
/// `Failure{too_large, "csv.too_large"}`.
CsvTable read_csv(std::string text, const CsvLimits& limits = {});

/// A file, or standard input for "-". `Failure{invalid, "csv.unreadable"}` when it cannot be read.
std::string read_text_file(const std::string& path, const CsvLimits& limits = {});

/// Writes rows: quoted only where a cell needs it, lines ended by LF.
class CsvWriter {
 public:
  /// What cells that a spreadsheet would take for a formula (they begin with = + - @, tab or
  /// carriage return) become: with a ' before them in files for people, as they are for machines.
  enum class Formulas { neutralised, as_they_are };
  explicit CsvWriter(Formulas formulas = Formulas::neutralised) : formulas_{formulas} {}

  CsvWriter& cell(std::string_view text);
  CsvWriter& number(double value);  ///< the shortest text that reads back the same
  CsvWriter& number(std::int64_t value);
  CsvWriter& end_row();
  const std::string& text() const { return out_; }

 private:
  void begin_cell();
  Formulas formulas_;
  bool row_begun_ = false;
  std::string out_;
};

}  // namespace ts::formats
