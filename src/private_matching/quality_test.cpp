#include <cstdio>
#include <map>

#include "private_matching/blind.h"
#include "private_matching/trial.h"
#include "private_matching/weigh.h"

namespace ts::private_matching {
namespace {

using namespace trial;

/// What the protocol would find, without its cryptography (intersection_test.cpp shows that it
/// finds the same).
std::vector<Weighed> found(const List& a, const List& b) {
  std::map<std::string, std::size_t> holders;
  for (std::size_t j = 0; j < b.entries.size(); ++j)
    for (const auto& key : b.entries[j].keys)
      if (key) holders[*key] = j;
  std::map<std::pair<std::size_t, std::size_t>, std::uint8_t> shared;
  std::vector<Held> held;
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    held.push_back(a.entries[i].held);
    for (std::size_t s = 0; s < slots; ++s)
      if (const auto& key = a.entries[i].keys.at(s); key && holders.contains(*key))
        shared[{i, holders.at(*key)}] |= static_cast<std::uint8_t>(1U << s);
  }
  std::vector<Touch> touches;
  for (const auto& [pair, slots_of] : shared)
    touches.push_back({pair.first, pair.second, slots_of});
  return weigh(touches, held, a.evidence, filled_up(a.entries.size()), filled_up(b.entries.size()));
}

Quality measured(const MadeUpList& a, const MadeUpList& b) {
  const auto first = list_of(a.people), second = list_of(b.people);
  const auto pairs = found(first, second);
  std::size_t right = 0;
  for (const auto& pair : pairs)
    right += a.truth[first.entries[pair.own].rows.front()] ==
             b.truth[second.entries[pair.peer].rows.front()];
  const auto out = quality(right, pairs.size(), in_common(a, b));
  std::printf("%zu x %zu, %zu on both: precision %.4f, recall %.4f, F1 %.4f\n", a.people.size(),
              b.people.size(), in_common(a, b), out.precision, out.recall, out.f1());
  return out;
}

TEST(Quality, keeps_on_febrl_4_what_is_promised) {
  NEEDS_FEBRL();
  const auto a = febrl("4a"), b = febrl("4b");
  const auto got = measured(a, b);
  EXPECT_GE(got.f1(), 0.95);
  EXPECT_GE(got.precision, 0.99);
}

TEST(Quality, stays_exact_where_few_people_are_on_both_lists) {
  NEEDS_FEBRL();
  const auto a = febrl("4a"), b = febrl("4b");
  const auto lists = made_up_lists(a, b, 10'000, 3'000, 1);
  const auto got = measured(lists.a, lists.b);
  EXPECT_GE(got.precision, 0.95);
  EXPECT_GE(got.f1(), 0.90);
}

TEST(Quality, finds_next_to_nobody_where_nobody_is_on_both_lists) {
  NEEDS_FEBRL();
  const auto lists = made_up_lists(febrl("4a"), febrl("4b"), 2'000, 0, 4);
  const auto first = list_of(lists.a.people), second = list_of(lists.b.people);
  EXPECT_LE(found(first, second).size(), 2U);
}

TEST(Quality, works_for_forty_people_as_for_many) {
  NEEDS_FEBRL();
  const auto lists = made_up_lists(febrl("4a"), febrl("4b"), 40, 12, 5);
  const auto got = measured(lists.a, lists.b);
  EXPECT_GE(got.precision, 0.9);
  EXPECT_GE(got.recall, 0.75);
}

}  // namespace
}  // namespace ts::private_matching
