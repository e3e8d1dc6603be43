#include "records/sealed_cases.h"

#include <algorithm>
#include <utility>

namespace ts::records::sealed {
namespace {

/// The database may give rows in another order than that of their bytes.
template <class Row>
void sort_by_place(std::vector<Row>& rows) {
  std::ranges::sort(rows, {}, &Row::place);
}

template <class Row, class Place>
const Row* find(const std::vector<Row>& rows, const Place& wanted) {
  const auto found = std::ranges::lower_bound(rows, wanted, {}, &Row::place);
  return found == rows.end() || found->place() != wanted ? nullptr : &*found;
}

}  // namespace

SealedCases::SealedCases(db::Reader& tx, CaseId first, CaseId last, std::size_t count) {
  constexpr std::size_t usual_bytes = 8192, usual_records = 16;
  bytes_.reserve(count * usual_bytes);
  parts_.reserve(count * usual_records);
  revisions_.reserve(count * usual_records);
  records_.reserve(count * usual_records);
  // A row whose ids are none belongs to no record; `verify` tells of it.
  tx.look(
      "SELECT case_id, record_id, class, revision, sealed FROM part"
      " WHERE case_id BETWEEN ? AND ?",
      [&](const db::RowView& row) {
        const auto case_id = CaseId::parse(row.text(0));
        const auto record = RecordId::parse(row.text(1));
        if (case_id && record && row.text(2).size() == 1)
          parts_.push_back({*case_id, *record, row.text(2)[0], row.integer(3), keep(row.bytes(4))});
      },
      first, last);
  tx.look(
      "SELECT case_id, record_id, revision, author, at, manifest FROM revision"
      " WHERE case_id BETWEEN ? AND ?",
      [&](const db::RowView& row) {
        const auto case_id = CaseId::parse(row.text(0));
        const auto record = RecordId::parse(row.text(1));
        if (case_id && record)
          revisions_.push_back({*case_id, *record, row.integer(2), AccountId::parse(row.text(3)),
                                row.instant(4), keep(row.bytes(5))});
      },
      first, last);
  tx.look(
      "SELECT case_id, id, kind, revision FROM record WHERE case_id BETWEEN ? AND ?",
      [&](const db::RowView& row) {
        if (const auto case_id = CaseId::parse(row.text(0)))
          records_.push_back(
              {*case_id, RecordId::parse(row.text(1)), std::string{row.text(2)}, row.integer(3)});
      },
      first, last);
  sort_by_place(parts_);
  sort_by_place(revisions_);
  sort_by_place(records_);
}

SealedCases::Piece SealedCases::keep(BytesView bytes) {
  const Piece out{bytes_.size(), bytes.size()};
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return out;
}

const SealedCases::Revision* SealedCases::revision(CaseId case_id, RecordId record,
                                                   std::int64_t number) const {
  return find(revisions_, std::tuple{case_id, record, number});
}

std::optional<BytesView> SealedCases::part(CaseId case_id, RecordId record, char letter,
                                           std::int64_t revision) const {
  const auto* found = find(parts_, std::tuple{case_id, record, letter, revision});
  if (!found) return std::nullopt;
  return at(found->sealed);
}

std::vector<Record> SealedCases::open(
    const vault::CaseKey& key, CaseId case_id,
    const std::function<ClassSet(const std::string&)>& wanted) const {
  struct Found {
    Instant begun;
    Stored stored;
    const Revision* newest;
  };
  std::vector<Found> all;
  for (const auto& each : std::ranges::equal_range(records_, case_id, {}, &Newest::place)) {
    if (!each.id) damaged(case_id);
    const auto* newest = revision(case_id, *each.id, each.revision);
    if (!newest) damaged(case_id, each.id);
    const auto* first = each.revision > 1 ? revision(case_id, *each.id, 1) : nullptr;
    all.push_back({first ? first->at : newest->at,
                   {.id = *each.id, .kind = each.kind, .revision = each.revision},
                   newest});
  }
  std::ranges::sort(all, {},
                    [](const Found& each) { return std::pair{each.begun, each.stored.id}; });
  std::vector<Record> out;
  out.reserve(all.size());
  for (const auto& [begun, stored, newest] : all) {
    const auto manifest =
        opened_manifest(key, case_id, stored, at(newest->manifest), newest->author, newest->at);
    out.push_back(record_of(stored, manifest,
                            opened_parts(key, case_id, stored.id, manifest, wanted(stored.kind),
                                         [&](char letter, std::int64_t revision) {
                                           return part(case_id, stored.id, letter, revision);
                                         })));
  }
  return out;
}

}  // namespace ts::records::sealed
