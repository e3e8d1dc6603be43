#include "sheets/workbook.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/failure.h"
#include "sheets/archive.h"
#include "sheets/xml.h"

namespace ts::sheets {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string failure_of(std::string_view bytes, const Limits& limits = {}) {
  try {
    read_workbook(bytes, limits);
    return "";
  } catch (const Failure& failure) {
    return std::string{failure.key().text()};
  }
}

/// A workbook of one sheet as a spreadsheet writes it.
std::string workbook(const std::string& cells, const std::string& strings = "<sst/>",
                     const std::string& styles = "<styleSheet/>") {
  return pack(
      {{"xl/workbook.xml", "<workbook><sheets><sheet name='S' r:id='a'/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels",
        "<R><Relationship Id='a' Target='/xl/worksheets/one.xml'/></R>"},
       {"xl/worksheets/one.xml", "<worksheet><sheetData>" + cells + "</sheetData></worksheet>"},
       {"xl/sharedStrings.xml", strings},
       {"xl/styles.xml", styles}});
}

TEST(Workbook, what_is_written_is_read) {
  const Rows rows{{"prs_FirstName", "", "=1+1"}, {}, {"", "  a <b> & \"c\"\nd ", "Ämne عربي"}};
  const auto bytes = write_workbook({{.name = "Cases & more", .rows = rows}, {.name = "Empty"}}, 1);
  const auto back = read_workbook(bytes);
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back[0].name, "Cases & more");
  EXPECT_EQ(back[0].rows, rows);
  EXPECT_TRUE(back[1].rows.empty());
  EXPECT_EQ(bytes, write_workbook({{.name = "Cases & more", .rows = rows}, {.name = "Empty"}}, 1));
}

TEST(Workbook, reads_cells_as_spreadsheets_write_them) {
  const auto bytes = workbook(
      "<row r='2'><c r='A2' t='s'><v>0</v></c><c r='C2' s='1'><v>39508</v></c><c "
      "s='0'><v>7.5</v></c>"
      "<c t='b'><v>1</v></c><c t='str'><f>A1</f><v>had</v></c><c t='s'><v>9</v></c></row>",
      "<sst><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>aid</t></rPh></si></sst>",
      "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='[Red]\"d\"0'/></numFmts>"
      "<cellXfs><xf numFmtId='170'/><xf numFmtId='14'/></cellXfs></styleSheet>");
  EXPECT_EQ(read_workbook(bytes).at(0).rows,
            (Rows{{}, {"two runs", "", "2008-03-01", "7.5", "TRUE", "had", ""}}));
}

TEST(Workbook, refuses_what_is_none_or_means_harm) {
  EXPECT_EQ(failure_of("PK not a zip"), "sheet.not_a_workbook");
  EXPECT_EQ(failure_of(pack({{"a.txt", "b"}})), "sheet.not_a_workbook");
  EXPECT_EQ(failure_of(workbook("<row>")), "sheet.not_a_workbook");
  EXPECT_EQ(failure_of(workbook("", "<!DOCTYPE x [<!ENTITY a 'aa'>]><sst/>")),
            "sheet.not_a_workbook");
  const auto far = workbook("<row r='5000000'><c r='A1'><v>1</v></c></row>");
  EXPECT_EQ(failure_of(far), "sheet.too_large");
  EXPECT_EQ(failure_of(workbook("<row><c r='ZZZ1'><v>1</v></c></row>")), "sheet.too_large");
  const auto large = workbook("<row><c><v>" + std::string(100'000, '1') + "</v></c></row>");
  EXPECT_EQ(failure_of(large, {.unpacked = 50'000}), "sheet.too_large");
  EXPECT_EQ(failure_of(large, {.bytes = 100}), "sheet.too_large");
}

TEST(Workbook, is_not_larger_in_memory_than_it_looks) {
  std::string far, same;
  for (int row = 1; row <= 20; ++row) {
    far += "<row r='" + std::to_string(row) + "'><c r='Z1'><v>1</v></c></row>";
    same += "<row><c t='s'><v>0</v></c></row>";
  }
  EXPECT_EQ(failure_of(workbook(far), {.cells = 20 * 26}), "");
  EXPECT_EQ(failure_of(workbook(far), {.cells = 20 * 26 - 1}), "sheet.too_large");
  const auto long_text =
      workbook(same, "<sst><si><t>" + std::string(1'000, 'a') + "</t></si></sst>");
  EXPECT_EQ(failure_of(long_text, {.text = 20'000}), "");
  EXPECT_EQ(failure_of(long_text, {.text = 19'999}), "sheet.too_large");
}

RC_GTEST_PROP(Workbook, lives_with_a_broken_file, (std::size_t at, std::uint8_t byte)) {
  auto bytes = workbook("<row r='1'><c t='s'><v>0</v></c></row>", "<sst><si><t>a</t></si></sst>");
  bytes[at % bytes.size()] = static_cast<char>(byte);
  failure_of(bytes);
}

}  // namespace
}  // namespace ts::sheets
