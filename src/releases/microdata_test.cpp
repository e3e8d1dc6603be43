#include "releases/microdata.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "crypto/crypto.h"
#include "releases/cell_tables.h"
#include "releases/dates.h"
#include "releases/proof.h"
#include "releases/verify.h"
#include "stats/random.h"

namespace ts::releases {
namespace {

/// Invented people: who they are, two things that others may know, and one that they may not.
std::string people(std::uint32_t count, std::uint64_t seed = 3) {
  stats::Random random{seed, 0};
  std::string out = "who,age,region,illness\n";
  for (std::uint32_t i = 0; i < count; ++i)
    out += "p" + std::to_string(i) + ',' + std::to_string(random.below(8)) + ',' +
           (random.below(9) == 0   ? "far"
            : random.below(2) == 0 ? "north"
                                   : "south") +
           ',' + std::to_string(random.below(4)) + '\n';
  return out;
}

constexpr auto spec = R"({"subject": "who", "columns": [
  {"name": "age", "kind": "ordinal", "values": ["0", "1", "2", "3", "4", "5", "6", "7"],
   "quasi_identifier": true, "groups": [{"0": "0-3", "1": "0-3", "2": "0-3", "3": "0-3",
                                         "4": "4-7", "5": "4-7", "6": "4-7", "7": "4-7"}]},
  {"name": "region", "quasi_identifier": true,
   "groups": [{"far": "any", "north": "any", "south": "any"}]},
  {"name": "illness", "kind": "ordinal", "values": ["0", "1", "2", "3"], "sensitive": true}]})";

Source read_in(std::string csv, std::string_view description = spec) {
  return read_source(formats::read_csv(std::move(csv)), parse_spec(description));
}

std::string refused(const Source& source, const MicrodataWish& wish) {
  try {
    microdata(source, wish);
  } catch (const Failure& failure) {
    return std::string{failure.key().text()};
  }
  return "";
}

RC_GTEST_PROP(Microdata, has_nobody_who_stands_out, ()) {
  const auto source =
      read_in(people(60 + *rc::gen::inRange(0U, 200U), *rc::gen::arbitrary<std::uint64_t>()));
  const MicrodataWish wish{.k = *rc::gen::inRange(2U, 12U), .l = *rc::gen::inRange(1U, 4U), .t = 1};
  const auto files = package_of(source, wish, microdata(source, wish), origin_of("x"));
  const auto rows = formats::read_csv(files.at("microdata.csv"));
  RC_ASSERT(rows.rows() == source.table.rows());
  std::map<std::pair<std::string_view, std::string_view>, std::multiset<std::string_view>> alike;
  for (std::size_t row = 0; row < rows.rows(); ++row)
    alike[{rows.cell(row, 0), rows.cell(row, 1)}].insert(rows.cell(row, 2));
  for (const auto& [said, illnesses] : alike) {
    RC_ASSERT(illnesses.size() >= wish.k);
    RC_ASSERT(std::set<std::string_view>(illnesses.begin(), illnesses.end()).size() >= wish.l);
  }
  RC_ASSERT(verify(files).problems.empty());
}

TEST(Microdata, keeps_what_is_to_stay_unknown_near_to_that_of_all) {
  const auto source = read_in(people(400));
  for (const double t : {0.3, 0.1, 0.02}) {
    const MicrodataWish wish{.k = 5, .l = 2, .t = t};
    const auto made = microdata(source, wish);
    const auto files = package_of(source, wish, made, origin_of("x"));
    const auto verified = verify(files);
    EXPECT_TRUE(verified.problems.empty()) << t;
    EXPECT_EQ(verified.said, "verify.microdata");
  }
}

/// The problem that is found after `from` became `to` in microdata.csv or the proof, and the proof
/// was made to fit.
std::string found_after(const std::string& name, std::string_view from, std::string_view to) {
  const auto source = read_in(people(400));
  const MicrodataWish wish{.k = 5, .l = 2, .t = 0.2};
  auto files = package_of(source, wish, microdata(source, wish), origin_of("x"));
  auto& text = files.at(name);
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos);
  text.replace(at, from.size(), to);
  accept_in_proof(files, "digests anew");
  const auto problems = verify(files).problems;
  return problems.empty() ? "" : std::string{problems.front().message.text()};
}

TEST(Microdata, that_stand_out_are_found_although_the_proof_was_made_for_them) {
  EXPECT_EQ(found_after("microdata.csv", "illness\n", "illness\n0,nowhere,0\n"),
            "release.verify.people");
  EXPECT_EQ(found_after("microdata.csv", ",south,", ",moon,"), "release.verify.alike");
  EXPECT_EQ(found_after("proof.json", "\"k\":5", "\"k\":300"), "release.verify.alike");
  EXPECT_EQ(found_after("proof.json", "\"l\":2", "\"l\":9"), "release.verify.alike");
  EXPECT_EQ(found_after("proof.json", "\"region\"]", "\"village\"]"), "release.verify.alike");
}

TEST(Microdata, need_to_be_told_what_others_may_know) {
  const auto source = read_in(people(50));
  EXPECT_EQ(refused(source, {.k = 1}), "release.k_small");
  EXPECT_EQ(refused(source, {.k = 51}), "release.k_above_rows");
  const auto bare = read_in(people(50), R"({"columns": [{"name": "age"}]})");
  EXPECT_EQ(refused(bare, {.k = 5}), "release.no_quasi_identifier");
  const auto known =
      read_in(people(50), R"({"columns": [{"name": "region", "quasi_identifier": true}]})");
  EXPECT_EQ(refused(known, {.k = 5}), "");
  EXPECT_EQ(refused(known, {.k = 5, .l = 2}), "release.one_sensitive");
  const auto several = read_in(people(50), R"({"columns": [
    {"name": "region", "kind": "multi_valued", "quasi_identifier": true}]})");
  EXPECT_EQ(refused(several, {.k = 5}), "release.unreadable");
}

std::map<std::string, std::string> counts_in(const Files& files) {
  const auto csv = formats::read_csv(files.at("aggregates.csv"));
  std::map<std::string, std::string> out;
  for (std::size_t row = 0; row < csv.rows(); ++row) {
    std::string what;
    for (std::size_t i = 1; i < csv.columns(); ++i) what += std::string{csv.cell(row, i)} + '|';
    out[what] = csv.cell(row, 0);
  }
  return out;
}

TEST(CellTables, tell_the_same_of_the_same_people_whatever_else_is_asked) {
  crypto::start();
  const auto secret = crypto::Secret::random();
  const auto all = read_in(people(300));
  const auto part = read_in(people(300), R"({"subject": "who", "columns": [{"name": "region"}]})");
  const CellTablesWish wish{.length = 1};
  const auto files = cell_tables(all, wish, secret, origin_of("x"));
  const auto told = counts_in(files);
  const auto told_of_part = counts_in(cell_tables(part, wish, secret, origin_of("y")));
  ASSERT_EQ(told_of_part.size(), 4U);
  for (const auto& [what, count] : told_of_part) EXPECT_EQ(told.at(what), count) << what;
  EXPECT_NE(counts_in(cell_tables(all, wish, crypto::Secret::random(), origin_of("x"))), told);
  const auto verified = verify(files);
  EXPECT_TRUE(verified.problems.empty());
  EXPECT_EQ(verified.said, "verify.cell_keys");
  auto altered = files;
  auto& table = altered.at("aggregates.csv");
  const auto line = table.find('\n', table.find('\n') + 1) + 1;
  table.replace(line, table.find(',', line) - line, "2");
  accept_in_proof(altered, "digests anew");
  ASSERT_EQ(verify(altered).problems.size(), 1U);
  EXPECT_EQ(verify(altered).problems[0].message.text(), "release.verify.count");
}

TEST(CellTables, need_to_know_who_is_who) {
  crypto::start();
  const auto nobody = read_in(people(30), R"({"columns": [{"name": "region"}]})");
  const auto secret = crypto::Secret::random();
  EXPECT_THROW(cell_tables(nobody, {}, secret, origin_of("x")), Failure);
  EXPECT_THROW(cell_tables(read_in(people(30)), {.length = 6}, secret, origin_of("x")), Failure);
}

TEST(Dates, are_told_to_the_year_the_quarter_or_the_month) {
  EXPECT_EQ(rounded_date("2024-08-09", Rounding::year), "2024");
  EXPECT_EQ(rounded_date("2024-08-09", Rounding::quarter), "2024-Q3");
  EXPECT_EQ(rounded_date("2024-08", Rounding::month), "2024-08");
  EXPECT_EQ(rounded_date("2024~", Rounding::month), "2024");
  for (const auto* text : {"", "24", "2024-13", "2024-08-32", "2024/08/09", "20240", "soon"})
    EXPECT_EQ(rounded_date(text, Rounding::year), std::nullopt) << text;
  EXPECT_EQ(dates_between(2023, 2024, Rounding::year), (std::vector<std::string>{"2023", "2024"}));
  EXPECT_EQ(dates_between(2024, 2024, Rounding::quarter),
            (std::vector<std::string>{"2024", "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"}));
  EXPECT_EQ(dates_between(2023, 2024, Rounding::month).size(), 26U);
}

}  // namespace
}  // namespace ts::releases
