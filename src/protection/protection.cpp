#include "protection/protection.h"

#include <algorithm>
#include <utility>

#include "protection/facts.h"
#include "protection/forms.h"
#include "rules/pack.h"

namespace ts::protection {
namespace {

using access::Action;
using access::Permit;
using records::CaseFile;
using records::NewRecord;

void must_be_open(const CaseFile& file) {
  if (file.state != records::State::open) throw Failure{Fault::conflict, "case.closed"};
}

const Application& application_in(const Dossier& dossier, RecordId id) {
  const auto* application = dossier.application(id);
  if (!application) throw Failure{Fault::absent, "record.absent"};
  return *application;
}

NewRecord record(std::string kind, Fields fields) {
  return {.id = RecordId::random(), .kind = std::move(kind), .fields = std::move(fields)};
}

NewRecord case_record(AccountId owner) {
  return record("case", {{"cas_Status", std::string{"Active"}}, {"cas_CaseOwner", owner.text()}});
}

/// The agreement that the packet came with; nothing when a law made somebody send it.
std::optional<NewRecord> consent_of(const Fields& application) {
  if (application.at("tsn_AppBasis") == catalogue::Value{std::string{"legal_duty"}})
    return std::nullopt;
  return record("consent",
                {{"con_Consent", true}, {"tsn_ConsentDate", application.at("tsn_AppDate")}});
}

/// What the law keeps of a record when consent is taken back; nothing when it keeps none of it.
std::optional<NewRecord> kept_of(const records::Record& from,
                                 const std::map<std::string, std::string>& new_ids) {
  if (from.kind != "application" && from.kind != "decision" && from.kind != "status_event")
    return std::nullopt;
  auto out = record(from.kind, from.fields);
  if (from.kind == "application") {
    for (const auto* field : {"tsn_AppSender", "tsn_AppReference", "tsn_AppLanguage"})
      out.fields.erase(field);
    out.fields["tsn_AppKeptByLaw"] = true;
  }
  for (const auto* of : {"tsn_DecisionOf", "tsn_EventOf"})
    if (const auto found = out.fields.find(of); found != out.fields.end())
      if (const auto id = new_ids.find(std::get<std::string>(found->second)); id != new_ids.end())
        found->second = id->second;
  return out;
}

/// Ends what was not decided: the consent that carried it is gone.
std::vector<NewRecord> withdrawals(const Dossier& dossier,
                                   const std::map<std::string, std::string>& new_ids, Date today,
                                   AccountId by) {
  std::vector<NewRecord> out;
  for (const auto& application : dossier.applications) {
    const auto stage = state_of(application, today).stage;
    if (stage != Stage::received && stage != Stage::awaits_reader) continue;
    Fields fields{{"tsn_EventOf", new_ids.at(application.id.text())},
                  {"tsn_EventType", std::string{text(EventType::withdrawn)}},
                  {"tsn_EventDate", to_text(today)},
                  {"tsn_EventBy", by.text()}};
    forms::stamp(fields, "tsn_Event", application.stamp);
    out.push_back(record("status_event", std::move(fields)));
  }
  return out;
}

bool belongs(Work work, const Application& application, const Row& row, Date today) {
  switch (work) {
    case Work::due:
      return row.state.stage == Stage::received || row.state.stage == Stage::awaits_reader;
    case Work::running:
      return row.state.stage == Stage::running || row.state.stage == Stage::suspended;
    case Work::ending:
      return row.state.stage == Stage::running && row.state.ends &&
             reminds(application, *row.state.ends, today);
    case Work::appeal:
      return row.state.stage == Stage::appealed ||
             (row.state.stage == Stage::refused && row.appeal_until && *row.appeal_until >= today);
    case Work::all:
      return true;
  }
  return false;
}

std::optional<Date> next_day(const Row& row) {
  if (row.decision_due) return row.decision_due;
  if (row.state.stage == Stage::refused || row.state.stage == Stage::appealed)
    return row.appeal_until;
  return row.state.ends ? row.state.ends : std::optional{row.applied};
}

}  // namespace

std::optional<Work> work_of(std::string_view text) {
  constexpr std::array<std::string_view, 5> names{"due", "running", "ending", "appeal", "all"};
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Work>(found - names.begin());
}

Protection::Protection(db::Database& database, audit::Journal& journal,
                       const records::Records& records, const frames::Frames& frames,
                       const access::Policy& policy, const Guarded<rules::Library>& laws)
    : database_{database},
      journal_{journal},
      records_{records},
      policy_{policy},
      laws_{laws},
      door_{database, journal, records, frames, policy} {}

View Protection::view(db::Reader& tx, const Caller& caller, CaseId id, std::string country) {
  const auto file = records_.file(tx, id);
  const auto standing = cases::Door::standing_of(file);
  const auto grant = policy_.require<Action::protection_read>(caller, standing);
  const auto library = this->library();
  View out{.file = *file,
           .today = today(),
           .dossier = dossier_of(records_.all(tx, grant)),
           .courses = {},
           .country = std::move(country),
           .possible = {},
           .supports = {},
           .warnings = {},
           .may_decide = file->state == records::State::open &&
                         policy_.reaches(policy_.scope(caller.role, Action::protection_decide),
                                         caller, standing)};
  for (const auto& application : out.dossier.applications)
    out.courses.push_back(course_of(out.dossier, application, out.today, library));
  if (out.country.empty() && !out.dossier.applications.empty())
    out.country = out.dossier.applications.front().country;
  const auto known = known_of(out.dossier, nullptr, out.today, library);
  out.possible = library.answers(
      out.country,
      {.on = out.today, .facts = known.facts, .held = held_of(out.dossier, out.today)});
  out.supports = supports_of(out.dossier, out.today, library);
  out.warnings = warnings_of(out.dossier, out.supports, out.today);
  warn_of_others(caller, out);
  return out;
}

/// Somebody alike has an application in another case of the office: both are named to whoever may
/// open both; to others it is only said that there is one.
void Protection::warn_of_others(const Caller& caller, View& view) const {
  if (view.dossier.applications.empty() || view.dossier.person.names.empty()) return;
  const auto mine = likeness_of(view.dossier.person);
  const auto scope = policy_.scope(caller.role, Action::protection_read);
  register_.each([&](const Register::Entry& entry) {
    if (entry.standing.case_id == view.file.id || !alike(mine, entry.likeness)) return;
    if (policy_.reaches(scope, caller, entry.standing))
      view.warnings.push_back({"perhaps_same", {{"case", entry.standing.case_id.text()}}});
    else
      view.warnings.push_back({"perhaps_same_elsewhere", {}});
  });
}

template <class F>
View Protection::change(const Caller& caller, CaseId id, const records::Once& once, F&& make) {
  return door_.change<Action::protection_decide>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        const auto outcome = records::once(work, once, [&] {
          must_be_open(file);
          make(work, permit, dossier_of(records_.all(work.tx(), permit)));
          return id.text();
        });
        if (outcome.repeated) work.record({.what = audit::What::case_read, .case_id = id});
        return view(work.tx(), caller, id, {});
      });
}

View Protection::file(const Caller& caller, Filing wanted, const records::Once& once) {
  const auto general = door_.ask(caller).require<Action::application_open>(caller);
  const auto team = wanted.team ? wanted.team : caller.team;
  auto problems = forms::application(records_.catalogue(), library(), wanted.application, today(),
                                     "application.");
  for (auto& problem : forms::person(records_.catalogue(), wanted.person, today()))
    problems.push_back(std::move(problem));
  if (!team) problems.push_back({"team", "case.needs_team"});
  if (team && team != caller.team) problems.push_back({"team", "case.other_team"});
  refuse_if_any(std::move(problems));

  return journal_.write(caller.account, [&](audit::Work& work) {
    const auto outcome = records::once(work, once, [&] {
      const auto file = records_.open(work, general, wanted.id, *team);
      const auto grant =
          door_.ask(caller).require<Action::application_open>(caller, file.standing());
      records_.add(work, grant, record("person", std::move(wanted.person)));
      records_.add(work, grant, case_record(caller.account));
      if (auto consent = consent_of(wanted.application))
        records_.add(work, grant, std::move(*consent));
      records_.add(work, grant, record("application", std::move(wanted.application)));
      return wanted.id.text();
    });
    const auto id = CaseId::parse(outcome.result).value();
    if (outcome.repeated) work.record({.what = audit::What::case_read, .case_id = id});
    return view(work.tx(), caller, id, {});
  });
}

View Protection::add(const Caller& caller, CaseId id, Fields application,
                     const records::Once& once) {
  return change(caller, id, once, [&](audit::Work& work, const Permit& permit, const Dossier&) {
    refuse_if_any(forms::application(records_.catalogue(), library(), application, today()));
    records_.add(work, permit, record("application", application));
  });
}

View Protection::read(const Caller& caller, CaseId id, const std::string& country) {
  return door_.read<Action::protection_read>(caller, id, audit::What::case_read,
                                             [&](db::Reader& tx, const Permit&, const CaseFile&) {
                                               return view(tx, caller, id, country);
                                             });
}

View Protection::record_ground(const Caller& caller, CaseId id, Fields ground,
                               const records::Once& once) {
  return door_.change<Action::protection_record>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        const auto outcome = records::once(work, once, [&] {
          must_be_open(file);
          forms::ground(records_.catalogue(), library(), ground, today());
          records_.add(work, permit, record("ground", std::move(ground)));
          return id.text();
        });
        if (outcome.repeated) work.record({.what = audit::What::case_read, .case_id = id});
        return view(work.tx(), caller, id, {});
      });
}

View Protection::decide(const Caller& caller, CaseId id, RecordId application, Fields decision,
                        const records::Once& once) {
  return change(caller, id, once,
                [&](audit::Work& work, const Permit& permit, const Dossier& dossier) {
                  const auto& about = application_in(dossier, application);
                  if (state_of(about, today()).stage != Stage::received)
                    throw Failure{Fault::conflict, "application.other_stage"};
                  decision["tsn_DecisionOf"] = application.text();
                  forms::decision(records_.catalogue(), library(), dossier, about, decision,
                                  today(), caller.account);
                  records_.add(work, permit, record("decision", std::move(decision)));
                });
}

View Protection::read_refusal(const Caller& caller, CaseId id, RecordId application, bool agrees,
                              std::optional<Date> on, const std::string& remarks) {
  return change(
      caller, id, {}, [&](audit::Work& work, const Permit& permit, const Dossier& dossier) {
        const auto* decision = awaiting(application_in(dossier, application));
        if (!decision) throw Failure{Fault::conflict, "application.other_stage"};
        if (decision->by == caller.account) throw Failure{Fault::forbidden, "decision.own_reading"};
        std::vector<Problem> problems;
        const auto day = on.value_or(today());
        if (day > today()) problems.push_back({"on", "date.in_future"});
        if (day < decision->on) problems.push_back({"on", "date.too_early"});
        if (!agrees && remarks.empty()) problems.push_back({"remarks", "field.required"});
        refuse_if_any(std::move(problems));
        catalogue::Changes changes{
            {"tsn_DecisionState",
             std::string{text(agrees ? Reading::in_force : Reading::sent_back)}},
            {"tsn_DecisionReader", caller.account.text()},
            {"tsn_DecisionReadOn", to_text(day)}};
        if (!remarks.empty()) changes["tsn_DecisionRemarks"] = remarks;
        records_.change(work, permit, decision->id, decision->revision, std::move(changes));
      });
}

View Protection::record_event(const Caller& caller, CaseId id, RecordId application, Fields event,
                              const records::Once& once) {
  return change(
      caller, id, once, [&](audit::Work& work, const Permit& permit, const Dossier& dossier) {
        const auto& about = application_in(dossier, application);
        event["tsn_EventOf"] = application.text();
        forms::event(records_.catalogue(), library(), about, event, today(), caller.account);
        records_.add(work, permit, record("status_event", std::move(event)));
      });
}

View Protection::remind(const Caller& caller, CaseId id, RecordId application,
                        const Fields& fields) {
  return change(caller, id, {},
                [&](audit::Work& work, const Permit& permit, const Dossier& dossier) {
                  const auto& about = application_in(dossier, application);
                  records_.change(work, permit, about.id, about.revision,
                                  forms::reminders(records_.catalogue(), fields));
                });
}

View Protection::record_letter(const Caller& caller, CaseId id, RecordId application, Fields letter,
                               const records::Once& once) {
  return change(caller, id, once,
                [&](audit::Work& work, const Permit& permit, const Dossier& dossier) {
                  const auto& about = application_in(dossier, application);
                  letter["tsn_LetterOf"] = application.text();
                  forms::letter(records_.catalogue(), about, letter, today());
                  records_.add(work, permit, record("letter", std::move(letter)));
                });
}

View Protection::take_back(const Caller& caller, CaseId id) {
  const auto kept = CaseId::random();
  door_.change<Action::protection_decide>(
      caller, id,
      [&](audit::Work& work, const access::Grant<Action::protection_decide>& permit,
          const CaseFile& file) {
        if (!file.from_packet) throw Failure{Fault::conflict, "application.not_a_packet"};
        const auto records = records_.all(work.tx(), permit);
        const auto opened =
            records_.open(work, door_.ask(caller).require<Action::application_open>(caller), kept,
                          file.team.value());
        const auto grant =
            door_.ask(caller).require<Action::application_open>(caller, opened.standing());
        records_.add(work, grant, case_record(caller.account));
        std::map<std::string, std::string> new_ids;
        for (const auto& record : records)
          if (auto out = kept_of(record, new_ids)) {
            new_ids[record.id.text()] = out->id.text();
            records_.add(work, grant, std::move(*out));
          }
        for (auto& withdrawal : withdrawals(dossier_of(records), new_ids, today(), caller.account))
          records_.add(work, grant, std::move(withdrawal));
        records_.intend_forgetting(work, permit);
      });
  journal_.write(caller.account, [&](audit::Work& work) {
    records_.forget(work, id, records::Reason::asked_by_person);
  });
  database_.scrub_keys();
  return database_.read([&](db::Reader& tx) { return view(tx, caller, kept, {}); });
}

std::vector<Row> Protection::list(const Caller& caller, Work work) {
  const auto grant = door_.ask(caller).require<Action::protection_read>(caller);
  const auto day = today();
  const auto library = this->library();
  std::vector<Row> out;
  register_.each([&](const Register::Entry& entry) {
    if (!policy_.reaches(grant.scope(), caller, entry.standing)) return;
    const auto here = policy_.require<Action::protection_read>(caller, entry.standing);
    const bool named =
        here.reads().has(FieldClass::contact) && caller.role != access::Role::supervisor;
    const auto& names = entry.dossier.person.names;
    for (const auto& application : entry.dossier.applications) {
      auto course = course_of(entry.dossier, application, day, library);
      Row row{.case_id = entry.standing.case_id,
              .application = application.id,
              .name = named && !names.empty() ? names.front() : std::string{},
              .status = application.status,
              .country = application.country,
              .applied = application.on,
              .state = course.state,
              .decision_due = course.decision_due,
              .appeal_until = course.appeal_until,
              .next = {},
              .warnings = std::move(course.warnings)};
      row.next = next_day(row);
      if (belongs(work, application, row, day)) out.push_back(std::move(row));
    }
  });
  std::stable_sort(out.begin(), out.end(),
                   [](const Row& a, const Row& b) { return a.next < b.next; });
  journal_.note(caller.account, {.what = audit::What::case_listed});
  return out;
}

std::vector<Figure> Protection::figures(const Caller& caller, const Question& question) {
  const auto grant = door_.ask(caller).require<Action::protection_count>(caller);
  const bool safe = grant.scope() == access::Scope::safe;
  std::vector<Act> acts;
  register_.each([&](const Register::Entry& entry) {
    if (!safe && !policy_.reaches(grant.scope(), caller, entry.standing)) return;
    for (const auto& application : entry.dossier.applications)
      acts.push_back(act_of(entry.dossier, application));
  });
  auto out = figures_of(acts, question);
  if (safe) make_safe(out, frames::Frames::safe_base, frames::Frames::safe_least);
  journal_.note(caller.account, {.what = audit::What::counts_read});
  return out;
}

Particulars Protection::particulars(const Caller& caller, CaseId id, RecordId application) {
  return door_.read<Action::protection_read>(
      caller, id, audit::What::case_read,
      [&](db::Reader& tx, const Permit& permit, const CaseFile&) {
        const auto dossier = dossier_of(records_.all(tx, permit));
        const auto& about = application_in(dossier, application);
        return Particulars{.application = about,
                           .course = course_of(dossier, about, today(), library())};
      });
}

}  // namespace ts::protection
