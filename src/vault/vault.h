#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/field_class.h"
#include "base/id.h"
#include "crypto/crypto.h"
#include "db/db.h"

/// Keys and sealing. Node key > organisation key > case key > class key; docs/formats/sealing.md.
namespace ts::vault {

/// The key of one case. Each field class has a key of its own, derived from it; what is sealed is
/// bound to organisation, case, record, class and revision, so that a sealed part moved to another
/// place, or an older one put back, does not open. Of one thread at a time.
class CaseKey {
 public:
  CaseKey(OrgId org, CaseId case_id, crypto::Secret secret)
      : org_{org}, case_{case_id}, secret_{std::move(secret)} {}

  Bytes seal(FieldClass field_class, RecordId record, std::int64_t revision, BytesView text) const;
  /// Nothing when it is not exactly the part of this place and revision.
  std::optional<Bytes> open(FieldClass field_class, RecordId record, std::int64_t revision,
                            BytesView sealed) const;

  /// The manifest of a revision: which fields changed, which part of each class is in force.
  Bytes seal_manifest(RecordId record, std::int64_t revision, BytesView text) const;
  std::optional<Bytes> open_manifest(RecordId record, std::int64_t revision,
                                     BytesView sealed) const;

 private:
  Bytes place(std::string_view part, RecordId record, std::int64_t revision) const;
  const crypto::Secret& class_key(FieldClass field_class) const;
  const crypto::Secret& manifest_key() const;
  OrgId org_;
  CaseId case_;
  crypto::Secret secret_;
  // Derived when first asked for: a case has many parts of few classes.
  mutable std::array<std::optional<crypto::Secret>, all_field_classes.size()> class_keys_;
  mutable std::optional<crypto::Secret> manifest_key_;
};

/// The keys of one organisation. Holds the organisation's key while the node is unlocked; keys of
/// cases are opened when needed and wiped after.
class Keyring {
 public:
  /// Makes the key of a new organisation, sealed under the node key.
  static void create(db::Writer& tx, const crypto::Secret& node_key, OrgId org);

  /// `Failure{unavailable}`: "vault.no_key" (none of this organisation), "vault.wrong_key".
  Keyring(db::Database& database, const crypto::Secret& node_key, OrgId org);
  Keyring(const Keyring&) = delete;
  Keyring& operator=(const Keyring&) = delete;

  OrgId org() const { return org_; }

  void make_case_key(db::Writer& tx, CaseId case_id) const;
  /// Nothing when it was destroyed or never made. A key that does not open is
  /// `Failure{unavailable, "vault.damaged_key"}`.
  std::optional<CaseKey> case_key(db::Reader& tx, CaseId case_id) const;
  /// Those of cases whose ids follow each other, as they lie there, and what is in one.
  std::map<CaseId, Bytes> sealed_keys(db::Reader& tx, CaseId first, CaseId last) const;
  CaseKey opened(CaseId case_id, BytesView sealed) const;
  /// Whatever was sealed under it stays sealed for good, in every copy of the store.
  void destroy_case_key(db::Writer& tx, CaseId case_id) const;

  /// What belongs to the organisation and to no case: accounts, teams, its own name.
  Bytes seal(std::string_view purpose, BytesView id, std::int64_t revision, BytesView text) const;
  std::optional<Bytes> open(std::string_view purpose, BytesView id, std::int64_t revision,
                            BytesView sealed) const;

  /// A keyed hash: equal for equal text, and nothing else can be told from it.
  crypto::Digest tag(std::string_view purpose, std::string_view text) const;

  /// Signs the heads of the audit chain.
  const crypto::SigningKey& audit_key() const { return audit_key_; }

 private:
  static crypto::Secret load(db::Reader& tx, const crypto::Secret& node_key, OrgId org);
  OrgId org_;
  crypto::Secret secret_;
  crypto::SigningKey audit_key_;
};

}  // namespace ts::vault
