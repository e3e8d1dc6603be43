#include "care/told.h"

#include <gtest/gtest.h>

#include "records/trial.h"

namespace ts::care {
namespace {

using catalogue::Fields;
using records::Record;
using records::trial::kept;

ClassSet of(std::string_view letters) {
  ClassSet out;
  for (const char letter : letters) out.add(*field_class_of(letter));
  return out;
}

std::vector<std::string> kinds_of(const std::vector<Record>& records) {
  std::vector<std::string> out;
  for (const auto& record : records) out.push_back(record.kind);
  return out;
}
using Kinds = std::vector<std::string>;

class ToldToPerson : public testing::Test {
 protected:
  ToldToPerson()
      : person{kept("person", {{"tsn_CalledName", "Mirela"}})},
        sister{kept("person", {{"tsn_CalledName", "Rosa"}})},
        all{person,
            sister,
            kept("context", {{"tsn_HealthNeeds", "an invented need"}}),
            kept("note", {{"cco_CaseComment", "what a colleague thinks"}}),
            kept("task", {{"tsn_TaskWhat", "call"}}),
            kept("perpetrator", {{"tsn_PerpetratorName", "Somebody"}}),
            kept("age", {{"tsn_AgePerson", sister.id.text()}, {"tsn_AgeLow", std::int64_t{9}}}),
            kept("dependant", {{"tsn_DependantPerson", sister.id.text()},
                               {"tsn_DependantPlace", "Upriver"},
                               {"tsn_DependantIs", "sibling"}})} {}
  std::vector<Record> told(std::string_view letters) const {
    return told_to_person(catalogue::Catalogue::built_in(), all, of(letters));
  }

  Record person, sister;
  std::vector<Record> all;
};

TEST_F(ToldToPerson, gets_nothing_of_others_and_nothing_of_the_work_of_the_organisation) {
  EXPECT_EQ(kinds_of(told("KWSMLA")), (Kinds{"person", "context"}));
  EXPECT_EQ(told("K").at(0).id, person.id);
  EXPECT_EQ(kinds_of(told("M")), (Kinds{"context"}));
  EXPECT_TRUE(told("L").empty());
}

TEST_F(ToldToPerson, gets_those_who_depend_on_them_with_their_class_only) {
  EXPECT_TRUE(told("W").empty());
  const auto with_kin = told("C");
  ASSERT_EQ(kinds_of(with_kin), (Kinds{"dependant"}));
  EXPECT_FALSE(with_kin.at(0).fields.contains("tsn_DependantPlace"));
}

}  // namespace
}  // namespace ts::care
