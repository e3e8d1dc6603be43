#include "private_matching/questions.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "private_matching/trial.h"

namespace ts::private_matching {
namespace {

using trial::secret;

constexpr std::int64_t day = 86'400'000;

Question asked(std::int64_t on, std::uint64_t people, std::uint8_t message, bool answered = true) {
  Question out{.at = {on * day}, .asking = Asking::count, .people = people, .answered = answered};
  out.message[0] = message;
  return out;
}

std::string key_of(const std::optional<MessageKey>& refusal) {
  return refusal ? std::string{refusal->text()} : "";
}

class Asked : public testing::Test {
 protected:
  static void SetUpTestSuite() { crypto::start(); }
};

TEST_F(Asked, counts_questions_and_people_of_the_last_days) {
  auto questions = Questions::read("", secret(1));
  const Budget budget{.questions = 2, .people = 100, .days = 30};
  const auto refusal = [&](std::int64_t on, std::uint64_t people) {
    return key_of(questions.refusal(asked(on, people, 99), budget));
  };
  EXPECT_EQ(refusal(0, 100), "");
  EXPECT_EQ(refusal(0, 101), "psi.over_budget");
  questions.add(asked(0, 64, 1));
  EXPECT_EQ(refusal(1, 36), "");
  EXPECT_EQ(refusal(1, 37), "psi.over_budget");
  questions.add(asked(1, 80, 2, false));  // what was refused told nothing
  questions.add(asked(2, 10, 3));
  EXPECT_EQ(refusal(3, 1), "psi.over_budget");
  EXPECT_EQ(refusal(31, 90), "");
  EXPECT_EQ(refusal(-5, 1), "psi.over_budget");  // a clock that was set back
  EXPECT_EQ(questions.left(budget, {31 * day}).people, 90U);
}

TEST_F(Asked, answers_the_same_bytes_once) {
  auto questions = Questions::read("", secret(1));
  questions.add(asked(0, 64, 1));
  EXPECT_EQ(key_of(questions.refusal(asked(400, 64, 1), {})), "psi.asked_already");
}

RC_GTEST_FIXTURE_PROP(Asked, shows_every_line_that_was_altered_or_taken_out, ()) {
  auto questions = Questions::read("", secret(1));
  std::vector<std::string> lines;
  const auto count = *rc::gen::inRange(2, 6);
  for (int i = 0; i < count; ++i)
    lines.push_back(
        questions.add(asked(*rc::gen::inRange(0, 9), *rc::gen::inRange(1U, 999U),
                            static_cast<std::uint8_t>(i), *rc::gen::arbitrary<bool>())));
  const auto text_of_all = [&] {
    std::string out;
    for (const auto& line : lines) out += line;
    return out;
  };
  const auto whole = text_of_all();
  RC_ASSERT(Questions::read(whole, secret(1)).all().size() == lines.size());
  RC_ASSERT_THROWS_AS(Questions::read(whole, secret(2)), Failure);
  auto altered = whole;
  const auto at = *rc::gen::inRange<std::size_t>(0, whole.size());
  altered[at] = altered[at] == '1' ? '2' : '1';
  RC_ASSERT_THROWS_AS(Questions::read(altered, secret(1)), Failure);
  lines.erase(lines.begin());
  RC_ASSERT_THROWS_AS(Questions::read(text_of_all(), secret(1)), Failure);
}

}  // namespace
}  // namespace ts::private_matching
