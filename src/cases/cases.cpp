#include "cases/cases.h"

#include <algorithm>
#include <array>
#include <utility>

#include "care/age.h"
#include "care/consent.h"
#include "care/steps.h"

namespace ts::cases {
namespace {

using access::Permit;
using records::CaseFile;
using records::NewRecord;
using records::State;

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

/// Who is named as having done it; nobody to whom the story is not told.
std::vector<std::string> alleged_in(const std::vector<records::Record>& records) {
  std::vector<std::string> out;
  for (const auto& record : records)
    if (const auto name = catalogue::text_in(record.fields, "tsn_PerpetratorName"); !name.empty())
      out.emplace_back(name);
  return out;
}

}  // namespace

View Cases::view(db::Reader& tx, const Caller& caller, const Permit& permit,
                 const CaseFile& file) const {
  View out{.file = file,
           .changed_at = file.changed_at,
           .records = records_.all(tx, permit, file),
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
      [&](db::Latest& tx, const Permit&, const CaseFile&) {
        std::vector<Reading> out;
        for (const auto& entry : audit::about_case(tx, id, most))
          out.push_back({.at = entry.at, .by = entry.by, .what = entry.event.what});
        return out;
      });
}

}  // namespace ts::cases
