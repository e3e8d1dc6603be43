#include "records/records.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/log.h"
#include "records/files.h"
#include "records/opening.h"
#include "records/sealed.h"
#include "records/sealed_cases.h"

namespace ts::records {
namespace {

using catalogue::Fields;
using sealed::Parts;
using sealed::Stored;

/// The cases of the rows. One whose id is none is left out: it must not keep all others from being
/// opened; `verify` tells of it.
std::vector<CaseId> readable_ids(const std::vector<db::Row>& rows, std::size_t column) {
  std::vector<CaseId> out;
  for (const auto& row : rows) {
    if (const auto id = CaseId::parse(row.text(column)))
      out.push_back(*id);
    else
      log::event("store.damaged_id");
  }
  return out;
}

/// Zeros: the program, as when a case was taken over.
AccountId author_of(const audit::Work& work) { return work.by().value_or(AccountId{}); }

/// Over the manifest and every part in force, of which `fresh` are in hand.
crypto::Digest digest_of(db::Reader& tx, CaseId case_id, const Stored& stored,
                         const sealed::Manifest& manifest, const Bytes& sealed_manifest,
                         const std::map<FieldClass, Bytes>& fresh) {
  sealed::RevisionDigest digest{stored.id, stored.revision, sealed_manifest};
  std::map<char, FieldClass> in_force;  // by letter, as the format wants it
  for (const auto& [field_class, revision] : manifest.parts)
    in_force[letter_of(field_class)] = field_class;
  for (const auto& [letter, field_class] : in_force) {
    const std::string name{letter};
    const auto revision = manifest.parts.at(field_class);
    if (const auto found = fresh.find(field_class); found != fresh.end()) {
      digest.part(name, revision, found->second);
      continue;
    }
    const auto row = tx.one(
        "SELECT sealed FROM part WHERE case_id = ? AND record_id = ? AND class = ?"
        " AND revision = ?",
        case_id, stored.id, name, revision);
    digest.part(name, revision, row ? row->bytes(0) : Bytes{});
  }
  return digest.digest();
}

/// Whether those who follow must open the case anew.
enum class News { open, touched };

/// Seals the parts that changed, writes the revision, and says so in the chain and the feed.
/// `parts` are those that were in force before.
void write_revision(audit::Work& work, const vault::CaseKey& key, CaseId case_id,
                    const Stored& stored, const Parts& changed, sealed::InForce parts, News news) {
  auto& tx = work.tx();
  std::map<FieldClass, Bytes> fresh;
  for (const auto& [field_class, fields] : changed) {
    const auto& sealed = fresh[field_class] =
        key.seal(field_class, stored.id, stored.revision, catalogue::encode(fields));
    tx.run("INSERT INTO part (case_id, record_id, class, revision, sealed) VALUES (?, ?, ?, ?, ?)",
           case_id, stored.id, std::string{letter_of(field_class)}, stored.revision, sealed);
    parts[field_class] = stored.revision;
  }
  const sealed::Manifest manifest{
      .parts = std::move(parts), .kind = stored.kind, .author = author_of(work), .at = work.now()};
  const auto bytes = key.seal_manifest(stored.id, stored.revision, sealed::encode(manifest));
  tx.run(
      "INSERT INTO revision (case_id, record_id, revision, author, at, manifest)"
      " VALUES (?, ?, ?, ?, ?, ?)",
      case_id, stored.id, stored.revision, manifest.author, manifest.at, bytes);
  work.record({.what = audit::What::record_written,
               .case_id = case_id,
               .record = stored.id,
               .revision = stored.revision,
               .digest = digest_of(tx, case_id, stored, manifest, bytes, fresh)});
  sealed::tell_followers(tx, case_id,
                         news == News::touched ? std::optional{work.now()} : std::nullopt);
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

CaseFile file_of(std::int64_t revision, BytesView sealed, const vault::CaseKey& key, CaseId id) {
  const auto text = key.open_manifest(sealed::file_place(id), revision, sealed);
  auto out = text ? sealed::decode_file(*text) : std::nullopt;
  if (!out) sealed::damaged(id);
  out->id = id;
  out->revision = revision;
  return std::move(*out);
}

/// Revision and sealed content of case files that are not forgotten, by id.
std::map<CaseId, std::pair<std::int64_t, Bytes>> sealed_files(db::Reader& tx, CaseId first,
                                                              CaseId last) {
  std::map<CaseId, std::pair<std::int64_t, Bytes>> out;
  tx.look(
      "SELECT id, revision, sealed FROM case_file WHERE id BETWEEN ? AND ? AND sealed IS NOT NULL",
      [&](const db::RowView& row) {
        const auto& sealed = row.bytes(2);
        if (const auto id = CaseId::parse(row.text(0)))
          out.emplace(*id, std::pair{row.integer(1), Bytes{sealed.begin(), sealed.end()}});
      },
      first, last);
  return out;
}

}  // namespace

access::Standing CaseFile::standing() const {
  return {.case_id = id,
          .forgotten = false,
          .team = team,
          .owner = owner,
          .helpers = helpers,
          .kept_out = kept_out,
          .visits = visits,
          .from_packet = from_packet};
}

Records::Records(const vault::Keyring& keyring, const catalogue::Catalogue& catalogue)
    : keyring_{keyring}, catalogue_{catalogue} {
  for (const auto& field : catalogue.fields())
    if (field.type != catalogue::Type::long_text)
      beside_long_text_[field.kind].add(field.field_class);
}

ClassSet Records::kept_of(const std::string& kind) const {
  const auto found = beside_long_text_.find(kind);
  return found == beside_long_text_.end() ? ClassSet{} : found->second;
}

std::optional<CaseFile> Records::file(db::Reader& tx, CaseId id) const {
  const auto row = tx.one("SELECT revision, sealed FROM case_file WHERE id = ?", id);
  if (!row || row->null(1)) return std::nullopt;
  auto key = std::make_shared<const vault::CaseKey>(sealed::key_of(keyring_, tx, id));
  auto out = file_of(row->integer(0), row->bytes(1), *key, id);
  out.key = std::move(key);
  return out;
}

CaseFile Records::open(audit::Work& work, const access::Grant<access::Action::case_open>& grant,
                       CaseId id, TeamId team) const {
  return make(work, {.id = id,
                     .team = team,
                     .owner = grant.account(),
                     .helpers = {},
                     .opened_at = {},
                     .changed_at = {}});
}

CaseFile Records::open(audit::Work& work,
                       const access::Grant<access::Action::application_open>& grant, CaseId id,
                       TeamId team) const {
  return make(work, {.id = id,
                     .team = team,
                     .owner = grant.account(),
                     .helpers = {},
                     .from_packet = true,
                     .opened_at = {},
                     .changed_at = {}});
}

CaseFile Records::make(audit::Work& work, CaseFile file) const {
  auto& tx = work.tx();
  const auto id = file.id;
  if (tx.one("SELECT id FROM case_file WHERE id = ?", id))
    throw Failure{Fault::conflict, "case.id_taken"};
  // One that an interrupted opening left behind has nothing to open.
  keyring_.destroy_case_key(tx, id);
  keyring_.make_case_key(tx, id);
  file.revision = 1;
  file.opened_at = file.changed_at = work.now();
  const auto bytes =
      sealed::key_of(keyring_, tx, id)
          .seal_manifest(sealed::file_place(id), file.revision, sealed::encode(file));
  tx.run("INSERT INTO case_file (id, revision, forgetting, sealed) VALUES (?, ?, NULL, ?)", id,
         file.revision, bytes);
  work.record({.what = audit::What::case_opened,
               .case_id = id,
               .revision = file.revision,
               .digest = sealed::file_digest(id, file.revision, bytes)});
  sealed::tell_followers(tx, id);
  return file;
}

CaseFile Records::change_file(audit::Work& work, const access::Permit& permit, CaseFile file,
                              audit::What what, std::optional<AccountId> about) const {
  ensure(file.id == permit.case_id());
  auto& tx = work.tx();
  const auto base = file.revision++;
  file.changed_at = work.now();
  const auto bytes =
      sealed::key_of(keyring_, tx, file.id)
          .seal_manifest(sealed::file_place(file.id), file.revision, sealed::encode(file));
  if (tx.run("UPDATE case_file SET revision = ?, sealed = ? WHERE id = ? AND revision = ?",
             file.revision, bytes, file.id, base) != 1)
    throw Failure{Fault::stale, "store.changed_meanwhile"};
  work.record({.what = what,
               .case_id = file.id,
               .revision = file.revision,
               .about = about,
               .digest = sealed::file_digest(file.id, file.revision, bytes)});
  sealed::tell_followers(tx, file.id);
  return file;
}

Record Records::add(audit::Work& work, const access::Permit& permit, NewRecord wanted) const {
  auto problems = catalogue_.check(wanted.kind, wanted.fields);
  for (auto& problem : not_writable(catalogue_, wanted.fields, permit.writes()))
    problems.push_back(std::move(problem));
  refuse_if_any(std::move(problems));

  auto& tx = work.tx();
  const auto case_id = permit.case_id();
  refuse_if_any(
      files().incomplete(tx, case_id, catalogue_, {wanted.fields.begin(), wanted.fields.end()}));
  if (tx.one("SELECT id FROM record WHERE id = ?", wanted.id))
    throw Failure{Fault::conflict, "record.id_taken"};
  if (catalogue_.kind(wanted.kind)->one_per_case &&
      tx.one("SELECT id FROM record WHERE case_id = ? AND kind = ?", case_id, wanted.kind))
    throw Failure{Fault::conflict, "record.one_per_case"};
  tx.run("INSERT INTO record (id, case_id, kind, revision) VALUES (?, ?, ?, 1)", wanted.id, case_id,
         wanted.kind);
  const auto key = sealed::key_of(keyring_, tx, case_id);
  const Stored stored{.id = wanted.id, .kind = wanted.kind, .revision = 1};
  // That there is one of a kind of which something is kept may matter by itself.
  write_revision(work, key, case_id, stored, by_class(catalogue_, wanted.fields), {},
                 kept_of(wanted.kind).empty() ? News::touched : News::open);
  catalogue::erase_if(wanted.fields, [&](const auto& each) {
    return !permit.reads().has(catalogue_.field(each.first)->field_class);
  });
  return {.id = wanted.id,
          .kind = std::move(wanted.kind),
          .revision = 1,
          .changed_at = work.now(),
          .changed_by = author_of(work),
          .fields = std::move(wanted.fields)};
}

Record Records::change(audit::Work& work, const access::Permit& permit, RecordId id,
                       std::int64_t base, catalogue::Changes changes) const {
  auto& tx = work.tx();
  const auto case_id = permit.case_id();
  const auto row =
      tx.one("SELECT id, kind, revision FROM record WHERE id = ? AND case_id = ?", id, case_id);
  if (!row) throw Failure{Fault::absent, "record.absent"};
  const auto stored = sealed::stored_of(*row);
  if (stored.revision != base) throw Failure{Fault::stale, "store.changed_meanwhile"};

  auto problems = catalogue_.check(stored.kind, changes);
  for (auto& problem : not_writable(catalogue_, changes, permit.writes()))
    problems.push_back(std::move(problem));
  refuse_if_any(std::move(problems));
  refuse_if_any(files().incomplete(tx, case_id, catalogue_, changes));

  const auto key = sealed::key_of(keyring_, tx, case_id);
  const auto manifest = sealed::manifest_of(tx, key, case_id, stored);
  ClassSet touched;
  for (const auto& [name, value] : changes) touched.add(catalogue_.field(name)->field_class);
  auto parts = sealed::open_parts(tx, key, case_id, id, manifest, touched);
  const auto before = parts;
  for (auto& [name, value] : changes) {
    auto& part = parts[catalogue_.field(name)->field_class];
    if (value)
      part[name] = std::move(*value);
    else
      part.erase(name);
  }
  // A change that changes nothing makes no revision.
  catalogue::erase_if(parts, [&](const auto& entry) {
    const auto found = before.find(entry.first);
    return found == before.end() ? entry.second.empty() : found->second == entry.second;
  });
  if (parts.empty()) {
    work.record({.what = audit::What::case_read, .case_id = case_id});
    return sealed::open_record(tx, key, case_id, stored, permit.reads());
  }

  const Stored next{.id = id, .kind = stored.kind, .revision = base + 1};
  tx.run("UPDATE record SET revision = ? WHERE case_id = ? AND id = ?", next.revision, case_id, id);
  const auto kept = kept_of(stored.kind);
  const bool only_touched =
      std::ranges::none_of(parts, [&](const auto& entry) { return kept.has(entry.first); });
  write_revision(work, key, case_id, next, parts, manifest.parts,
                 only_touched ? News::touched : News::open);
  return sealed::open_record(tx, key, case_id, next, permit.reads());
}

std::vector<Record> Records::all(db::Reader& tx, const access::Permit& permit) const {
  return all(tx, permit, sealed::key_of(keyring_, tx, permit.case_id()));
}

std::vector<Record> Records::all(db::Reader& tx, const access::Permit& permit,
                                 const CaseFile& file) const {
  ensure(file.id == permit.case_id());
  return file.key ? all(tx, permit, *file.key) : all(tx, permit);
}

std::vector<Record> Records::all(db::Reader& tx, const access::Permit& permit,
                                 const vault::CaseKey& key) const {
  const auto case_id = permit.case_id();
  auto out = sealed::SealedCases{tx, case_id, case_id}.open(
      key, case_id, [&](const std::string&) { return permit.reads(); });
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
  const auto key = sealed::key_of(keyring_, tx, case_id);
  std::vector<Change> out;
  for (const auto& row :
       tx.all("SELECT id, kind, revision FROM record WHERE case_id = ?", case_id)) {
    const auto newest = sealed::stored_of(row);
    Fields before;
    for (std::int64_t revision = 1; revision <= newest.revision; ++revision) {
      const Stored stored{.id = newest.id, .kind = newest.kind, .revision = revision};
      const auto record = sealed::open_record(tx, key, case_id, stored, permit.reads());
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

std::vector<Records::Opened> Records::whole(db::Reader& tx, std::span<const CaseId> ids) const {
  std::vector<Opened> out;
  if (ids.empty()) return out;
  out.reserve(ids.size());
  const auto first = ids.front(), last = ids.back();
  const auto keys = keyring_.sealed_keys(tx, first, last);
  const auto files = sealed_files(tx, first, last);
  const sealed::SealedCases records{tx, first, last, ids.size()};
  const auto kept = [this](const std::string& kind) { return kept_of(kind); };
  for (const auto id : ids) {
    auto& opened = out.emplace_back(Opened{.id = id, .whole = {}});
    const auto file = files.find(id);
    if (file == files.end()) continue;
    try {
      const auto& [revision, bytes] = file->second;
      const auto sealed = keys.find(id);
      if (sealed == keys.end()) sealed::damaged(id);
      const auto key = keyring_.opened(id, sealed->second);
      opened.whole =
          Whole{.file = file_of(revision, bytes, key, id), .records = records.open(key, id, kept)};
    } catch (const Failure& failure) {
      if (failure.key() != MessageKey{"store.damaged"} &&
          failure.key() != MessageKey{"vault.damaged_key"})
        throw;
      opened.damaged = true;
    }
  }
  return out;
}

bool Records::holds(db::Reader& tx, CaseId id) const {
  return tx.one("SELECT id FROM case_file WHERE id = ? AND sealed IS NOT NULL", id).has_value();
}

std::vector<CaseId> Records::case_ids(db::Reader& tx) const {
  return readable_ids(tx.all("SELECT id FROM case_file WHERE sealed IS NOT NULL ORDER BY id"), 0);
}

std::int64_t Records::feed_end(db::Reader& tx) const {
  return tx.one("SELECT COALESCE(MAX(seq), 0) FROM change")->integer(0);
}

Records::Feed Records::feed(db::Reader& tx, std::int64_t after) const {
  Feed out{.seq = after, .cases = {}, .touched = {}};
  tx.look(
      "SELECT seq, case_id, touched_at FROM change WHERE seq > ? ORDER BY seq",
      [&](const db::RowView& row) {
        out.seq = row.integer(0);
        const auto id = CaseId::parse(row.text(1));
        if (!id)
          log::event("store.damaged_id");
        else if (!row.null(2))
          out.touched[*id] = std::max(out.touched[*id], row.instant(2));
        else if (std::ranges::find(out.cases, *id) == out.cases.end())
          out.cases.push_back(*id);
      },
      after);
  for (const auto& id : out.cases) out.touched.erase(id);
  return out;
}

}  // namespace ts::records
