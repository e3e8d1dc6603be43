#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/id.h"
#include "catalogue/catalogue.h"

namespace ts::catalogue {
namespace {

using List = std::vector<std::string>;
using Told = std::map<std::string, std::string>;

const Catalogue& here() { return Catalogue::built_in(); }

Told told(const std::vector<Problem>& problems) {
  Told out;
  for (const auto& each : problems) out.emplace(each.field, each.message.text());
  EXPECT_EQ(out.size(), problems.size()) << "a field has two problems";
  return out;
}

/// The problem with a value that a change sets; "" when there is none.
std::string wrong_with(std::string_view kind, const std::string& field, Value value) {
  Changes changes{{field, std::move(value)}};
  const auto problems = here().check(kind, changes);
  if (problems.empty()) return "";
  EXPECT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].field, field);
  return std::string{problems[0].message.text()};
}

std::string wrong_with_person(const std::string& field, Value value) {
  return wrong_with("person", field, std::move(value));
}

TEST(Check, takes_a_whole_person) {
  Fields person{{"tsn_CalledName", std::string{"  Aba\u202E "}},
                {"prs_Birthdate", std::string{"1994-05~"}},
                {"prs_Gender", std::string{"Feminine"}},
                {"prs_Citizenship", List{"GH", "TG", "GH"}},
                {"prs_PrimaryLanguage", std::string{"ee"}},
                {"prs_SecondaryLanguage", std::string{"fra"}},
                {"prs_NumberOfChildren", std::int64_t{2}},
                {"prs_Deceased", false},
                {"prs_MailingCountry", std::string{"GH"}},
                {"prs_MailingLatitude", std::int64_t{6}},
                {"prs_MailingLongitude", 1.2},
                {"prs_Title", std::string{" \n "}},
                {"prs_Email", List{}}};
  EXPECT_EQ(told(here().check("person", person)), Told{});
  EXPECT_EQ(person["tsn_CalledName"], Value{std::string{"Aba"}});
  EXPECT_EQ(person["prs_Citizenship"], (Value{List{"GH", "TG"}}));
  EXPECT_EQ(person["prs_MailingLatitude"], Value{6.0});
  EXPECT_FALSE(person.contains("prs_Title"));
  EXPECT_FALSE(person.contains("prs_Email"));
}

TEST(Check, names_every_problem_at_once) {
  Fields person{{"prs_Birthdate", std::string{"1994-13"}},
                {"prs_Gender", std::string{"feminine"}},
                {"prs_FirstName", std::string(201, 'a')},
                {"prs_SecondName", std::string{"\xff"}},
                {"prs_MailingLatitude", 90.5},
                {"prs_Deceased", std::string{"yes"}},
                {"cas_Status", std::string{"Active"}},
                {"prs_Unknown", true}};
  EXPECT_EQ(told(here().check("person", person)),
            (Told{{"prs_Birthdate", "date.malformed"},
                  {"prs_Gender", "field.not_a_choice"},
                  {"prs_FirstName", "field.too_long"},
                  {"prs_SecondName", "field.not_text"},
                  {"prs_MailingLatitude", "field.out_of_range"},
                  {"prs_Deceased", "field.wrong_type"},
                  {"cas_Status", "field.unknown"},
                  {"prs_Unknown", "field.unknown"},
                  {"tsn_CalledName", "field.required"}}));
}

TEST(Check, tells_back_no_name_that_is_no_name) {
  Fields note{{"cco_CaseComment", std::string{"Called."}}, {"Aba from Lomé", true}};
  EXPECT_EQ(told(here().check("note", note)), (Told{{"?", "field.unknown"}}));
}

TEST(Check, wants_an_answer_to_the_consent) {
  Fields consent;
  EXPECT_EQ(told(here().check("consent", consent)), (Told{{"con_Consent", "field.required"}}));
  consent["con_Consent"] = false;
  EXPECT_EQ(told(here().check("consent", consent)), Told{});
}

TEST(Check, counts_characters_not_bytes) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "é";
  EXPECT_EQ(wrong_with_person("prs_FirstName", name), "");
  EXPECT_EQ(wrong_with_person("prs_FirstName", name + "é"), "field.too_long");
}

TEST(Check, refuses_the_wrong_type) {
  EXPECT_EQ(wrong_with_person("prs_FirstName", true), "field.wrong_type");
  EXPECT_EQ(wrong_with_person("prs_FirstName", List{"a"}), "field.wrong_type");
  EXPECT_EQ(wrong_with_person("prs_Birthdate", std::int64_t{1994}), "field.wrong_type");
  EXPECT_EQ(wrong_with_person("prs_NumberOfChildren", 2.0), "field.wrong_type");
  EXPECT_EQ(wrong_with_person("prs_MailingLatitude", std::string{"6"}), "field.wrong_type");
  EXPECT_EQ(wrong_with_person("prs_Citizenship", std::string{"GH"}), "field.wrong_type");
  EXPECT_EQ(wrong_with_person("prs_Gender", List{"Feminine"}), "field.wrong_type");
}

TEST(Check, refuses_what_is_not_in_the_list) {
  EXPECT_EQ(wrong_with_person("prs_Citizenship", List{"GH", "XQ"}), "field.not_a_choice");
  EXPECT_EQ(wrong_with_person("prs_MailingCountry", std::string{"Ghana"}), "field.not_a_choice");
  EXPECT_EQ(wrong_with_person("prs_PrimaryLanguage", std::string{"xqz"}), "field.not_a_choice");
  EXPECT_EQ(wrong_with("context", "vic_MethodsOfControl", List{"DebtBondage", "Debt"}),
            "field.not_a_choice");
  EXPECT_EQ(wrong_with("context", "vic_MethodsOfControl", List{"DebtBondage", "Other"}), "");
  EXPECT_EQ(wrong_with("case", "cas_CaseOwner", std::string{"Aba"}), "field.not_a_choice");
  EXPECT_EQ(wrong_with("case", "cas_CaseOwner", AccountId::random().text()), "");
}

TEST(Check, keeps_numbers_in_their_bounds) {
  EXPECT_EQ(wrong_with_person("prs_NumberOfChildren", std::int64_t{-1}), "field.out_of_range");
  EXPECT_EQ(wrong_with_person("prs_NumberOfChildren", std::int64_t{51}), "field.out_of_range");
  EXPECT_EQ(wrong_with_person("prs_NumberOfChildren", std::int64_t{0}), "");
  EXPECT_EQ(wrong_with_person("prs_MailingLongitude", -180.0), "");
}

TEST(Check, clears_but_never_a_required_field) {
  Changes changes{{"prs_FirstName", Value{std::string{" "}}},
                  {"prs_SecondName", std::nullopt},
                  {"prs_Citizenship", Value{List{}}}};
  EXPECT_EQ(told(here().check("person", changes)), Told{});
  for (const auto& [name, value] : changes) EXPECT_FALSE(value.has_value()) << name;

  Changes cleared{{"tsn_CalledName", std::nullopt}};
  EXPECT_EQ(told(here().check("person", cleared)), (Told{{"tsn_CalledName", "field.required"}}));
  cleared["tsn_CalledName"] = Value{std::string{"\t"}};
  EXPECT_EQ(told(here().check("person", cleared)), (Told{{"tsn_CalledName", "field.required"}}));
}

TEST(Check, does_not_know_a_kind_that_is_not_there) {
  Fields none;
  EXPECT_THROW(here().check("nothing", none), Bug);
}

RC_GTEST_PROP(Check, isContentWithWhatItMade, (const std::string& name, unsigned year)) {
  Fields person{{"tsn_CalledName", name + 'A'}, {"prs_Birthdate", std::to_string(year % 10000)}};
  if (!here().check("person", person).empty()) return;
  auto again = person;
  RC_ASSERT(here().check("person", again).empty());
  RC_ASSERT(again == person);
}

}  // namespace
}  // namespace ts::catalogue
