#include <algorithm>
#include <utility>

#include "cases/cases.h"
#include "cases/conditions.h"

/// Whose a case is, who helps, who is kept out, and who goes in from outside, and why.
namespace ts::cases {
namespace {

using access::Permit;
using records::CaseFile;

/// Somebody who is kept out does not become part of a case by being named in it.
void must_not_keep_out(const CaseFile& file, AccountId account) {
  if (file.standing().keeps_out(account)) throw Failure{Fault::conflict, "case.kept_out_colleague"};
}

}  // namespace

View Cases::assign(const Caller& caller, CaseId id, std::int64_t revision, AccountId owner,
                   std::optional<TeamId> team) {
  return door_.change<Action::case_assign>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        must_be_open(file);
        must_be_at(file, revision);
        must_not_keep_out(file, owner);
        auto changed = file;
        changed.owner = owner;
        if (team) changed.team = team;
        changed = records_.change_file(work, permit, changed, audit::What::case_assigned, owner);
        const auto own = only(records_.all(work.tx(), permit), "case");
        records_.change(work, permit, own.id, own.revision, {{"cas_CaseOwner", owner.text()}});
        return view(work.tx(), caller, permit, changed);
      });
}

View Cases::add_helper(const Caller& caller, CaseId id, std::int64_t revision, AccountId helper) {
  return door_.change<Action::case_assign>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        must_be_open(file);
        must_be_at(file, revision);
        must_not_keep_out(file, helper);
        auto changed = file;
        if (std::find(changed.helpers.begin(), changed.helpers.end(), helper) !=
            changed.helpers.end())
          throw Failure{Fault::conflict, "case.already_helper"};
        changed.helpers.push_back(helper);
        changed = records_.change_file(work, permit, changed, audit::What::helper_added, helper);
        return view(work.tx(), caller, permit, changed);
      });
}

View Cases::remove_helper(const Caller& caller, CaseId id, std::int64_t revision,
                          AccountId helper) {
  return door_.change<Action::case_assign>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        must_be_open(file);
        must_be_at(file, revision);
        auto changed = file;
        if (std::erase(changed.helpers, helper) == 0)
          throw Failure{Fault::absent, "case.not_helper"};
        changed = records_.change_file(work, permit, changed, audit::What::helper_removed, helper);
        return view(work.tx(), caller, permit, changed);
      });
}

View Cases::keep_out(const Caller& caller, CaseId id, std::int64_t revision, AccountId colleague) {
  return door_.change<Action::case_assign>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        must_be_at(file, revision);
        if (colleague == caller.account) throw Failure{Fault::conflict, "case.keep_out_self"};
        if (colleague == file.owner) throw Failure{Fault::conflict, "case.keep_out_owner"};
        if (file.standing().keeps_out(colleague))
          throw Failure{Fault::conflict, "case.already_kept_out"};
        auto changed = file;
        changed.kept_out.push_back(colleague);
        std::erase(changed.helpers, colleague);
        std::erase_if(changed.visits,
                      [&](const auto& visit) { return visit.account == colleague; });
        changed =
            records_.change_file(work, permit, changed, audit::What::colleague_kept_out, colleague);
        return view(work.tx(), caller, permit, changed);
      });
}

View Cases::let_in(const Caller& caller, CaseId id, std::int64_t revision, AccountId colleague) {
  return door_.change<Action::case_assign>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        must_be_at(file, revision);
        auto changed = file;
        if (std::erase(changed.kept_out, colleague) == 0)
          throw Failure{Fault::conflict, "case.not_kept_out"};
        changed =
            records_.change_file(work, permit, changed, audit::What::colleague_let_in, colleague);
        return view(work.tx(), caller, permit, changed);
      });
}

Instant Cases::break_glass(const Caller& caller, CaseId id, std::string reason) {
  return door_.change<Action::case_break_glass>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        const auto until = work.now() + glass_time;
        auto changed = file;
        std::erase_if(changed.visits, [&](const auto& visit) {
          return visit.account == caller.account || visit.until + glass_told <= work.now();
        });
        changed.visits.push_back({caller.account, until});
        records_.add(work, permit,
                     {.id = RecordId::random(),
                      .kind = "break_glass",
                      .fields = {{"tsn_BreakGlassReason", std::move(reason)}}});
        records_.change_file(work, permit, changed, audit::What::glass_broken, caller.account);
        return until;
      });
}

void Cases::give_reason(const Caller& caller, CaseId id, FieldClass field_class,
                        std::string reason) {
  if (!policy_.with_reason(caller.role).has(field_class))
    refuse_if_any({{"class", "field.not_a_choice"}});
  door_.change<Action::case_reason>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile&) {
        records_.add(work, permit,
                     {.id = RecordId::random(),
                      .kind = "access_reason",
                      .fields = {{"tsn_AccessClass", std::string{letter_of(field_class)}},
                                 {"tsn_AccessReason", std::move(reason)}}});
        work.record({.what = audit::What::class_reason_given, .case_id = id});
      });
}

}  // namespace ts::cases
