#include <algorithm>
#include <utility>

#include "care/consent.h"
#include "care/referral.h"
#include "care/steps.h"
#include "cases/cases.h"
#include "cases/conditions.h"

/// What is written in a case: records added, changed and signed, and their files.
namespace ts::cases {
namespace {

using access::Permit;
using catalogue::Changes;
using records::CaseFile;
using records::NewRecord;

/// What stands in a case that is joined to another is still worked on; what is new goes there.
void must_be_worked_on(const CaseFile& file) {
  if (!file.joined) must_be_open(file);
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

}  // namespace

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

}  // namespace ts::cases
