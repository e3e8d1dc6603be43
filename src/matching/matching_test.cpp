#include "matching/matching.h"

#include <gtest/gtest.h>

#include "records/trial.h"

namespace ts::matching {
namespace {

using catalogue::Fields;
using records::Record;
using records::trial::kept;

records::Records::Whole whole(std::string name, std::string born, std::vector<Record> more = {}) {
  records::Records::Whole out;
  out.file.id = CaseId::random();
  out.records = std::move(more);
  out.records.push_back(
      kept("person", {{"tsn_CalledName", std::move(name)}, {"prs_Birthdate", std::move(born)}}));
  return out;
}

std::string cell(const Cells& cells, std::string_view column) {
  const auto table = table_of({&cells});
  for (std::size_t i = 0; i < columns; ++i)
    if (table.names[i] == column) return std::string{table.columns[i][0]};
  return "no such column";
}

TEST(Cells, take_a_name_as_its_words_each_once) {
  const auto person = kept(
      "person",
      {{"tsn_CalledName", "Ana"}, {"prs_FirstName", "ANA Maria"}, {"prs_SecondName", "Lopes"}});
  EXPECT_EQ(cell(cells_of(person, {person}), "name"), "ANA Maria Lopes");
  EXPECT_EQ(cell(cells_of(Fields{{"tsn_NameAsWritten", "Ана"}}), "name"), "Ана");
}

TEST(Cells, leave_empty_what_says_nothing) {
  const auto cells = cells_of(Fields{{"prs_Gender", "NonSpecifiedUnknown"},
                                     {"prs_MailingCountry", "GW"},
                                     {"prs_Citizenship", std::vector<std::string>{"GW", "SN"}}});
  for (const auto* const column : {"sex", "country", "citizenship"})
    EXPECT_EQ(cell(cells, column), "") << column;
}

TEST(Cells, take_an_age_that_was_estimated_where_no_day_is_known) {
  const auto person = kept("person", {{"tsn_CalledName", "Ana"}});
  const auto of = [&](Fields age) {
    return cells_of(person, {person, kept("age", std::move(age))});
  };
  const auto told = of({{"tsn_AgeLow", std::int64_t{12}}, {"tsn_AgeDate", "2026-01-05"}});
  EXPECT_EQ(cell(told, "age"), "12");
  EXPECT_EQ(cell(told, "age_told"), "2026-01-05");
  EXPECT_EQ(cell(of({{"tsn_AgeLow", std::int64_t{12}}, {"tsn_AgeHigh", std::int64_t{16}}}), "age"),
            "");
  EXPECT_EQ(cell(of({{"tsn_AgeLow", std::int64_t{12}}, {"tsn_AgePerson", "somebody"}}), "age"), "");
}

TEST(Cells, know_who_is_with_a_person_and_whom_they_seek) {
  const auto mother = kept("person", {{"tsn_CalledName", "Binta Sanko"}});
  const auto child = kept("person", {{"tsn_CalledName", "Mamadu"}});
  const auto search = kept("tracing", {{"tsn_TracingWhom", "Idrissa"},
                                       {"tsn_TracingFor", child.id.text()},
                                       {"tsn_TracingCountry", "GW"},
                                       {"tsn_TracingPlaces", "Bafata"}});
  const std::vector<Record> all{mother, child, search};
  EXPECT_EQ(cell(cells_of(child, all), "kin"), "Binta Sanko Idrissa");
  const auto sought = cells_of_sought(search, all);
  EXPECT_EQ(cell(sought, "name"), "Idrissa");
  EXPECT_EQ(cell(sought, "kin"), "Mamadu");
  EXPECT_EQ(cell(sought, "city"), "Bafata");
  const auto story = kept("tracing", {{"tsn_TracingPlaces", std::string(200, 'a')}});
  EXPECT_EQ(cell(cells_of_sought(story, all), "city"), "");
}

TEST(People, are_found_as_they_come_change_and_go) {
  People people;
  const auto ask = [&](std::string name) {
    return people.alike(cells_of(Fields{{"tsn_CalledName", std::move(name)}}), 0.15, 5);
  };
  EXPECT_TRUE(ask("Oksana Veldyna").empty());
  auto file = whole("Oksana Veldyna", "1999");
  people.put(file);
  people.put(whole("Bartol Kesim", "1971-03-04"));
  ASSERT_EQ(ask("Оксана Велдина").size(), 1U);
  EXPECT_EQ(ask("Оксана Велдина")[0].case_id, file.file.id);
  EXPECT_EQ(ask("Оксана Велдина")[0].person, file.records.back().id);
  file.records.back().fields["tsn_CalledName"] = std::string{"Ilma Torvane"};
  people.put(file);
  EXPECT_TRUE(ask("Oksana Veldyna").empty());
  EXPECT_EQ(ask("Ilma Torvane").size(), 1U);
  people.remove(file.file.id);
  EXPECT_TRUE(ask("Ilma Torvane").empty());
  people.clear();
  EXPECT_TRUE(ask("Bartol Kesim").empty());
}

TEST(People, know_what_ties_their_cases) {
  People people;
  auto file = whole("Oksana Veldyna", "1999");
  file.file.joined = {.to = CaseId::random(), .by = {}, .at = {}};
  file.file.told_apart = {CaseId::random()};
  people.put(file);
  EXPECT_EQ(people.ties(file.file.id).joined_to, file.file.joined->to);
  EXPECT_EQ(people.ties(file.file.id).told_apart, file.file.told_apart);
  EXPECT_FALSE(people.ties(CaseId::random()).joined_to);
}

/// Two words, all different.
std::string invented(int number) {
  constexpr std::array<std::string_view, 6> start{"Mar", "Jon", "Gel", "Vik", "Rus", "Dan"};
  constexpr std::array<std::string_view, 6> end{"ina", "oku", "emba", "itov", "ales", "ush"};
  const auto at = [](const auto& list, int i) {
    return std::string{list.at(static_cast<std::size_t>(i) % list.size())};
  };
  return at(start, number) + at(end, number / 6) + ' ' + at(end, number / 36) +
         at(start, number * 5 + 1);
}

TEST(People, are_brought_forward_one_by_one) {
  People people;
  const auto ask = [&](std::string name) {
    return people.alike(cells_of(Fields{{"tsn_CalledName", std::move(name)}}), 0.15, 5);
  };
  for (int i = 0; i < 200; ++i) people.put(whole(invented(i), std::to_string(1930 + i % 80)));
  EXPECT_TRUE(ask("Ilma Torvane").empty());  // now the list is made
  auto file = whole("Ilma Torvane", "1999");
  people.put(file);
  ASSERT_EQ(ask("Ilma Torvane").size(), 1U);
  file.records.back().fields["tsn_CalledName"] = std::string{"Oksana Veldyna"};
  people.put(file);
  EXPECT_TRUE(ask("Ilma Torvane").empty());
  ASSERT_EQ(ask("Oksana Veldyna").size(), 1U);
  EXPECT_EQ(ask("Oksana Veldyna")[0].person, file.records.back().id);
  people.remove(file.file.id);
  EXPECT_TRUE(ask("Oksana Veldyna").empty());
}

TEST(People, learn_anew_once_there_are_many_more) {
  People people;
  for (int i = 0; i < 60; ++i) {
    const std::string syllable{static_cast<char>('a' + i % 26), 'o'};
    people.put(whole("Te" + syllable + " Mar" + syllable + std::to_string(i),
                     std::to_string(1950 + i) + "-02-03"));
    const auto found = people.alike(
        cells_of(Fields{{"tsn_CalledName", "Tea" + syllable}, {"prs_Birthdate", "1950-02-03"}}),
        0.15, 5);
    EXPECT_LE(found.size(), 5U);
  }
}

TEST(Speaks, has_a_word_each) {
  EXPECT_EQ(text(Speaks::in_favour), "for");
  EXPECT_EQ(text(Speaks::against), "against");
  EXPECT_EQ(text(Speaks::neither), "neither");
}

}  // namespace
}  // namespace ts::matching
