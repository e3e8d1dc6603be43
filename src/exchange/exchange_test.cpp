#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "exchange/cell.h"
#include "exchange/table.h"
#include "sheets/workbook.h"

namespace ts::exchange {
namespace {

using catalogue::Catalogue;
using catalogue::Value;
using List = std::vector<std::string>;

const AccountId grace = AccountId::random();
const Words& words() {
  static const Words all{Catalogue::built_in(), {{"Grace Adeyemi", grace}}};
  return all;
}

const catalogue::Field& field(std::string_view name) { return *Catalogue::built_in().field(name); }

Cell read(std::string_view name, std::string_view text) {
  return read_cell(field(name), text, words());
}

std::string wrong(std::string_view name, std::string_view text) {
  const auto cell = read(name, text);
  return cell.wrong ? std::string{cell.wrong->text()} : "";
}

/// A published file, when it is at hand.
std::vector<sheets::Sheet> published(std::string_view name) {
  std::filesystem::path found;
  if (const char* folder = std::getenv("TURNSTONE_SHARED"))
    found = std::filesystem::path{folder} / "data/htcds" / name;
  for (auto at = std::filesystem::current_path(); found.empty() && at != at.root_path();
       at = at.parent_path())
    if (exists(at / "shared/data/htcds" / name)) found = at / "shared/data/htcds" / name;
  std::ifstream file{found, std::ios::binary};
  if (!file) {
    std::cout << "SKIPPED: the files of HTCDS are not at hand (TURNSTONE_SHARED)\n";
    return {};
  }
  return sheets::read_workbook(std::string{std::istreambuf_iterator<char>{file}, {}});
}

TEST(Cell, reads_what_people_write) {
  EXPECT_EQ(read("prs_Birthdate", "1994-05~").value, Value{std::string{"1994-05~"}});
  EXPECT_EQ(read("prs_Birthdate", "1.3.2008").value, Value{std::string{"2008-03-01"}});
  EXPECT_EQ(read("prs_Birthdate", "13/3/2008").value, Value{std::string{"2008-03-13"}});
  EXPECT_EQ(read("prs_Birthdate", "3/13/2008").value, Value{std::string{"2008-03-13"}});
  EXPECT_EQ(read("prs_Birthdate", "2008-03-13T09:30:00Z").value, Value{std::string{"2008-03-13"}});
  EXPECT_EQ(wrong("prs_Birthdate", "3/4/2008"), "date.ambiguous");
  EXPECT_EQ(wrong("prs_Birthdate", "31/2/2008"), "date.malformed");
  EXPECT_EQ(wrong("prs_Birthdate", "soon"), "date.malformed");
  EXPECT_EQ(read("con_Consent", "Oui").value, Value{true});
  EXPECT_EQ(read("con_Consent", "FALSE").value, Value{false});
  EXPECT_EQ(wrong("con_Consent", "perhaps"), "field.wrong_type");
  EXPECT_EQ(read("prs_Gender", "Transgender Feminine\u00A0").value,
            Value{std::string{"TransgenderFeminine"}});
  EXPECT_EQ(read("prs_MailingCountry", "Guinée-Bissau").value, Value{std::string{"GW"}});
  EXPECT_EQ(read("prs_PrimaryLanguage", "pt").value, Value{std::string{"pt"}});
  EXPECT_EQ(read("prs_NumberOfChildren", "2").value, Value{std::int64_t{2}});
  for (const auto* text : {"2.5", "1e300", "-1e300", "inf", "nan", "2 or 3", "0x2"})
    EXPECT_EQ(wrong("prs_NumberOfChildren", text), "field.wrong_type") << text;
  EXPECT_EQ(wrong("prs_MailingLatitude", "nan"), "field.wrong_type");
  EXPECT_EQ(read("prs_MailingLatitude", "6,5").value, Value{6.5});
  EXPECT_EQ(read("cas_CaseOwner", "grace adeyemi").value, Value{grace.text()});
  EXPECT_EQ(wrong("cas_CaseOwner", "Somebody Else"), "field.not_a_choice");
  EXPECT_FALSE(read("prs_FirstName", " \u00A0").value);
}

TEST(Cell, reads_several_choices_joined_in_any_way) {
  const Value both{List{"DebtBondage", "FalsePromises"}};
  for (const auto* text : {"DebtBondage; FalsePromises", "Debt bondage ;false promises",
                           "DebtBondage FalsePromises", "Debt bondage, FalsePromises"})
    EXPECT_EQ(read("vic_MethodsOfControl", text).value, both) << text;
  // Four labels of industries have a semicolon of their own.
  EXPECT_EQ(read("vic_ForcedLabourIndustry",
                 "Water supply; sewerage, waste management and remediation; Construction")
                .value,
            (Value{List{"E_WaterSupplySewerageWasteManagement", "F_Construction"}}));
  EXPECT_EQ(wrong("vic_MethodsOfControl", "DebtBondage; Weather"), "field.not_a_choice");
}

TEST(Header, takes_the_label_where_name_and_label_disagree) {
  const Rows rows{
      {"prs_FirstName", "prs_MailingCity", "", "nothing", "prs_First_Name"},
      {"First Name", "Mailing Street", "Reason for Outgoing Referral", "Weather", "First Name"},
      {"Aba"}};
  const auto header = header_of(rows, words());
  EXPECT_EQ(header.first_row, 2U);
  ASSERT_EQ(header.columns.size(), 5U);
  EXPECT_EQ(header.columns[1].field->name, "prs_MailingStreet");
  EXPECT_TRUE(header.columns[1].unsure);
  EXPECT_EQ(header.columns[2].field->name, "cas_ReasonForOutgoingReferral");
  EXPECT_EQ(header.columns[3].field, nullptr);
  EXPECT_EQ(header.columns[4].field, nullptr) << "a field stands in one column";
  // What somebody said of a column counts.
  const auto said = header_of(rows, words(), {{"nothing", "prs_Title"}, {"prs_MailingCity", ""}});
  EXPECT_EQ(said.columns[3].field->name, "prs_Title");
  EXPECT_EQ(said.columns[1].field, nullptr);
  EXPECT_THROW(header_of({{"a", "b"}, {"c"}}, words()), Failure);
}

TEST(Table, tells_every_problem_by_its_row) {
  const Rows rows{{"prs_FirstName", "prs_Birthdate", "prs_NumberOfChildren"},
                  {"Aba", "1994", "2"},
                  {"", " ", ""},
                  {"Kofi", "soon", "900"}};
  const auto read = read_rows(rows, header_of(rows, words()), words());
  ASSERT_EQ(read.cases.size(), 2U);
  EXPECT_TRUE(read.cases[0].whole);
  EXPECT_FALSE(read.cases[1].whole);
  ASSERT_EQ(read.problems.size(), 2U);
  EXPECT_EQ(read.problems[0].row, 4U);
  EXPECT_EQ(read.problems[0].problem.field, "prs_Birthdate");
  EXPECT_EQ(read.problems[1].problem.message.text(), "field.out_of_range");
}

/// Something that fits, for a row of every field.
std::string example(const catalogue::Field& of) {
  using catalogue::Type;
  switch (of.type) {
    case Type::date:
      return "2008-03-01";
    case Type::checkbox:
      return "TRUE";
    case Type::picklist:
      return of.values.back();
    case Type::multi_picklist:
      return of.values.size() < 2 ? of.values[0] : of.values[0] + "; " + of.values[1];
    case Type::country:
      return "GW";
    case Type::countries:
      return "GW; SN";
    case Type::language:
      return "pt";
    case Type::colleague:
      return "Grace Adeyemi";
    case Type::number:
    case Type::integer:
      return "7";
    case Type::time:
      return "09:30";
    default:
      return "=Aba; \"Kofi\"\nof " + of.name;
  }
}

std::vector<std::vector<records::Record>> as_records(const Read& read) {
  std::vector<std::vector<records::Record>> out;
  for (const auto& each : read.cases) {
    auto& records = out.emplace_back();
    for (const auto& one : each.records)
      records.push_back({.id = one.id,
                         .kind = one.kind,
                         .revision = 1,
                         .changed_at = {},
                         .changed_by = {},
                         .fields = one.fields});
  }
  return out;
}

TEST(Table, the_published_template_goes_in_and_comes_out_equal) {
  const auto book = published("htcds_excel_template_v2.0.xlsx");
  if (book.empty()) GTEST_SKIP();
  auto rows = book.at(0).rows;
  const auto header = header_of(rows, words());
  std::vector<std::string> fields;
  rows.resize(header.first_row + 1);
  auto& row = rows.back();
  for (const auto& column : header.columns) {
    ASSERT_NE(column.field, nullptr) << column.header;
    fields.push_back(column.field->name);
    if (row.size() <= column.at) row.resize(column.at + 1);
    row[column.at] = example(*column.field);
  }
  auto sorted = fields, wanted = template_fields();
  std::sort(sorted.begin(), sorted.end());
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(sorted, wanted);

  const auto first = read_rows(rows, header, words());
  EXPECT_TRUE(first.problems.empty());
  ASSERT_EQ(first.cases.size(), 1U);
  const auto out = write_rows(as_records(first), fields, words(), "en");
  const auto back =
      sheets::read_workbook(sheets::write_workbook({{.name = "HTCDS", .rows = out}}, 1));
  const auto second = read_rows(back[0].rows, header_of(back[0].rows, words()), words());
  EXPECT_TRUE(second.problems.empty());
  ASSERT_EQ(second.cases.size(), 1U);
  ASSERT_EQ(second.cases[0].records.size(), first.cases[0].records.size());
  for (std::size_t i = 0; i < first.cases[0].records.size(); ++i)
    EXPECT_EQ(second.cases[0].records[i].fields, first.cases[0].records[i].fields);
}

TEST(Table, every_choice_of_the_published_survey_is_read) {
  const auto book = published("htcds_xlsform.xlsx");
  if (book.empty()) GTEST_SKIP();
  std::map<std::string, const catalogue::Field*> by_list;
  for (const auto& row : book.at(0).rows) {
    const auto* of = row.size() > 1 ? words().field_named(row[1]) : nullptr;
    const auto space = row.empty() ? std::string::npos : row[0].find(' ');
    if (of && space != std::string::npos) by_list[row[0].substr(space + 1)] = of;
    if (row.size() > 1 && row[1].starts_with("prs_")) EXPECT_NE(of, nullptr) << row[1];
  }
  EXPECT_EQ(by_list.size(), 11U);
  std::size_t choices = 0;
  for (const auto& row : book.at(1).rows) {
    const auto found = row.size() > 1 ? by_list.find(row[0]) : by_list.end();
    if (found == by_list.end()) continue;
    ++choices;
    EXPECT_TRUE(read_cell(*found->second, row[1], words()).value) << row[0] << ' ' << row[1];
  }
  EXPECT_GT(choices, 300U);
}

}  // namespace
}  // namespace ts::exchange
