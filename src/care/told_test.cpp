#include "care/told.h"

#include <gtest/gtest.h>

namespace ts::care {
namespace {

using catalogue::Fields;
using records::Record;

Record written(std::string kind, Fields fields) {
  return {.id = RecordId::random(),
          .kind = std::move(kind),
          .revision = 1,
          .changed_at = {},
          .changed_by = {},
          .fields = std::move(fields)};
}

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
      : person{written("person", {{"tsn_CalledName", "Mirela"}})},
        sister{written("person", {{"tsn_CalledName", "Rosa"}})},
        all{person,
            sister,
            written("context", {{"tsn_HealthNeeds", "an invented need"}}),
            written("note", {{"cco_CaseComment", "what a colleague thinks"}}),
            written("task", {{"tsn_TaskWhat", "call"}}),
            written("perpetrator", {{"tsn_PerpetratorName", "Somebody"}}),
            written("age", {{"tsn_AgePerson", sister.id.text()}, {"tsn_AgeLow", std::int64_t{9}}}),
            written("dependant", {{"tsn_DependantPerson", sister.id.text()},
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
