#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protection/dossier.h"
#include "rules/rules.h"

/// How an application stands on a day, what is due, and what whoever decides must see. Pure: the
/// day is handed in. Nothing here decides: a stage follows from what people recorded and from days
/// that passed.
namespace ts::protection {

enum class Stage {
  received,       ///< not decided
  awaits_reader,  ///< a refusal was proposed and is not read
  running,
  suspended,
  ended,
  refused,
  appealed,
  withdrawn
};
std::string_view text(Stage stage);

/// The decision that holds; null when there is none. One that an appeal undid does not.
const Decision* decision_in_force(const Application& application);
/// The refusal that waits for its reader; null when there is none.
const Decision* awaiting(const Application& application);

/// The newest event of these types; null when there is none.
const Event* last_of(const Application& application, std::initializer_list<EventType> types);

struct State {
  Stage stage = Stage::received;
  std::optional<Date> starts, ends;  ///< of the status; `ends` is the last day
};
State state_of(const Application& application, Date today);

/// What may be recorded next.
bool fits(EventType event, const Application& application, Date today);

/// Something to look at: the key of a text of the page and what stands in it.
struct Warning {
  std::string key;
  std::map<std::string, std::string> args;
  friend bool operator==(const Warning&, const Warning&) = default;
};

/// A day, or a time, on the line of the clock: "applied", "decision_due", "running", …
struct Mark {
  std::string key;
  Date on{};
  std::optional<Date> until;
};

struct Course {
  State state;
  std::optional<Date> decision_due, appeal_until;
  bool bars_removal = false;  ///< nobody may be removed today
  /// The regime check: the status under the pack of the day of the application. Nothing when we
  /// have no law of that day, or the pack is not known here.
  std::optional<rules::Answer> check;
  std::vector<Mark> marks;  ///< in the order of time
  std::vector<Warning> warnings;
};
Course course_of(const Dossier& dossier, const Application& application, Date today,
                 const rules::Library& library);

/// Whether a reminder is due on `today` of what is due on `due`.
bool reminds(const Application& application, Date due, Date today);

}  // namespace ts::protection
