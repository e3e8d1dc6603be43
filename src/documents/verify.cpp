#include <algorithm>
#include <map>
#include <set>

#include "documents/documents.h"
#include "documents/sealed.h"

namespace ts::documents {
namespace {

using audit::Finding;

struct Expected {
  std::int64_t seq = 0;
  std::int64_t revision = 0;
  crypto::Digest digest{};
};

DocumentId document_of(RecordId id) {
  IdBytes bytes{};
  std::copy(id.bytes().begin(), id.bytes().end(), bytes.begin());
  return DocumentId{bytes};
}

/// The newest that the chain says of each document: entries about a record of no case that wrote
/// something.
std::map<DocumentId, Expected> expected_by_chain(db::Reader& tx) {
  std::map<DocumentId, Expected> out;
  audit::each_entry(tx, [&](const audit::Entry& entry) {
    const auto& event = entry.event;
    if (!event.case_id && event.record && event.digest)
      out[document_of(*event.record)] = {
          .seq = entry.seq, .revision = event.revision, .digest = *event.digest};
  });
  return out;
}

bool opens(db::Reader& tx, const vault::Keyring& keyring, DocumentId id, const db::Row& row) {
  if (!sealed::open(keyring, id, row.text(1), row.integer(2), row.bytes(3))) return false;
  for (const auto& file :
       tx.all("SELECT name, revision, sealed FROM document_file WHERE document_id = ?", id))
    if (!sealed::open_file(keyring, id, file.text(0), file.integer(1), file.bytes(2))) return false;
  return true;
}

}  // namespace

std::vector<Finding> Documents::verify(db::Reader& tx, const vault::Keyring* keyring) {
  const auto expected = expected_by_chain(tx);
  std::vector<Finding> out;
  std::set<DocumentId> seen;
  for (const auto& row : tx.all("SELECT id, kind, revision, sealed FROM document")) {
    const auto id = DocumentId::parse(row.text(0));
    const auto known = id ? expected.find(*id) : expected.end();
    if (known == expected.end()) {
      out.push_back({.key = "document.inserted"});
      continue;
    }
    seen.insert(*id);
    if (row.integer(2) != known->second.revision || sealed::digest(tx, *id) != known->second.digest)
      out.push_back({.key = "document.altered", .seq = known->second.seq});
    else if (keyring && !opens(tx, *keyring, *id, row))
      out.push_back({.key = "document.unreadable", .seq = known->second.seq});
  }
  for (const auto& [id, entry] : expected)
    if (!seen.contains(id)) out.push_back({.key = "document.missing", .seq = entry.seq});
  for (const auto& row : tx.all("SELECT DISTINCT document_id FROM document_file"))
    if (const auto id = DocumentId::parse(row.text(0)); !id || !expected.contains(*id))
      out.push_back({.key = "document.inserted"});
  return out;
}

}  // namespace ts::documents
