#include "matching/matching.h"

#include <algorithm>
#include <map>

namespace ts::matching {
namespace {

using access::Action;
using access::Permit;
using records::CaseFile;

/// Below, a pair is not worth anybody's evening; from the second on it is worth asking a colleague.
constexpr double worth_showing = 0.15, worth_asking = 0.6;
constexpr std::size_t most_compared = 60, most_shown = 12;
/// A field says something from here on, in bits.
constexpr double says_something = 0.5;

std::vector<Sign> signs_of(const std::vector<linkage::Reason>& reasons) {
  std::vector<Sign> out;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const auto& [outcome, bits] = reasons[i];
    if (outcome == 0) continue;
    out.push_back({.field = spec().comparisons[i].name,
                   .level = linkage::level_of(outcome),
                   .apart = linkage::apart(outcome),
                   .speaks = bits >= says_something    ? Speaks::in_favour
                             : bits <= -says_something ? Speaks::against
                                                       : Speaks::neither});
  }
  return out;
}

bool among(const std::vector<CaseId>& cases, CaseId id) {
  return std::find(cases.begin(), cases.end(), id) != cases.end();
}

/// The case and those that read as one with it.
std::vector<CaseId> together(const CaseFile& file) {
  auto out = file.holds;
  out.push_back(file.id);
  if (file.joined) out.push_back(file.joined->to);
  return out;
}

}  // namespace

std::string_view text(Speaks speaks) {
  switch (speaks) {
    case Speaks::in_favour:
      return "for";
    case Speaks::against:
      return "against";
    case Speaks::neither:
      break;
  }
  return "neither";
}

Matching::Matching(db::Database& database, audit::Journal& journal, const records::Records& records,
                   const frames::Frames& frames, const access::Policy& policy)
    : journal_{journal},
      records_{records},
      frames_{frames},
      door_{database, journal, records, frames, policy} {}

bool Matching::told_apart(const std::vector<CaseId>& besides, CaseId other) const {
  const auto theirs = people_.ties(other).told_apart;
  return std::ranges::any_of(besides, [&](CaseId id) {
    return among(theirs, id) || among(people_.ties(id).told_apart, other);
  });
}

Candidates Matching::answer(const Permit& permit, const std::vector<Question>& questions,
                            const std::vector<CaseId>& besides) {
  struct Found {
    Likeness likeness;
    std::optional<RecordId> own;
  };
  std::map<CaseId, Found> best;
  for (const auto& [cells, own] : questions)
    for (auto& each : people_.alike(cells, worth_showing, most_compared)) {
      const auto id = each.case_id;
      if (among(besides, id)) continue;
      const auto found = best.find(id);
      if (found == best.end() || found->second.likeness.probability < each.probability)
        best.insert_or_assign(id, Found{.likeness = std::move(each), .own = own});
    }
  std::vector<Found> sorted;
  for (auto& [id, found] : best) {
    // A case that is joined to one that is shown, too, is seen from there.
    const auto to = people_.ties(id).joined_to;
    if (!to || !best.contains(*to)) sorted.push_back(found);
  }
  std::ranges::stable_sort(sorted, [](const Found& a, const Found& b) {
    return a.likeness.probability > b.likeness.probability;
  });
  Candidates out;
  for (const auto& [likeness, own] : sorted) {
    if (const auto row = frames_.row(permit, likeness.case_id)) {
      if (out.items.size() < most_shown)
        out.items.push_back({.row = *row,
                             .person = likeness.person,
                             .own = own,
                             .signs = signs_of(likeness.reasons),
                             .told_apart = told_apart(besides, likeness.case_id)});
      continue;
    }
    const auto standing = frames_.standing(likeness.case_id);
    out.elsewhere = out.elsewhere || (likeness.probability >= worth_asking && standing &&
                                      !standing->keeps_out(permit.account()));
  }
  return out;
}

Candidates Matching::alike(const Caller& caller, CaseId id) {
  return door_.read<Action::case_compare>(
      caller, id, audit::What::alike_looked_for,
      [&](db::Reader& tx, const Permit& permit, const CaseFile& file) {
        const auto all = records_.all(tx, permit);
        std::vector<Question> questions;
        for (const auto& record : all)
          if (record.kind == "person")
            questions.push_back({.cells = cells_of(record, all), .own = record.id});
        return answer(permit, questions, together(file));
      });
}

Candidates Matching::before_opening(const Caller& caller, catalogue::Changes person) {
  const auto grant = door_.ask(caller).require<Action::case_search>(caller);
  refuse_if_any(records_.catalogue().check("person", person));
  catalogue::Fields known;
  for (auto& [name, value] : person)
    if (value) known.emplace(name, std::move(*value));
  auto out = answer(grant, {{.cells = cells_of(known), .own = {}}}, {});
  journal_.note(caller.account, {.what = audit::What::case_searched});
  return out;
}

Candidates Matching::sought(const Caller& caller, CaseId id, RecordId tracing) {
  return door_.read<Action::case_compare>(
      caller, id, audit::What::alike_looked_for,
      [&](db::Reader& tx, const Permit& permit, const CaseFile& file) {
        const auto all = records_.all(tx, permit);
        const auto found = std::ranges::find_if(all, [&](const records::Record& record) {
          return record.id == tracing && record.kind == "tracing";
        });
        if (found == all.end()) throw Failure{Fault::absent, "record.absent"};
        return answer(permit, {{.cells = cells_of_sought(*found, all), .own = {}}}, together(file));
      });
}

}  // namespace ts::matching
