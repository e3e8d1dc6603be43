#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "records/records.h"
#include "rules/rules.h"

/// What the records of one case say about protection status, as values. Reads no clock and decides
/// nothing; what a permit withheld is simply not there.
namespace ts::protection {

enum class EventType {
  extended,
  suspended,
  resumed,
  grounds_withdrawn,
  left,   ///< the person cannot be reached
  found,  ///< and is in touch again
  withdrawn,
  appealed,
  appeal_allowed,
  appeal_dismissed,
  ended
};
inline constexpr std::array all_event_types{
    EventType::extended,          EventType::suspended, EventType::resumed,
    EventType::grounds_withdrawn, EventType::left,      EventType::found,
    EventType::withdrawn,         EventType::appealed,  EventType::appeal_allowed,
    EventType::appeal_dismissed,  EventType::ended};
std::string_view text(EventType type);
std::optional<EventType> event_type_of(std::string_view text);

struct Event {
  RecordId id;
  EventType type = EventType::ended;
  Date on{};
  std::optional<Date> until;  ///< the new last day
  std::string reasons;
  std::optional<AccountId> by;
};

enum class Outcome { granted, shorter, refused };
enum class Reading { in_force, awaits_reader, sent_back };
std::string_view text(Outcome outcome);
std::string_view text(Reading reading);
std::optional<Outcome> outcome_of(std::string_view text);

struct Decision {
  RecordId id;
  std::int64_t revision = 0;
  Outcome outcome = Outcome::granted;
  Reading reading = Reading::in_force;
  Date on{};
  std::string length;  ///< ISO 8601, as decided; empty: as the rules give it
  std::string reasons, remarks;
  std::optional<AccountId> by, reader;
  std::optional<Date> read_on;
  std::optional<Date> starts, ends;
  rules::Stamp stamp;
  /// The day from which it holds: a refusal holds once it has been read.
  Date effective() const { return read_on && *read_on > on ? *read_on : on; }
};

struct Letter {
  RecordId id;
  std::string type, language, to, how, proof;
  Date on{};
};

struct Application {
  RecordId id;
  std::int64_t revision = 0;
  std::string status, country, from, basis, sender, reference, language;
  Date on{};
  bool withheld = false;                ///< something was left out of the packet; not what
  bool kept_by_law = false;             ///< the rest was erased when consent was taken back
  std::vector<rules::Duration> remind;  ///< how long before; never empty
  rules::Stamp stamp;
  std::vector<Decision> decisions;  ///< in the order in which they were recorded; events likewise
  std::vector<Event> events;
  std::vector<Letter> letters;
};

struct Ground {
  RecordId id;
  std::string fact, value, source, certainty, text;
  std::optional<Date> on;
};

/// A status that runs beside it: "asylum_claim".
struct Other {
  RecordId id;
  std::string status, reference;
  std::optional<Date> from, until;
  bool runs(Date on) const { return (!from || *from <= on) && (!until || on <= *until); }
};

struct Benefit {
  RecordId id;
  std::string benefit, under, payer;
  std::optional<Date> from, until;
};

struct Person {
  std::vector<std::string> names;  ///< what they are called first
  std::optional<PartialDate> born;
  std::string gender;
  std::vector<std::string> citizenship;
};

struct Dossier {
  Person person;  ///< the first of the case
  std::vector<Application> applications;
  std::vector<Ground> grounds;
  std::vector<Other> others;
  std::vector<Benefit> benefits;

  const Application* application(RecordId id) const;  ///< null when there is none
};

/// A record that misses what it must have is left out: it was altered from outside, and `verify`
/// tells of it.
Dossier dossier_of(const std::vector<records::Record>& records);

}  // namespace ts::protection
