// The published rule, line by line: shared wording in docs/screening.md, the lines in method.json.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <functional>

#include "screening/trial.h"

namespace ts::screening {
namespace {

using trial::library;

constexpr std::size_t DR = 0, CR = 1, RV = 2, EX = 3, CD = 4, VD = 5;
using Known = std::array<bool, 6>;

/// As the rule says it of dimensions that are all known.
struct Line {
  int line;
  std::string key;
  Audience audience;
  std::function<bool(const Known&)> holds;
};
const std::vector<Line>& published() {
  static const std::vector<Line> lines{
      {6, "trafficking", Audience::adult,
       [](const Known& is) { return (is[DR] || is[CR]) && is[EX] && is[CD]; }},
      {7, "vulnerability", Audience::adult, [](const Known& is) { return is[RV] || is[VD]; }},
      {8, "child_exploitation", Audience::child, [](const Known& is) { return is[EX]; }},
      {9, "exploitation_only", Audience::adult,
       [](const Known& is) { return is[EX] && !(is[DR] || is[CR]) && !is[CD]; }},
      {10, "deception_exploitation", Audience::adult,
       [](const Known& is) { return is[DR] && is[EX] && !is[CD]; }},
      {11, "nothing", Audience::adult,
       [](const Known& is) {
         return !is[DR] && !is[CR] && !is[RV] && !is[EX] && !is[CD] && !is[VD];
       }},
  };
  return lines;
}

/// What all ways in which the unknown may turn out agree on.
Truth agreed(const Line& line, const std::array<Truth, 6>& dimensions) {
  bool yes = false, no = false;
  for (unsigned way = 0; way < 64; ++way) {
    Known known{};
    for (std::size_t i = 0; i < 6; ++i)
      known[i] =
          dimensions[i] == Truth::unknown ? (way >> i & 1U) != 0 : dimensions[i] == Truth::yes;
    (line.holds(known) ? yes : no) = true;
  }
  return yes && no ? Truth::unknown : yes ? Truth::yes : Truth::no;
}

TEST(Method, lines_2_to_5_say_when_a_dimension_is_positive) {
  const auto& method = library().method();
  for (int strong = 0; strong < 4; ++strong)
    for (int medium = 0; medium < 5; ++medium)
      for (int weak = 0; weak < 4; ++weak) {
        const std::array<bool, 4> lines{strong >= 2, strong >= 1 && medium + weak >= 1, medium >= 3,
                                        medium >= 2 && weak >= 1};
        EXPECT_EQ(positive(method, {strong, medium, weak}),
                  lines[0] || lines[1] || lines[2] || lines[3])
            << strong << ' ' << medium << ' ' << weak;
        for (std::size_t i = 0; i < lines.size(); ++i) {
          const Method only{{}, {}, {}, {method.positive.at(i)}, {}};
          EXPECT_EQ(only.positive[0].line, static_cast<int>(i) + 2);
          EXPECT_EQ(positive(only, {strong, medium, weak}), lines[i]) << "line " << i + 2;
        }
      }
}

TEST(Method, lines_6_to_11_hold_as_published_whatever_is_unknown) {
  const auto& lines = library().method().lines;
  ASSERT_EQ(lines.size(), published().size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& expected = published()[i];
    EXPECT_EQ(lines[i].line, expected.line);
    EXPECT_EQ(lines[i].key, expected.key);
    EXPECT_EQ(lines[i].audience, expected.audience);
    for (int code = 0; code < 729; ++code) {
      std::array<Truth, 6> dimensions{};
      for (int rest = code, at = 0; at < 6; rest /= 3, ++at)
        dimensions[static_cast<std::size_t>(at)] = static_cast<Truth>(rest % 3);
      EXPECT_EQ(holds(lines[i], dimensions), agreed(expected, dimensions)) << expected.key << code;
    }
  }
}

TEST(Method, line_1_an_answer_may_be_unknown_or_refused) {
  EXPECT_EQ(text(Reply::unknown), "unknown");
  EXPECT_EQ(reply_of("refused"), Reply::refused);
  EXPECT_FALSE(reply_of("maybe"));
}

TEST(Method, line_12_nothing_asks_whether_somebody_agreed) {
  for (const auto& instrument : library().instruments())
    for (const auto* question : trial::questions_of(*instrument))
      EXPECT_EQ(question->key.find("consent"), std::string::npos) << question->key;
}

/// A dimension with a few questions, and answers to some of them.
struct Small {
  Group group{"DR", {}, {}};
  Sheet sheet;
};
Small any_small() {
  Small out;
  const auto count = *rc::gen::inRange(0, 7);
  for (int i = 0; i < count; ++i) {
    out.group.questions.push_back(
        {std::to_string(i), static_cast<Strength>(*rc::gen::inRange(1, 4)), {}});
    const auto reply = *rc::gen::inRange(0, 5);
    if (reply < 4) out.sheet.replies[std::to_string(i)] = static_cast<Reply>(reply);
  }
  return out;
}
bool decided(const Sheet& sheet, const std::string& key) {
  const auto found = sheet.replies.find(key);
  return found != sheet.replies.end() &&
         (found->second == Reply::yes || found->second == Reply::no);
}

RC_GTEST_PROP(Method, a_dimension_is_known_exactly_when_no_answer_could_change_it, ()) {
  const auto small = any_small();
  const auto& method = library().method();
  bool yes = false, no = false;
  const auto count = small.group.questions.size();
  for (unsigned way = 0; way < 1U << count; ++way) {
    auto sheet = small.sheet;
    for (std::size_t i = 0; i < count; ++i)
      if (const auto key = std::to_string(i); !decided(sheet, key))
        sheet.replies[key] = (way >> i & 1U) != 0 ? Reply::yes : Reply::no;
    const auto truth = positive(method, small.group, sheet);
    RC_ASSERT(truth != Truth::unknown);
    (truth == Truth::yes ? yes : no) = true;
  }
  RC_ASSERT(positive(method, small.group, small.sheet) == (yes && no ? Truth::unknown
                                                           : yes     ? Truth::yes
                                                                     : Truth::no));
}

RC_GTEST_PROP(Method, a_further_sign_never_makes_a_dimension_less_positive, ()) {
  const auto& method = library().method();
  Tally tally{*rc::gen::inRange(0, 4), *rc::gen::inRange(0, 5), *rc::gen::inRange(0, 4)};
  const bool before = positive(method, tally);
  tally.add(static_cast<Strength>(*rc::gen::inRange(0, 4)));
  RC_ASSERT(!before || positive(method, tally));
}

}  // namespace
}  // namespace ts::screening
