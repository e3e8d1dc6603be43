#include "private_matching/overlap.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <set>

#include "private_matching/blind.h"
#include "private_matching/trial.h"

namespace ts::private_matching {
namespace {

using namespace trial;

/// Parties of one round, and what travels between them.
class Ring {
 public:
  explicit Ring(const std::vector<std::vector<Person>>& lists, const std::string& label = "autumn",
                std::uint8_t seed = 10, unsigned threads = 0) {
    for (std::size_t i = 0; i < lists.size(); ++i)
      parties.emplace_back(list_of(lists[i]),
                           Round{label, lists.size(), i, "list " + std::to_string(i)}, secret(1),
                           secret(static_cast<std::uint8_t>(seed + i)), threads);
  }
  /// The list of `owner` after it met `steps` others.
  Bytes after(std::size_t owner, std::size_t steps) {
    auto out = parties[owner].list();
    for (std::size_t i = 1; i <= steps; ++i) out = parties[(owner + i) % parties.size()].pass(out);
    return out;
  }
  std::vector<Bytes> all() {
    std::vector<Bytes> out;
    for (std::size_t i = 0; i < parties.size(); ++i) out.push_back(after(i, parties.size() - 1));
    return out;
  }
  std::vector<Party> parties;
};

/// Lists by who is on them: person i on the lists of `histories[i]`.
std::vector<std::vector<Person>> lists_of(const std::vector<unsigned>& histories,
                                          std::size_t parties) {
  const auto everybody = people(histories.size());
  std::vector<std::vector<Person>> out(parties);
  for (std::size_t i = 0; i < histories.size(); ++i)
    for (std::size_t list = 0; list < parties; ++list)
      if ((histories[i] >> list & 1U) != 0) out[list].push_back(everybody[i]);
  return out;
}

/// As on a list of some hundreds.
const Evidence evidence{.prefix = 6, .sound = 7, .whole = 8, .day = 8, .year = 5, .place = 1};

class Rounds : public testing::Test {
 protected:
  static void SetUpTestSuite() { crypto::start(); }
};

const auto three_lists = lists_of({1, 2, 4, 3, 3, 5, 6, 7, 7, 7, 1, 2, 6}, 3);

TEST_F(Rounds, count_who_is_on_which_lists) {
  const auto overlap = tally(Ring{three_lists}.all(), secret(1));
  EXPECT_EQ(overlap.people, (std::vector<std::uint64_t>{0, 2, 2, 2, 1, 1, 2, 3}));
  EXPECT_EQ(overlap.names, (std::vector<std::string>{"list 0", "list 1", "list 2"}));
}

RC_GTEST_FIXTURE_PROP(Rounds, give_every_history_of_any_lists, ()) {
  const auto parties = *rc::gen::inRange<std::size_t>(2, 5);
  const auto all = 1U << parties;
  auto histories = *rc::gen::container<std::vector<unsigned>>(24, rc::gen::inRange(1U, all));
  histories.front() = all - 1;  // so that no list is empty
  std::vector<std::uint64_t> truth(all);
  for (const auto history : histories) ++truth[history];
  std::vector<BlindList> blind;
  for (const auto& people : lists_of(histories, parties)) {
    const auto list = list_of(people);
    // Some lists are so short that their own evidence would say little.
    blind.push_back({.tags = tags_without_secrets(list, blind.size()), .evidence = evidence});
  }
  RC_ASSERT(histories_of(blind) == truth);
}

TEST_F(Rounds, go_on_from_what_was_kept_and_end_with_the_last_list) {
  Ring ring{three_lists};
  const auto kept = ring.parties[1].keep();
  const auto direct = ring.after(0, 1);
  auto later = Party::resume(kept, secret(1));
  EXPECT_EQ(later.pass(ring.parties[0].list()), direct);
  EXPECT_FALSE(later.finished());
  later = Party::resume(later.keep(), secret(1));
  EXPECT_EQ(refusal([&] { later.pass(ring.parties[0].list()); }), "psi.passed_already");
  later.pass(ring.after(2, 1));
  EXPECT_TRUE(later.finished());
  for (std::size_t size = 0; size < kept.size(); size += 5)
    EXPECT_EQ(refusal([&] { Party::resume(BytesView{kept}.first(size), secret(1)); }),
              "psi.not_kept");
}

TEST_F(Rounds, give_the_same_bytes_with_any_number_of_threads) {
  EXPECT_EQ(Ring(three_lists, "autumn", 10, 1).all(), Ring(three_lists, "autumn", 10, 3).all());
}

TEST_F(Rounds, refuse_a_list_that_is_repeated_out_of_turn_or_of_another_round) {
  Ring ring{three_lists};
  const auto passed = ring.after(0, 1);
  EXPECT_EQ(refusal([&] { ring.parties[1].pass(ring.parties[0].list()); }), "psi.passed_already");
  EXPECT_EQ(refusal([&] { ring.parties[1].pass(passed); }), "psi.passed_already");
  EXPECT_EQ(refusal([&] { ring.parties[0].pass(passed); }), "psi.passed_already");
  EXPECT_EQ(refusal([&] { ring.parties[1].pass(ring.parties[2].list()); }), "psi.not_in_turn");
  Ring other{three_lists, "winter"};
  EXPECT_EQ(refusal([&] { ring.parties[2].pass(other.after(0, 1)); }), "psi.other_round");
  Ring fewer{lists_of({1, 2, 3}, 2)};
  EXPECT_EQ(refusal([&] { ring.parties[2].pass(fewer.parties[1].list()); }), "psi.other_round");
}

TEST_F(Rounds, count_nothing_of_what_is_not_one_whole_round) {
  const auto refused = [](std::vector<Bytes> messages) {
    return refusal([&] { tally(messages, secret(1)); });
  };
  Ring ring{three_lists};
  const auto all = ring.all();
  EXPECT_EQ(refused(all), "");
  EXPECT_EQ(refused({}), "psi.list_missing");
  EXPECT_EQ(refused({all[0], all[1]}), "psi.list_missing");
  EXPECT_EQ(refused({all[0], all[1], all[1]}), "psi.same_list");
  EXPECT_EQ(refused({all[0], all[1], Ring{three_lists}.after(2, 1)}), "psi.not_through");
  EXPECT_EQ(refused({all[0], all[1], Ring{three_lists, "winter"}.all()[2]}), "psi.other_round");
  // One party began again: its secret is another, and nothing would be found.
  EXPECT_EQ(refused({all[0], all[1], Ring{three_lists, "autumn", 40}.all()[2]}), "psi.other_round");
}

TEST_F(Rounds, refuse_points_that_are_none_even_from_who_has_the_key) {
  const auto good = read_travelling(Ring{three_lists}.parties[0].list(), secret(1));
  const auto pass = [&](const crypto::Point& point) {
    auto bad = good;
    bad.points[9] = point;
    Ring ring{three_lists};
    return refusal([&] { ring.parties[1].pass(write(bad, secret(1))); });
  };
  EXPECT_EQ(pass(good.points[9]), "");
  EXPECT_EQ(pass({}), "psi.bad_point");
  crypto::Point other{};
  other.fill(0xff);
  EXPECT_EQ(pass(other), "psi.bad_point");
  EXPECT_EQ(pass(good.points[8]), "psi.repeated_point");
}

TEST_F(Rounds, refuse_what_was_cut_or_changed) {
  const auto list = Ring{three_lists}.parties[0].list();
  for (std::size_t at = 0; at < list.size(); at += 23) {
    auto changed = list;
    changed[at] ^= 1;
    EXPECT_NE(refusal([&] { read_travelling(changed, secret(1)); }), "") << at;
    EXPECT_NE(refusal([&] { read_travelling(BytesView{list}.first(at), secret(1)); }), "") << at;
  }
  EXPECT_EQ(refusal([&] { read_travelling(list, secret(9)); }), "psi.not_authentic");
}

TEST_F(Rounds, refuse_a_list_that_says_it_would_tell_who) {
  auto list = Ring{three_lists}.parties[0].list();
  ASSERT_EQ(list[7], static_cast<std::uint8_t>(Mode::count));
  list[7] = static_cast<std::uint8_t>(Mode::match);
  list.resize(list.size() - sizeof(crypto::Digest));
  const auto mac = message_mac(secret(1), list);
  list.insert(list.end(), mac.begin(), mac.end());
  EXPECT_EQ(refusal([&] { read_travelling(list, secret(1)); }), "psi.not_a_message");
}

TEST_F(Rounds, are_refused_with_numbers_that_do_not_go_together) {
  const auto begin = [](Round round) {
    return refusal([&] { Party{list_of(people(2)), round, secret(1), secret(2)}; });
  };
  EXPECT_EQ(begin({"autumn", 2, 1, "ours"}), "");
  for (const auto& wrong : {Round{"autumn", 1, 0, "ours"}, Round{"autumn", 11, 0, "ours"},
                            Round{"autumn", 2, 2, "ours"}, Round{"", 2, 1, "ours"},
                            Round{"autumn", 2, 1, ""}, Round{"autumn", 2, 1, "two\nlines"}})
    EXPECT_EQ(begin(wrong), "psi.bad_round");
  EXPECT_EQ(refusal([] { Party{List{}, {"autumn", 2, 1, "ours"}, secret(1), secret(2)}; }),
            "psi.nobody");
}

// The promise: no party can compare two lists before the end, and whoever holds everything that one
// party holds and guesses right who is on a list finds no trace of the guess on its way.
TEST_F(Rounds, show_nobody_anything_on_the_way) {
  Ring ring{three_lists};
  const auto points_of = [](const Bytes& message) {
    const auto points = read_travelling(message, secret(1)).points;
    return std::set<crypto::Point>{points.begin(), points.end()};
  };
  // What party 2 sees: its own list, that of party 0 after two, that of party 1 after one.
  const std::vector seen{points_of(ring.parties[2].list()), points_of(ring.after(0, 1)),
                         points_of(ring.parties[1].list())};
  std::set<crypto::Point> together;
  std::size_t count = 0;
  for (const auto& points : seen) {
    together.insert(points.begin(), points.end());
    count += points.size();
  }
  EXPECT_EQ(together.size(), count);  // nothing is equal to anything
  const auto session = read_travelling(ring.parties[2].list(), secret(1)).session;
  for (std::size_t other = 0; other < 2; ++other) {
    const auto guessed = list_of(three_lists[other]).entries;
    const auto order = shuffled(guessed.size(), secret(9), "guess");
    for (const auto& guess : blinded(guessed, order, secret(1), session, secret(12), 0))
      EXPECT_FALSE(seen[1].contains(guess) || seen[2].contains(guess));
  }
}

/// Of one list cut into three whose members overlap: how far each figure is from the truth.
TEST(Histories, of_three_lists_with_errors_come_near_the_truth) {
  NEEDS_FEBRL();
  const std::vector<std::size_t> wanted{0, 900, 700, 300, 600, 250, 200, 150};
  const auto lists = made_up_overlap(febrl("4a"), febrl("4b"), wanted, 1);
  std::vector<BlindList> blind;
  for (const auto& each : lists) {
    const auto list = list_of(each.people);
    blind.push_back({.tags = tags_without_secrets(list, blind.size()), .evidence = list.evidence});
  }
  const auto got = histories_of(blind);
  std::size_t truth_on_two = 0, found_on_two = 0, truth_people = 0, found_people = 0;
  for (std::size_t mask = 1; mask < got.size(); ++mask) {
    std::printf("lists %zu: %zu people, counted %zu\n", mask, wanted[mask],
                static_cast<std::size_t>(got[mask]));
    truth_people += wanted[mask];
    found_people += got[mask];
    if (std::popcount(mask) < 2) continue;
    truth_on_two += wanted[mask];
    found_on_two += got[mask];
  }
  EXPECT_LE(found_on_two, truth_on_two * 102 / 100);
  EXPECT_GE(found_on_two, truth_on_two * 85 / 100);
  EXPECT_GE(found_people, truth_people);
  EXPECT_LE(found_people, truth_people * 106 / 100);
}

}  // namespace
}  // namespace ts::private_matching
