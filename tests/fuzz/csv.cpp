// A table as somebody uploads it: a table with as many cells in every row, or a Failure that names
// the line; and what is written from it reads back the same.
#include "formats/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  try {
    const auto table = formats::read_csv({reinterpret_cast<const char*>(data), size},
                                         {.columns = 64, .cell_bytes = 1024});
    ensure(table.cells.size() == table.rows() * table.columns());
    formats::CsvWriter writer{formats::CsvWriter::Formulas::as_they_are};
    for (const auto name : table.header) writer.cell(name);
    writer.end_row();
    for (std::size_t row = 0; row < table.rows(); ++row) {
      for (std::size_t column = 0; column < table.columns(); ++column)
        writer.cell(table.cell(row, column));
      writer.end_row();
    }
    const auto again = formats::read_csv(writer.text());
    ensure(again.header == table.header && again.cells == table.cells);
  } catch (const Failure& failure) {
    ensure(failure.fault() == Fault::invalid);
  }
  return 0;
}
