#include "cases/cases.h"

#include <algorithm>
#include <array>
#include <utility>

#include "care/age.h"
#include "care/consent.h"
#include "care/retention.h"
#include "care/steps.h"

namespace ts::cases {
namespace {

using access::Grant;
using access::Permit;
using catalogue::Changes;
using records::CaseFile;
using records::NewRecord;
using records::State;

void must_be_open(const CaseFile& file) {
  if (file.joined) throw Failure{Fault::conflict, "case.joined"};
  if (file.state != State::open) throw Failure{Fault::conflict, "case.closed"};
}

/// What stands in a case that is joined to another is still worked on; what is new goes there.
void must_be_worked_on(const CaseFile& file) {
  if (!file.joined) must_be_open(file);
}

/// Somebody who is kept out does not become part of a case by being named in it.
void must_not_keep_out(const CaseFile& file, AccountId account) {
  if (file.standing().keeps_out(account)) throw Failure{Fault::conflict, "case.kept_out_colleague"};
}

void must_be_at(const CaseFile& file, std::int64_t revision) {
  if (file.revision != revision) throw Failure{Fault::stale, "store.changed_meanwhile"};
}

/// Sets the fields that the program keeps in step with how the case stands, in the case's own
/// record, which is added when the form has none.
void complete_case_record(std::vector<NewRecord>& records, AccountId owner) {
  auto own = std::find_if(records.begin(), records.end(),
                          [](const auto& record) { return record.kind == "case"; });
  if (own == records.end())
    own = records.insert(own, {.id = RecordId::random(), .kind = "case", .fields = {}});
  own->fields["cas_Status"] = std::string{"Active"};
  own->fields["cas_CaseOwner"] = owner.text();
}

bool agreed(const NewRecord& record) {
  const auto consent = record.fields.find("con_Consent");
  return consent != record.fields.end() && consent->second == catalogue::Value{true};
}

/// Every problem of every record at once, so that a form is sent back once.
std::vector<Problem> problems_of(const catalogue::Catalogue& catalogue,
                                 const std::vector<NewRecord>& records, Date today) {
  std::vector<Problem> out;
  std::vector<records::Record> here;
  for (const auto& record : records)
    here.push_back({.id = record.id,
                    .kind = record.kind,
                    .revision = 0,
                    .changed_at = {},
                    .changed_by = {},
                    .fields = record.fields});
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto* kind = catalogue.kind(records[i].kind);
    if (!kind || kind->internal) {
      out.push_back({"records[" + std::to_string(i) + "].kind", "kind.unknown"});
      continue;
    }
    const auto same_kind = [&](const auto& other) { return other.kind == records[i].kind; };
    if (kind->one_per_case &&
        std::find_if(records.begin(), records.end(), same_kind) - records.begin() <
            static_cast<std::ptrdiff_t>(i))
      out.push_back({"records[" + std::to_string(i) + "].kind", "record.one_per_case"});
    auto fields = records[i].fields;
    auto problems = catalogue.check(records[i].kind, fields);
    for (auto& problem : care::strangers_in(catalogue, fields, here))
      problems.push_back(std::move(problem));
    if (records[i].kind == "consent")
      for (auto& problem : care::problems_of_consent(records[i].fields, here, today))
        problems.push_back(std::move(problem));
    for (auto& problem : problems)
      out.push_back({"records[" + std::to_string(i) + "]." + problem.field, problem.message});
    if (records[i].kind == "consent" && !agreed(records[i]))
      out.push_back({"records[" + std::to_string(i) + "].con_Consent", "case.needs_consent"});
  }
  for (const auto& kind : catalogue.kinds())
    if (kind.required && std::none_of(records.begin(), records.end(),
                                      [&](const auto& record) { return record.kind == kind.name; }))
      out.push_back({kind.name, "kind.required"});
  return out;
}

/// The fields that `case_record` and closing keep in step are not written by hand; following up is
/// a status of an open case, and one's own choice.
void refuse_kept_in_step(const Changes& changes) {
  std::vector<Problem> problems;
  if (changes.contains("cas_CaseOwner")) problems.push_back({"cas_CaseOwner", "case.kept_in_step"});
  const auto status = changes.find("cas_Status");
  if (status != changes.end() && status->second != catalogue::Value{std::string{"Active"}} &&
      status->second != catalogue::Value{std::string{"FollowUp"}})
    problems.push_back({"cas_Status", "case.kept_in_step"});
  refuse_if_any(std::move(problems));
}

/// What the program writes is not rewritten by hand: a decision stays what was decided.
void refuse_internal(const catalogue::Catalogue& catalogue, const Changes& changes) {
  std::vector<Problem> problems;
  for (const auto& [name, value] : changes)
    if (const auto* field = catalogue.field(name); field && catalogue.kind(field->kind)->internal)
      problems.push_back({name, "field.not_yours"});
  refuse_if_any(std::move(problems));
}

/// The record with this id; null when there is none.
const records::Record* found_in(const std::vector<records::Record>& all, RecordId id) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& record) { return record.id == id; });
  return found == all.end() ? nullptr : &*found;
}

/// The fields as a change leaves them.
catalogue::Fields after(catalogue::Fields fields, const Changes& changes) {
  for (const auto& [name, value] : changes) {
    if (value)
      fields[name] = *value;
    else
      fields.erase(name);
  }
  return fields;
}

/// Who is named as having done it; nobody to whom the story is not told.
std::vector<std::string> alleged_in(const std::vector<records::Record>& records) {
  std::vector<std::string> out;
  for (const auto& record : records)
    if (const auto name = catalogue::text_in(record.fields, "tsn_PerpetratorName"); !name.empty())
      out.emplace_back(name);
  return out;
}

const records::Record& only(const std::vector<records::Record>& all, std::string_view kind) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& record) { return record.kind == kind; });
  // Every case was opened with one: it was taken away from outside.
  if (found == all.end()) throw Failure{Fault::unavailable, "store.damaged"};
  return *found;
}

}  // namespace

View Cases::view(db::Reader& tx, const Caller& caller, const Permit& permit,
                 const CaseFile& file) const {
  View out{.file = file,
           .changed_at = file.changed_at,
           .records = records_.all(tx, permit),
           .withheld = {},
           .can = {}};
  out.child = care::treated_as_child(out.records, today());
  show_ties(tx, caller, file, out);
  out.also_named = frames_.also_naming(file.id, alleged_in(out.records), caller.account);
  for (const auto& record : out.records)
    out.changed_at = std::max(out.changed_at, record.changed_at);
  for (const auto c : all_field_classes)
    if (c != FieldClass::counts && !permit.reads().has(c)) out.withheld.add(c);

  const bool open = file.state == State::open;
  constexpr std::array while_open{Action::case_change, Action::case_close, Action::case_assign};
  for (const auto action :
       {Action::case_change, Action::case_close, Action::case_reopen, Action::case_forget,
        Action::case_assign, Action::case_reason, Action::case_history, Action::case_refer,
        Action::case_compare, Action::case_join, Action::matter_send, Action::copy_make,
        Action::case_readers}) {
    const bool fits = action == Action::case_reopen   ? !open && !file.joined
                      : action == Action::case_change ? open || file.joined
                      : action == Action::case_forget ? !file.joined && file.holds.empty()
                      : std::find(while_open.begin(), while_open.end(), action) != while_open.end()
                          ? open
                          : true;
    if (fits && policy_.reaches(policy_.scope(caller.role, action), caller, file.standing()))
      out.can.push_back(action);
  }
  return out;
}

View Cases::open(const Caller& caller, NewCase wanted, const records::Once& once) {
  const auto general = ask(caller).require<Action::case_open>(caller);
  const auto team = wanted.team ? wanted.team : caller.team;
  complete_case_record(wanted.records, caller.account);
  auto problems = problems_of(records_.catalogue(), wanted.records, today());
  if (!team) problems.push_back({"team", "case.needs_team"});
  if (team && general.scope() == access::Scope::team && team != caller.team)
    problems.push_back({"team", "case.other_team"});
  refuse_if_any(std::move(problems));

  return journal_.write(caller.account, [&](audit::Work& work) {
    const auto outcome = records::once(work, once, [&] {
      const auto file = records_.open(work, general, wanted.id, *team);
      const auto grant = ask(caller).require<Action::case_open>(caller, file.standing());
      for (auto& record : wanted.records) records_.add(work, grant, std::move(record));
      for (auto& record : wanted.noted) records_.add(work, grant, std::move(record));
      return wanted.id.text();
    });
    const auto id = CaseId::parse(outcome.result).value();
    if (outcome.repeated) work.record({.what = audit::What::case_read, .case_id = id});
    const auto file = records_.file(work.tx(), id);
    const auto grant = ask(caller).require<Action::case_read>(caller, Door::standing_of(file));
    return view(work.tx(), caller, grant, *file);
  });
}

View Cases::read(const Caller& caller, CaseId id) {
  return door_.read<Action::case_read>(
      caller, id, audit::What::case_read,
      [&](db::Reader& tx, const Permit& permit, const CaseFile& file) {
        return view(tx, caller, permit, file);
      });
}

records::Record Cases::add(const Caller& caller, CaseId id, NewRecord wanted,
                           const records::Once& once) {
  const auto* kind = records_.catalogue().kind(wanted.kind);
  if (!kind || kind->internal) refuse_if_any({{"kind", "kind.unknown"}});
  return door_.change<Action::case_change>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        std::optional<records::Record> fresh;
        const auto outcome = records::once(work, once, [&] {
          must_be_open(file);
          fresh = added(work, permit, std::move(wanted));
          return fresh->id.text();
        });
        if (fresh) return *std::move(fresh);
        work.record({.what = audit::What::case_read, .case_id = id});
        const auto made = RecordId::parse(outcome.result).value();
        auto all = records_.all(work.tx(), permit);
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&](const auto& record) { return record.id == made; });
        // The key was first used in another case: nothing of that one is told here.
        if (found == all.end()) throw Failure{Fault::invalid, "idempotency.key_reused"};
        return std::move(*found);
      });
}

records::Record Cases::change(const Caller& caller, CaseId id, RecordId record, std::int64_t base,
                              Changes changes) {
  return door_.change<Action::case_change>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        must_be_worked_on(file);
        refuse_kept_in_step(changes);
        refuse_internal(records_.catalogue(), changes);
        return changed(work, permit, record, base, std::move(changes));
      });
}

void Cases::put_piece(const Caller& caller, CaseId id, RecordId file, FieldClass field_class,
                      std::int64_t piece, BytesView content) {
  door_.change<Action::case_change>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& stands) {
        must_be_open(stands);
        files_.put(work, permit, file, field_class, piece, content);
      });
}

Bytes Cases::piece(const Caller& caller, CaseId id, RecordId file, std::int64_t piece) {
  return door_.read<Action::case_read>(
      caller, id, audit::What::file_read,
      [&](db::Reader& tx, const Permit& permit, const CaseFile&) {
        return files_.piece(tx, permit, file, piece);
      },
      file);
}

care::ReferralLetter Cases::referral_letter(const Caller& caller, CaseId id, RecordId referral) {
  return door_.read<Action::case_refer>(
      caller, id, audit::What::referral_printed,
      [&](db::Reader& tx, const Permit& permit, const CaseFile&) {
        return care::referral_letter(records_.catalogue(), records_.all(tx, permit), referral,
                                     today());
      },
      referral);
}

void Cases::refuse_unfit(std::string_view kind, const catalogue::Fields& fields,
                         const std::vector<records::Record>& records) const {
  auto problems = care::strangers_in(records_.catalogue(), fields, records);
  if (kind == "consent")
    for (auto& problem : care::problems_of_consent(fields, records, today()))
      problems.push_back(std::move(problem));
  refuse_if_any(std::move(problems));
  care::refuse_early_step(kind, fields, records);
}

records::Record Cases::added(audit::Work& work, const Permit& permit, NewRecord wanted) {
  std::vector<records::Record> before;
  if (care::looks_beside(records_.catalogue(), wanted.kind, wanted.fields))
    before = records_.all(work.tx(), permit);
  refuse_unfit(wanted.kind, wanted.fields, before);
  auto out = records_.add(work, permit, std::move(wanted));
  follow_up(work, permit, nullptr, out, before);
  return out;
}

records::Record Cases::changed(audit::Work& work, const Permit& permit, RecordId id,
                               std::int64_t base, Changes changes) {
  const auto before = records_.all(work.tx(), permit);
  const auto* record = found_in(before, id);
  // What is not there, `records` says.
  if (record && record->revision == base) {
    const auto fields = after(record->fields, changes);
    refuse_unfit(record->kind, fields, before);
  }
  auto out = records_.change(work, permit, id, base, std::move(changes));
  follow_up(work, permit, record, out, before);
  return out;
}

void Cases::follow_up(audit::Work& work, const Permit& permit, const records::Record* before,
                      const records::Record& now, const std::vector<records::Record>& all) {
  if (const auto from = care::return_in(before, now, today()))
    for (auto& record : care::follow_ups(*from, all)) records_.add(work, permit, std::move(record));
}

records::Record Cases::note_copy(const Caller& caller, CaseId id, NewRecord given) {
  ensure(given.kind == "own_copy");
  return door_.change<Action::copy_make>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile&) {
        work.record({.what = audit::What::copy_made, .case_id = id, .record = given.id});
        return records_.add(work, permit, std::move(given));
      });
}

records::Record Cases::sign(const Caller& caller, CaseId id, RecordId record,
                            std::int64_t revision) {
  return door_.change<Action::case_change>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        must_be_worked_on(file);
        const auto all = records_.all(work.tx(), permit);
        const auto* found = found_in(all, record);
        if (!found) throw Failure{Fault::absent, "record.absent"};
        if (found->revision != revision) throw Failure{Fault::stale, "store.changed_meanwhile"};
        if (!records_.catalogue().kind(found->kind)->two_people)
          throw Failure{Fault::conflict, "record.not_signed"};
        for (const auto& change : records_.history(work.tx(), permit))
          if (change.record == record && change.by == caller.account)
            throw Failure{Fault::conflict, "record.sign_own"};
        return records_.add(work, permit, care::signature(*found, caller.account, today()));
      });
}

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

std::vector<records::Change> Cases::history(const Caller& caller, CaseId id) {
  return door_.read<Action::case_history>(
      caller, id, audit::What::case_history_read,
      [&](db::Reader& tx, const Permit& permit, const CaseFile&) {
        return records_.history(tx, permit);
      });
}

std::vector<Reading> Cases::readers(const Caller& caller, CaseId id) {
  constexpr std::size_t most = 10'000;
  return door_.read<Action::case_readers>(
      caller, id, audit::What::case_readers_read,
      [&](db::Reader& tx, const Permit&, const CaseFile&) {
        std::vector<Reading> out;
        for (const auto& entry : audit::about_case(tx, id, most))
          out.push_back({.at = entry.at, .by = entry.by, .what = entry.event.what});
        return out;
      });
}

}  // namespace ts::cases
