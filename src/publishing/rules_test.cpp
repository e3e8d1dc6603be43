#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>

#include "base/trial.h"
#include "publishing/approval.h"
#include "publishing/differencing.h"
#include "publishing/ledger.h"

namespace ts::publishing {
namespace {

const AccountId maker = AccountId::random();
const AccountId second = AccountId::random();

using ts::trial::key_of;

Release ready(bool passed = true, std::vector<std::string> contributors = {}) {
  Release out;
  out.by = maker;
  out.state = State::ready;
  out.passed = passed;
  out.contributors = std::move(contributors);
  return out;
}

Approval by(AccountId account, std::string contributor = {}, std::string signer = {},
            std::string reason = {}) {
  return {.by = account,
          .at = {},
          .contributor = std::move(contributor),
          .signer = std::move(signer),
          .reason = std::move(reason)};
}

TEST(Approval, a_second_person_is_enough_for_data_of_our_own) {
  auto release = ready();
  EXPECT_EQ(awaited(release), std::vector<std::string>{""});
  approve(release, by(second));
  EXPECT_EQ(release.state, State::published);
  EXPECT_EQ(key_of([&] { approve(release, by(second)); }), "release.not_ready");
}

TEST(Approval, nobody_decides_about_their_own_release) {
  auto release = ready();
  EXPECT_EQ(key_of([&] { approve(release, by(maker)); }), "release.own");
  EXPECT_EQ(key_of([&] { decline(release, maker, "because"); }), "release.own");
  EXPECT_EQ(release.state, State::ready);
}

TEST(Approval, every_contributor_has_to_agree_by_somebody_with_a_name) {
  auto release = ready(true, {"Quay Office", "Lantern House"});
  approve(release, by(second));
  EXPECT_EQ(release.state, State::ready);
  EXPECT_EQ(key_of([&] { approve(release, by(second)); }), "release.approved_already");
  EXPECT_EQ(key_of([&] { approve(release, by(second, "Quay Office")); }), "release.signer_needed");
  EXPECT_EQ(key_of([&] { approve(release, by(second, "Elsewhere", "Somebody")); }),
            "release.not_contributor");
  approve(release, by(second, "Quay Office", "The director"));
  EXPECT_EQ(awaited(release), std::vector<std::string>{"Lantern House"});
  approve(release, by(second, "Lantern House", "The director"));
  EXPECT_EQ(release.state, State::published);
}

TEST(Approval, what_failed_its_own_attack_needs_a_reason_that_can_be_read_later) {
  auto release = ready(false);
  EXPECT_EQ(key_of([&] { approve(release, by(second)); }), "release.reason_needed");
  EXPECT_EQ(key_of([&] { approve(release, by(second, {}, {}, "it is fine")); }),
            "release.reason_needed");
  approve(release, by(second, {}, {}, "The receiver holds these records already."));
  EXPECT_EQ(release.state, State::published);
}

TEST(Approval, what_is_declined_stays_declined) {
  auto release = ready();
  EXPECT_EQ(key_of([&] { decline(release, second, ""); }), "release.reason_needed");
  decline(release, second, "Too few people.");
  EXPECT_EQ(release.state, State::declined);
  EXPECT_EQ(key_of([&] { approve(release, by(second)); }), "release.not_ready");
}

TEST(Release, what_is_kept_comes_back) {
  auto release = ready(true, {"Quay Office"});
  release.purpose = "For a report";
  release.source = "cases";
  release.fields = {"prs_Gender"};
  release.parameters = {.method = Method::dp, .k = 7, .length = 2, .epsilon = 0.5, .delta = 1e-7};
  release.ended_at = Instant{5};
  release.inside = {{"people", 12}};
  approve(release, by(second));
  const auto back = kept_release(release.id, 4, text_of_kept(release));
  ASSERT_TRUE(back);
  EXPECT_EQ(text_of_kept(*back), text_of_kept(release));
  EXPECT_EQ(back->revision, 4);
  for (const auto* text : {"", "{}", "[]", "{\"purpose\":\"\"}"})
    EXPECT_FALSE(kept_release(release.id, 1, text)) << text;
}

TEST(Ledger, costs_of_one_source_add_up_and_what_came_to_nothing_costs_nothing) {
  std::vector<Release> all(5);
  const std::vector<State> states{State::published, State::ready, State::cancelled, State::failed,
                                  State::declined};
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].id = DocumentId::random();
    all[i].source = i == 4 ? "survey" : "cases";
    all[i].state = states[i];
    all[i].rho = 0.1;
    all[i].started_at = {static_cast<std::int64_t>(i)};
  }
  EXPECT_DOUBLE_EQ(spent_of(all, "cases"), 0.2);
  EXPECT_DOUBLE_EQ(spent_of(all, "survey"), 0.1);
  EXPECT_EQ(spent_of(all, "other"), 0);
  const auto ledger = ledger_of(all);
  ASSERT_EQ(ledger.size(), 2U);
  EXPECT_EQ(ledger[0].source, "cases");
  ASSERT_EQ(ledger[0].releases.size(), 2U);
  EXPECT_EQ(ledger[0].releases[0], &all[1]);
  EXPECT_EQ(newest_published(all, "cases"), &all[0]);
  EXPECT_EQ(newest_published(all, "survey"), nullptr);
}

constexpr std::string_view head = "count,attribute_1,value_1,attribute_2,value_2\n";

TEST(Differencing, it_says_what_was_compared_and_what_changed) {
  const auto earlier = std::string{head} + "40,sex,f,,\n20,sex,f,age,9-17\n10,sex,m,,\n";
  const auto later = std::string{head} + "30,sex,f,,\n20,sex,f,age,9-17\n";
  const auto found = difference_of({earlier, 10}, {later, 10}, 10);
  EXPECT_EQ(found.compared, 3U);
  EXPECT_EQ(found.changed, 2U);
  EXPECT_EQ(found.singled_out, 0U);
}

TEST(Differencing, exact_counts_give_the_one_who_left_away) {
  const auto earlier = std::string{head} + "12,sex,f,,\n7,sex,m,,\n";
  const auto later = std::string{head} + "11,sex,f,,\n7,sex,m,,\n";
  EXPECT_EQ(difference_of({earlier, 1}, {later, 1}, 5).singled_out, 1U);
  EXPECT_EQ(difference_of({later, 1}, {earlier, 1}, 5).singled_out, 1U);
}

TEST(Differencing, releases_of_other_lengths_are_compared_all_the_same) {
  const auto earlier = std::string{"count,attribute_1,value_1\n20,sex,f\n"};
  const auto later = std::string{head} + "20,sex,f,,\n";
  const auto found = difference_of({earlier, 10}, {later, 10}, 10);
  EXPECT_EQ(found.compared, 1U);
  EXPECT_EQ(found.changed, 0U);
}

/// A count as a k-safe release tells it.
std::string told(std::int64_t count, std::int64_t k) {
  const auto rounded = count / k * k;
  return std::string{head} +
         (rounded == 0 ? std::string{} : std::to_string(rounded) + ",sex,f,,\n");
}

RC_GTEST_PROP(Differencing, rounded_counts_never_single_out_fewer_than_the_larger_k, ()) {
  const auto people = *rc::gen::inRange<std::int64_t>(0, 200);
  const auto left = *rc::gen::inRange<std::int64_t>(0, people + 1);
  const auto k_earlier = *rc::gen::inRange<std::int64_t>(1, 20);
  const auto k_later = *rc::gen::inRange<std::int64_t>(1, 20);
  const auto earlier = told(people, k_earlier);
  const auto later = told(people - left, k_later);
  RC_ASSERT(difference_of({earlier, k_earlier}, {later, k_later}, std::max(k_earlier, k_later))
                .singled_out == 0U);
}

}  // namespace
}  // namespace ts::publishing
