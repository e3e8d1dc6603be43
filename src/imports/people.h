#pragma once

#include <string>
#include <vector>

#include "exchange/table.h"

namespace ts::imports {

/// The rows of the first sheet of an .xlsx, or of a CSV, whose cells are as somebody typed them.
exchange::Rows rows_of(const std::string& bytes);

/// The people of a table that can be brought in, each as the records of a case.
struct People {
  std::vector<std::vector<records::Record>> cases;
  std::size_t unread = 0;  ///< cells that hold no value of their column
};

/// Of a workbook of `Imports::take_out` with everything in its further sheets, too. The failures of
/// `sheets::read_workbook`, `formats::read_csv` and `exchange::header_of`.
People people_in(const std::string& bytes, const exchange::Words& words);

}  // namespace ts::imports
