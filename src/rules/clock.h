#pragma once

#include "rules/evaluate.h"

/// From recorded dates to the days on which a status begins and ends.
namespace ts::rules {

/// See `Clock`. A day that would depend on a fact that is not recorded is left open, and the fact
/// is named. Events that may never come (a second start, a standstill) count once recorded.
Clock run_clock(const ClockRule& rule, const Facing& facing);

/// Only the last day, by the same steps.
std::optional<Date> last_day_of(const ClockRule& rule, const Facing& facing);

Deadline run_deadline(const DeadlineRule& rule, const Facing& facing);

/// It counts working days, and the pack does not know the holidays: no day is computed, for it
/// would be wrong; somebody has to, by hand.
bool by_hand(const DeadlineRule& rule, const Pack& pack);
bool by_hand(const ClockRule& rule, const Pack& pack);

/// The least that the law gives, whoever it is: from `from` until at least this day. Nothing when
/// it says no least length.
std::optional<Date> floor_from(const ClockRule& rule, Date from);

}  // namespace ts::rules
