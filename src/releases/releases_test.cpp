#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/failure.h"
#include "crypto/crypto.h"
#include "release/safe_records.h"
#include "releases/package.h"
#include "releases/record_keys.h"
#include "releases/verify.h"
#include "stats/random.h"

namespace ts::releases {
namespace {

Source source_of(std::string csv, const Spec& spec = {}) {
  return read_source(formats::read_csv(std::move(csv)), spec);
}

/// The problems of what cannot be read, or the key of the failure, as text.
template <class Act>
std::vector<std::string> refused(const Act& act) {
  try {
    act();
  } catch (const Failure& failure) {
    std::vector<std::string> out{std::string{failure.key().text()}};
    for (const auto& problem : failure.problems())
      out.push_back(problem.field + ": " + std::string{problem.message.text()});
    return out;
  }
  return {};
}

using Texts = std::vector<std::string>;

/// 400 invented people.
std::string invented_people() {
  stats::Random random{4, 0};
  std::string out = "age,work,means\n";
  for (int i = 0; i < 400; ++i) {
    out += random.below(3) == 0 ? "9-17," : "18-20,";
    out += random.below(4) == 0 ? "\"fields, far\"," : "house,";
    out += random.below(2) == 0 ? "debt;threats\n" : random.below(40) == 0 ? "drugs\n" : "\n";
  }
  return out;
}

Spec spec_of_people() {
  return parse_spec(R"({"columns": [{"name": "age", "kind": "ordinal", "values": ["9-17", "18-20"]},
    {"name": "work"}, {"name": "means", "kind": "multi_valued", "hxl": "#cause"}]})");
}

Files a_package(const Wish& wish = {.seed = 1}) {
  const auto source = source_of(invented_people(), spec_of_people());
  return package_of(source, wish, k_safe(source, wish), origin_of("x"));
}

TEST(Spec, that_misspells_a_protection_is_refused) {
  EXPECT_EQ(refused([] { parse_spec("{"); }), Texts{"release.spec_malformed"});
  EXPECT_EQ(
      refused([] {
        parse_spec(R"({"subjekt": "id", "columns": [{"name": "a", "kind": "number",
                "bands": [5, 3], "hxl": 7, "quasi_identifier": "yes", "from_year": "x",
                "groups": [{"a": 1}, 5]}, {}, 7]})");
      }),
      (Texts{"release.spec_malformed", "columns[0].kind: release.spec_member",
             "columns[0].bands: release.spec_member", "columns[0].from_year: release.spec_member",
             "columns[0].groups: release.spec_member",
             "columns[0].quasi_identifier: release.spec_member",
             "columns[0].hxl: release.spec_member", "columns[1]: release.spec_member",
             "columns[2].: release.spec_member", "columns[2]: release.spec_member",
             "subjekt: release.spec_member"}));
}

TEST(Reading, puts_numbers_into_bands_and_rounds_dates) {
  const auto spec = parse_spec(R"({"columns": [
    {"name": "age", "kind": "ordinal", "bands": [0, 9, 18, 19], "missing": ["-99"]},
    {"name": "seen", "kind": "date", "round_to": "quarter", "from_year": 2023, "to_year": 2024},
    {"name": "born", "kind": "date", "round_to": "month"}]})");
  const auto source =
      source_of("age,seen,born\n8,2024-03-09,2001-02-03\n18,2023,2001-11\n-99,,\n", spec);
  const auto& columns = source.table.columns;
  EXPECT_EQ(columns[0].domain(), (Texts{"0-8", "9-17", "18", "19+"}));
  EXPECT_EQ(columns[0].text(columns[0].code(0)), "0-8");
  EXPECT_EQ(columns[0].text(columns[0].code(1)), "18");
  EXPECT_EQ(columns[0].code(2), release::missing);
  EXPECT_TRUE(columns[0].domain_is_public);
  EXPECT_EQ(columns[1].largest(), 10U);
  EXPECT_EQ(columns[1].text(columns[1].code(0)), "2024-Q1");
  EXPECT_EQ(columns[1].text(columns[1].code(1)), "2023");
  EXPECT_EQ(columns[2].domain(), (Texts{"2001-02", "2001-11"}));
  EXPECT_FALSE(columns[2].domain_is_public);
}

TEST(Reading, says_every_column_that_is_not_what_it_should_be) {
  const auto spec = parse_spec(R"({"subject": "who", "columns": [
    {"name": "a", "kind": "ordinal", "bands": [0, 9]}, {"name": "b", "kind": "date"},
    {"name": "c", "values": ["x"]}, {"name": "d"},
    {"name": "e", "kind": "multi_valued", "separator": "|"},
    {"name": "f", "groups": [{"x": "G"}]}]})");
  EXPECT_EQ(refused([&] { source_of("a,b,c,e,f\nold,2024-13,y,x;y|z,y\n", spec); }),
            (Texts{"release.unreadable", "d: release.column_absent", "a: release.not_a_number",
                   "b: release.not_a_date", "c: release.value_not_listed",
                   "e: release.value_has_semicolon", "f: release.group_missing",
                   "who: release.column_absent"}));
  for (const auto* date : {"x", "2024-3", "2024-03-40", "2024/03/01", "0000", "20240301"})
    EXPECT_FALSE(refused([&] {
                   source_of(std::string("b\n").append(date) + "\n",
                             parse_spec(R"({"columns": [{"name": "b", "kind": "date"}]})"));
                 }).empty())
        << date;
}

TEST(Reading, refuses_a_file_without_anybody) {
  EXPECT_EQ(refused([] { source_of("a,b\n"); }), Texts{"release.no_rows"});
  EXPECT_EQ(refused([] { source_of(""); }), Texts{"csv.empty"});
  EXPECT_EQ(refused([] { source_of("a,a\n1,2\n"); }).front(), "csv.header_twice");
  EXPECT_EQ(refused([] { source_of("a,b\n1\n"); }).front(), "csv.ragged");
}

TEST(Reading, puts_the_rows_of_a_person_together) {
  const auto spec = parse_spec(R"({"subject": "who", "columns": [
    {"name": "sex", "groups": [{"f": "any", "m": "any"}]},
    {"name": "means", "kind": "multi_valued"}]})");
  const auto source =
      source_of("who,sex,means\n7,f,debt\n8,,\n7,,threats; debt\n9,f,\n9,m,\n", spec);
  const auto& sex = source.table.columns[0];
  ASSERT_EQ(source.table.rows(), 3U);
  EXPECT_EQ(sex.text(sex.code(0)), "f");
  EXPECT_EQ(sex.code(1), release::missing);
  EXPECT_EQ(sex.text(sex.code(2)), several);
  EXPECT_EQ(sex.hierarchy.levels[0].names, (Texts{"any", "several"}));
  std::vector<release::Code> means;
  source.table.columns[1].each_code(0, [&](auto code) { means.push_back(code); });
  EXPECT_EQ(means, (std::vector<release::Code>{1, 2}));
  EXPECT_EQ(refused([&] { source_of("who,sex,means\n7,f,\n,f,\n", spec); }),
            (Texts{"release.unreadable", "line 3: release.subject_missing"}));
}

TEST(Reading, takes_columns_as_they_look_and_leaves_names_out) {
  std::string csv = "id,age,seen,flag\n";
  for (int i = 0; i < 300; ++i)
    csv += "p" + std::to_string(i) + ',' + std::to_string(i % 45) + ",2024-" +
           (i % 2 == 0 ? "01-" : "02-") + std::to_string(10 + i % 20) + ',' +
           std::to_string(i % 2) + '\n';
  const auto source = source_of(csv);
  EXPECT_EQ(source.left_out, Texts{"id"});
  EXPECT_EQ(source.table.columns[0].domain(), (Texts{"0-9", "10-19", "20-29", "30-39", "40+"}));
  EXPECT_EQ(source.table.columns[1].domain(), Texts{"2024"});
  const auto sparse = source_of(csv, {.subject = {}, .zero_is_missing = true, .columns = {}});
  EXPECT_EQ(sparse.table.find("flag")->domain(), Texts{"1"});
  EXPECT_EQ(refused([] {
              std::string names = "name\n";
              for (int i = 0; i < 40; ++i) names += "n" + std::to_string(i) + '\n';
              source_of(names);
            }),
            Texts{"release.no_columns"});
}

TEST(KSafe, refuses_what_cannot_be_safe) {
  const auto source = source_of("a\nx\nx\ny\n");
  EXPECT_EQ(refused([&] { k_safe(source, {.k = 1}); }), Texts{"release.k_small"});
  EXPECT_EQ(refused([&] { k_safe(source, {.k = 2, .length = 6}); }), Texts{"release.length_range"});
  EXPECT_EQ(refused([&] { k_safe(source, {.k = 2, .length = 0}); }), Texts{"release.length_range"});
  EXPECT_EQ(refused([&] { k_safe(source, {.k = 4}); }), Texts{"release.k_above_rows"});
  EXPECT_EQ(refused([&] { k_safe(source, {.k = 3}); }), Texts{"release.nothing_safe"});
  EXPECT_EQ(refused([] { k_safe(source_of("a\nx\n"), {.k = 10}); }), Texts{"release.k_above_rows"});
}

TEST(KSafe, takes_a_column_of_many_values_and_one_of_a_single_value) {
  std::string csv = "many,one\n";
  for (int i = 0; i < 100'000; ++i) csv += "m" + std::to_string(i % 60'000) + ",same\n";
  const auto source =
      source_of(csv, parse_spec(R"({"columns": [{"name": "many"}, {"name": "one"}]})"));
  const auto result = k_safe(source, {.k = 10, .seed = 1});
  EXPECT_EQ(result.safe.size(), 1U);
  EXPECT_EQ(result.errors[0].error, 0);
  EXPECT_EQ(result.synthetic.rows(), 100'000U);
}

TEST(Package, is_what_its_proof_says) {
  for (const bool hxl : {false, true}) {
    auto files = a_package({.seed = 1, .hxl = hxl});
    EXPECT_TRUE(verify(files).problems.empty());
    EXPECT_EQ(files["synthetic.csv"].find("#meta+age,#meta+work,#cause") != std::string::npos, hxl);
  }
  EXPECT_TRUE(verify(a_package({.k = 3, .length = 5, .seed = 2})).problems.empty());
}

TEST(Package, names_no_value_that_fewer_than_k_people_have) {
  auto csv = invented_people();
  for (int i = 0; i < 3; ++i) csv += "18-20,house,hunger\n";
  const auto source = source_of(csv, spec_of_people());
  const Wish wish{.seed = 1};
  const auto files = package_of(source, wish, k_safe(source, wish), origin_of("x"));
  for (const auto& [name, content] : files) EXPECT_EQ(content.find("hunger"), content.npos) << name;
}

TEST(Package, is_the_same_for_any_number_of_threads) {
  auto one = a_package({.seed = 5, .threads = 1});
  auto many = a_package({.seed = 5, .threads = 4});
  // The commitment is made with another nonce each time.
  one.erase("proof.json");
  many.erase("proof.json");
  EXPECT_EQ(one, many);
}

TEST(Package, says_nothing_of_the_file_that_could_be_found_by_trying) {
  EXPECT_NE(origin_of("x").commitment, origin_of("x").commitment);
}

TEST(Package, takes_the_name_of_a_column_for_its_tag) {
  const auto source = source_of("???,b c\n1,1\n1,1\n");
  const auto wish = Wish{.k = 2, .seed = 1, .hxl = true};
  const auto files = package_of(source, wish, k_safe(source, wish), origin_of("x"));
  EXPECT_NE(files.at("synthetic.csv").find("#meta,#meta+bc"), std::string::npos);
}

/// A package after somebody changed `from` to `to` in a file and wrote a new proof for it.
std::vector<Problem> after(const std::string& name, const std::string& from,
                           const std::string& to) {
  auto files = a_package();
  auto& file = files[name];
  const auto at = file.find(from);
  EXPECT_NE(at, file.npos);
  file.replace(at, from.size(), to);
  if (name != "proof.json") {
    const auto digest = [](const std::string& text) {
      return hex(crypto::hash({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    };
    const auto before = digest(a_package()[name]);
    auto& proof = files["proof.json"];
    proof.replace(proof.find(before), before.size(), digest(file));
  }
  return verify(files).problems;
}

void expect_problem(const std::vector<Problem>& problems, std::string_view key) {
  ASSERT_EQ(problems.size(), 1U) << key;
  EXPECT_EQ(problems.front().message.text(), key);
}

/// One alteration can break more than one promise.
void expect_among(const std::vector<Problem>& problems, std::string_view key) {
  EXPECT_TRUE(std::ranges::any_of(problems, [&](const Problem& problem) {
    return problem.message.text() == key;
  })) << key;
}

TEST(Verification, finds_files_that_were_changed_added_or_taken_away) {
  auto files = a_package();
  files["synthetic.csv"] += "x";
  expect_problem(verify(files).problems, "release.verify.file");
  files = a_package();
  files["more.txt"] = "";
  expect_problem(verify(files).problems, "release.verify.file");
  files = a_package();
  files.erase("codebook.csv");
  expect_problem(verify(files).problems, "release.verify.file");
}

TEST(Verification, finds_what_breaks_the_guarantee_although_the_proof_was_made_for_it) {
  expect_among(after("aggregates.csv", "\n400,", "\n401,"), "release.verify.count");
  expect_among(after("aggregates.csv", "\n400,", "\n4x0,"), "release.verify.count");
  EXPECT_EQ(refused([] { after("aggregates.csv", "count,", "count,more,"); }).front(),
            "csv.ragged");
  expect_problem(after("synthetic.csv", ",house,", ",palace,"), "release.verify.combination");
  expect_problem(after("proof.json", "\"people\":400,\"lengths\"", "\"people\":390,\"lengths\""),
                 "release.verify.people");
}

TEST(Verification, finds_a_combination_with_more_people_than_its_part) {
  auto files = a_package();
  const auto table = formats::read_csv(files["aggregates.csv"]);
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (!table.cell(row, 3).empty()) {
      const std::string line =
          std::string(table.cell(row, 0)) + ',' + std::string(table.cell(row, 1));
      expect_problem(
          after("aggregates.csv",
                '\n' + line + ',' + std::string(table.cell(row, 2)) + ',' +
                    std::string(table.cell(row, 3)),
                "\n4000," + std::string(table.cell(row, 1)) + ',' +
                    std::string(table.cell(row, 2)) + ',' + std::string(table.cell(row, 3))),
          "release.verify.count");
      return;
    }
  FAIL();
}

TEST(Verification, needs_a_proof) {
  const Texts none{"release.not_a_package"};
  EXPECT_EQ(refused([] { verify({}); }), none);
  for (const auto* proof :
       {"", "{}", "[]", "{\"parameters\": {\"k\": \"x\"}}",
        "{\"parameters\": {\"k\": 1, \"length\": 3}, \"results\": {\"people\": 0},"
        " \"files\": {}, \"format\": \"turnstone-release-1\"}"})
    EXPECT_EQ(refused([&] { verify({{"proof.json", proof}}); }), none) << proof;
}

TEST(RecordKeys, give_the_same_people_the_same_noise_in_whatever_order_they_are_counted) {
  const auto secret = *crypto::Secret::from(Bytes(32, 7));
  const auto same = *crypto::Secret::from(Bytes(32, 7));
  const auto other = *crypto::Secret::from(Bytes(32, 8));
  EXPECT_EQ(record_key(secret, "a"), record_key(same, "a"));
  EXPECT_NE(record_key(secret, "a"), record_key(secret, "b"));
  EXPECT_NE(record_key(secret, "a"), record_key(other, "a"));
  const release::PerturbationTable table{{}};
  const auto cell = [&](std::string_view people) {
    release::RecordKey sum = 0;
    for (const char person : people) sum += record_key(secret, {&person, 1});
    return table.perturbed(people.size(), sum);
  };
  EXPECT_EQ(cell("abcdefgh"), cell("hgfedcba"));
}

RC_GTEST_PROP(Verification, holds_for_every_package_that_is_made, ()) {
  stats::Random random{*rc::gen::arbitrary<std::uint64_t>(), 0};
  std::string csv = "a,b,c\n";
  const auto rows = 30 + random.below(40);
  for (std::uint32_t i = 0; i < rows; ++i)
    csv += std::to_string(random.below(3)) + ',' + std::to_string(random.below(2)) + ',' +
           (random.below(2) == 0 ? "\"x, \"\"y\"\"\"" : "") + '\n';
  const auto source = source_of(csv);
  const Wish wish{.k = 2 + random.below(6), .length = 1 + random.below(4), .seed = random.u64()};
  RC_ASSERT(
      verify(package_of(source, wish, k_safe(source, wish), origin_of(csv))).problems.empty());
}

}  // namespace
}  // namespace ts::releases
