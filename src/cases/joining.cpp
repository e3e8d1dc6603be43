#include <algorithm>

#include "care/age.h"
#include "cases/cases.h"

/// Two cases of one person: joined, they read as one, and nothing of either is copied or changed;
/// parted, each is as it was. What ties them stands in both case files.
namespace ts::cases {
namespace {

using access::Permit;
using records::CaseFile;
using records::State;

bool among(const std::vector<CaseId>& cases, CaseId id) {
  return std::find(cases.begin(), cases.end(), id) != cases.end();
}

bool is_joined_to(const CaseFile& file, CaseId id) { return file.joined && file.joined->to == id; }

/// Whoever owns the case that is joined must be able to go on in the other one.
bool leaves_owner_behind(const CaseFile& joined, const CaseFile& into) {
  const auto& helpers = into.helpers;
  const bool works_there = joined.owner == into.owner ||
                           (joined.team && joined.team == into.team) ||
                           std::find(helpers.begin(), helpers.end(), joined.owner) != helpers.end();
  return !works_there || into.standing().keeps_out(joined.owner);
}

void refuse_unfit_for_joining(const CaseFile& joined, const CaseFile& into) {
  for (const auto* file : {&into, &joined})
    if (file->state != State::open)
      throw Failure{Fault::conflict,
                    file->joined ? MessageKey{"case.joined"} : MessageKey{"case.join_closed"}};
  if (!joined.holds.empty()) throw Failure{Fault::conflict, "case.join_holds"};
  if (leaves_owner_behind(joined, into)) throw Failure{Fault::conflict, "case.join_owner"};
}

}  // namespace

View Cases::join(const Caller& caller, CaseId id, CaseId other) {
  if (id == other) throw Failure{Fault::conflict, "case.join_itself"};
  return door_.change_both<Action::case_join>(
      caller, id, other,
      [&](audit::Work& work, const Permit& here, CaseFile into, const Permit& there,
          CaseFile joined) {
        if (is_joined_to(joined, id)) {  // repeated
          work.record({.what = audit::What::case_read, .case_id = id});
          return view(work.tx(), caller, here, into);
        }
        refuse_unfit_for_joining(joined, into);
        joined.state = State::closed;
        joined.joined = {.to = id, .by = caller.account, .at = work.now()};
        into.holds.push_back(other);
        for (auto* file : {&into, &joined})
          std::erase_if(file->told_apart, [&](CaseId each) { return each == id || each == other; });
        records_.change_file(work, there, joined, audit::What::case_joined);
        into = records_.change_file(work, here, into, audit::What::case_joined);
        return view(work.tx(), caller, here, into);
      });
}

View Cases::part(const Caller& caller, CaseId id, CaseId other) {
  if (id == other) throw Failure{Fault::conflict, "case.join_itself"};
  return door_.change_both<Action::case_join>(
      caller, id, other,
      [&](audit::Work& work, const Permit& here, CaseFile from, const Permit& there,
          CaseFile parted) {
        if (!is_joined_to(parted, id)) {  // repeated
          work.record({.what = audit::What::case_read, .case_id = id});
          return view(work.tx(), caller, here, from);
        }
        parted.state = State::open;
        parted.joined.reset();
        std::erase(from.holds, other);
        records_.change_file(work, there, parted, audit::What::case_parted);
        from = records_.change_file(work, here, from, audit::What::case_parted);
        return view(work.tx(), caller, here, from);
      });
}

void Cases::tell_apart(const Caller& caller, CaseId id, CaseId other) {
  if (id == other) throw Failure{Fault::conflict, "case.join_itself"};
  door_.change_both<Action::case_join>(
      caller, id, other,
      [&](audit::Work& work, const Permit& here, CaseFile file, const Permit&,
          const CaseFile& elsewhere) {
        if (is_joined_to(file, other) || is_joined_to(elsewhere, id))
          throw Failure{Fault::conflict, "case.joined"};
        if (among(file.told_apart, other) || among(elsewhere.told_apart, id))
          return static_cast<void>(
              work.record({.what = audit::What::case_read, .case_id = id}));  // repeated
        file.told_apart.push_back(other);
        records_.change_file(work, here, file, audit::What::told_apart);
      });
}

void Cases::tell_apart_no_more(const Caller& caller, CaseId id, CaseId other) {
  if (id == other) throw Failure{Fault::conflict, "case.join_itself"};
  door_.change_both<Action::case_join>(
      caller, id, other,
      [&](audit::Work& work, const Permit& here, CaseFile file, const Permit& there,
          CaseFile elsewhere) {
        if (std::erase(file.told_apart, other) != 0)
          records_.change_file(work, here, file, audit::What::told_apart_no_more);
        if (std::erase(elsewhere.told_apart, id) != 0)
          records_.change_file(work, there, elsewhere, audit::What::told_apart_no_more);
        if (work.recorded() == 0)  // repeated
          work.record({.what = audit::What::case_read, .case_id = id});
      });
}

void Cases::refuse_joined(db::Reader& tx, const CaseFile& file, MessageKey key) const {
  auto tied = file.holds;
  if (file.joined) tied.push_back(file.joined->to);
  // One that is forgotten ties nothing any more.
  for (const auto id : tied)
    if (records_.file(tx, id)) throw Failure{Fault::conflict, key};
}

void Cases::show_ties(db::Reader& tx, const Caller& caller, const CaseFile& file, View& out) const {
  const auto scope = policy_.scope(caller.role, Action::case_read);
  const auto standing = [&](CaseId id) { return Door::standing_of(records_.file(tx, id)); };
  if (file.joined) {
    const auto there = standing(file.joined->to);
    // Whoever is kept out of the other case does not learn that there is one.
    if (there && !there->keeps_out(caller.account))
      out.joined = {.to = policy_.reaches(scope, caller, there) ? std::optional{file.joined->to}
                                                                : std::nullopt,
                    .by = file.joined->by,
                    .at = file.joined->at};
  }
  for (const auto id : file.holds) {
    const auto held = records_.file(tx, id);
    if (!held || !held->joined || !policy_.reaches(scope, caller, held->standing())) continue;
    out.holds.push_back({.id = id, .by = held->joined->by, .at = held->joined->at});
    const auto grant = policy_.require<Action::case_read>(caller, held->standing());
    out.child = out.child || care::treated_as_child(records_.all(tx, grant), today());
  }
}

}  // namespace ts::cases
