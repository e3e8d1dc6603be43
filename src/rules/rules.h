#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.h"
#include "rules/calendar.h"

/// The law's clock, as data. A pack says what a law says; a `Situation` says what is recorded about
/// a person; an `Answer` says what follows, with reasons and sources. It is a proposal: a person
/// decides.
namespace ts::rules {

struct Pack;    // rules/pack.h
struct Status;  // rules/pack.h

/// What is recorded. A fact that is not there is unknown, which is not the same as "no".
/// The names, with their types, are those of data/rules/facts.json and of the packs' own `facts`.
/// A moment counts as the date that it was in the time zone of the pack.
using Value = std::variant<bool, std::int64_t, Date, Instant, std::string>;
using Facts = std::map<std::string, Value, std::less<>>;

/// Another status that the person has, and what is paid under it: "asylum_claim", or a status of a
/// pack as "no-2008/reflection". `benefits` are keys of data/rules/benefits.json.
struct Held {
  std::string status;
  std::vector<std::string> benefits;
};

/// What is asked about: a person as recorded, on the day of an event (an application, a decision).
struct Situation {
  Date on;
  Facts facts;
  std::vector<Held> held;
};

enum class Truth : std::uint8_t { no, yes, unknown };

enum class Outcome : std::uint8_t {
  open,          ///< every condition is met as recorded; `unchecked` says what was not looked at
  needs_info,    ///< nothing speaks against it, but `missing` is not recorded
  closed,        ///< a condition is not met, or a bar stands: `reasons` says which
  not_in_force,  ///< the rule is not law on that day
  display_only   ///< the source is too weak to compute from: the text is shown, and no date
};
enum class Confidence : std::uint8_t { high, medium, low };
enum class Stage : std::uint8_t {
  identification,
  reflection,
  assistance,
  temporary_permit,
  settlement_path,
  return_home
};
/// What it is in law; `not_stated` where the sources do not say.
enum class Form : std::uint8_t {
  permit,
  deferred_removal,
  certificate,
  right,
  support_only,
  not_stated
};
enum class Work : std::uint8_t { yes, no, on_permit, not_stated };
enum class Cooperation : std::uint8_t { none, required, required_unless, not_stated };
std::string_view text(Truth);
std::string_view text(Outcome);
std::string_view text(Confidence);
std::string_view text(Stage);
std::string_view text(Form);
std::string_view text(Work);
std::string_view text(Cooperation);

/// A text of its own inside a `Phrase`: the key of a message, or of a label of a pack.
struct Label {
  std::string key;
  friend bool operator==(const Label&, const Label&) = default;
};
using Word = std::variant<std::string, std::int64_t, Date, Duration, Label, std::vector<Label>>;

/// Something to be said in the reader's language: the key of a message of data/messages/rules and
/// its arguments. `Words` (rules/words.h) makes the sentence.
struct Phrase {
  std::string key;
  std::map<std::string, Word, std::less<>> args;
  friend bool operator==(const Phrase&, const Phrase&) = default;
};

/// One line of why. `depth` 0 are the parts of a status (its condition, who by nationality, each
/// bar); deeper lines are what the line above consists of.
struct Reason {
  enum class Part : std::uint8_t { condition, nationality, bar, ending };
  Part part = Part::condition;
  Truth truth = Truth::unknown;
  int depth = 0;
  Phrase phrase;
};
std::string_view text(Reason::Part);

struct Source {
  std::string document;
  std::string at;  ///< article or section; may be empty
  int year = 0;    ///< 0: not stated
  Confidence confidence = Confidence::low;
  std::optional<Date> checked;
};

/// Nobody has looked at it again in the year before `today`, or nobody has noted when.
bool stale(const Source& source, Date today);

/// Exactly which text an answer was given under. Kept beside a decision, it makes the answer again
/// (`Library::pack`), whatever has been loaded since.
struct Stamp {
  std::string pack;     ///< "no-2008"
  std::string version;  ///< "1.0.0"
  std::string hash;     ///< BLAKE2b-256 of the file, 64 letters of hexadecimal
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

/// When a status runs, as far as the recorded dates say. All days are civil days where the pack is
/// law; a period ends with the end of its last day. A date is there only if every fact that it
/// rests on is recorded.
struct Clock {
  struct Start {
    std::string fact;
    Date on;
    bool used = false;
  };
  std::vector<Start> starts;          ///< every start that is recorded, in the order of the pack
  std::optional<Date> from;           ///< the day of the start that is used
  std::optional<Date> until;          ///< the last day
  std::optional<Date> not_before;     ///< the law's least: it cannot end before this day
  std::optional<Date> not_after;      ///< the law's most, with every extension that is open
  std::optional<Date> granted_until;  ///< what was decided, when recorded
  std::vector<Phrase> steps;          ///< how each date was found, in order
  std::vector<std::string> missing;   ///< facts without which a date stays open
};

/// Something to be done by somebody by a day.
struct Deadline {
  std::string key;  ///< "decision", "appeal", …: `deadline.KEY` in the messages
  std::optional<Date> due;
  std::vector<Phrase> steps;
  std::vector<std::string> missing;
};

/// A benefit, and under which status it is to be paid: once.
struct Paid {
  std::string benefit;
  std::string paid_by;             ///< "asylum_claim", "no-2008/reflection"
  std::vector<std::string> other;  ///< who would pay it, too: the double that is to be avoided
};

/// What one status of one pack says about one situation.
struct Answer {
  Stamp stamp;
  std::string jurisdiction;  ///< ISO 3166-1 alpha-2
  std::string status;        ///< id within the pack
  Label label;               ///< its name, for people
  std::string own_name;      ///< its name in the law's language; may be empty
  Stage stage = Stage::reflection;
  Form form = Form::not_stated;
  Work work = Work::not_stated;
  Cooperation cooperation = Cooperation::not_stated;
  Confidence confidence = Confidence::low;
  Outcome outcome = Outcome::needs_info;
  std::vector<Reason> reasons;
  std::vector<std::string> missing;    ///< facts that would decide it: ask for these
  std::vector<std::string> unchecked;  ///< facts behind bars, of which nothing is recorded
  std::vector<Reason> endings;         ///< recorded grounds that would end it; a person decides
  std::optional<Clock> clock;
  std::vector<Deadline> deadlines;
  std::vector<Paid> benefits;  ///< with what is held beside it (`Situation::held`)
  bool bars_removal = false;   ///< nobody may be removed while it runs
  bool renewable = false;
  std::vector<std::string> leads_to;  ///< statuses of the same pack that may follow
  std::vector<std::string> tables;    ///< reporting tables that it counts in: "P1"
  std::vector<Phrase> warnings;  ///< what the reader must see before deciding: below the floor, …
  std::vector<Phrase> notes;     ///< interplay with other statuses, weaknesses of the source
  std::vector<Source> sources;
};

/// A fact that conditions may name.
struct Fact {
  enum class Type : std::uint8_t { boolean, date, number, choice };
  std::string name;
  Type type = Type::boolean;
  std::vector<std::string> values;  ///< of a choice
  bool own = false;                 ///< of one pack alone, and not of data/rules/facts.json
};

/// A file as it came, by name ("no-2008.json").
struct File {
  std::string name;
  std::string content;
};

/// Why a file was not taken.
struct Refusal {
  std::string file;
  int line = 0;  ///< 0: the file as a whole
  Phrase reason;
};

/// All packs that answers can be given under. Immutable: loading makes a new one, and what was
/// asked of the old one is answered by the old one. Copies are cheap; all threads may share it.
class Library {
 public:
  /// The packs that are built into the program (data/rules). One that is refused is a `Bug`.
  static const Library& built_in();

  struct Loaded;
  /// This library with the packs of `files` added: "index.json" lists each with its hash. A pack of
  /// the same name takes the place of the one that was there, for events from now on; the old one
  /// is kept for `pack`. A file that is refused changes nothing.
  Loaded with(std::span<const File> files) const;

  /// Every pack that is in use, by name. Without those that were replaced.
  std::vector<std::shared_ptr<const Pack>> packs() const;
  /// In use, by name; null when there is none.
  std::shared_ptr<const Pack> pack(std::string_view name) const;
  /// The very text of the stamp, replaced or not; null when it was never loaded.
  std::shared_ptr<const Pack> pack(const Stamp& stamp) const;
  /// The pack that was read from this very file; null when it was refused.
  std::shared_ptr<const Pack> text_of(const File& file) const;
  /// The law of a jurisdiction on a day; null when we have none.
  std::shared_ptr<const Pack> in_force(std::string_view jurisdiction, Date on) const;
  /// Under which pack a running status is judged on a day: the one that it began under, unless a
  /// later law of the jurisdiction that is in force by then takes running cases over.
  std::shared_ptr<const Pack> governing(const Stamp& begun_under, Date on) const;
  /// Two-letter codes of the countries that we have a law of, sorted.
  std::vector<std::string> jurisdictions() const;

  /// One answer for each status of the law of `jurisdiction` on the day of the situation; none when
  /// we have no law of it. Facts that no pack knows are ignored. Facts of the wrong type are a
  /// `Failure{invalid, "rules.situation_malformed"}` that names them.
  std::vector<Answer> answers(std::string_view jurisdiction, const Situation& situation) const;
  /// The same under a given pack, whatever the date: to replay, or to look at another law.
  std::vector<Answer> answers(const Pack& pack, const Situation& situation) const;
  /// One status. `Failure{absent, "rules.no_status"}` when the pack has none of that id.
  Answer answer(const Pack& pack, std::string_view status, const Situation& situation) const;
  /// The clock of a status that a person has granted, whatever the conditions say: what was decided
  /// holds. Nothing when the source is too weak for dates.
  std::optional<Clock> clock(const Pack& pack, std::string_view status,
                             const Situation& situation) const;

  /// Only the outcome and the last day, for many people at a time.
  struct Verdict {
    Outcome outcome = Outcome::needs_info;
    std::optional<Date> until;
  };
  /// For each law in force on the day, in the order of `jurisdictions`, and each of its statuses.
  std::vector<Verdict> verdicts(const Situation& situation) const;

  /// Every fact that some pack may ask for, by name.
  std::vector<Fact> facts() const;
  /// The keys of data/rules/benefits.json in their order.
  const std::vector<std::string>& benefits() const;
  /// What a pack that is no part of the program says for a label; empty when it has none.
  std::string label(std::string_view key, std::string_view language) const;

  struct Content;  // rules/content.h

 private:
  explicit Library(std::shared_ptr<const Content> content) : content_{std::move(content)} {}
  std::shared_ptr<const Content> content_;
};

struct Library::Loaded {
  Library library;
  std::vector<Refusal> refusals;
};

/// Who pays what when several statuses run beside each other: every benefit once. Who pays already
/// goes on paying, so the order of `held` is the order in which they began.
std::vector<Paid> pay_once(std::span<const Held> held);
/// What would be paid no longer if `ending` ended: benefits that no other status of `held` pays.
std::vector<std::string> lapsing(std::span<const Held> held, std::string_view ending);

}  // namespace ts::rules
