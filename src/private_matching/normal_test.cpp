#include "private_matching/normal.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <set>

#include "base/failure.h"
#include "private_matching/keys.h"
#include "private_matching/read_people.h"
#include "private_matching/trial.h"

namespace ts::private_matching {
namespace {

TEST(NormalForm, is_the_same_for_many_at_once) {
  const std::vector<Person> all{{"Amina", "", "1994-03-28", "Praia"},
                                {"Amina", "Al Sayed", "", "Praia"},
                                {"", "Amina Sy", "", ""},
                                {"Amina Sy", "", "", ""},
                                {"", "", "", ""}};
  const auto normals = normals_of(all);
  ASSERT_EQ(normals.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(normals[i], normal_of(all[i]));
}

TEST(Normal, is_what_the_vectors_say) {
  const auto vectors = normal_vectors();
  EXPECT_GE(vectors.size(), 20U);
  for (const auto& vector : vectors)
    EXPECT_EQ(normal_of(vector.person), vector.normal)
        << vector.person.given_name << ' ' << vector.person.family_name;
}

TEST(Normal, takes_whole_names_from_either_column) {
  const auto parted = normal_of({"Amina", "Al Sayed", "", ""});
  EXPECT_EQ(normal_of({"Amina Al Sayed", "", "", ""}), parted);
  EXPECT_EQ(normal_of({"", "AMINA  al-Sayed", "", ""}), parted);
  EXPECT_TRUE(normal_of({"Amina", "", "", ""}).last.empty());
}

TEST(Normal, reads_dates_in_two_ways_only) {
  EXPECT_EQ(normal_of({"", "", "1994-03-28", ""}).date, "19940328");
  EXPECT_EQ(normal_of({"", "", "19940328", ""}).date, "19940328");
  for (const auto* other :
       {"28.03.1994", "1994", "94-03-28", "1994/03/28", "199403281", "19-940328"})
    EXPECT_EQ(normal_of({"", "", other, ""}).date, "") << other;
}

TEST(Normal, never_fails_and_is_the_same_when_written_again) {
  EXPECT_TRUE(rc::check([](const std::string& given, const std::string& family) {
    const auto once = normal_of({given, family, "", given});
    RC_ASSERT(normal_of({given, family, "", given}) == once);
  }));
}

TEST(Keys, stand_in_either_order_of_the_words) {
  const auto one = keys_of(normal_of({"Fatou", "Jallow", "1992-08-21", "Banjul"}));
  const auto two = keys_of(normal_of({"Jallow", "Fatou", "1992-08-21", "Banjul"}));
  EXPECT_EQ(one[0], two[1]);
  EXPECT_EQ(one[3], two[2]);
  EXPECT_EQ(one[6], two[6]);
  EXPECT_EQ(one[7], two[7]);
}

TEST(Keys, of_a_list_are_all_different) {
  EXPECT_TRUE(rc::check([](const std::vector<std::uint8_t>& choices) {
    std::vector<Person> list;
    for (const auto choice : choices)
      list.push_back({choice % 2 ? "Ana" : "Bela", choice % 3 ? "Cosi" : "Dami",
                      choice % 5 ? "1990-01-01" : "1991-02-03", choice % 7 ? "Praia" : ""});
    std::set<std::string> seen;
    for (const auto& entry : list_of(list).entries)
      for (const auto& key : entry.keys)
        if (key) RC_ASSERT(seen.insert(*key).second);
  }));
}

TEST(Evidence, grows_with_how_rare_agreements_are) {
  std::vector<Person> alike(50, {"Ana", "Cosi", "", "Praia"}), unlike = trial::people(50);
  for (std::size_t i = 0; i < alike.size(); ++i) alike[i].birth_date = unlike[i].birth_date;
  const auto low = list_of(alike).evidence, high = list_of(unlike).evidence;
  EXPECT_LT(low.place, 1e-9);
  EXPECT_LT(low.prefix, high.prefix);
  EXPECT_LE(high.whole, std::log2(100));
}

TEST(ReadPeople, finds_columns_by_their_headers) {
  Columns wanted;
  wanted.given_name = "rec id;x";
  EXPECT_TRUE(read_people("rec id;x\n", wanted).people.empty());
  const auto list =
      read_people("Surname, Given Name ,Date of Birth,ID\nSy,Awa,1990-02-03,7\nBa,,?,8\n");
  ASSERT_EQ(list.people.size(), 2U);
  EXPECT_EQ(list.people[0].given_name, "Awa");
  EXPECT_EQ(list.ids[1], "8");
  EXPECT_EQ(list.without_date, 1U);
  EXPECT_EQ(list.columns.place, "");
  EXPECT_EQ(read_people("name\nAwa Sy\n").ids[0], "2");
  EXPECT_THROW(read_people("a,b\n1,2\n"), Failure);
  wanted.place = "town";
  EXPECT_THROW(read_people("name\nAwa\n", wanted), Failure);
}

}  // namespace
}  // namespace ts::private_matching
