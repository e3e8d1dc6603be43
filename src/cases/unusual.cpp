#include "cases/unusual.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace ts::cases {
namespace {

/// Days since 1970 and the cases of each.
using Diary = std::map<std::int64_t, std::int64_t>;

std::int64_t usual_before(const Diary& diary, std::int64_t day) {
  std::vector<std::int64_t> counts;
  for (auto at = diary.lower_bound(day - unusual_rule.compared_days); at->first < day; ++at)
    counts.push_back(at->second);
  if (counts.empty()) return 0;
  const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
  std::nth_element(counts.begin(), middle, counts.end());
  return *middle;
}

}  // namespace

std::vector<UnusualDay> unusual_days(const std::vector<audit::DayOfReading>& days, Date today) {
  std::map<AccountId, Diary> diaries;
  for (const auto& each : days) diaries[each.account][days_of(each.day)] = each.cases;
  std::vector<UnusualDay> out;
  const auto last = days_of(today);
  for (const auto& [account, diary] : diaries)
    for (auto day = last - unusual_rule.told_days + 1; day <= last; ++day) {
      const auto found = diary.find(day);
      if (found == diary.end() || found->second <= unusual_rule.more_than) continue;
      const auto usual = usual_before(diary, day);
      if (found->second > unusual_rule.times * usual)
        out.push_back({.account = account,
                       .day = Date{std::chrono::sys_days{std::chrono::days{day}}},
                       .cases = found->second,
                       .usual = usual});
    }
  std::sort(out.begin(), out.end(), [](const UnusualDay& a, const UnusualDay& b) {
    return std::tie(b.day, b.cases, a.account) < std::tie(a.day, a.cases, b.account);
  });
  return out;
}

}  // namespace ts::cases
