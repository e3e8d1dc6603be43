#pragma once

#include <optional>

#include "access/policy.h"
#include "audit/audit.h"
#include "db/db.h"
#include "frames/frames.h"
#include "records/records.h"

namespace ts::cases {

/// The one way to a case: asks the policy and leaves the trace in the audit, for whatever service
/// works on cases. A case that is not there and a case that is not the caller's are the same
/// `Failure{absent, "case.absent"}` after the same work; a role that never does this is
/// `Failure{forbidden, "access.not_your_role"}`.
class Door {
 public:
  Door(db::Database& database, audit::Journal& journal, const records::Records& records,
       const frames::Frames& frames, const access::Policy& policy)
      : database_{database},
        journal_{journal},
        records_{records},
        frames_{frames},
        policy_{policy} {}

  /// Runs `body(Work&, Grant<A>, CaseFile)` in one unit of work.
  template <access::Action A, class F>
  auto change(const access::Caller& caller, CaseId id, F&& body) {
    refuse_strangers<A>(caller, id);
    return journal_.write(caller.account, [&](audit::Work& work) {
      // Asked again inside the transaction: what the columns say may be a moment old.
      const auto file = records_.file(work.tx(), id);
      const auto grant = ask(caller).require<A>(caller, standing_of(file));
      return body(work, grant, *file);
    });
  }

  /// The same for two cases of which the caller must have the right to both: `body(Work&, Grant<A>,
  /// CaseFile, Grant<A>, CaseFile)`.
  template <access::Action A, class F>
  auto change_both(const access::Caller& caller, CaseId one, CaseId other, F&& body) {
    refuse_strangers<A>(caller, one);
    refuse_strangers<A>(caller, other);
    return journal_.write(caller.account, [&](audit::Work& work) {
      const auto first = records_.file(work.tx(), one), second = records_.file(work.tx(), other);
      const auto here = ask(caller).require<A>(caller, standing_of(first));
      const auto there = ask(caller).require<A>(caller, standing_of(second));
      return body(work, here, *first, there, *second);
    });
  }

  /// Runs `body(Reader&, Grant<A>, CaseFile)`, or with a `Latest&`, and says `what` before it
  /// answers, of `record` where it is one alone.
  template <access::Action A, class F>
  auto read(const access::Caller& caller, CaseId id, audit::What what, F&& body,
            std::optional<RecordId> record = {}) {
    refuse_strangers<A>(caller, id);
    using Tx = db::Snapshot<F, const access::Grant<A>&, const records::CaseFile&>;
    auto out = database_.read([&](Tx& tx) {
      const auto file = records_.file(tx, id);
      const auto grant = ask(caller).require<A>(caller, standing_of(file));
      return body(tx, grant, *file);
    });
    journal_.note(caller.account, {.what = what, .case_id = id, .record = record});
    return out;
  }

  /// The policy, for somebody of this organisation; another caller is a Bug.
  const access::Policy& ask(const access::Caller& caller) const {
    ensure(caller.org == records_.org());
    return policy_;
  }

  static std::optional<access::Standing> standing_of(const std::optional<records::CaseFile>& file) {
    if (!file) return std::nullopt;
    return file->standing();
  }

 private:
  /// A refused attempt leaves the same trace whether there is such a case or not, and so takes as
  /// long.
  template <access::Action A>
  void refuse_strangers(const access::Caller& caller, CaseId id) {
    const auto scope = policy_.scope(caller.role, A);
    const auto stands = standing(id);
    if (scope != access::Scope::none && !policy_.reaches(scope, caller, stands))
      journal_.note(caller.account, {.what = audit::What::case_refused, .case_id = id});
    ask(caller).require<A>(caller, stands);
  }
  std::optional<access::Standing> standing(CaseId id);

  db::Database& database_;
  audit::Journal& journal_;
  const records::Records& records_;
  const frames::Frames& frames_;
  const access::Policy& policy_;
};

}  // namespace ts::cases
