#include "private_matching/intersection.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "formats/csv.h"
#include "private_matching/blind.h"
#include "private_matching/trial.h"

namespace ts::private_matching {
namespace {

using namespace trial;

class Intersection : public testing::Test {
 protected:
  static void SetUpTestSuite() { crypto::start(); }

  static Receiver asker(const std::vector<Person>& list, Mode mode = Mode::match,
                        std::uint8_t seed = 2, unsigned threads = 0) {
    return {list_of(list), mode, secret(1), secret(seed), threads};
  }
  static Sender answerer(const std::vector<Person>& list, std::uint8_t seed = 3,
                         unsigned threads = 0) {
    return {list_of(list), secret(1), secret(seed), threads};
  }
};

/// Ten on both: 20 to 29 of one are 0 to 9 of the other.
const auto first_list = people(30);
const auto second_list = people(30, 20);

TEST_F(Intersection, finds_who_is_on_both_lists_and_nobody_else) {
  auto receiver = asker(first_list);
  const auto reply = answerer(second_list).reply(receiver.offer());
  const auto result = receiver.finish(reply.answer);
  std::set<std::pair<std::size_t, std::size_t>> found, there;
  for (const auto& pair : result.pairs)
    found.insert({pair.own, reply.people.at(pair.peer).value()});
  for (std::size_t i = 0; i < 10; ++i) there.insert({20 + i, i});
  EXPECT_EQ(found, there);
  EXPECT_EQ(result.own_people, 30U);
  EXPECT_EQ(result.peer_people, 64U);
}

TEST_F(Intersection, several_rows_and_several_keys_of_a_person_count_once) {
  auto twice = second_list;
  twice.insert(twice.end(), second_list.begin(), second_list.begin() + 5);
  auto receiver = asker(twice);
  const auto reply = answerer(first_list).reply(receiver.offer());
  EXPECT_EQ(receiver.finish(reply.answer).pairs.size(), 10U);
  EXPECT_EQ(list_of(twice).entries.front().rows, (std::vector<std::size_t>{0, 30}));
}

TEST_F(Intersection, goes_on_from_what_was_kept) {
  const auto before = asker(first_list);
  const auto reply = answerer(second_list).reply(before.offer());
  auto later = Receiver::resume(before.keep(), secret(1));
  EXPECT_EQ(later.finish(reply.answer).pairs.size(), 10U);
  auto kept = before.keep();
  for (std::size_t size = 0; size < kept.size(); size += 7)
    EXPECT_EQ(refusal([&] { Receiver::resume(BytesView{kept}.first(size), secret(1)); }),
              "psi.not_kept");
}

TEST_F(Intersection, gives_the_same_bytes_with_any_number_of_threads) {
  EXPECT_EQ(asker(first_list, Mode::match, 2, 1).offer(),
            asker(first_list, Mode::match, 2, 3).offer());
  const auto offer = asker(first_list).offer();
  EXPECT_EQ(answerer(second_list, 3, 1).reply(offer).answer,
            answerer(second_list, 3, 3).reply(offer).answer);
}

TEST_F(Intersection, only_counts_where_only_a_count_was_asked_for) {
  auto receiver = asker(first_list, Mode::count);
  const auto counted = answerer(second_list).reply(receiver.offer());
  const auto named = answerer(second_list).reply(asker(first_list).offer());
  EXPECT_EQ(receiver.finish(counted.answer).pairs.size(), 10U);
  // The asker's people come back in another order, so it does not know which of them were hit.
  auto mixed = read_answer(counted.answer, secret(1)).tags;
  auto ordered = read_answer(named.answer, secret(1)).tags;
  EXPECT_NE(mixed, ordered);
  std::ranges::sort(mixed);
  std::ranges::sort(ordered);
  EXPECT_EQ(mixed, ordered);
}

TEST_F(Intersection, refuses_what_is_replayed_or_of_another_session) {
  auto receiver = asker(first_list);
  auto other = asker(first_list, Mode::match, 4);
  auto sender = answerer(second_list);
  const auto reply = sender.reply(receiver.offer());
  EXPECT_EQ(refusal([&] { sender.reply(receiver.offer()); }), "psi.finished");
  EXPECT_EQ(refusal([&] { other.finish(reply.answer); }), "psi.other_session");
  EXPECT_EQ(refusal([&] { receiver.finish(receiver.offer()); }), "psi.not_a_message");
  receiver.finish(reply.answer);
  EXPECT_EQ(refusal([&] { receiver.finish(reply.answer); }), "psi.finished");
  // Of the same session, but to an offer with other people: its digest is another.
  auto fewer = asker(people(10));
  EXPECT_EQ(refusal([&] { fewer.finish(reply.answer); }), "psi.other_session");
}

TEST_F(Intersection, refuses_what_was_cut_changed_or_put_in_another_order) {
  const auto offer = asker(first_list).offer();
  const auto read = [&](const Bytes& bytes) {
    return refusal([&] { read_offer(bytes, secret(1)); });
  };
  EXPECT_EQ(read(offer), "");
  for (std::size_t size = 0; size < offer.size(); size += 61)
    EXPECT_NE(read({offer.begin(), offer.begin() + static_cast<std::ptrdiff_t>(size)}), "");
  for (std::size_t at = 0; at < offer.size(); at += 37) {
    auto changed = offer;
    changed[at] ^= 1;
    EXPECT_NE(read(changed), "") << at;
  }
  auto longer = offer;
  longer.push_back(0);
  EXPECT_EQ(read(longer), "psi.not_authentic");
  auto turned = offer;
  std::swap_ranges(turned.begin() + 64, turned.begin() + 96, turned.begin() + 96);
  EXPECT_EQ(read(turned), "psi.not_authentic");
  EXPECT_EQ(refusal([&] { read_offer(offer, secret(9)); }), "psi.not_authentic");
}

TEST_F(Intersection, refuses_points_that_are_none_even_from_who_has_the_key) {
  const auto good = read_offer(asker(first_list).offer(), secret(1));
  const auto answer_to = [&](const crypto::Point& point) {
    auto bad = good;
    bad.points[100] = point;
    return refusal([&] { answerer(second_list).reply(write(bad, secret(1))); });
  };
  EXPECT_EQ(answer_to(good.points[100]), "");
  EXPECT_EQ(answer_to({}), "psi.bad_point");  // the identity
  crypto::Point other{};
  other.fill(0xff);
  EXPECT_EQ(answer_to(other), "psi.bad_point");  // not canonical
  other = {1};
  EXPECT_EQ(answer_to(other), "psi.bad_point");  // of small order on the curve beneath
  EXPECT_EQ(answer_to(good.points[101]), "psi.repeated_point");
}

TEST_F(Intersection, asks_for_nobody_and_answers_for_nobody_never) {
  EXPECT_EQ(refusal([&] { asker({}); }), "psi.nobody");
  EXPECT_EQ(refusal([&] { answerer({{"Amina", "", "", ""}}); }), "psi.nobody");
}

// The promise: who holds everything that the asker holds, and guesses right who is on the other
// list, finds no trace of the guess in the transcript unless it was in the offer.
TEST_F(Intersection, tells_nothing_of_who_is_not_on_both_lists) {
  const auto receiver = asker(first_list);
  const auto offer = receiver.offer();
  const auto answer = read_answer(answerer(second_list).reply(offer).answer, secret(1));
  std::set<crypto::Point> points{answer.points.begin(), answer.points.end()};
  EXPECT_EQ(points.size(), answer.points.size());  // no two alike, whatever the list
  std::set<Tag> tags{answer.tags.begin(), answer.tags.end()};

  // The guesser: the other list itself, the shared key and the asker's seed.
  const auto guessed = list_of(second_list).entries;
  std::vector<std::size_t> order(guessed.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto guesses = blinded(guessed, order, secret(1), receiver.session(), secret(2), 0);
  const auto finished = tags_of(answer.points, secret(2), 0);
  const auto sent = read_offer(offer, secret(1)).points;
  const std::set<crypto::Point> asked{sent.begin(), sent.end()};
  std::size_t seen = 0;
  for (std::size_t i = 0; i < guesses.size(); ++i) {
    EXPECT_FALSE(points.contains(guesses[i]));
    const bool in_offer = asked.contains(guesses[i]);
    EXPECT_EQ(in_offer, i / slots < 10 && guessed[i / slots].keys.at(i % slots).has_value());
    seen += in_offer;
  }
  std::size_t hit = 0;
  for (const auto& tag : finished) hit += tags.contains(tag);
  EXPECT_EQ(hit, seen);
}

TEST_F(Intersection, shows_no_more_of_a_list_than_its_size_filled_up) {
  const auto offer = asker(first_list).offer();
  EXPECT_EQ(answerer(people(3)).reply(offer).answer.size(),
            answerer(people(64)).reply(offer).answer.size());
  // Two answers about one list have nothing in common that could be followed.
  const auto one = read_answer(answerer(second_list, 3).reply(offer).answer, secret(1));
  const auto two = read_answer(answerer(second_list, 5).reply(offer).answer, secret(1));
  const std::set<crypto::Point> points{one.points.begin(), one.points.end()};
  EXPECT_TRUE(std::ranges::none_of(two.points, [&](auto& p) { return points.contains(p); }));
}

TEST_F(Intersection, makes_the_bytes_of_the_published_vectors) {
  // Tests run in build/NAME, or by hand from the project's root.
  const bool inside = std::filesystem::exists("../../tests/vectors");
  const auto csv = formats::read_csv(formats::read_text_file(std::string{inside ? "../../" : ""} +
                                                             "tests/vectors/private_matching.csv"));
  std::map<std::string, std::string, std::less<>> got;
  auto receiver = asker(first_list);
  const auto reply = answerer(second_list).reply(receiver.offer());
  const auto entry = list_of(first_list).entries.front();
  const auto key = bytes_of(*entry.keys[0]);
  const auto point = crypto::point_of(
      crypto::derive(secret(1), "private matching, keys", receiver.session()), key);
  const std::vector<std::size_t> order{0};
  const auto blind = blinded({entry}, order, secret(1), receiver.session(), secret(2), 1);
  got["session"] = hex(receiver.session());
  got["fingerprint"] = hex(normal_fingerprint());
  got["key"] = hex(key);
  got["point"] = hex(point);
  got["blinded by the asker"] = hex(blind[0]);
  got["tag"] = hex(tags_of({blind[0]}, secret(3), 1)[0]);
  got["digest of the offer"] = hex(crypto::hash(receiver.offer()));
  got["digest of the answer"] = hex(crypto::hash(reply.answer));
  for (std::size_t row = 0; row < csv.rows(); ++row)
    EXPECT_EQ(got.at(std::string{csv.cell(row, 0)}), csv.cell(row, 1)) << csv.cell(row, 0);
  EXPECT_EQ(csv.rows(), got.size());
  if (HasFailure())
    for (const auto& [name, value] : got) std::printf("%s,%s\n", name.c_str(), value.c_str());
}

}  // namespace
}  // namespace ts::private_matching
