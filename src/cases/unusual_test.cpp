#include "cases/unusual.h"

#include <gtest/gtest.h>

#include "cases/trial.h"

namespace ts::cases {
namespace {

using namespace trial;
using std::chrono::days;
using std::chrono::hours;

const Date today = *parse_date("2008-03-31");
Date before(int by) { return Date{std::chrono::sys_days{today} - days{by}}; }

class UnusualReading : public ::testing::Test {
 protected:
  void opened(std::int64_t cases, int days_ago, AccountId who) {
    diary_.push_back({.account = who, .day = before(days_ago), .cases = cases});
  }
  void opened(std::int64_t cases, int days_ago) { opened(cases, days_ago, amal_); }
  std::vector<UnusualDay> told() const { return unusual_days(diary_, today); }

  AccountId amal_ = AccountId::random(), bruno_ = AccountId::random();
  std::vector<audit::DayOfReading> diary_;
};

TEST_F(UnusualReading, is_more_than_three_times_the_middle_day_of_four_weeks) {
  for (const int ago : {3, 5, 9, 20, 28}) opened(12, ago);
  opened(200, 2);  // one such day before does not make it usual
  opened(900, 29);
  opened(36, 0);
  EXPECT_EQ(
      told(),
      (std::vector<UnusualDay>{{.account = amal_, .day = before(2), .cases = 200, .usual = 12}}));
  diary_.back().cases = 37;
  ASSERT_EQ(told().size(), 2U);
  EXPECT_EQ(told()[0], (UnusualDay{.account = amal_, .day = today, .cases = 37, .usual = 12}));
}

TEST_F(UnusualReading, is_never_of_a_day_with_few_cases) {
  opened(1, 1);
  opened(30, 0);
  EXPECT_TRUE(told().empty());
  opened(31, 0, bruno_);  // a colleague who is new
  EXPECT_EQ(told(), (std::vector<UnusualDay>{{.account = bruno_, .day = today, .cases = 31}}));
}

TEST_F(UnusualReading, is_told_for_a_week_the_newest_first_and_each_of_their_own_days) {
  opened(50, 7);
  opened(40, 6);
  opened(60, 6, bruno_);
  opened(70, 0, bruno_);
  EXPECT_EQ(told(), (std::vector<UnusualDay>{
                        {.account = bruno_, .day = before(6), .cases = 60},
                    }));
  diary_.back().cases = 181;
  EXPECT_EQ(told(), (std::vector<UnusualDay>{
                        {.account = bruno_, .day = today, .cases = 181, .usual = 60},
                        {.account = bruno_, .day = before(6), .cases = 60},
                    }));
  opened(99, -1, bruno_);  // the clock went back
  EXPECT_EQ(told().size(), 2U);
}

class UnusualReadingOfCases : public CasesTest {
 protected:
  void read_many(const Caller& who, int count) {
    std::vector<CaseId> ids;
    for (int i = 0; i < count; ++i) ids.push_back(opened(amal_).file.id);
    for (int twice = 0; twice < 2; ++twice)
      for (const auto id : ids) cases_->read(who, id);
  }
  std::vector<UnusualDay> told(const Caller& who) { return cases_->unusual_reading(who); }
  Caller amal_ = somebody(), supervisor_ = somebody(Role::supervisor);
};

TEST_F(UnusualReadingOfCases, counts_each_case_once_and_is_shown_to_those_whom_it_concerns) {
  const auto bruno = somebody();
  read_many(bruno, 31);
  read_many(amal_, 2);
  const std::vector<UnusualDay> expected{
      {.account = bruno.account, .day = date_of(clock_.now()), .cases = 31}};
  EXPECT_EQ(told(bruno), expected);
  EXPECT_TRUE(told(amal_).empty());
  for (const auto role : {Role::supervisor, Role::auditor})
    EXPECT_EQ(told(somebody(role)), expected) << text(role);
  for (const auto role : {Role::administrator, Role::analyst, Role::coordinator})
    EXPECT_EQ(key_of([&] { told(somebody(role)); }), "access.not_your_role") << text(role);
  const auto before = last();
  told(supervisor_);
  EXPECT_EQ(trail(before), std::vector<std::string>{"unusual_reading_read"});
  clock_.forward(hours{24 * 7});
  EXPECT_TRUE(told(bruno).empty());
}

}  // namespace
}  // namespace ts::cases
