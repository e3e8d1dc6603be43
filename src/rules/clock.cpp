#include "rules/clock.h"

#include <algorithm>

namespace ts::rules {
namespace {

const Holidays none_known;

/// Without those of the pack no working days are counted (`by_hand`).
const Holidays& holidays_of(const Pack& pack) {
  return pack.holidays ? *pack.holidays : none_known;
}

/// Works out one clock, and writes down how.
class Run {
 public:
  /// Untold, the dates are the same, but nobody hears how they were found.
  Run(const ClockRule& rule, const Facing& facing, bool told)
      : rule_{rule}, facing_{facing}, told_{told} {}

  Clock clock() {
    start();
    if (out_.from && by_hand(rule_, facing_.pack)) {
      step([] { return Phrase{"step.by_hand", {}}; });
    } else if (out_.from) {
      if (const auto* length = this->length()) {
        measure(*length);
        extend();
        stand_still();
        cap();
      }
    }
    settle();
    if (told_) out_.missing = names_of(missing_, facing_.pack);
    return std::move(out_);
  }

 private:
  std::string name_of(std::uint16_t fact) const { return facing_.pack.facts[fact].name; }
  void miss(std::uint16_t fact) {
    complete_ = false;
    if (told_) missing_.push_back(fact);
  }
  void miss(const Condition& condition) {
    complete_ = false;
    if (told_) add_missing(condition, facing_, missing_);
  }
  template <class Phrasing>
  void step(Phrasing phrasing) {
    if (told_) out_.steps.push_back(phrasing());
  }
  Date after(Date date, const Duration& length, Counting counting = Counting::day_after) const {
    return last_day(date, length, counting, holidays_of(facing_.pack));
  }

  void start() {
    std::uint16_t used = 0;
    for (const auto fact : rule_.starts) {
      const auto date = facing_.known.date(fact);
      if (!date) continue;
      const bool better = !out_.from ||
                          (rule_.rule == ClockRule::Start::earliest && *date < *out_.from) ||
                          (rule_.rule == ClockRule::Start::latest && *date > *out_.from);
      if (better) {
        out_.from = date;
        used = fact;
      }
      if (told_) out_.starts.push_back({name_of(fact), *date, false});
    }
    if (out_.from)
      tell_start(used);
    else
      for (const auto fact : rule_.starts) miss(fact);
  }

  void tell_start(std::uint16_t used) {
    for (auto& each : out_.starts) each.used = each.fact == name_of(used);
    step([&] {
      return Phrase{"step.start", {{"fact", Label{"fact." + name_of(used)}}, {"date", *out_.from}}};
    });
    if (out_.starts.size() > 1)
      step([&] { return Phrase{chosen_start(), {{"date", *out_.from}}}; });
  }

  std::string chosen_start() const {
    switch (rule_.rule) {
      case ClockRule::Start::earliest:
        return "step.earliest_start";
      case ClockRule::Start::latest:
        return "step.latest_start";
      case ClockRule::Start::first_listed:
        return "step.first_listed_start";
    }
    return {};
  }

  /// The first length whose condition is met; null, and the facts named, when that cannot be told.
  const Length* length() {
    for (const auto& each : rule_.lengths) {
      const auto truth = each.when ? evaluate(*each.when, facing_) : Truth::yes;
      if (truth == Truth::yes) return &each;
      if (truth == Truth::unknown) {
        miss(*each.when);
        return nullptr;
      }
    }
    return nullptr;
  }

  Date reach(const char* key, const Duration& length) {
    const auto day = after(*out_.from, length, rule_.counting);
    step([&] { return Phrase{key, {{"length", length}, {"from", *out_.from}, {"date", day}}}; });
    return day;
  }

  void measure(const Length& length) {
    if (length.exactly) out_.until = reach("step.exactly", *length.exactly);
    if (length.at_least) out_.not_before = reach("step.at_least", *length.at_least);
    if (length.at_most) out_.not_after = reach("step.at_most", *length.at_most);
    if (length.exactly) out_.not_before = out_.not_after = out_.until;
    if (rule_.counting == Counting::same_day) step([] { return Phrase{"step.same_day", {}}; });
    if (length.ends != Length::Ends::by_length) end_with(length);
  }

  /// "The later of day 30 and the decision", "the earlier of three months and the judgment".
  void end_with(const Length& length) {
    const bool latest = length.ends == Length::Ends::latest;
    auto end = latest ? out_.not_before : out_.not_after;
    bool complete = true;
    for (const auto fact : length.events) {
      const auto date = facing_.known.date(fact);
      if (!date) {
        miss(fact);
        complete = false;
        continue;
      }
      step([&] {
        return Phrase{"step.event", {{"fact", Label{"fact." + name_of(fact)}}, {"date", *date}}};
      });
      if (!end || (latest ? *date > *end : *date < *end)) end = *date;
    }
    (latest ? out_.not_before : out_.not_after) = end;
    if (!complete || !end) return;
    out_.until = end;
    step([&] { return Phrase{latest ? "step.latest_of" : "step.earliest_of", {{"date", *end}}}; });
  }

  void extend() {
    for (const auto& each : rule_.extensions) {
      const auto truth = evaluate(each.when, facing_);
      if (truth == Truth::unknown) {
        miss(each.when);
        out_.not_after.reset();
        if (each.by) out_.until.reset();
      } else if (truth == Truth::yes) {
        add(each);
      }
    }
  }

  void add(const Extension& extension) {
    const auto& length = extension.by ? *extension.by : *extension.up_to;
    const auto longer = [&](std::optional<Date>& date) {
      if (date) date = after(*date, length);
    };
    longer(out_.not_after);
    if (extension.by) {
      longer(out_.until);
      longer(out_.not_before);
    }
    if (const auto day = out_.until && extension.by ? out_.until : out_.not_after)
      step([&] {
        return Phrase{extension.by ? "step.extended_by" : "step.extended_up_to",
                      {{"length", length}, {"date", *day}}};
      });
  }

  void stand_still() {
    for (const auto& each : rule_.standstills) {
      const auto from = facing_.known.date(each.from);
      const auto until = facing_.known.date(each.until);
      if (!from || (until && *until <= *from) || (until && *until <= *out_.from)) continue;
      if (!until) {
        // It stands still to this day; nobody knows for how long.
        miss(each.until);
        out_.until.reset();
        out_.not_before.reset();
        out_.not_after.reset();
        step([&] { return Phrase{"step.stands_still", {{"date", *from}}}; });
        return;
      }
      add_days(std::max(*from, *out_.from), *until);
    }
  }

  /// A day counts only that the period still ran on when the standstill began.
  void add_days(Date from, Date until) {
    const auto days = static_cast<int>(days_of(until) - days_of(from));
    const auto longer = [&](std::optional<Date>& date) {
      if (date && *date >= from) date = after(*date, Duration{.days = days});
    };
    longer(out_.until);
    longer(out_.not_before);
    longer(out_.not_after);
    step([&] {
      return Phrase{"step.stood_still",
                    {{"days", std::int64_t{days}}, {"from", from}, {"date", until}}};
    });
  }

  void cap() {
    if (!rule_.total) return;
    const auto most = reach("step.total", *rule_.total);
    for (auto* date : {&out_.until, &out_.not_before, &out_.not_after})
      if (*date && **date > most) *date = most;
    if (!out_.not_after && complete_) out_.not_after = most;
  }

  /// What was decided, where the law leaves the length open; and no end before the start.
  void settle() {
    if (facing_.pack.granted_until)
      out_.granted_until = facing_.known.date(*facing_.pack.granted_until);
    if (!out_.from) return;
    for (auto* date : {&out_.until, &out_.not_before, &out_.not_after})
      if (*date && **date < *out_.from) date->reset();
  }

  const ClockRule& rule_;
  const Facing& facing_;
  Clock out_;
  std::vector<std::uint16_t> missing_;
  bool complete_ = true;  ///< nothing was missing
  bool told_;
};

}  // namespace

Clock run_clock(const ClockRule& rule, const Facing& facing) {
  return Run{rule, facing, true}.clock();
}

std::optional<Date> last_day_of(const ClockRule& rule, const Facing& facing) {
  return Run{rule, facing, false}.clock().until;
}

Deadline run_deadline(const DeadlineRule& rule, const Facing& facing) {
  Deadline out{.key = rule.key, .due = {}, .steps = {}, .missing = {}};
  const auto& name = facing.pack.facts[rule.from].name;
  const auto from = facing.known.date(rule.from);
  if (!from) {
    out.missing.push_back(name);
    return out;
  }
  const auto& holidays = holidays_of(facing.pack);
  out.steps.push_back({"step.start", {{"fact", Label{"fact." + name}}, {"date", *from}}});
  if (by_hand(rule, facing.pack)) {
    out.steps.push_back({"step.by_hand", {}});
    return out;
  }
  auto due = last_day(*from, rule.within, Counting::day_after, holidays);
  out.steps.push_back({"step.within", {{"length", rule.within}, {"from", *from}, {"date", due}}});
  if (rule.next_working_day && !working_day(due, holidays)) {
    due = next_working_day(due, holidays);
    out.steps.push_back({"step.next_working_day", {{"date", due}}});
  }
  out.due = due;
  return out;
}

bool by_hand(const DeadlineRule& rule, const Pack& pack) {
  return !pack.holidays && (rule.within.working_days > 0 || rule.next_working_day);
}

bool by_hand(const ClockRule& rule, const Pack& pack) {
  return !pack.holidays && rule.in_working_days;
}

std::optional<Date> floor_from(const ClockRule& rule, Date from) {
  for (const auto& each : rule.lengths) {
    if (each.when) continue;
    const auto& least = each.at_least ? each.at_least : each.exactly;
    if (least && least->working_days == 0) return last_day(from, *least, rule.counting, none_known);
  }
  return std::nullopt;
}

}  // namespace ts::rules
