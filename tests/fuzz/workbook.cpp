// An .xlsx that somebody made to do harm: as a file, and, since few changes of a zip leave it one,
// as the sheet within.
#include "sheets/workbook.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/failure.h"
#include "sheets/archive.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const sheets::Limits limits{
      .bytes = 1 << 20, .unpacked = 4 << 20, .cells = 10'000, .text = 1 << 20};
  const auto read = [&](std::string_view bytes) {
    try {
      std::size_t cells = 0, letters = 0;
      for (const auto& sheet : sheets::read_workbook(bytes, limits))
        for (const auto& row : sheet.rows) {
          cells += row.size();
          for (const auto& cell : row) letters += cell.size();
        }
      ensure(cells <= limits.cells && letters <= limits.text);
    } catch (const Failure&) {
      // Refused, and said so.
    }
  };
  read(text);
  read(sheets::pack(
      {{"xl/workbook.xml", "<workbook><sheets><sheet name='S' r:id='a'/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels",
        "<R><Relationship Id='a' Target='/xl/worksheets/one.xml'/></R>"},
       {"xl/worksheets/one.xml", std::string{text}},
       {"xl/sharedStrings.xml", "<sst><si><t>Ilma</t></si></sst>"},
       {"xl/styles.xml", "<styleSheet><cellXfs><xf/><xf numFmtId='14'/></cellXfs></styleSheet>"}}));
  return 0;
}
