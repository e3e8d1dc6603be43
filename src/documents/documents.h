#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.h"
#include "audit/audit.h"
#include "base/id.h"
#include "db/db.h"
#include "vault/vault.h"

/// What an organisation writes that is about no single case: studies, surveys, releases. Sealed
/// under a key of the organisation; docs/formats/documents.md.
namespace ts::documents {

/// The names of both are part of the format.
enum class Kind {
  study,
  release,
  calendar,
  import,
  survey,
  phone,
  form,
  proposal,
  identity,
  peer,
  matter,
  hook
};
std::string_view text(Kind kind);

/// One document as it stands. Its files are read one by one.
struct Document {
  DocumentId id;
  Kind kind = Kind::study;
  std::int64_t revision = 1;
  std::string body;  ///< JSON; what is in it is the matter of whoever writes it
};

/// Files by their names, "report.html".
using Files = std::map<std::string, std::string, std::less<>>;

/// The documents of one organisation. What does not open is `Failure{unavailable,
/// "store.damaged"}`; whoever asks for a right of another organisation is a Bug.
class Documents {
 public:
  explicit Documents(const vault::Keyring& keyring) : keyring_{keyring} {}

  /// In no order that means anything.
  std::vector<Document> all(db::Reader& tx, const access::Permit& permit, Kind kind) const;
  /// Nothing when there is none, or it is of another kind.
  std::optional<Document> find(db::Reader& tx, const access::Permit& permit, Kind kind,
                               DocumentId id) const;
  /// One of its files; nothing when there is none of that name.
  std::optional<std::string> file(db::Reader& tx, const access::Permit& permit, DocumentId id,
                                  std::string_view name) const;
  /// What its files are called.
  std::set<std::string> file_names(db::Reader& tx, const access::Permit& permit,
                                   DocumentId id) const;

  /// Grows with every change of a document of this kind, whichever process made it.
  static std::int64_t stamp(db::Reader& tx, Kind kind);

  /// `what` is what the audit says of it.
  Document add(audit::Work& work, const access::Permit& permit, audit::What what, Kind kind,
               DocumentId id, std::string body, const Files& files = {}) const;
  /// Puts `next.body` on revision `next.revision` (`Failure{stale, "store.changed_meanwhile"}` when
  /// that is not the one in force), and `files` beside it or over those of the same name; a file of
  /// no content goes. What was there before is gone.
  Document change(audit::Work& work, const access::Permit& permit, audit::What what,
                  const Document& next, const Files& files = {}) const;

  /// Every document against the newest entry about it, and opened when the keys are there:
  /// "document.altered", "document.missing", "document.inserted", "document.unreadable".
  static std::vector<audit::Finding> verify(db::Reader& tx, const vault::Keyring* keyring);

 private:
  void check(const access::Permit& permit) const;
  void put(audit::Work& work, const Document& document, const Files& files) const;
  void record(audit::Work& work, audit::What what, const Document& document) const;
  Document opened(const db::Row& row, Kind kind) const;
  const vault::Keyring& keyring_;
};

}  // namespace ts::documents
