#include "care/consent.h"

#include <gtest/gtest.h>

#include "care/referral.h"
#include "records/trial.h"

namespace ts::care {
namespace {

using catalogue::Fields;
using records::Record;
using records::trial::kept;
using Texts = std::vector<std::string>;

constexpr Date today{std::chrono::year{2026}, std::chrono::March, std::chrono::day{1}};

std::vector<Record> born(std::string birthdate) {
  return {kept("person", {{"tsn_CalledName", std::string{"Mirela"}},
                          {"prs_Birthdate", std::move(birthdate)}})};
}

Fields receipt(std::string by = "person") {
  return {{"con_Consent", true},
          {"tsn_ConsentDate", std::string{"2026-02-01"}},
          {"tsn_ConsentHow", std::string{"written"}},
          {"tsn_ConsentLimits", true},
          {"tsn_ConsentPurpose", std::string{"refer"}},
          {"tsn_ConsentRecipient", std::string{"Clínica  Aurora"}},
          {"tsn_ConsentClasses", Texts{"K", "M"}},
          {"tsn_ConsentUntil", std::string{"2026-06-30"}},
          {"tsn_ConsentBy", std::move(by)}};
}

Texts told(const Fields& fields, const std::vector<Record>& records = {}) {
  Texts out;
  for (const auto& problem : problems_of_consent(fields, records, today))
    out.push_back(problem.field + ": " + std::string{problem.message.text()});
  return out;
}

Fields with(Fields fields, std::string name, catalogue::Value value) {
  fields[std::move(name)] = std::move(value);
  return fields;
}

Fields without(Fields fields, const std::string& name) {
  fields.erase(name);
  return fields;
}

TEST(Consent, says_what_a_receipt_says_or_names_each_gap) {
  EXPECT_EQ(told(receipt()), Texts{});
  for (const auto* name : {"tsn_ConsentDate", "tsn_ConsentHow", "tsn_ConsentBy",
                           "tsn_ConsentRecipient", "tsn_ConsentClasses", "tsn_ConsentUntil"})
    EXPECT_EQ(told(without(receipt(), name)), Texts{std::string{name} + ": field.required"});
  EXPECT_EQ(told(without(receipt(), "tsn_ConsentLimits")),
            Texts{"tsn_ConsentLimits: consent.limits_first"});
}

TEST(Consent, to_keeping_the_file_names_nobody_else) {
  Fields keeping{{"con_Consent", true},
                 {"tsn_ConsentDate", std::string{"2026-02-01"}},
                 {"tsn_ConsentHow", std::string{"spoken"}},
                 {"tsn_ConsentLimits", true},
                 {"tsn_ConsentPurpose", std::string{"help"}},
                 {"tsn_ConsentBy", std::string{"person"}}};
  EXPECT_EQ(told(keeping), Texts{});
  // That with which a case is opened has no purpose, and is asked for nothing more.
  EXPECT_EQ(told({{"con_Consent", true}}), Texts{});
}

TEST(Consent, is_refused_and_taken_back_without_a_question) {
  EXPECT_EQ(told({{"con_Consent", false}, {"tsn_ConsentPurpose", std::string{"refer"}}}), Texts{});
  EXPECT_EQ(told({{"con_Consent", true},
                  {"tsn_ConsentPurpose", std::string{"refer"}},
                  {"tsn_ConsentWithdrawn", std::string{"2026-03-01"}}}),
            Texts{});
}

/// Who may agree at which age; "": nobody of these may alone.
struct Case {
  const char* birthdate;
  Texts may;
};

TEST(Consent, of_a_child_is_given_as_its_age_allows) {
  const Texts all{"person", "person_and_carer", "person_and_guardian", "carer", "guardian"};
  const std::vector<Case> cases{
      {"2023-05", {"person_and_carer", "person_and_guardian", "carer", "guardian"}},
      {"2020-03-01", {"person_and_carer", "person_and_guardian"}},
      {"2012", {"person_and_carer", "person_and_guardian"}},
      {"2010-12-01", {"person", "person_and_carer", "person_and_guardian"}},
      {"1990", {"person", "guardian"}}};
  for (const auto& [birthdate, may] : cases)
    for (const auto& by : all) {
      const auto fields = with(receipt(by), "tsn_ConsentCarerSafe", std::string{"safe"});
      const bool allowed = std::find(may.begin(), may.end(), by) != may.end();
      EXPECT_EQ(told(fields, born(birthdate)),
                allowed ? Texts{} : Texts{"tsn_ConsentBy: consent.by_age"})
          << birthdate << ' ' << by;
    }
}

TEST(Consent, of_a_child_from_twelve_on_is_in_writing) {
  auto fields = with(receipt("person_and_guardian"), "tsn_ConsentHow", std::string{"spoken"});
  EXPECT_EQ(told(fields, born("2013-06")), Texts{"tsn_ConsentHow: consent.how_by_age"});
  EXPECT_EQ(told(fields, born("2016")), Texts{});
  // An age that somebody estimated counts, whichever is lower.
  auto estimated = born("2000");
  estimated.push_back(kept("age", {{"tsn_AgeLow", std::int64_t{13}}}));
  EXPECT_EQ(told(fields, estimated), Texts{"tsn_ConsentHow: consent.how_by_age"});
}

TEST(Consent, is_not_given_by_a_carer_who_may_be_part_of_it) {
  const auto by_carer = receipt("person_and_carer");
  EXPECT_EQ(told(by_carer), Texts{"tsn_ConsentCarerSafe: field.required"});
  for (const auto* state : {"not_known", "perhaps_exploiter"})
    EXPECT_EQ(told(with(by_carer, "tsn_ConsentCarerSafe", std::string{state})),
              Texts{"tsn_ConsentCarerSafe: consent.carer_excluded"});
}

TEST(Consent, holds_until_its_end_or_until_it_is_taken_back) {
  EXPECT_TRUE(in_force(receipt(), today));
  const Date last{std::chrono::year{2026}, std::chrono::June, std::chrono::day{30}};
  EXPECT_TRUE(in_force(receipt(), last));
  EXPECT_FALSE(in_force(receipt(), Date{std::chrono::sys_days{last} + std::chrono::days{1}}));
  EXPECT_FALSE(in_force(with(receipt(), "tsn_ConsentWithdrawn", std::string{"2026-03-01"}), today));
  EXPECT_FALSE(in_force(with(receipt(), "con_Consent", false), today));
}

TEST(Consent, covers_its_purpose_and_recipient_and_no_other) {
  const std::vector<Record> records{
      kept("consent", receipt()),
      kept("consent", with(receipt(), "tsn_ConsentClasses", Texts{"W"}))};
  EXPECT_EQ(agreed(records, "refer", "clinica aurora", today).letters(), "KWM");
  EXPECT_TRUE(agreed(records, "refer", "Clínica Boreal", today).empty());
  EXPECT_TRUE(agreed(records, "transfer", "Clínica Aurora", today).empty());
}

struct LetterCase {
  std::vector<Record> records = born("1990");
  Record referral = kept("referral", {{"tsn_ReferralTo", std::string{"Clínica Aurora"}},
                                      {"tsn_ReferralState", std::string{"sent"}}});

  LetterCase() {
    records.insert(records.begin(),
                   kept("context", {{"tsn_HealthNeeds", std::string{"insulin"}},
                                    {"vic_LocationOfRecruitment", std::string{"a bar"}}}));
    records.push_back(kept("note", {{"cco_CaseComment", std::string{"ours alone"}}}));
    records.push_back(referral);
  }
  ReferralLetter letter() const {
    return referral_letter(catalogue::Catalogue::built_in(), records, referral.id, today);
  }
};

TEST(Letter, tells_what_was_agreed_and_nothing_of_our_own_work) {
  LetterCase of;
  of.records.push_back(kept("consent", receipt()));
  const auto letter = of.letter();
  ASSERT_EQ(letter.records.size(), 2U);
  EXPECT_EQ(letter.records[0].kind, "person");  // first, whatever the order in the case
  EXPECT_EQ(letter.records[1].fields, (Fields{{"tsn_HealthNeeds", std::string{"insulin"}}}));
}

TEST(Letter, needs_a_consent_in_force_that_names_the_provider) {
  LetterCase of;
  const auto refusal = [&] {
    try {
      of.letter();
      return std::string{};
    } catch (const Failure& failure) {
      return std::string{failure.key().text()};
    }
  };
  EXPECT_EQ(refusal(), "referral.needs_consent");
  of.records.push_back(
      kept("consent", with(receipt(), "tsn_ConsentRecipient", std::string{"Clínica Boreal"})));
  EXPECT_EQ(refusal(), "referral.needs_consent");
  of.records.push_back(
      kept("consent", with(receipt(), "tsn_ConsentWithdrawn", std::string{"2026-02-02"})));
  EXPECT_EQ(refusal(), "referral.needs_consent");
  of.referral = kept("referral", {});
  EXPECT_EQ(refusal(), "record.absent");
}

}  // namespace
}  // namespace ts::care
