#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "cases/door.h"
#include "protection/course.h"
#include "protection/figures.h"
#include "protection/register.h"
#include "protection/support.h"
#include "records/idempotency.h"

/// Protection status from the application to its end: who may do what, in which order, and what is
/// stamped on it. The program warns and computes days; people decide.
namespace ts::protection {

using access::Caller;
using catalogue::Fields;

/// An application as it came to the office: what the packet shows, and no more.
struct Filing {
  CaseId id;
  std::optional<TeamId> team;  ///< nothing: the caller's own
  Fields person;
  Fields application;
};

/// What a case says about protection status, as somebody may see it.
struct View {
  records::CaseFile file;
  Date today{};
  Dossier dossier;
  std::vector<Course> courses;  ///< of the dossier's applications, in their order
  /// Every status of the law of `country` today, for the person as recorded.
  std::string country;
  std::vector<rules::Answer> possible;
  std::vector<Support> supports;
  std::vector<Warning> warnings;  ///< of the case as a whole
  bool may_decide = false;        ///< this caller works on the applications
};

enum class Work { due, running, ending, appeal, all };
std::optional<Work> work_of(std::string_view text);

/// One application in a list of work.
struct Row {
  CaseId case_id;
  RecordId application;
  std::string name;  ///< empty when this caller does not see it unopened
  std::string status, country;
  Date applied{};
  State state;
  std::optional<Date> decision_due, appeal_until;
  std::optional<Date> next;  ///< the day that the row is sorted by
  std::vector<Warning> warnings;
};

/// An application and how it stands: what a letter is written from (protection/letters.h).
struct Particulars {
  Application application;
  Course course;
};

/// Every call asks the policy and writes to the audit before it answers, as `cases::Cases` does and
/// with the same failures. What is not allowed in the state in which an application is:
/// `Failure{conflict, "application.other_stage"}`; no such application: `Failure{absent,
/// "record.absent"}`; a closed case: `Failure{conflict, "case.closed"}`.
class Protection {
 public:
  Protection(db::Database& database, audit::Journal& journal, const records::Records& records,
             const frames::Frames& frames, const access::Policy& policy,
             const Guarded<rules::Library>& laws);

  /// To be told of every case (frames::Frames::also).
  Register& applications() { return register_; }
  /// The packs that are in use now; whoever holds them goes on with them.
  rules::Library library() const { return *laws_.read(); }

  /// Opens a case for a packet. Problems are of "application.FIELD" and "person.FIELD":
  /// "application.no_law", "packet.not_needed" for what a packet does not show, "date.in_future".
  View file(const Caller& caller, Filing wanted, const records::Once& once);
  /// Another application in a case that is there.
  View add(const Caller& caller, CaseId id, Fields application, const records::Once& once);
  /// `country`: whose law `possible` is about.
  View read(const Caller& caller, CaseId id, const std::string& country);

  /// A fact with its source. "rules.no_such_fact", "rules.fact_of_other_type".
  View record_ground(const Caller& caller, CaseId id, Fields ground, const records::Once& once);
  /// Decided by the caller. A refusal waits for its reader.
  View decide(const Caller& caller, CaseId id, RecordId application, Fields decision,
              const records::Once& once);
  /// Reads the refusal that waits: `agrees` puts it in force, otherwise it is sent back.
  /// `Failure{forbidden, "decision.own_reading"}` for whoever decided.
  View read_refusal(const Caller& caller, CaseId id, RecordId application, bool agrees,
                    std::optional<Date> on, const std::string& remarks);
  View record_event(const Caller& caller, CaseId id, RecordId application, Fields event,
                    const records::Once& once);
  /// Other lead times for reminders: `fields` has `tsn_AppRemind`, and nothing else.
  View remind(const Caller& caller, CaseId id, RecordId application, const Fields& fields);
  View record_letter(const Caller& caller, CaseId id, RecordId application, Fields letter,
                     const records::Once& once);
  /// The person took the consent back. What the law keeps (the application, decisions, events) goes
  /// to a case of its own; the rest is forgotten with the key of this one. An application that was
  /// not decided is withdrawn. Only of a case that came as a packet: "application.not_a_packet".
  View take_back(const Caller& caller, CaseId id);

  std::vector<Row> list(const Caller& caller, Work work);
  std::vector<Figure> figures(const Caller& caller, const Question& question);
  Particulars particulars(const Caller& caller, CaseId id, RecordId application);

 private:
  template <class F>
  View change(const Caller& caller, CaseId id, const records::Once& once, F&& make);
  View view(db::Reader& tx, const Caller& caller, CaseId id, std::string country);
  void warn_of_others(const Caller& caller, View& view) const;
  Date today() const { return date_of(journal_.clock().now()); }

  db::Database& database_;
  audit::Journal& journal_;
  const records::Records& records_;
  const access::Policy& policy_;
  const Guarded<rules::Library>& laws_;
  cases::Door door_;
  Register register_;
};

}  // namespace ts::protection
