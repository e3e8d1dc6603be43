#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Workbooks as tables of text.
namespace ts::sheets {

struct Sheet {
  std::string name;
  /// Rows as they stand, empty ones too; each as long as its last filled cell.
  std::vector<std::vector<std::string>> rows = {};
};

struct Limits {
  std::size_t bytes = std::size_t{32} << 20;      ///< of the file
  std::size_t unpacked = std::size_t{256} << 20;  ///< of all that is read from it
  std::size_t rows = 200'000;
  std::size_t columns = 1'000;
  std::size_t cells = 2'000'000;             ///< of all sheets, empty ones before a filled one too
  std::size_t text = std::size_t{64} << 20;  ///< of all cells: one text may be in many
};

/// The sheets of an .xlsx in their order. `Failure{invalid, "sheet.not_a_workbook"}` for what is
/// none, `Failure{too_large, "sheet.too_large"}` for one beyond the limits.
std::vector<Sheet> read_workbook(std::string_view bytes, const Limits& limits = {});

/// An .xlsx with these sheets, all cells text. The first `hidden_rows` rows are hidden, as in the
/// template of HTCDS, whose first row holds the names of the fields.
std::string write_workbook(const std::vector<Sheet>& sheets, std::size_t hidden_rows = 0);

}  // namespace ts::sheets
