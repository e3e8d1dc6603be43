#include "linkage/roster.h"

#include <gtest/gtest.h>

#include "stats/random.h"

namespace ts::linkage {
namespace {

Spec of_people() {
  Spec out;
  out.comparisons = {{"name", Kind::name, {"name"}}, {"born", Kind::date, {"born"}}};
  return out;
}

/// Invented people, all different.
class People {
 public:
  explicit People(std::uint32_t count) {
    constexpr std::array<std::string_view, 8> start{"Mar", "Jon", "Tel", "Vik",
                                                    "Ros", "Bal", "Din", "Fer"};
    constexpr std::array<std::string_view, 8> end{"ina",  "oku", "emba", "itov",
                                                  "ales", "dar", "ush",  "ogan"};
    stats::Random chance{4, 0};
    for (std::uint32_t i = 0; i < count; ++i) {
      names_.push_back(std::string{start[i % 8]} + std::string{end[i / 8 % 8]} + ' ' +
                       std::string{start[chance.below(8)]} + std::string{end[chance.below(8)]});
      born_.push_back(std::to_string(1950 + i % 60) + "-0" + std::to_string(1 + i % 9) + "-1" +
                      std::to_string(i / 9 % 9));
    }
  }
  Table table() const {
    return {{"name", "born"}, {{names_.begin(), names_.end()}, {born_.begin(), born_.end()}}};
  }
  std::vector<std::string> names_, born_;
};

std::vector<Alike> asked(Roster& roster, std::string_view name, std::string_view born) {
  return roster.ask(std::array{name, born}, 0.1, 5);
}

TEST(Roster, finds_one_person_among_many_whose_name_is_misspelt) {
  const People people{300};
  Roster roster{of_people(), people.table()};
  ASSERT_EQ(roster.people(), 300U);
  for (const std::uint32_t row : {0U, 77U, 299U}) {
    auto name = people.names_[row];
    name[1] = name[1] == 'e' ? 'a' : 'e';
    const auto found = asked(roster, name, people.born_[row]);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].row, row);
    EXPECT_GT(found[0].probability, 0.5);
    EXPECT_GT(found[0].reasons.at(0).bits, 0);
    EXPECT_EQ(level_of(found[0].reasons.at(1).outcome), Level::equal);
  }
}

TEST(Roster, finds_nobody_who_is_not_there) {
  const People people{300};
  Roster roster{of_people(), people.table()};
  EXPECT_TRUE(asked(roster, "Xylander Quompf", "1931-02-03").empty());
  EXPECT_TRUE(asked(roster, "", "").empty());
}

TEST(Roster, keeps_nothing_of_who_was_asked_for) {
  const People people{60};
  Roster roster{of_people(), people.table()};
  const auto before = asked(roster, people.names_[5], people.born_[5]);
  asked(roster, "Xylander Quompf", "1931-02-03");
  const auto after = asked(roster, people.names_[5], people.born_[5]);
  ASSERT_EQ(before.size(), after.size());
  EXPECT_EQ(before[0].probability, after[0].probability);
}

TEST(Roster, serves_for_a_handful_and_for_nobody) {
  const People few{3};
  Roster three{of_people(), few.table()};
  const auto found = asked(three, few.names_[1], few.born_[1]);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].row, 1U);
  Roster none{of_people(), People{0}.table()};
  EXPECT_TRUE(asked(none, "Anybody", "1990").empty());
}

TEST(Roster, takes_over_what_an_earlier_one_learned) {
  const People people{100};
  const Roster first{of_people(), people.table()};
  const Roster second{of_people(), People{120}.table(), first.model()};
  EXPECT_EQ(first.model(), second.model());
}

}  // namespace
}  // namespace ts::linkage
