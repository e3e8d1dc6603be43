#include "protection/course.h"

#include <algorithm>

#include "protection/facts.h"
#include "rules/pack.h"

namespace ts::protection {
namespace {

constexpr std::array<std::string_view, 8> stage_names{"received",  "awaits_reader", "running",
                                                      "suspended", "ended",         "refused",
                                                      "appealed",  "withdrawn"};

Date plus_days(Date from, std::int64_t days) {
  return Date{std::chrono::sys_days{from} + std::chrono::days{days}};
}

/// Applies what happened after a status was granted, in the order in which it was recorded.
class Running {
 public:
  Running(const Decision& decision, Date today) : today_{today} {
    state_.stage = Stage::running;
    state_.starts = decision.starts ? decision.starts : std::optional{decision.on};
    state_.ends = decision.ends;
  }

  void apply(const Event& event) {
    if (event.on > today_) return;
    switch (event.type) {
      case EventType::extended:
        if (event.until) state_.ends = event.until;
        return;
      case EventType::suspended:
        if (!stands_since_) stands_since_ = event.on;
        return;
      case EventType::resumed:
        // The days that stood still are added, unless a new end was decided with it.
        if (event.until)
          state_.ends = event.until;
        else if (stands_since_ && state_.ends)
          state_.ends = plus_days(*state_.ends, days_of(event.on) - days_of(*stands_since_));
        stands_since_.reset();
        return;
      case EventType::grounds_withdrawn:
      case EventType::ended:
      case EventType::withdrawn:
        ended_ = true;
        state_.ends = event.on;
        return;
      case EventType::appealed:
      case EventType::appeal_allowed:
      case EventType::appeal_dismissed:
      case EventType::left:
      case EventType::found:
        return;  // whoever cannot be reached keeps the status until somebody decides otherwise
    }
  }

  State state() const {
    auto out = state_;
    if (ended_ || (out.ends && *out.ends < today_ && !stands_since_))
      out.stage = Stage::ended;
    else if (stands_since_)
      out.stage = Stage::suspended;
    return out;
  }

 private:
  Date today_;
  State state_;
  std::optional<Date> stands_since_;
  bool ended_ = false;
};

const Event* last_appeal(const Application& application) {
  return last_of(application,
                 {EventType::appealed, EventType::appeal_allowed, EventType::appeal_dismissed});
}

bool is_away(const Application& application) {
  const auto* event = last_of(application, {EventType::left, EventType::found});
  return event && event->type == EventType::left;
}

std::optional<Date> due(const rules::Answer& answer, std::string_view key) {
  for (const auto& deadline : answer.deadlines)
    if (deadline.key == key) return deadline.due;
  return std::nullopt;
}

std::optional<rules::Answer> check_of(const Dossier& dossier, const Application& application,
                                      Date today, const rules::Library& library) {
  const auto pack = library.pack(application.stamp);
  if (!pack || !pack->status(application.status)) return std::nullopt;
  // Facts are those of today, the law and the age those of the day of the application.
  auto known = known_of(dossier, &application, today, library);
  const auto then = known_of(dossier, &application, application.on, library);
  if (const auto age = then.facts.find("age"); age != then.facts.end())
    known.facts["age"] = age->second;
  return library.answer(
      *pack, application.status,
      {.on = application.on, .facts = std::move(known.facts), .held = held_of(dossier, today)});
}

class Warnings {
 public:
  Warnings(const Dossier& dossier, const Application& application, Date today,
           const rules::Library& library, Course& course)
      : dossier_{dossier},
        application_{application},
        today_{today},
        library_{library},
        course_{course} {}

  void collect() {
    clock();
    decision();
    person();
    beside();
  }

 private:
  bool running() const {
    return course_.state.stage == Stage::running || course_.state.stage == Stage::suspended;
  }
  bool pending() const {
    return course_.state.stage == Stage::received || course_.state.stage == Stage::awaits_reader;
  }
  void add(std::string key, std::map<std::string, std::string> args = {}) {
    course_.warnings.push_back({std::move(key), std::move(args)});
  }
  void add(std::string key, Date on) { add(std::move(key), {{"date", to_text(on)}}); }

  void clock() {
    const auto& ends = course_.state.ends;
    if (running() && ends && reminds(application_, *ends, today_)) add("ends_soon", *ends);
    if (pending() && course_.decision_due) {
      if (*course_.decision_due < today_)
        add("decision_overdue", *course_.decision_due);
      else if (reminds(application_, *course_.decision_due, today_))
        add("decision_due", *course_.decision_due);
    }
    if (course_.state.stage == Stage::refused && course_.appeal_until &&
        *course_.appeal_until >= today_)
      add("appeal_open", *course_.appeal_until);
    if (pending() && !course_.check) add("no_rules");
  }

  void decision() {
    if (awaiting(application_)) add("awaits_reader");
    const auto* held = decision_in_force(application_);
    if (!held) return;
    const auto delivered = [&](std::string_view type) {
      return std::any_of(application_.letters.begin(), application_.letters.end(),
                         [&](const Letter& letter) { return letter.type == type; });
    };
    if (!application_.kept_by_law && !delivered("decision")) add("not_delivered");
    if (running() && !application_.kept_by_law && !delivered("consequences")) add("no_sheet");
    if (!course_.check || !course_.check->clock || held->outcome == Outcome::refused) return;
    const auto& law = *course_.check->clock;
    if (held->ends && law.not_before && *held->ends < *law.not_before)
      add("below_least", *law.not_before);
    if (course_.state.ends && law.not_after && *course_.state.ends > *law.not_after)
      add("beyond_most", *law.not_after);
  }

  void person() {
    if (const auto& born = dossier_.person.born) {
      const auto adult = adult_on(*born);
      if (application_.on < adult && adult <= today_)
        add("turned_adult", adult);
      else if (today_ < adult && reminds(application_, adult, today_))
        add("turns_adult", adult);
    }
    if (is_away(application_)) add(may_end_by_leaving() ? "person_left_may_end" : "person_left");
    for (const auto& fact : known_of(dossier_, &application_, today_, library_).contradicted)
      add("contradicted", {{"fact", fact}});
  }

  /// Whether the pack would name it as a ground to end the status, had the person left for good.
  bool may_end_by_leaving() const {
    const auto pack = library_.pack(application_.stamp);
    if (!pack || !pack->status(application_.status)) return false;
    auto known = known_of(dossier_, &application_, today_, library_);
    known.facts["left_without_leave"] = true;
    return !library_
                .answer(*pack, application_.status,
                        {.on = application_.on, .facts = std::move(known.facts), .held = {}})
                .endings.empty();
  }

  void beside() {
    for (const auto& other : dossier_.others) {
      if (!other.runs(today_)) continue;
      if (other.status == "asylum_claim") add("beside_asylum");
      if (other.status == "removal_order")
        add(course_.bars_removal ? "removal_barred" : "removal_order");
    }
    for (const auto& each : dossier_.applications) {
      if (each.id == application_.id || each.status != application_.status) continue;
      const auto stage = state_of(each, today_).stage;
      if (stage == Stage::received || stage == Stage::awaits_reader || stage == Stage::running ||
          stage == Stage::suspended)
        add("two_applications", each.on);
    }
  }

  const Dossier& dossier_;
  const Application& application_;
  Date today_;
  const rules::Library& library_;
  Course& course_;
};

void add_marks(const Dossier& dossier, const Application& application, Course& course) {
  auto& marks = course.marks;
  marks.push_back({"applied", application.on, {}});
  if (course.decision_due && !decision_in_force(application))
    marks.push_back({"decision_due", *course.decision_due, {}});
  for (const auto& decision : application.decisions)
    marks.push_back(
        {std::string{"decision_"} + std::string{text(decision.reading)}, decision.effective(), {}});
  if (course.state.starts && course.state.ends)
    marks.push_back({"running", *course.state.starts, course.state.ends});
  for (const auto& event : application.events)
    marks.push_back({std::string{text(event.type)}, event.on, event.until});
  for (const auto& letter : application.letters)
    marks.push_back({"letter_" + letter.type, letter.on, {}});
  if (course.appeal_until) marks.push_back({"appeal_until", *course.appeal_until, {}});
  if (const auto& born = dossier.person.born) {
    const auto adult = adult_on(*born);
    if (adult > application.on && course.state.ends && adult <= *course.state.ends)
      marks.push_back({"adult", adult, {}});
  }
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Mark& a, const Mark& b) { return a.on < b.on; });
}

}  // namespace

const Event* last_of(const Application& application, std::initializer_list<EventType> types) {
  const auto found =
      std::find_if(application.events.rbegin(), application.events.rend(), [&](const Event& event) {
        return std::find(types.begin(), types.end(), event.type) != types.end();
      });
  return found == application.events.rend() ? nullptr : &*found;
}

std::string_view text(Stage stage) { return stage_names[static_cast<std::size_t>(stage)]; }

const Decision* decision_in_force(const Application& application) {
  // The latest by its day: two may have been recorded at one moment.
  const Decision* found = nullptr;
  for (const auto& each : application.decisions)
    if (each.reading == Reading::in_force && (!found || found->effective() <= each.effective()))
      found = &each;
  if (!found) return nullptr;
  const auto* appeal = last_appeal(application);
  const bool undone = appeal && appeal->type == EventType::appeal_allowed &&
                      found->outcome == Outcome::refused && appeal->on >= found->effective();
  return undone ? nullptr : found;
}

const Decision* awaiting(const Application& application) {
  const auto found =
      std::find_if(application.decisions.begin(), application.decisions.end(),
                   [](const Decision& each) { return each.reading == Reading::awaits_reader; });
  return found == application.decisions.end() ? nullptr : &*found;
}

State state_of(const Application& application, Date today) {
  const auto* decision = decision_in_force(application);
  if (!decision) {
    State out;
    if (last_of(application, {EventType::withdrawn}))
      out.stage = Stage::withdrawn;
    else if (awaiting(application))
      out.stage = Stage::awaits_reader;
    return out;
  }
  if (decision->outcome == Outcome::refused) {
    const auto* appeal = last_appeal(application);
    State out;
    out.stage = appeal && appeal->type == EventType::appealed ? Stage::appealed : Stage::refused;
    return out;
  }
  Running running{*decision, today};
  for (const auto& event : application.events) running.apply(event);
  return running.state();
}

bool fits(EventType event, const Application& application, Date today) {
  const auto stage = state_of(application, today).stage;
  const bool runs = stage == Stage::running || stage == Stage::suspended;
  const bool waits = stage == Stage::received || stage == Stage::awaits_reader;
  const auto* appeal = last_appeal(application);
  switch (event) {
    case EventType::extended:
    case EventType::grounds_withdrawn:
      return runs;
    case EventType::ended:
      return runs;
    case EventType::suspended:
      return stage == Stage::running;
    case EventType::resumed:
      return stage == Stage::suspended;
    case EventType::left:
      return (runs || waits) && !is_away(application);
    case EventType::found:
      return is_away(application);
    case EventType::withdrawn:
      return runs || waits;
    case EventType::appealed:
      return (stage == Stage::refused || stage == Stage::ended) &&
             !(appeal && appeal->type == EventType::appealed);
    case EventType::appeal_allowed:
    case EventType::appeal_dismissed:
      return appeal && appeal->type == EventType::appealed;
  }
  return false;
}

bool reminds(const Application& application, Date due, Date today) {
  return std::any_of(
      application.remind.begin(), application.remind.end(), [&](const rules::Duration& before) {
        const auto month = due - std::chrono::months{before.years * 12 + before.months};
        const auto day =
            month.ok() ? month : Date{month.year() / month.month() / std::chrono::last};
        return plus_days(day, -before.days) <= today && today <= due;
      });
}

Course course_of(const Dossier& dossier, const Application& application, Date today,
                 const rules::Library& library) {
  Course out{.state = state_of(application, today),
             .decision_due = {},
             .appeal_until = {},
             .check = check_of(dossier, application, today, library),
             .marks = {},
             .warnings = {}};
  const bool pending =
      out.state.stage == Stage::received || out.state.stage == Stage::awaits_reader;
  const bool runs = out.state.stage == Stage::running || out.state.stage == Stage::suspended;
  if (out.check) {
    if (pending) out.decision_due = due(*out.check, "decision");
    if (decision_in_force(application)) out.appeal_until = due(*out.check, "appeal");
    out.bars_removal = runs && out.check->bars_removal;
  }
  Warnings{dossier, application, today, library, out}.collect();
  add_marks(dossier, application, out);
  return out;
}

}  // namespace ts::protection
