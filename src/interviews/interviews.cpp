#include "interviews/interviews.h"

#include <set>
#include <utility>

namespace ts::interviews {
namespace {

using access::Action;
using access::Permit;
using catalogue::Changes;
using catalogue::Fields;
using records::CaseFile;

/// Text that may be empty: an empty box says nothing.
void set(Fields& fields, std::string_view name, const std::string& value) {
  if (!value.empty()) fields[std::string{name}] = value;
}

Fields fields_of(const Interview& interview, const NewAnswer& answer) {
  Fields out{{"tsn_AnswerOf", interview.id.text()}, {"tsn_AnswerQuestion", answer.question}};
  if (answer.reply) out["tsn_AnswerReply"] = std::string{text(*answer.reply)};
  set(out, "tsn_AnswerWords", answer.words);
  set(out, "tsn_AnswerSource", answer.source);
  return out;
}

/// The same as changes: what is no longer there is cleared.
Changes changes_of(const Fields& fields) {
  Changes out{{"tsn_AnswerReply", {}}, {"tsn_AnswerWords", {}}, {"tsn_AnswerSource", {}}};
  for (auto& [name, value] : out)
    if (const auto found = fields.find(name); found != fields.end()) value = found->second;
  return out;
}

const Interview& interview_in(const File& file, RecordId id) {
  for (const auto& each : file.interviews)
    if (each.id == id) return each;
  throw Failure{Fault::absent, "record.absent"};
}

void check(const catalogue::Catalogue& catalogue, const Interview& interview,
           const std::vector<NewAnswer>& answers) {
  std::vector<Problem> problems;
  std::set<std::string_view> asked;
  if (answers.empty()) problems.push_back({"answers", "field.required"});
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto at = "answers[" + std::to_string(i) + "].";
    auto fields = fields_of(interview, answers[i]);
    if (!interview.instrument->question(answers[i].question) ||
        !asked.insert(answers[i].question).second)
      problems.push_back({at + "question", "field.not_a_choice"});
    for (const auto& problem : catalogue.check("answer", fields))
      problems.push_back({at + problem.field, problem.message});
  }
  refuse_if_any(std::move(problems));
}

}  // namespace

Interviews::Interviews(db::Database& database, audit::Journal& journal,
                       const records::Records& records, const frames::Frames& frames,
                       const access::Policy& policy, const screening::Library& library)
    : journal_{journal},
      records_{records},
      policy_{policy},
      library_{library},
      door_{database, journal, records, frames, policy} {}

View Interviews::view(db::Reader& tx, const Caller& caller, const Permit& permit,
                      const CaseFile& file) const {
  View out{.file = file,
           .content = file_of(records_.all(tx, permit), library_, today()),
           .sheets = {},
           .panel = {},
           .may_record = file.state == records::State::open &&
                         policy_.reaches(policy_.scope(caller.role, Action::screening_record),
                                         caller, file.standing())};
  out.sheets = sheets_of(out.content);
  std::vector<std::string> recorded;
  for (const auto& each : out.content.shown) recorded.push_back(each.fact);
  out.panel = panel_of(library_, out.sheets, recorded, out.content.child);
  return out;
}

View Interviews::read(const Caller& caller, CaseId id) {
  return door_.read<Action::screening_read>(
      caller, id, audit::What::case_read,
      [&](db::Reader& tx, const Permit& permit, const CaseFile& file) {
        return view(tx, caller, permit, file);
      });
}

template <class F>
View Interviews::change(const Caller& caller, CaseId id, const records::Once& once, F&& make) {
  return door_.change<Action::screening_record>(
      caller, id, [&](audit::Work& work, const Permit& permit, const CaseFile& file) {
        const auto outcome = records::once(work, once, [&] {
          if (file.state != records::State::open) throw Failure{Fault::conflict, "case.closed"};
          make(work, permit);
          return id.text();
        });
        if (outcome.repeated) work.record({.what = audit::What::case_read, .case_id = id});
        return view(work.tx(), caller, permit, file);
      });
}

View Interviews::begin(const Caller& caller, CaseId id, const std::string& instrument,
                       const records::Once& once) {
  return change(caller, id, once, [&](audit::Work& work, const Permit& permit) {
    const auto wanted = library_.instrument(instrument);
    if (!wanted) refuse_if_any({{"instrument", "field.not_a_choice"}});
    records_.add(work, permit,
                 {.id = RecordId::random(),
                  .kind = "screening",
                  .fields = {{"tsn_ScreenInstrument", wanted->stamp.instrument},
                             {"tsn_ScreenVersion", wanted->stamp.version},
                             {"tsn_ScreenHash", wanted->stamp.hash},
                             {"tsn_ScreenDate", to_text(today())},
                             {"tsn_ScreenBy", caller.account.text()}}});
  });
}

View Interviews::save(const Caller& caller, CaseId id, RecordId interview,
                      const std::vector<NewAnswer>& answers, const records::Once& once) {
  return change(caller, id, once, [&](audit::Work& work, const Permit& permit) {
    const auto file = file_of(records_.all(work.tx(), permit), library_, today());
    const auto& about = interview_in(file, interview);
    check(records_.catalogue(), about, answers);
    for (const auto& answer : answers) put(work, permit, about, answer);
  });
}

void Interviews::put(audit::Work& work, const Permit& permit, const Interview& interview,
                     const NewAnswer& answer) const {
  auto fields = fields_of(interview, answer);
  const auto* there = interview.answer(answer.question);
  if (answer.revision != (there ? there->revision : 0))
    throw Failure{Fault::stale, "store.changed_meanwhile"};
  if (there)
    records_.change(work, permit, there->record, there->revision, changes_of(fields));
  else
    records_.add(work, permit,
                 {.id = RecordId::random(), .kind = "answer", .fields = std::move(fields)});
}

}  // namespace ts::interviews
