#include <array>
#include <utility>

#include "records/records.h"
#include "records/sealed.h"

namespace ts::records {
namespace {

constexpr std::array<std::pair<Reason, std::string_view>, 3> reasons{
    {{Reason::asked_by_person, "asked_by_person"},
     {Reason::retention_ended, "retention_ended"},
     {Reason::opened_in_error, "opened_in_error"}}};

void ask_for(audit::Work& work, CaseId id, Reason reason) {
  work.tx().run("UPDATE case_file SET forgetting = ? WHERE id = ?", text(reason), id);
  work.record({.what = audit::What::case_forget_asked, .case_id = id});
}

}  // namespace

std::string_view text(Reason reason) { return reasons[static_cast<std::size_t>(reason)].second; }

std::optional<Reason> reason_of(std::string_view text) {
  for (const auto& [reason, name] : reasons)
    if (name == text) return reason;
  return std::nullopt;
}

void Records::intend_forgetting(audit::Work& work,
                                const access::Grant<access::Action::case_forget>& grant,
                                Reason reason) const {
  ask_for(work, grant.case_id(), reason);
}

void Records::intend_forgetting(
    audit::Work& work, const access::Grant<access::Action::protection_decide>& grant) const {
  ask_for(work, grant.case_id(), Reason::asked_by_person);
}

Certificate Records::forget(audit::Work& work, CaseId id, Reason reason) const {
  auto& tx = work.tx();
  if (tx.one("SELECT case_id FROM certificate WHERE case_id = ?", id))
    throw Failure{Fault::absent, "case.absent"};  // somebody else was faster
  const auto count = tx.one("SELECT COUNT(*) FROM record WHERE case_id = ?", id)->integer(0);
  tx.run("DELETE FROM part WHERE case_id = ?", id);
  tx.run("DELETE FROM revision WHERE case_id = ?", id);
  tx.run("DELETE FROM record WHERE case_id = ?", id);
  tx.run("DELETE FROM file_piece WHERE case_id = ?", id);
  tx.run("UPDATE case_file SET forgetting = ?, sealed = NULL WHERE id = ?", text(reason), id);
  keyring_.destroy_case_key(tx, id);
  const auto seq = work.record({.what = audit::What::case_forgotten,
                                .case_id = id,
                                .digest = sealed::certificate_digest(id, text(reason), count)});
  tx.run(
      "INSERT INTO certificate (case_id, at, by_account, reason, records, audit_seq)"
      " VALUES (?, ?, ?, ?, ?, ?)",
      id, work.now(), work.by(), text(reason), count, seq);
  sealed::tell_followers(tx, id);
  return {.case_id = id,
          .at = work.now(),
          .by = work.by(),
          .reason = reason,
          .records = count,
          .audit_seq = seq};
}

std::vector<std::pair<CaseId, Reason>> Records::half_forgotten(db::Reader& tx) const {
  // Only what somebody asked for, so that a word written into the table from outside forgets
  // nothing.
  std::vector<std::pair<CaseId, Reason>> out;
  for (const auto& row : tx.all("SELECT id, forgetting FROM case_file WHERE forgetting IS NOT NULL"
                                " AND id NOT IN (SELECT case_id FROM certificate)"
                                " AND EXISTS (SELECT 1 FROM audit WHERE case_id = case_file.id"
                                " AND what = ?)",
                                audit::text(audit::What::case_forget_asked)))
    out.emplace_back(sealed::id_at<CaseId>(row, 0),
                     reason_of(row.text(1)).value_or(Reason::asked_by_person));
  return out;
}

std::vector<Certificate> Records::certificates(db::Reader& tx) const {
  std::vector<Certificate> out;
  for (const auto& row : tx.all("SELECT case_id, at, by_account, reason, records, audit_seq"
                                " FROM certificate ORDER BY audit_seq DESC"))
    out.push_back(
        {.case_id = sealed::id_at<CaseId>(row, 0),
         .at = row.instant(1),
         .by = row.null(2) ? std::nullopt : std::optional{sealed::id_at<AccountId>(row, 2)},
         .reason = reason_of(row.text(3)).value_or(Reason::asked_by_person),
         .records = row.integer(4),
         .audit_seq = row.integer(5)});
  return out;
}

}  // namespace ts::records
