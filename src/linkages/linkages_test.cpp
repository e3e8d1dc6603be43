#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/trial.h"
#include "lang/messages.h"
#include "linkages/people.h"
#include "linkages/results.h"
#include "linkages/spec_json.h"

namespace ts::linkages {
namespace {

using linkage::Kind;

struct File {
  formats::CsvTable csv;
  linkage::Table table;
  explicit File(std::string text) : csv{formats::read_csv(std::move(text))}, table{table_of(csv)} {}
};

Kind kind_in(const Guess& guess, const std::string& name) {
  for (const auto& each : guess.spec.comparisons)
    if (each.name == name) return each.kind;
  ADD_FAILURE() << name << " is not compared";
  return Kind::exact;
}

TEST(guess, knows_the_columns_of_a_shelter) {
  const File file{
      "record,first_name,family name,Mother_name,sex,birth_date,age,recorded_on,place_of_birth,"
      "phone,passport,notes\n1,Rosa,Prado,Ana,F,2008,,2024-01-02,Porto,1,2,x\n"};
  const auto out = guess(file.table, nullptr, {});
  EXPECT_EQ(out.record, "record");
  EXPECT_EQ(kind_in(out, "first_name"), Kind::name);
  EXPECT_EQ(kind_in(out, "family name"), Kind::name);
  EXPECT_EQ(kind_in(out, "Mother_name"), Kind::kin);
  EXPECT_EQ(kind_in(out, "sex"), Kind::exact);
  EXPECT_EQ(kind_in(out, "place_of_birth"), Kind::place);
  EXPECT_EQ(kind_in(out, "phone"), Kind::phone);
  EXPECT_EQ(kind_in(out, "passport"), Kind::code);
  EXPECT_EQ(kind_in(out, "birth_date"), Kind::date);
  EXPECT_EQ(out.spec.comparisons.size(), 8U);
}

TEST(guess, knows_dates_by_what_they_look_like_and_other_languages) {
  const File file{
      "Фамилия,jour\nА,2001-02-03\nБ,2001-02-04\nВ,1999-02-04\nГ,1998-12-04\nД,1997-02-04\n"};
  const auto out = guess(file.table, nullptr, {});
  EXPECT_EQ(kind_in(out, "Фамилия"), Kind::name);
  EXPECT_EQ(kind_in(out, "jour"), Kind::date);
}

TEST(guess, does_not_compare_the_truth_or_what_only_one_file_has) {
  const File a{"name,person,town\nRosa,1,Porto\n"}, b{"name,person\nRosa,1\n"};
  const auto out = guess(a.table, &b.table, {"person"});
  ASSERT_EQ(out.spec.comparisons.size(), 1U);
  EXPECT_EQ(out.spec.comparisons[0].name, "name");
}

TEST(guess, refuses_files_without_people) {
  const File file{"colour,sex\nred,F\n"};
  EXPECT_EQ(trial::key_of([&] { guess(file.table, nullptr, {}); }), "linkage.nothing_to_compare");
}

TEST(a_spec, reads_back_as_it_was_written) {
  const auto spec = read_spec(
      R"({"comparisons": [{"name": "who", "kind": "name", "columns": ["a", "b"]}],
          "rules": [[{"comparison": "who", "part": "word"}]], "threshold": 0.7, "most_pairs": 9})");
  EXPECT_EQ(spec.threshold, 0.7);
  EXPECT_EQ(spec.rules.size(), 1U);
  EXPECT_EQ(read_spec(spec_json(spec)), spec);
}

TEST(a_spec, is_refused_with_the_place) {
  for (const auto* text :
       {"", "[]", "{}", R"({"comparisons": 3})", R"({"comparisons": [{"kind": "name"}]})",
        R"({"comparisons": [{"kind": "soul", "columns": ["a"]}]})",
        R"({"comparisons": [{"kind": "date", "columns": ["a", "b"]}]})",
        R"({"comparisons": [{"columns": ["a"], "colour": 1}]})",
        R"({"comparisons": [{"columns": ["a"]}], "threshold": 2})",
        R"({"comparisons": [{"columns": ["a"]}], "format": "other"})",
        R"({"comparisons": [{"columns": ["a"]}], "rules": [[{"comparison": "b"}]]})",
        R"({"comparisons": [{"columns": ["a"]}], "rules": [[{"where": "b"}]]})",
        R"({"comparisons": [{"columns": ["a"]}], "wish": 1})"})
    EXPECT_EQ(trial::key_of([&] { read_spec(text); }), "linkage.bad_spec") << text;
}

struct Linked {
  File a{
      "id,name,birth_date,person\n1,Rosaline Pradovski,1991-02-03,p\n2,Bento Quill,1970-05-06,q\n"
      "3,Tamsin Oddie,1988-11-12,r\n"};
  File b{
      "id,name,birth_date,person\nx,Rosaline Pradovsky,1991-02-03,p\ny,Bento Quill,1970-05-06,q\n"
      "z,Igor Vasin,2001-07-09,s\n"};
  Guess guessed = guess(a.table, &b.table, {"person"});
  linkage::Linkage linkage{guessed.spec, a.table, &b.table, {}};
  Names names = names_of(a.table, &b.table, guessed.record);
};

TEST(results, name_the_pairs_and_groups) {
  const Linked files;
  const auto pairs = formats::read_csv(pairs_csv(files.linkage, files.names));
  ASSERT_EQ(pairs.rows(), 2U);
  EXPECT_EQ(pairs.columns(), 6U);
  for (std::size_t row = 0; row < 2; ++row)
    EXPECT_EQ(pairs.cell(row, 0) == "1", pairs.cell(row, 1) == "x");
  EXPECT_EQ(formats::read_csv(clusters_csv(files.linkage, files.names)).rows(), 4U);
  EXPECT_EQ(names_of(files.a.table, nullptr, std::nullopt).a,
            (std::vector<std::string>{"1", "2", "3"}));
}

TEST(results, say_how_good_they_are) {
  const Linked files;
  const auto& truth_a = files.a.table.columns[3];
  const auto& truth_b = files.b.table.columns[3];
  const auto e =
      linkage::evaluate(files.linkage.links(), files.linkage.records(), truth_a, truth_b, 0.5);
  const auto summary = boost::json::parse(summary_json(files.linkage, e, {}));
  EXPECT_EQ(summary.at("linked").to_number<int>(), 2);
  EXPECT_EQ(summary.at("quality").at("at_threshold").at("pairs").at("f1").to_number<double>(), 1);
  const auto model = boost::json::parse(model_json(files.linkage, {}));
  EXPECT_EQ(model.at("fields").as_array().size(), 2U);
}

TEST(the_report, shows_no_value_of_anybody) {
  const Linked files;
  const auto e = linkage::evaluate(files.linkage.links(), files.linkage.records(),
                                   files.a.table.columns[3], files.b.table.columns[3], 0.5);
  for (const auto language : lang::spoken_languages) {
    const auto html = report_html(files.linkage, e, {}, {lang::built_in("linkage"), language});
    for (const auto* secret : {"Rosaline", "Quill", "1991", "1970", "Igor"})
      EXPECT_EQ(html.find(secret), std::string::npos) << secret;
    EXPECT_NE(html.find("birth_date"), std::string::npos);
    EXPECT_EQ(html.find("linkage."), std::string::npos) << "a text is missing";
  }
}

}  // namespace
}  // namespace ts::linkages
