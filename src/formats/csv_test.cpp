#include "formats/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>

namespace ts::formats {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const CsvTable& table) {
  Rows out;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    auto& row = out.emplace_back();
    for (std::size_t c = 0; c < table.columns(); ++c) row.emplace_back(table.cell(r, c));
  }
  return out;
}

std::string refused(const std::string& text, const CsvLimits& limits = {}) {
  try {
    read_csv(text, limits);
  } catch (const Failure& failure) {
    const auto where = failure.problems().empty() ? "" : ' ' + failure.problems().front().field;
    return std::string{failure.key().text()} + where;
  }
  return "taken";
}

TEST(ReadCsv, reads_what_rfc_4180_allows) {
  const auto table =
      read_csv("\xEF\xBB\xBFname,note\r\nAna,\"one, \"\"two\"\"\nthree\"\r\n,\n\nلا,x\r");
  EXPECT_EQ(table.header, (std::vector<std::string_view>{"name", "note"}));
  EXPECT_EQ(rows_of(table), (Rows{{"Ana", "one, \"two\"\nthree"}, {"", ""}, {"لا", "x"}}));
  EXPECT_EQ(table.lines, (std::vector<std::size_t>{2, 4, 6}));
  EXPECT_EQ(rows_of(read_csv("a\n1\n\n2")), (Rows{{"1"}, {""}, {"2"}}));
  EXPECT_EQ(read_csv("a,b").rows(), 0U);
}

TEST(ReadCsv, keeps_its_cells_when_it_is_moved) {
  auto table = read_csv("a,b\n1,2\n");
  const auto moved = std::move(table);
  EXPECT_EQ(rows_of(moved), (Rows{{"1", "2"}}));
}

TEST(ReadCsv, refuses_what_is_malformed_and_says_where) {
  EXPECT_EQ(refused(""), "csv.empty");
  EXPECT_EQ(refused("\n\n"), "csv.empty");
  EXPECT_EQ(refused("a,\n"), "csv.header_empty line 1");
  EXPECT_EQ(refused("a,a\n"), "csv.header_twice line 1");
  EXPECT_EQ(refused("a,b\n1\n"), "csv.ragged line 2");
  EXPECT_EQ(refused("a,b\n1,2\n1,2,3\n"), "csv.ragged line 3");
  EXPECT_EQ(refused("a\n\"x\n\n"), "csv.quote line 2");
  EXPECT_EQ(refused("a\n\"x\"y\n"), "csv.quote line 2");
  EXPECT_EQ(refused("a\nx\"y\n"), "csv.quote line 2");
  EXPECT_EQ(refused("a\n\xC3(\n"), "csv.not_utf8 line 2");
  EXPECT_EQ(refused(std::string{"a\nx\0\n", 5}), "csv.control line 2");
  EXPECT_EQ(refused("a\n12345\n", {.cell_bytes = 4}), "csv.cell_large line 2");
  EXPECT_EQ(refused("a,b,c\n", {.columns = 2}), "csv.too_many_columns line 1");
  EXPECT_EQ(refused("a\n12345\n", {.bytes = 4}), "csv.too_large");
}

TEST(ReadCsv, survives_any_bytes) {
  rc::check("any bytes are a table or a failure", [] {
    const auto bytes = *rc::gen::container<std::string>(
        rc::gen::element('a', ',', '"', '\n', '\r', '\xC3', '\xA9', '\0', '='));
    try {
      const auto table = read_csv(bytes);
      RC_ASSERT(table.cells.size() == table.rows() * table.columns());
    } catch (const Failure&) {  // that is an answer, too
      RC_SUCCEED("refused");
    }
  });
}

TEST(CsvWriter, reads_back_the_same) {
  rc::check("what is written reads back", [] {
    const auto columns = *rc::gen::inRange<std::size_t>(1, 5);
    const auto text =
        rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', ' ', '=', '-'));
    const auto rows =
        *rc::gen::container<Rows>(rc::gen::container<std::vector<std::string>>(columns, text));
    CsvWriter writer{CsvWriter::Formulas::as_they_are};
    for (std::size_t c = 0; c < columns; ++c) writer.cell("column " + std::to_string(c));
    writer.end_row();
    for (const auto& row : rows) {
      for (const auto& cell : row) writer.cell(cell);
      writer.end_row();
    }
    RC_ASSERT(rows_of(read_csv(writer.text())) == rows);
  });
}

TEST(CsvWriter, keeps_a_byte_order_mark_that_is_text) {
  const auto text = CsvWriter{}.cell("\xEF\xBB\xBF:").end_row().text();
  EXPECT_EQ(read_csv(text).header.front(), "\xEF\xBB\xBF:");
}

TEST(CsvWriter, lets_no_cell_be_a_formula) {
  CsvWriter writer;
  writer.cell("=1+1").cell("@x").cell("a=b").number(-1.5).number(std::int64_t{-3}).end_row();
  EXPECT_EQ(writer.text(), "\"'=1+1\",\"'@x\",a=b,-1.5,-3\n");
}

TEST(ReadTextFile, reads_a_file_or_says_that_it_cannot) {
  const auto file = std::filesystem::path{testing::TempDir()} / "turnstone-read-text-file.csv";
  std::ofstream{file, std::ios::binary} << "a\n1\n";
  EXPECT_EQ(read_text_file(file.string()), "a\n1\n");
  EXPECT_THROW(read_text_file(file.string(), {.bytes = 2}), Failure);
  std::filesystem::remove(file);
  EXPECT_THROW(read_text_file(file.string()), Failure);
  EXPECT_THROW(read_text_file(testing::TempDir()), Failure);  // a folder
}

}  // namespace
}  // namespace ts::formats
