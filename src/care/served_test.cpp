#include "care/served.h"

#include <gtest/gtest.h>

#include "records/trial.h"

namespace ts::care {
namespace {

using catalogue::Fields;
using records::Record;
using records::trial::kept;

Record person(std::string gender, std::string born, RecordId id = RecordId::random()) {
  return kept("person", {{"prs_Gender", std::move(gender)}, {"prs_Birthdate", std::move(born)}},
              id);
}
Record service(std::string from) {
  return kept("service",
              {{"tsn_ServiceType", std::string{"shelter"}}, {"tsn_ServiceFrom", std::move(from)}});
}
std::vector<Served> served(const std::vector<Record>& records) {
  return served_in(catalogue::Catalogue::built_in(), records);
}
using People = std::vector<Served>;

TEST(Served, counts_a_person_once_for_each_year_with_help) {
  EXPECT_EQ(served({person("Feminine", "1990"), service("2025-03-01"), service("2025-11"),
                    service("2026-01-02")}),
            (People{{2025, "Feminine", AgeThen::adult}, {2026, "Feminine", AgeThen::adult}}));
}

TEST(Served, counts_nobody_where_nothing_was_given) {
  EXPECT_EQ(served({person("Feminine", "1990")}), People{});
  EXPECT_EQ(served({person("Feminine", "1990"),
                    kept("task", {{"tsn_TaskDue", std::string{"2025-01-01"}}})}),
            People{});
}

TEST(Served, tells_the_age_of_the_first_day_and_in_doubt_a_child) {
  EXPECT_EQ(
      served({person("Masculine", "2008-06-15"), service("2026-06-15"), service("2026-06-14")}),
      (People{{2026, "Masculine", AgeThen::child}}));
  EXPECT_EQ(served({person("Masculine", "2008-06-15"), service("2026-06-15")}),
            (People{{2026, "Masculine", AgeThen::adult}}));
  EXPECT_EQ(served({person("Masculine", "2008"), service("2026-06-15")}),
            (People{{2026, "Masculine", AgeThen::child}}));
  EXPECT_EQ(served({kept("person", {}), service("2026-06-15")}),
            (People{{2026, "", AgeThen::unknown}}));
  EXPECT_EQ(served({kept("person", {}), kept("age", {{"tsn_AgeLow", std::int64_t{16}}}),
                    service("2026")}),
            (People{{2026, "", AgeThen::child}}));
}

TEST(Served, counts_who_is_here_to_be_helped) {
  const auto child = RecordId::random(), witness = RecordId::random();
  EXPECT_EQ(served({person("Feminine", "1990"), person("Feminine", "2019", child),
                    person("Masculine", "1980", witness),
                    kept("role", {{"tsn_RolePerson", child.text()},
                                  {"tsn_RoleKind", std::string{"dependant"}}}),
                    kept("role", {{"tsn_RolePerson", witness.text()},
                                  {"tsn_RoleKind", std::string{"witness"}}}),
                    service("2026-02-01")}),
            (People{{2026, "Feminine", AgeThen::adult}, {2026, "Feminine", AgeThen::child}}));
}

TEST(Served, counts_dependants_abroad_each_once) {
  const auto child = RecordId::random();
  EXPECT_EQ(served({person("Feminine", "1990"), person("Feminine", "2019", child),
                    kept("dependant", {{"tsn_DependantPerson", child.text()},
                                       {"tsn_DependantBorn", std::string{"2019"}}}),
                    kept("dependant", {{"tsn_DependantBorn", std::string{"2015-05"}}}),
                    service("2026-02-01")}),
            (People{{2026, "Feminine", AgeThen::adult},
                    {2026, "Feminine", AgeThen::child},
                    {2026, "", AgeThen::child}}));
}

}  // namespace
}  // namespace ts::care
