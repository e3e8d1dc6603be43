#include "jobs/jobs.h"

#include <gtest/gtest.h>

#include <future>
#include <new>
#include <string>
#include <vector>

namespace ts::jobs {
namespace {

/// A job that says when it has begun and goes on until it is let go or stopped.
class Held {
 public:
  void operator()(const Progress& progress) {
    progress.at(0.25);
    begun_.set_value();
    while (let_go_.wait_for(std::chrono::milliseconds{1}) != std::future_status::ready)
      progress.check();
    progress.at(1);
  }
  void wait_until_begun() { begun_.get_future().wait(); }
  void let_go() { go_.set_value(); }

 private:
  std::promise<void> begun_;
  std::promise<void> go_;
  std::future<void> let_go_ = go_.get_future();
};

class JobsTest : public testing::Test {
 protected:
  Task task(std::function<void(const Progress&)> work) {
    return {.org = org_,
            .by = account_,
            .work = std::move(work),
            .given_up = [this](const Failure& why) { why_.emplace_back(why.key().text()); }};
  }
  Task held() {
    return task([this](const Progress& progress) { held_(progress); });
  }

  OrgId org_ = OrgId::random();
  AccountId account_ = AccountId::random();
  std::vector<std::string> why_;  // one thread, read after it has ended
  Held held_;
  Jobs jobs_;
};

TEST_F(JobsTest, a_job_runs_says_how_far_it_is_and_is_then_gone) {
  const auto id = JobId::random();
  jobs_.start(id, held());
  held_.wait_until_begun();
  const auto state = jobs_.state(org_, id);
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->begun);
  EXPECT_EQ(state->share, 0.25);
  held_.let_go();
  jobs_.wait(org_);
  EXPECT_FALSE(jobs_.state(org_, id));
  EXPECT_TRUE(why_.empty());
}

TEST_F(JobsTest, a_job_that_is_cancelled_ends_and_hears_why) {
  const auto id = JobId::random();
  jobs_.start(id, held());
  held_.wait_until_begun();
  EXPECT_TRUE(jobs_.cancel(org_, id));
  jobs_.wait(org_);
  EXPECT_EQ(why_, std::vector<std::string>{"job.cancelled"});
  EXPECT_FALSE(jobs_.cancel(org_, id));
}

TEST_F(JobsTest, a_job_that_waits_is_cancelled_before_it_begins) {
  const auto second = JobId::random();
  bool ran = false;
  jobs_.start(JobId::random(), held());
  jobs_.start(second, task([&](const Progress&) { ran = true; }));
  held_.wait_until_begun();
  EXPECT_FALSE(jobs_.state(org_, second)->begun);
  EXPECT_TRUE(jobs_.cancel(org_, second));
  held_.let_go();
  jobs_.wait(org_);
  EXPECT_FALSE(ran);
  EXPECT_EQ(why_, std::vector<std::string>{"job.cancelled"});
}

TEST_F(JobsTest, what_goes_wrong_is_said_and_the_next_job_runs) {
  jobs_.start(JobId::random(),
              task([](const Progress&) { throw Failure{Fault::invalid, "csv.empty"}; }));
  jobs_.wait(org_);
  jobs_.start(JobId::random(), task([](const Progress&) { ensure(false); }));
  jobs_.wait(org_);
  jobs_.start(JobId::random(), task([](const Progress&) { throw std::bad_alloc{}; }));
  jobs_.wait(org_);
  EXPECT_EQ(why_, (std::vector<std::string>{"csv.empty", "job.failed", "job.failed"}));

  auto unlucky = task([](const Progress&) { throw Failure{Fault::invalid, "csv.empty"}; });
  unlucky.given_up = [](const Failure& why) { throw why; };
  jobs_.start(JobId::random(), std::move(unlucky));
  jobs_.wait(org_);
  bool ran = false;
  jobs_.start(JobId::random(), task([&](const Progress&) { ran = true; }));
  jobs_.wait(org_);
  EXPECT_TRUE(ran);
}

TEST_F(JobsTest, another_organisation_sees_and_stops_nothing) {
  const auto id = JobId::random();
  jobs_.start(id, held());
  held_.wait_until_begun();
  EXPECT_FALSE(jobs_.state(OrgId::random(), id));
  EXPECT_FALSE(jobs_.cancel(OrgId::random(), id));
  held_.let_go();
  jobs_.wait(org_);
  EXPECT_TRUE(why_.empty());
}

TEST_F(JobsTest, an_account_has_two_and_all_together_have_a_limit) {
  const auto key_of_start = [&] {
    try {
      jobs_.start(JobId::random(), task([](const Progress&) {}));
    } catch (const Failure& failure) {
      return std::string{failure.key().text()};
    }
    return std::string{};
  };
  jobs_.start(JobId::random(), held());
  EXPECT_EQ(key_of_start(), "");
  EXPECT_EQ(key_of_start(), "job.too_many");
  for (std::size_t i = 2; i < Jobs::most; ++i) {
    account_ = AccountId::random();
    EXPECT_EQ(key_of_start(), "");
  }
  account_ = AccountId::random();
  EXPECT_EQ(key_of_start(), "job.too_many");
  held_.let_go();
}

TEST_F(JobsTest, the_end_of_the_program_stops_all_of_it_in_silence) {
  bool ran = false;
  jobs_.start(JobId::random(), held());
  jobs_.start(JobId::random(), task([&](const Progress&) { ran = true; }));
  held_.wait_until_begun();
  jobs_.stop();
  EXPECT_FALSE(ran);
  EXPECT_TRUE(why_.empty());
  EXPECT_THROW(jobs_.start(JobId::random(), held()), Failure);
}

}  // namespace
}  // namespace ts::jobs
