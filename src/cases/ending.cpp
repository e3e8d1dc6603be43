#include <utility>

#include "care/retention.h"
#include "care/steps.h"
#include "cases/cases.h"
#include "cases/conditions.h"

/// Closing a case, which can be taken back, and forgetting it, which cannot.
namespace ts::cases {
namespace {

using access::Grant;
using access::Permit;
using catalogue::Changes;
using records::CaseFile;
using records::State;

}  // namespace

View Cases::close(const Caller& caller, CaseId id, std::int64_t revision, Changes closing) {
  return door_.change<Action::case_close>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        must_be_open(file);
        must_be_at(file, revision);
        refuse_if_any(records_.catalogue().check("case", closing));  // cleans it, too
        refuse_kept_in_step(closing);
        const auto reason = closing.find("tsn_CloseReason");
        if (reason == closing.end() || !reason->second)
          refuse_if_any({{"tsn_CloseReason", "field.required"}});
        const auto now = closed(work, permit, file, std::move(closing));
        return view(work.tx(), caller, permit, now);
      });
}

CaseFile Cases::closed(audit::Work& work, const Permit& permit, const CaseFile& file,
                       Changes closing) const {
  const auto reason = std::get<std::string>(*closing.at("tsn_CloseReason"));
  closing["cas_Status"] = std::string{reason == "transferred" ? "ClosedReferred" : "Closed"};
  const auto all = records_.all(work.tx(), permit);
  const auto own = only(all, "case");
  records_.change(work, permit, own.id, own.revision, closing);
  if (care::followed_after_closing(reason))
    for (auto& record : care::follow_ups(today(), all))
      records_.add(work, permit, std::move(record));
  auto out = file;
  out.state = State::closed;
  return records_.change_file(work, permit, out, audit::What::case_closed);
}

void Cases::handed_over(audit::Work& work, const access::Unasked& permit) const {
  const auto file = records_.file(work.tx(), permit.case_id());
  if (!file || file->state != State::open || file->joined) return;
  closed(work, permit, *file, {{"tsn_CloseReason", std::string{"transferred"}}});
}

View Cases::reopen(const Caller& caller, CaseId id, std::int64_t revision) {
  return door_.change<Action::case_reopen>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        must_be_at(file, revision);
        if (file.state == State::open) throw Failure{Fault::conflict, "case.open"};
        refuse_joined(work.tx(), file, "case.joined");
        const auto own = only(records_.all(work.tx(), permit), "case");
        records_.change(work, permit, own.id, own.revision,
                        {{"cas_Status", std::string{"Active"}}, {"tsn_CloseReason", std::nullopt}});
        auto open = file;
        open.state = State::open;
        open.joined.reset();
        open = records_.change_file(work, permit, open, audit::What::case_reopened);
        return view(work.tx(), caller, permit, open);
      });
}

records::Certificate Cases::forget(const Caller& caller, CaseId id, std::int64_t revision,
                                   records::Reason reason) {
  door_.change<Action::case_forget>(
      caller, id,
      [&](audit::Work& work, const Grant<Action::case_forget>& grant, const CaseFile& file) {
        must_be_at(file, revision);
        refuse_joined(work.tx(), file, "case.joined_forget");
        if (care::is_held(records_.all(work.tx(), grant), today()))
          throw Failure{Fault::conflict, "case.held"};
        records_.intend_forgetting(work, grant, reason);
      });
  auto certificate = journal_.write(
      caller.account, [&](audit::Work& work) { return records_.forget(work, id, reason); });
  database_.scrub_keys();
  return certificate;
}

void Cases::finish_forgetting() {
  const auto begun = database_.read([&](db::Reader& tx) { return records_.half_forgotten(tx); });
  for (const auto& [id, reason] : begun) try {
      journal_.write(std::nullopt, [&](audit::Work& work) { records_.forget(work, id, reason); });
    } catch (const Failure& failure) {
      if (failure.fault() != Fault::absent) throw;  // who began it, in another process, was faster
    }
  if (!begun.empty()) database_.scrub_keys();
}

bool Cases::forget_again(CaseId id, records::Reason reason) {
  if (!database_.read([&](db::Reader& tx) { return records_.holds(tx, id); })) return false;
  journal_.write(std::nullopt, [&](audit::Work& work) { records_.forget(work, id, reason); });
  database_.scrub_keys();
  return true;
}

}  // namespace ts::cases
