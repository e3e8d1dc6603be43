#include "records/records.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "records/sealed.h"

namespace ts::records {
namespace {

using catalogue::Fields;
using Parts = std::map<FieldClass, Fields>;

/// A record as it lies in the tables.
struct Stored {
  RecordId id;
  std::string kind;
  std::int64_t revision = 0;
};

Stored stored_of(const db::Row& row) {
  return {.id = row.id<RecordId>(0), .kind = row.text(1), .revision = row.integer(2)};
}

void tell_followers(db::Writer& tx, CaseId case_id) {
  tx.run("INSERT INTO change (seq, case_id) SELECT COALESCE(MAX(seq), 0) + 1, ? FROM change",
         case_id);
}

vault::CaseKey key_of(const vault::Keyring& keyring, db::Reader& tx, CaseId case_id) {
  auto key = keyring.case_key(tx, case_id);
  if (!key) sealed::damaged(case_id);
  return std::move(*key);
}

/// The newest manifest of a record, and who made it when.
struct Head {
  sealed::Manifest manifest;
  AccountId author;
  Instant at;
};

Head head_of(db::Reader& tx, const vault::CaseKey& key, CaseId case_id, const Stored& stored) {
  const auto row = tx.one(
      "SELECT manifest, author, at FROM revision WHERE record_id = ? AND revision = ?", stored.id,
      stored.revision);
  const auto text =
      row ? key.open_manifest(stored.id, stored.revision, row->bytes(0)) : std::nullopt;
  const auto manifest = text ? sealed::decode_manifest(*text) : std::nullopt;
  if (!manifest) sealed::damaged(case_id, stored.id);
  return {.manifest = *manifest, .author = row->id<AccountId>(1), .at = row->instant(2)};
}

/// Opens the parts that the manifest names, of the classes in `wanted`. A part that is missing, older
/// or altered is damage.
Parts open_parts(db::Reader& tx, const vault::CaseKey& key, CaseId case_id, RecordId record,
                 const sealed::Manifest& manifest, ClassSet wanted) {
  Parts out;
  for (const auto& [field_class, revision] : manifest) {
    if (!wanted.has(field_class)) continue;
    const std::string name{letter_of(field_class)};
    const auto row = tx.one(
        "SELECT sealed FROM part WHERE record_id = ? AND class = ? AND revision = ?", record, name,
        revision);
    const auto text =
        row ? key.open(field_class, record, revision, row->bytes(0)) : std::nullopt;
    auto fields = text ? catalogue::decode(*text) : std::nullopt;
    if (!fields) sealed::damaged(case_id, record);
    out[field_class] = std::move(*fields);
  }
  return out;
}

Fields joined(Parts parts) {
  Fields out;
  for (auto& [field_class, fields] : parts) out.merge(fields);
  return out;
}

ClassSet every_class() {
  ClassSet out;
  for (const auto c : all_field_classes) out.add(c);
  return out;
}

Record open_record(db::Reader& tx, const vault::CaseKey& key, CaseId case_id, const Stored& stored,
                   ClassSet wanted) {
  const auto head = head_of(tx, key, case_id, stored);
  return {.id = stored.id,
          .kind = stored.kind,
          .revision = stored.revision,
          .changed_at = head.at,
          .changed_by = head.author,
          .fields = joined(open_parts(tx, key, case_id, stored.id, head.manifest, wanted))};
}

/// Seals the parts that changed, writes the revision, and says so in the chain and the feed.
void write_revision(audit::Work& work, const vault::CaseKey& key, CaseId case_id, RecordId record,
                    std::int64_t revision, const Parts& changed, sealed::Manifest manifest) {
  auto& tx = work.tx();
  for (const auto& [field_class, fields] : changed) {
    const std::string name{letter_of(field_class)};
    tx.run("UPDATE part SET newest = 0 WHERE record_id = ? AND class = ? AND newest = 1", record,
           name);
    tx.run(
        "INSERT INTO part (record_id, class, revision, newest, sealed) VALUES (?, ?, ?, 1, ?)",
        record, name, revision,
        key.seal(field_class, record, revision, catalogue::encode(fields)));
    manifest[field_class] = revision;
  }
  const auto sealed_manifest = key.seal_manifest(record, revision, sealed::encode(manifest));
  ensure(work.by().has_value());
  tx.run("INSERT INTO revision (record_id, revision, author, at, manifest) VALUES (?, ?, ?, ?, ?)",
         record, revision, *work.by(), work.now(), sealed_manifest);

  sealed::RevisionDigest digest{record, revision, sealed_manifest};
  for (const auto& row : tx.all("SELECT class, revision, sealed FROM part"
                                " WHERE record_id = ? AND newest = 1 ORDER BY class",
                                record))
    digest.part(row.text(0), row.integer(1), row.bytes(2));
  work.record({.what = audit::What::record_written,
               .case_id = case_id,
               .record = record,
               .revision = revision,
               .digest = digest.digest()});
  tell_followers(tx, case_id);
}

/// Sorts fields into parts by class; a class the permit may not write is a problem of that field.
Parts by_class(const catalogue::Catalogue& catalogue, const Fields& fields) {
  Parts out;
  for (const auto& [name, value] : fields) {
    const auto* field = catalogue.field(name);
    ensure(field != nullptr);
    out[field->field_class][name] = value;
  }
  return out;
}

template <class Map>
std::vector<Problem> not_writable(const catalogue::Catalogue& catalogue, const Map& fields,
                                  ClassSet writes) {
  std::vector<Problem> out;
  for (const auto& [name, value] : fields)
    if (const auto* field = catalogue.field(name); field && !writes.has(field->field_class))
      out.push_back({name, "field.not_yours"});
  return out;
}

}  // namespace

namespace {
constexpr std::array<std::pair<Reason, std::string_view>, 3> reasons{
    {{Reason::asked_by_person, "asked_by_person"},
     {Reason::retention_ended, "retention_ended"},
     {Reason::opened_in_error, "opened_in_error"}}};
}

std::string_view text(Reason reason) { return reasons[static_cast<std::size_t>(reason)].second; }

std::optional<Reason> reason_of(std::string_view text) {
  for (const auto& [reason, name] : reasons)
    if (name == text) return reason;
  return std::nullopt;
}

access::Standing CaseFile::standing() const {
  return {.case_id = id, .forgotten = false, .team = team, .owner = owner, .helpers = helpers};
}

std::optional<CaseFile> Records::file(db::Reader& tx, CaseId id) const {
  const auto row = tx.one("SELECT revision, sealed FROM case_file WHERE id = ?", id);
  if (!row || row->null(1)) return std::nullopt;
  const auto key = key_of(keyring_, tx, id);
  const auto text = key.open_manifest(sealed::file_place(id), row->integer(0), row->bytes(1));
  auto out = text ? sealed::decode_file(*text) : std::nullopt;
  if (!out) sealed::damaged(id);
  out->id = id;
  out->revision = row->integer(0);
  return out;
}

CaseFile Records::open(audit::Work& work, const access::Grant<access::Action::case_open>& grant,
                       CaseId id, TeamId team) const {
  auto& tx = work.tx();
  if (tx.one("SELECT id FROM case_file WHERE id = ?", id))
    throw Failure{Fault::conflict, "case.id_taken"};
  keyring_.make_case_key(tx, id);
  const CaseFile file{.id = id,
                      .revision = 1,
                      .state = State::open,
                      .team = team,
                      .owner = grant.account(),
                      .helpers = {},
                      .opened_at = work.now(),
                      .changed_at = work.now()};
  const auto bytes = key_of(keyring_, tx, id)
                         .seal_manifest(sealed::file_place(id), file.revision, sealed::encode(file));
  tx.run("INSERT INTO case_file (id, revision, forgetting, sealed) VALUES (?, ?, NULL, ?)", id,
         file.revision, bytes);
  work.record({.what = audit::What::case_opened,
               .case_id = id,
               .revision = file.revision,
               .digest = sealed::file_digest(id, file.revision, bytes)});
  tell_followers(tx, id);
  return file;
}

CaseFile Records::change_file(audit::Work& work, const access::Permit& permit, CaseFile file,
                              audit::What what, std::optional<AccountId> about) const {
  ensure(file.id == permit.case_id());
  auto& tx = work.tx();
  const auto base = file.revision++;
  file.changed_at = work.now();
  const auto bytes =
      key_of(keyring_, tx, file.id)
          .seal_manifest(sealed::file_place(file.id), file.revision, sealed::encode(file));
  if (tx.run("UPDATE case_file SET revision = ?, sealed = ? WHERE id = ? AND revision = ?",
             file.revision, bytes, file.id, base) != 1)
    throw Failure{Fault::stale, "store.changed_meanwhile"};
  work.record({.what = what,
               .case_id = file.id,
               .revision = file.revision,
               .about = about,
               .digest = sealed::file_digest(file.id, file.revision, bytes)});
  tell_followers(tx, file.id);
  return file;
}

Record Records::add(audit::Work& work, const access::Permit& permit, NewRecord wanted) const {
  auto problems = catalogue_.check(wanted.kind, wanted.fields);
  for (auto& problem : not_writable(catalogue_, wanted.fields, permit.writes()))
    problems.push_back(std::move(problem));
  refuse_if_any(std::move(problems));

  auto& tx = work.tx();
  const auto case_id = permit.case_id();
  if (tx.one("SELECT id FROM record WHERE id = ?", wanted.id))
    throw Failure{Fault::conflict, "record.id_taken"};
  if (catalogue_.kind(wanted.kind)->one_per_case &&
      tx.one("SELECT id FROM record WHERE case_id = ? AND kind = ?", case_id, wanted.kind))
    throw Failure{Fault::conflict, "record.one_per_case"};
  tx.run("INSERT INTO record (id, case_id, kind, revision) VALUES (?, ?, ?, 1)", wanted.id, case_id,
         wanted.kind);
  const auto key = key_of(keyring_, tx, case_id);
  write_revision(work, key, case_id, wanted.id, 1, by_class(catalogue_, wanted.fields), {});
  return open_record(tx, key, case_id, {.id = wanted.id, .kind = wanted.kind, .revision = 1},
                     permit.reads());
}

Record Records::change(audit::Work& work, const access::Permit& permit, RecordId id,
                       std::int64_t base, catalogue::Changes changes) const {
  auto& tx = work.tx();
  const auto case_id = permit.case_id();
  const auto row =
      tx.one("SELECT id, kind, revision FROM record WHERE id = ? AND case_id = ?", id, case_id);
  if (!row) throw Failure{Fault::absent, "record.absent"};
  const auto stored = stored_of(*row);
  if (stored.revision != base) throw Failure{Fault::stale, "store.changed_meanwhile"};

  auto problems = catalogue_.check(stored.kind, changes);
  for (auto& problem : not_writable(catalogue_, changes, permit.writes()))
    problems.push_back(std::move(problem));
  refuse_if_any(std::move(problems));

  const auto key = key_of(keyring_, tx, case_id);
  const auto head = head_of(tx, key, case_id, stored);
  ClassSet touched;
  for (const auto& [name, value] : changes) touched.add(catalogue_.field(name)->field_class);
  auto parts = open_parts(tx, key, case_id, id, head.manifest, touched);
  const auto before = parts;
  for (auto& [name, value] : changes) {
    auto& part = parts[catalogue_.field(name)->field_class];
    if (value)
      part[name] = std::move(*value);
    else
      part.erase(name);
  }
  // A change that changes nothing makes no revision.
  std::erase_if(parts, [&](const auto& entry) {
    const auto found = before.find(entry.first);
    return found == before.end() ? entry.second.empty() : found->second == entry.second;
  });
  if (parts.empty()) {
    work.record({.what = audit::What::case_read, .case_id = case_id});
    return open_record(tx, key, case_id, stored, permit.reads());
  }

  const auto revision = base + 1;
  tx.run("UPDATE record SET revision = ? WHERE id = ?", revision, id);
  write_revision(work, key, case_id, id, revision, parts, head.manifest);
  return open_record(tx, key, case_id, {.id = id, .kind = stored.kind, .revision = revision},
                     permit.reads());
}

std::vector<Record> Records::all(db::Reader& tx, const access::Permit& permit) const {
  const auto case_id = permit.case_id();
  const auto key = key_of(keyring_, tx, case_id);
  std::vector<Record> out;
  for (const auto& row :
       tx.all("SELECT r.id, r.kind, r.revision FROM record r"
              " JOIN revision v ON v.record_id = r.id AND v.revision = 1"
              " WHERE r.case_id = ? ORDER BY v.at, r.id",
              case_id))
    out.push_back(open_record(tx, key, case_id, stored_of(row), permit.reads()));
  const auto& kinds = catalogue_.kinds();
  const auto place = [&](const Record& record) {
    return std::find_if(kinds.begin(), kinds.end(),
                        [&](const auto& kind) { return kind.name == record.kind; }) -
           kinds.begin();
  };
  std::stable_sort(out.begin(), out.end(),
                   [&](const Record& a, const Record& b) { return place(a) < place(b); });
  return out;
}

std::vector<Change> Records::history(db::Reader& tx, const access::Permit& permit) const {
  const auto case_id = permit.case_id();
  const auto key = key_of(keyring_, tx, case_id);
  std::vector<Change> out;
  for (const auto& row :
       tx.all("SELECT id, kind, revision FROM record WHERE case_id = ?", case_id)) {
    const auto newest = stored_of(row);
    Fields before;
    for (std::int64_t revision = 1; revision <= newest.revision; ++revision) {
      const Stored stored{.id = newest.id, .kind = newest.kind, .revision = revision};
      const auto record = open_record(tx, key, case_id, stored, permit.reads());
      Change change{.record = newest.id,
                    .kind = newest.kind,
                    .revision = revision,
                    .at = record.changed_at,
                    .by = record.changed_by,
                    .changes = {}};
      for (const auto& [name, value] : record.fields) {
        const auto old = before.find(name);
        if (old == before.end())
          change.changes.push_back({name, std::nullopt, value});
        else if (old->second != value)
          change.changes.push_back({name, old->second, value});
      }
      for (const auto& [name, value] : before)
        if (!record.fields.contains(name)) change.changes.push_back({name, value, std::nullopt});
      before = record.fields;
      out.push_back(std::move(change));
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Change& a, const Change& b) {
    return std::pair{a.at, a.revision} > std::pair{b.at, b.revision};
  });
  return out;
}

void Records::intend_forgetting(audit::Work& work,
                                const access::Grant<access::Action::case_forget>& grant,
                                Reason reason) const {
  work.tx().run("UPDATE case_file SET forgetting = ? WHERE id = ?", text(reason), grant.case_id());
  work.record({.what = audit::What::case_forget_asked, .case_id = grant.case_id()});
}

Certificate Records::forget(audit::Work& work, CaseId id, Reason reason) const {
  auto& tx = work.tx();
  const auto count = tx.one("SELECT COUNT(*) FROM record WHERE case_id = ?", id)->integer(0);
  tx.run("DELETE FROM part WHERE record_id IN (SELECT id FROM record WHERE case_id = ?)", id);
  tx.run("DELETE FROM revision WHERE record_id IN (SELECT id FROM record WHERE case_id = ?)", id);
  tx.run("DELETE FROM record WHERE case_id = ?", id);
  tx.run("UPDATE case_file SET forgetting = ?, sealed = NULL WHERE id = ?", text(reason), id);
  keyring_.destroy_case_key(tx, id);
  const auto seq = work.record({.what = audit::What::case_forgotten, .case_id = id});
  tx.run(
      "INSERT INTO certificate (case_id, at, by_account, reason, records, audit_seq)"
      " VALUES (?, ?, ?, ?, ?, ?)",
      id, work.now(), work.by(), text(reason), count, seq);
  tell_followers(tx, id);
  return {.case_id = id,
          .at = work.now(),
          .by = work.by(),
          .reason = reason,
          .records = count,
          .audit_seq = seq};
}

std::vector<std::pair<CaseId, Reason>> Records::half_forgotten(db::Reader& tx) const {
  std::vector<std::pair<CaseId, Reason>> out;
  for (const auto& row : tx.all("SELECT id, forgetting FROM case_file WHERE forgetting IS NOT NULL"
                                " AND id NOT IN (SELECT case_id FROM certificate)"))
    out.emplace_back(row.id<CaseId>(0), reason_of(row.text(1)).value_or(Reason::asked_by_person));
  return out;
}

std::vector<Certificate> Records::certificates(db::Reader& tx) const {
  std::vector<Certificate> out;
  for (const auto& row : tx.all("SELECT case_id, at, by_account, reason, records, audit_seq"
                                " FROM certificate ORDER BY audit_seq DESC"))
    out.push_back({.case_id = row.id<CaseId>(0),
                   .at = row.instant(1),
                   .by = row.optional_id<AccountId>(2),
                   .reason = reason_of(row.text(3)).value_or(Reason::asked_by_person),
                   .records = row.integer(4),
                   .audit_seq = row.integer(5)});
  return out;
}

std::optional<Records::Whole> Records::whole(db::Reader& tx, CaseId id) const {
  auto found = file(tx, id);
  if (!found) return std::nullopt;
  const auto key = key_of(keyring_, tx, id);
  Whole out{.file = std::move(*found), .records = {}};
  for (const auto& row :
       tx.all("SELECT r.id, r.kind, r.revision FROM record r"
              " JOIN revision v ON v.record_id = r.id AND v.revision = 1"
              " WHERE r.case_id = ? ORDER BY v.at, r.id",
              id))
    out.records.push_back(open_record(tx, key, id, stored_of(row), every_class()));
  return out;
}

std::vector<CaseId> Records::case_ids(db::Reader& tx) const {
  std::vector<CaseId> out;
  for (const auto& row : tx.all("SELECT id FROM case_file WHERE sealed IS NOT NULL ORDER BY id"))
    out.push_back(row.id<CaseId>(0));
  return out;
}

std::int64_t Records::feed_end(db::Reader& tx) const {
  return tx.one("SELECT COALESCE(MAX(seq), 0) FROM change")->integer(0);
}

Records::Feed Records::feed(db::Reader& tx, std::int64_t after) const {
  Feed out{.seq = after, .cases = {}};
  for (const auto& row : tx.all("SELECT seq, case_id FROM change WHERE seq > ? ORDER BY seq", after)) {
    out.seq = row.integer(0);
    const auto id = row.id<CaseId>(1);
    if (std::find(out.cases.begin(), out.cases.end(), id) == out.cases.end())
      out.cases.push_back(id);
  }
  return out;
}

}  // namespace ts::records
