#include "lang/name_index.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>

namespace ts::lang {
namespace {

constexpr std::size_t all = 1'000'000;

std::vector<std::uint32_t> rows(const std::vector<Hit>& hits) {
  std::vector<std::uint32_t> out;
  for (const auto& hit : hits) out.push_back(hit.row);
  return out;
}

class Index : public testing::Test {
 protected:
  Index() {
    index_.add(7, "Fatoumata Diallo");
    index_.add(1, "Aminata Camara");
    index_.add(2, "Mohammed Ali");
    index_.add(3, "محمد علي");
    index_.add(4, "Nguyễn Thị Hương");
    index_.add(5, "ສົມຊາຍ");
  }
  NameIndex index_;
};

TEST_F(Index, finds_other_spellings) {
  EXPECT_EQ(index_.find("Fatumata Djalo", all).at(0).row, 7U);
  EXPECT_EQ(index_.find("Huong Nguyen", all).at(0).row, 4U);
  EXPECT_EQ(index_.find("ສົມຊາຍ", all), (std::vector<Hit>{{5, 1}}));
  const auto hits = index_.find("Mohamed Ali", 2);
  EXPECT_EQ(rows(hits), (std::vector<std::uint32_t>{2, 3}));
  EXPECT_GE(hits.at(1).similarity, probable_match);
}

TEST_F(Index, finds_what_is_half_typed) {
  for (const auto* typed : {"Fa", "Fatou", "fatoumata d", "Dial"})
    EXPECT_EQ(index_.find(typed, all).at(0).row, 7U) << typed;
}

TEST_F(Index, finds_nothing_for_nothing) {
  EXPECT_TRUE(index_.find("", all).empty());
  EXPECT_TRUE(index_.find("?!", all).empty());
  EXPECT_TRUE(index_.find("Xx", all).empty());
  EXPECT_TRUE(index_.find("Aminata", 0).empty());
  EXPECT_TRUE(NameIndex{}.find("Aminata", all).empty());
}

TEST_F(Index, knows_several_names_of_a_row_and_shows_it_once) {
  index_.add(1, "Amina Kamara");
  const auto hits = index_.find("Amina Kamara", all);
  EXPECT_EQ(hits.at(0), (Hit{1, 1}));
  EXPECT_EQ(std::ranges::count(rows(hits), 1U), 1);
  index_.remove(1);
  EXPECT_EQ(std::ranges::count(rows(index_.find("Aminata Kamara", all)), 1U), 0);
}

TEST_F(Index, forgets_a_row) {
  index_.remove(7);
  index_.remove(7);
  index_.remove(99);
  EXPECT_TRUE(index_.find("Fatoumata", all).empty());
  index_.add(7, "Fatou Diop");
  EXPECT_EQ(index_.find("Fatou Diop", all).at(0), (Hit{7, 1}));
  EXPECT_EQ(index_.size(), 6U);
}

TEST(LargeIndex, stays_right_when_most_is_removed) {
  NameIndex index;
  for (std::uint32_t row = 0; row < 5000; ++row) index.add(row, "Person " + std::to_string(row));
  for (std::uint32_t row = 0; row < 4990; ++row) index.remove(row);
  EXPECT_EQ(index.size(), 10U);
  EXPECT_EQ(index.find("Person", all).size(), 10U);
  EXPECT_EQ(index.find("4995 Person", 1), (std::vector<Hit>{{4995, 1}}));
}

rc::Gen<std::string> written_names() {
  const auto word = rc::gen::element<std::string>(
      "Amina", "Aminata", "Aminta", "Mohammed", "Muhamad", "محمد", "Mahmoud", "Ali", "Aly", "al",
      "bin", "Abdul", "Rahman", "Abdulrahman", "Xiao", "Ming", "Xiaoming", "王小明", "Diallo",
      "Djalo", "Олена", "Olena", "Elena", "សុខ", "M", "Ann", "Marie", "Annemarie", "ສົມຊາຍ");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(word),
                      [](const std::vector<std::string>& words) {
                        std::string out;
                        for (std::size_t i = 0; i < std::min<std::size_t>(words.size(), 4); ++i)
                          out += words[i] + " ";
                        return out;
                      });
}

bool promised(const NameKeys& query, const NameKeys& name) {
  for (std::size_t i = 0; i < query.tokens.size(); ++i)
    for (std::size_t j = 0; j < name.tokens.size(); ++j)
      if (query.sounds[i] == name.sounds[j] ||
          (query.tokens[i].size() > 1 && name.tokens[j].starts_with(query.tokens[i])))
        return true;
  return false;
}

TEST(IndexProperty, agrees_with_comparing_every_name) {
  EXPECT_TRUE(rc::check([] {
    NameIndex index;
    std::multimap<std::uint32_t, NameKeys> names;
    for (int i = 0; i < *rc::gen::inRange(0, 60); ++i) {
      const auto row = *rc::gen::inRange<std::uint32_t>(0, 20);
      if (*rc::gen::inRange(0, 5) == 0) {
        index.remove(row);
        names.erase(row);
      } else {
        const auto name = *written_names();
        index.add(row, name);
        names.emplace(row, keys_of(name));
      }
    }
    const auto text = *written_names();
    const auto query = keys_of(text);
    std::map<std::uint32_t, double> at_least;  // by the names that must be found
    std::multimap<std::uint32_t, double> exact;
    for (const auto& [row, keys] : names) {
      const auto similar = similarity(query, keys);
      exact.emplace(row, similar);
      if (promised(query, keys)) at_least[row] = std::max(at_least[row], similar);
    }
    const auto hits = index.find(text, all);
    for (const auto& [row, similar] : at_least)
      RC_ASSERT(similar == 0 || std::ranges::count(hits, row, &Hit::row) == 1);
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const auto [from, to] = exact.equal_range(hits[i].row);
      RC_ASSERT(std::any_of(from, to, [&](const auto& name) {
        return std::abs(name.second - hits[i].similarity) < 1e-12;
      }));
      RC_ASSERT(hits[i].similarity > at_least[hits[i].row] - 1e-12);
      if (i == 0) continue;
      const auto& before = hits[i - 1];
      RC_ASSERT(before.similarity > hits[i].similarity ||
                (before.similarity == hits[i].similarity && before.row < hits[i].row));
    }
    const auto few = index.find(text, 3);
    RC_ASSERT(few.size() == std::min<std::size_t>(3, hits.size()));
    RC_ASSERT(std::equal(few.begin(), few.end(), hits.begin()));
  }));
}

}  // namespace
}  // namespace ts::lang
