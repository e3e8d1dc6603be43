#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cases/door.h"
#include "interviews/file.h"
#include "records/idempotency.h"

/// Screening in a case: questions are asked in any order and at any time, by whoever works on the
/// case, and what they come to is a panel. Nothing here sets a status.
namespace ts::interviews {

using access::Caller;

/// What somebody answered, or takes back.
struct NewAnswer {
  std::string question;
  std::optional<screening::Reply> reply;
  std::string words, source;
  std::int64_t revision = 0;  ///< the answer that it replaces was read at; 0: there was none
};

struct View {
  records::CaseFile file;
  File content;
  std::vector<screening::Sheet> sheets;
  screening::Panel panel;
  bool may_record = false;  ///< this caller asks and answers here
};

/// Every call asks the policy and writes to the audit before it answers, with the failures of
/// `cases::Door`; a closed case is `Failure{conflict, "case.closed"}`.
class Interviews {
 public:
  Interviews(db::Database& database, audit::Journal& journal, const records::Records& records,
             const frames::Frames& frames, const access::Policy& policy,
             const screening::Library& library);

  const screening::Library& library() const { return library_; }

  View read(const Caller& caller, CaseId id);
  /// Begins a set. `Failure{invalid, …}` with "instrument": "field.not_a_choice".
  View begin(const Caller& caller, CaseId id, const std::string& instrument,
             const records::Once& once);
  /// Keeps answers, all of them or none. Problems are of "answers[2].question"
  /// ("field.not_a_choice"), "answers[2].tsn_AnswerWords" and so on. `Failure{stale,
  /// "store.changed_meanwhile"}` when one was answered by somebody else meanwhile; `Failure{absent,
  /// "record.absent"}` when the case has no such interview.
  View save(const Caller& caller, CaseId id, RecordId interview,
            const std::vector<NewAnswer>& answers, const records::Once& once);

 private:
  template <class F>
  View change(const Caller& caller, CaseId id, const records::Once& once, F&& make);
  View view(db::Reader& tx, const Caller& caller, const access::Permit& permit,
            const records::CaseFile& file) const;
  void put(audit::Work& work, const access::Permit& permit, const Interview& interview,
           const NewAnswer& answer) const;
  Date today() const { return date_of(journal_.clock().now()); }

  audit::Journal& journal_;
  const records::Records& records_;
  const access::Policy& policy_;
  const screening::Library& library_;
  cases::Door door_;
};

}  // namespace ts::interviews
