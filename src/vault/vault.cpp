#include "vault/vault.h"

#include <utility>

namespace ts::vault {
namespace {

Bytes org_key_place(OrgId org) {
  return ByteWriter{}.part("turnstone organisation key 1").part(org.bytes()).take();
}

Bytes case_key_place(OrgId org, CaseId case_id) {
  return ByteWriter{}.part("turnstone case key 1").part(org.bytes()).part(case_id.bytes()).take();
}

Bytes org_place(OrgId org, std::string_view purpose, BytesView id, std::int64_t revision) {
  return ByteWriter{}
      .part("turnstone organisation part 1")
      .part(org.bytes())
      .part(purpose)
      .part(id)
      .u64(static_cast<std::uint64_t>(revision))
      .take();
}

std::string_view name_of(FieldClass field_class) {
  return field_class_letters.substr(static_cast<std::size_t>(field_class), 1);
}

}  // namespace

Bytes CaseKey::place(std::string_view part, RecordId record, std::int64_t revision) const {
  return ByteWriter{}
      .part("turnstone part 1")
      .part(org_.bytes())
      .part(case_.bytes())
      .part(record.bytes())
      .part(part)
      .u64(static_cast<std::uint64_t>(revision))
      .take();
}

const crypto::Secret& CaseKey::class_key(FieldClass field_class) const {
  auto& key = class_keys_[static_cast<std::size_t>(field_class)];
  if (!key) key = crypto::derive(secret_, "class", bytes_of(name_of(field_class)));
  return *key;
}

const crypto::Secret& CaseKey::manifest_key() const {
  if (!manifest_key_) manifest_key_ = crypto::derive(secret_, "manifest");
  return *manifest_key_;
}

Bytes CaseKey::seal(FieldClass field_class, RecordId record, std::int64_t revision,
                    BytesView text) const {
  return crypto::seal(class_key(field_class), place(name_of(field_class), record, revision), text);
}

std::optional<Bytes> CaseKey::open(FieldClass field_class, RecordId record, std::int64_t revision,
                                   BytesView sealed) const {
  return crypto::open(class_key(field_class), place(name_of(field_class), record, revision),
                      sealed);
}

Bytes CaseKey::seal_manifest(RecordId record, std::int64_t revision, BytesView text) const {
  return crypto::seal(manifest_key(), place("manifest", record, revision), text);
}

std::optional<Bytes> CaseKey::open_manifest(RecordId record, std::int64_t revision,
                                            BytesView sealed) const {
  return crypto::open(manifest_key(), place("manifest", record, revision), sealed);
}

void Keyring::create(db::Writer& tx, const crypto::Secret& node_key, OrgId org) {
  const auto secret = crypto::Secret::random();
  tx.run("INSERT INTO org_key (org, sealed) VALUES (?, ?)", org,
         crypto::seal(node_key, org_key_place(org), secret.reveal()));
}

crypto::Secret Keyring::load(db::Reader& tx, const crypto::Secret& node_key, OrgId org) {
  const auto row = tx.one("SELECT sealed FROM org_key WHERE org = ?", org);
  if (!row) throw Failure{Fault::unavailable, "vault.no_key"};
  auto bytes = crypto::open(node_key, org_key_place(org), row->bytes(0));
  if (!bytes) throw Failure{Fault::unavailable, "vault.wrong_key"};
  auto secret = crypto::Secret::from(*bytes);
  crypto::wipe(*bytes);
  if (!secret) throw Failure{Fault::unavailable, "vault.wrong_key"};
  return std::move(*secret);
}

Keyring::Keyring(db::Database& database, const crypto::Secret& node_key, OrgId org)
    : org_{org},
      secret_{database.read([&](db::Reader& tx) { return load(tx, node_key, org); })},
      audit_key_{crypto::derive(secret_, "audit")} {}

void Keyring::make_case_key(db::Writer& tx, CaseId case_id) const {
  const auto secret = crypto::Secret::random();
  tx.run("INSERT INTO case_key (case_id, sealed) VALUES (?, ?)", case_id,
         crypto::seal(secret_, case_key_place(org_, case_id), secret.reveal()));
}

std::optional<CaseKey> Keyring::case_key(db::Reader& tx, CaseId case_id) const {
  const auto row = tx.one("SELECT sealed FROM case_key WHERE case_id = ?", case_id);
  if (!row) return std::nullopt;
  return opened(case_id, row->bytes(0));
}

std::map<CaseId, Bytes> Keyring::sealed_keys(db::Reader& tx, CaseId first, CaseId last) const {
  std::map<CaseId, Bytes> out;
  tx.look(
      "SELECT case_id, sealed FROM case_key WHERE case_id BETWEEN ? AND ?",
      [&](const db::RowView& row) {
        const auto& sealed = row.bytes(1);
        if (const auto id = CaseId::parse(row.text(0)))
          out.emplace(*id, Bytes{sealed.begin(), sealed.end()});
      },
      first, last);
  return out;
}

CaseKey Keyring::opened(CaseId case_id, BytesView sealed) const {
  auto bytes = crypto::open(secret_, case_key_place(org_, case_id), sealed);
  if (!bytes) throw Failure{Fault::unavailable, "vault.damaged_key"};
  auto secret = crypto::Secret::from(*bytes);
  crypto::wipe(*bytes);
  ensure(secret.has_value());
  return CaseKey{org_, case_id, std::move(*secret)};
}

void Keyring::destroy_case_key(db::Writer& tx, CaseId case_id) const {
  tx.run("DELETE FROM case_key WHERE case_id = ?", case_id);
}

Bytes Keyring::seal(std::string_view purpose, BytesView id, std::int64_t revision,
                    BytesView text) const {
  return crypto::seal(crypto::derive(secret_, "organisation", bytes_of(purpose)),
                      org_place(org_, purpose, id, revision), text);
}

std::optional<Bytes> Keyring::open(std::string_view purpose, BytesView id, std::int64_t revision,
                                   BytesView sealed) const {
  return crypto::open(crypto::derive(secret_, "organisation", bytes_of(purpose)),
                      org_place(org_, purpose, id, revision), sealed);
}

crypto::Digest Keyring::tag(std::string_view purpose, std::string_view text) const {
  return crypto::keyed_hash(crypto::derive(secret_, "tag", bytes_of(purpose)), bytes_of(text));
}

}  // namespace ts::vault
