#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/rules.h"

/// What a pack says, as read: data/rules/schema.json is its form, docs/rules.md its meaning.
namespace ts::rules {

/// A condition over facts, in Kleene's three-valued logic: what is not recorded is unknown.
struct Condition {
  enum class Kind : std::uint8_t {
    always,    ///< true
    never,     ///< false
    all,       ///< every part
    any,       ///< at least one part
    negation,  ///< not the one part
    one_of,    ///< a choice that is in the mask `low` (bit i: value i of the fact)
    between,   ///< the value lies from `low` to `high`, both included
    known,     ///< the fact is recorded, whatever it says; never unknown
    event,     ///< the day of the event lies from `low` to `high`
    named      ///< the condition of the pack with the index `low`
  };
  Kind kind = Kind::always;
  std::uint16_t fact = 0;  ///< index in the facts of the pack
  std::int64_t low = 0, high = 0;
  std::vector<Condition> parts;
};

/// Where nothing bounds `low` or `high`.
inline constexpr auto open_below = std::numeric_limits<std::int64_t>::min();
inline constexpr auto open_above = std::numeric_limits<std::int64_t>::max();

/// A time from when a rule is law, and until when; open where the sources do not say.
struct Validity {
  std::optional<Date> from, to;
  bool holds(Date on) const { return (!from || *from <= on) && (!to || on <= *to); }
  friend bool operator==(const Validity&, const Validity&) = default;
};

/// How long, in one of the ways in which laws say it.
struct Length {
  std::optional<Condition> when;  ///< the first length whose condition is met counts
  std::optional<Duration> exactly, at_least, at_most;
  /// "The later of day 30 and the decision": dates that are compared with the end of `at_least`,
  /// `exactly` or nothing.
  enum class Ends : std::uint8_t { by_length, latest, earliest };
  Ends ends = Ends::by_length;
  std::vector<std::uint16_t> events;  ///< date facts that the end is the latest or earliest of
};

struct Extension {
  Condition when;
  std::optional<Duration> by, up_to;  ///< a fixed addition, or the most that may be added
};

/// While this lasts, the clock stands still: the days are added to the end.
struct Standstill {
  std::uint16_t from = 0, until = 0;  ///< date facts: first day, first day that counts again
};

struct ClockRule {
  /// Which of several recorded starts counts.
  enum class Start : std::uint8_t { earliest, latest, first_listed };
  Start rule = Start::first_listed;
  std::vector<std::uint16_t> starts;  ///< date facts
  Counting counting = Counting::day_after;
  std::vector<Length> lengths;
  std::vector<Extension> extensions;
  std::vector<Standstill> standstills;
  std::optional<Duration> total;  ///< the most of everything together
  bool in_working_days = false;   ///< one of these lengths is
};

struct DeadlineRule {
  std::string key;
  std::uint16_t from = 0;  ///< date fact
  Duration within;
  bool next_working_day = false;  ///< one that falls on a day without work moves on
};

struct Nationality {
  enum class Covered : std::uint8_t { yes, no, partly, not_stated };
  Covered eu = Covered::not_stated;  ///< nationals of the EU and EEA
  std::optional<Date> eu_from;       ///< covered since
};

struct Benefit {
  std::uint16_t key = 0;  ///< index in data/rules/benefits.json
  std::optional<Condition> when;
};

struct Interplay {
  enum class Effect : std::uint8_t { coexists, excludes, suspends, converts_to, informs };
  /// Who pays what both pay: who pays already, whoever began first, or the status of the pack.
  enum class Pays : std::uint8_t { union_no_double, first_wins, specific_wins };
  std::string with;  ///< a fact ("asylum_claim", "removal_order", …), or a status of the pack
  std::optional<std::uint16_t> fact;  ///< the fact; nothing for a status
  std::vector<std::string> statuses;  ///< of the pack, that it is about; empty: all
  Effect effect = Effect::coexists;
  Pays pays = Pays::union_no_double;
  std::vector<Source> sources;
  bool covers(std::string_view status) const;  ///< is about that status
};

struct Element {
  Reason::Part part = Reason::Part::condition;
  Condition condition;
};

struct Status {
  std::string id;
  std::string label;     ///< key of a message, or of a label of the pack
  std::string own_name;  ///< in the law's language
  Stage stage = Stage::reflection;
  Form form = Form::not_stated;
  Work work = Work::not_stated;
  std::vector<Element> elements;                      ///< all of them together open it
  std::vector<Condition> bars;                        ///< each by itself closes it, once recorded
  std::vector<Condition> endings;                     ///< each by itself is a ground to end it
  Cooperation cooperation = Cooperation::not_stated;  ///< told; what it asks for is an element
  Nationality nationality;
  std::optional<ClockRule> clock;
  bool renewable = false;
  bool bars_removal = false;
  std::vector<Benefit> benefits;
  std::vector<DeadlineRule> deadlines;
  std::vector<std::string> leads_to, tables, caveats;
  Validity valid;
  bool not_yet = false;  ///< enacted, but its commencement is not known
  std::vector<Source> sources;
  Confidence confidence = Confidence::low;  ///< the weakest of its sources
};

/// One law of one jurisdiction over one time, or a floor that several have in common.
struct Pack {
  enum class Role : std::uint8_t { law, baseline };
  Stamp stamp;
  std::string jurisdiction;  ///< ISO 3166-1 alpha-2; "EU" and "XCOE" for the baselines
  Role role = Role::law;
  std::vector<std::string> binds;  ///< a baseline: the countries that it is the floor of
  std::string time_zone;           ///< IANA name
  Validity valid;
  int valid_line = 0;                ///< where the file says so
  bool takes_running = false;        ///< running cases of the law before come under this one
  std::optional<Holidays> holidays;  ///< nothing: not known, and no working days are computed
  std::vector<Fact> facts;           ///< those of data/rules/facts.json, then its own
  std::optional<std::uint16_t> granted_until;  ///< the fact that says what was decided
  std::vector<Condition> conditions;           ///< named ones
  std::vector<Status> statuses;
  std::vector<Interplay> interplay;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> labels;
  std::string note;  ///< for those who look after the pack, in English

  const Status* status(std::string_view id) const;  ///< null when there is none
};

}  // namespace ts::rules
