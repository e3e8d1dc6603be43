#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/failure.h"
#include "dhis2/values.h"
#include "sheets/xml.h"

namespace ts::dhis2 {
namespace {

namespace json = boost::json;

constexpr std::string_view table =
    "column,code,people,flag\n#indicator+name,#indicator+code,#affected+ind,\n"
    "victim.sex,female,43,\nvictim.sex,male,3,\nvictim.sex,other,0,z\n"
    "victim.age,child,21,\nvictim.age,adult,25,\nvictim.age,unknown,,s\n";

Mapping mapping(std::string_view values, std::string_view more = "") {
  return read_mapping(
      R"({"format": "turnstone-dhis2 1", "data_set": "TIP", "tables": "column", "org_unit": "OU_1",
                          "period": "2025Q1",)" +
          std::string{more} + R"( "values": [)" + std::string{values} + "]}",
      {});
}

Mapping sexes() {
  return mapping(R"(
    {"where": {"column": "victim.sex", "code": "female"}, "data_element": "IDENTIFIED",
     "category_option_combo": "F", "categories": {"SEX": "F<&\""}},
    {"where": {"column": "victim.sex", "code": "male"}, "data_element": "IDENTIFIED"},
    {"where": {"column": "victim.age", "code": "child"}, "data_element": "CHILDREN", "org_unit": "OU_2"},
    {"where": {"column": "victim.age"}, "data_element": "ALL"},
    {"where": {"column": "weather"}, "data_element": "WEATHER"})");
}

Values values(const Mapping& mapping, std::string_view csv = table) {
  return values_of(mapping, read_figures(std::string{csv}, mapping.figures, mapping.tables));
}

TEST(Dhis2, sends_no_figure_that_is_small_or_a_sum_with_one_in_it) {
  const auto out = values(sexes());
  ASSERT_EQ(out.told.size(), 2U);
  EXPECT_EQ(out.told[0].figure, 40U);
  EXPECT_EQ(out.told[1].figure, 20U);
  ASSERT_EQ(out.held_back.size(), 2U);
  EXPECT_EQ(out.held_back[0].data_element, "IDENTIFIED");
  EXPECT_EQ(out.held_back[1].data_element, "ALL");
  ASSERT_EQ(out.no_row.size(), 1U);
  EXPECT_EQ(out.no_row[0].data_element, "WEATHER");
}

TEST(Dhis2, holds_each_table_of_a_long_one_to_the_rule_by_itself) {
  const auto one = values(mapping(R"({"where": {"code": "a"}, "data_element": "A"})"),
                          "column,code,people\nx,a,12\ny,a,18\n");
  ASSERT_EQ(one.told.size(), 1U);
  EXPECT_EQ(one.told[0].figure, 30U);
}

TEST(Dhis2, says_place_and_period_once_where_they_are_the_same) {
  const auto same = mapping(R"(
    {"where": {"code": "female"}, "data_element": "F", "category_option_combo": "X"},
    {"where": {"code": "child"}, "data_element": "C"})");
  EXPECT_EQ(
      json_of(same, values(same)),
      R"({"dataSet":"TIP","period":"2025Q1","orgUnit":"OU_1","dataValues":[)"
      R"({"dataElement":"F","categoryOptionCombo":"X","value":"40"},{"dataElement":"C","value":"20"}]})");
  const auto bulk = json::parse(json_of(sexes(), values(sexes()))).as_object();
  EXPECT_FALSE(bulk.contains("dataSet"));
  EXPECT_EQ(bulk.at("dataValues").at(1).at("orgUnit").as_string(), "OU_2");
  EXPECT_EQ(json_of(same, {}), R"({"dataSet":"TIP","dataValues":[]})");
}

TEST(Dhis2, writes_adx_that_reads_back) {
  const auto text = adx_of(sexes(), values(sexes()), *parse_instant("2025-04-10T09:00:00Z"));
  std::vector<std::pair<std::string, sheets::Attributes>> read;
  ASSERT_TRUE(sheets::read_xml(
      text, {.begin = [&](std::string_view name,
                          const sheets::Attributes& with) { read.emplace_back(name, with); },
             .end = [](std::string_view) {}}))
      << text;
  ASSERT_EQ(read.size(), 5U);
  EXPECT_EQ(read[0].second.at("exported"), "2025-04-10T09:00:00.000Z");
  EXPECT_EQ(
      read[1].second,
      (sheets::Attributes{{"orgUnit", "OU_1"}, {"period", "2025-01-01/P3M"}, {"dataSet", "TIP"}}));
  EXPECT_EQ(read[2].second,
            (sheets::Attributes{{"dataElement", "IDENTIFIED"}, {"SEX", "F<&\""}, {"value", "40"}}));
  EXPECT_EQ(read[4].second, (sheets::Attributes{{"dataElement", "CHILDREN"}, {"value", "20"}}));
  EXPECT_NE(text.find(R"(xmlns="urn:ihe:qrph:adx:2015")"), text.npos);
}

TEST(Dhis2, knows_periods) {
  for (const auto& [ours, theirs] :
       std::vector<std::pair<std::string, std::string>>{{"2025", "2025-01-01/P1Y"},
                                                        {"2025S2", "2025-07-01/P6M"},
                                                        {"2025Q4", "2025-10-01/P3M"},
                                                        {"202502", "2025-02-01/P1M"},
                                                        {"20240229", "2024-02-29/P1D"},
                                                        {"2025April", "2025-04-01/P1Y"},
                                                        {"2025W1", "2024-12-30/P7D"},
                                                        {"2026W53", "2026-12-28/P7D"}})
    EXPECT_EQ(adx_period(ours), theirs);
  for (const auto* none :
       {"", "25", "abcd", "2025Q5", "2025Q0", "2025Q01", "202513", "202500", "20250229", "2025W0",
        "2025W53", "2025X1", "2025-01", "2025Q", "2025Q-1", "-2025"})
    EXPECT_FALSE(adx_period(none)) << none;
}

TEST(Dhis2, refuses_a_table_that_is_none) {
  const auto key = [](std::string csv) -> std::string {
    try {
      values(sexes(), csv);
    } catch (const Failure& failure) {
      return std::string{failure.key().text()} + ' ' + failure.problems().front().field;
    }
    return "taken";
  };
  EXPECT_EQ(key("column,code,cases\na,b,20\n"), "dhis2.no_column people");
  EXPECT_EQ(key("column,people\na,20\n"), "dhis2.no_column code");
  EXPECT_EQ(key("column,code,people\na,b,-3\n"), "dhis2.not_a_figure line 2");
  EXPECT_EQ(key("column,code,people\na,b,2.5\n"), "dhis2.not_a_figure line 2");
}

TEST(Dhis2, refuses_a_mapping_that_may_not_mean_what_it_says) {
  const auto place = [](std::string_view value, std::string_view more = "") -> std::string {
    try {
      mapping(value, more);
    } catch (const Failure& failure) {
      return failure.problems().front().field;
    }
    return "taken";
  };
  EXPECT_EQ(place(R"({"data_element": "A", "where": {}})",
                  R"("note": "x", "figures": "n", "scheme": "uid",)"),
            "taken");
  EXPECT_EQ(place(R"({"where": {}})"), "values[0].data_element");
  EXPECT_EQ(place(R"({"data_element": "A", "org_unit": ""})"), "values[0].org_unit");
  EXPECT_EQ(place(R"({"data_element": "A", "period": "soon"})"), "values[0].period");
  EXPECT_EQ(place(R"({"data_element": "A", "categories": {"value": "x"}})"),
            "values[0].categories.value");
  EXPECT_EQ(place(R"({"data_element": "A", "categories": {"a b": "x"}})"),
            "values[0].categories.a b");
  EXPECT_EQ(place(R"({"data_element": "A", "weather": "x"})"), "values[0].weather");
  EXPECT_EQ(place(R"({"data_element": "A"})", R"("scheme": "magic",)"), "scheme");
  EXPECT_EQ(place(R"({"data_element": "A"})", R"("magic": "x",)"), "magic");
  EXPECT_EQ(place(""), "values");
  for (const auto& [text, at] : std::vector<std::pair<std::string, std::string>>{
           {"{}", "format"},
           {R"({"format": "turnstone-dhis2 1"})", "data_set"},
           {R"({"format": "turnstone-dhis2 1", "data_set": "A"})", "values"},
           {R"({"format": "turnstone-dhis2 1", "data_set": "A", "values": {}})", "values"}})
    try {
      read_mapping(text, {});
      ADD_FAILURE() << text;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.problems().front().field, at);
    }
}

TEST(Dhis2, reads_what_the_server_says) {
  const auto plain = summary_of(
      R"({"responseType":"ImportSummary","status":"WARNING","importCount":{"imported":1,"updated":2,"ignored":1,"deleted":0},
          "conflicts":[{"object":"IDENTIFIED","value":"Data element not found"}, 7],"dataSetComplete":"false"})");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->status, "WARNING");
  EXPECT_EQ(plain->imported + plain->updated * 10 + plain->ignored * 100, 121);
  EXPECT_EQ(plain->conflicts.size(), 1U);
  const auto within = summary_of(
      R"({"httpStatusCode":409,"status":"ERROR","response":{"status":"ERROR","importCount":{"ignored":2}}})");
  ASSERT_TRUE(within);
  EXPECT_EQ(within->ignored, 2);
  for (const auto* none : {"", "<html>", "[]", R"({"status":"OK"})", R"({"importCount":{}})"})
    EXPECT_FALSE(summary_of(none)) << none;
}

}  // namespace
}  // namespace ts::dhis2
