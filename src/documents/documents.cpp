#include "documents/documents.h"

#include <algorithm>
#include <array>

#include "documents/sealed.h"

namespace ts::documents {
namespace {

constexpr std::array<std::string_view, 12> kinds{"study",    "release", "calendar", "import",
                                                 "survey",   "phone",   "form",     "proposal",
                                                 "identity", "peer",    "matter",   "hook"};

[[noreturn]] void damaged() { throw Failure{Fault::unavailable, "store.damaged"}; }

std::string opened_text(const std::optional<Bytes>& text) {
  if (!text) damaged();
  return std::string{text_of(*text)};
}

/// The chain names a document where it names records: both are what somebody wrote.
RecordId in_chain(DocumentId id) {
  IdBytes bytes{};
  std::copy(id.bytes().begin(), id.bytes().end(), bytes.begin());
  return RecordId{bytes};
}

}  // namespace

std::string_view text(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

void Documents::check(const access::Permit& permit) const {
  ensure(permit.org() == keyring_.org());
}

Document Documents::opened(const db::Row& row, Kind kind) const {
  const auto id = DocumentId::parse(row.text(0));
  if (!id) damaged();
  const auto revision = row.integer(1);
  return {.id = *id,
          .kind = kind,
          .revision = revision,
          .body = opened_text(sealed::open(keyring_, *id, text(kind), revision, row.bytes(2)))};
}

std::vector<Document> Documents::all(db::Reader& tx, const access::Permit& permit,
                                     Kind kind) const {
  check(permit);
  std::vector<Document> out;
  for (const auto& row :
       tx.all("SELECT id, revision, sealed FROM document WHERE kind = ?", text(kind)))
    out.push_back(opened(row, kind));
  return out;
}

std::int64_t Documents::stamp(db::Reader& tx, Kind kind) {
  return tx
      .one("SELECT CAST(COALESCE(SUM(revision), 0) AS BIGINT) FROM document WHERE kind = ?",
           text(kind))
      ->integer(0);
}

std::optional<Document> Documents::find(db::Reader& tx, const access::Permit& permit, Kind kind,
                                        DocumentId id) const {
  check(permit);
  const auto row =
      tx.one("SELECT id, revision, sealed FROM document WHERE id = ? AND kind = ?", id, text(kind));
  return row ? std::optional{opened(*row, kind)} : std::nullopt;
}

std::optional<std::string> Documents::file(db::Reader& tx, const access::Permit& permit,
                                           DocumentId id, std::string_view name) const {
  check(permit);
  const auto row = tx.one(
      "SELECT revision, sealed FROM document_file WHERE document_id = ? AND name = ?", id, name);
  if (!row) return std::nullopt;
  return opened_text(sealed::open_file(keyring_, id, name, row->integer(0), row->bytes(1)));
}

std::set<std::string> Documents::file_names(db::Reader& tx, const access::Permit& permit,
                                            DocumentId id) const {
  check(permit);
  std::set<std::string> out;
  for (const auto& row : tx.all("SELECT name FROM document_file WHERE document_id = ?", id))
    out.insert(row.text(0));
  return out;
}

Document Documents::add(audit::Work& work, const access::Permit& permit, audit::What what,
                        Kind kind, DocumentId id, std::string body, const Files& files) const {
  check(permit);
  Document out{.id = id, .kind = kind, .body = std::move(body)};
  work.tx().run("INSERT INTO document (id, kind, revision, sealed) VALUES (?, ?, ?, ?)", id,
                text(kind), out.revision,
                sealed::seal(keyring_, id, text(kind), out.revision, out.body));
  put(work, out, files);
  record(work, what, out);
  return out;
}

Document Documents::change(audit::Work& work, const access::Permit& permit, audit::What what,
                           const Document& next, const Files& files) const {
  check(permit);
  auto out = next;
  ++out.revision;
  if (work.tx().run("UPDATE document SET revision = ?, sealed = ? WHERE id = ? AND kind = ?"
                    " AND revision = ?",
                    out.revision,
                    sealed::seal(keyring_, out.id, text(out.kind), out.revision, out.body), out.id,
                    text(out.kind), next.revision) != 1)
    throw Failure{Fault::stale, "store.changed_meanwhile"};
  put(work, out, files);
  record(work, what, out);
  return out;
}

void Documents::put(audit::Work& work, const Document& document, const Files& files) const {
  for (const auto& [name, content] : files) {
    work.tx().run("DELETE FROM document_file WHERE document_id = ? AND name = ?", document.id,
                  name);
    if (content.empty()) continue;
    work.tx().run(
        "INSERT INTO document_file (document_id, name, revision, sealed) VALUES (?, ?, ?, ?)",
        document.id, name, document.revision,
        sealed::seal_file(keyring_, document.id, name, document.revision, content));
  }
}

void Documents::record(audit::Work& work, audit::What what, const Document& document) const {
  work.record({.what = what,
               .record = in_chain(document.id),
               .revision = document.revision,
               .digest = sealed::digest(work.tx(), document.id)});
}

}  // namespace ts::documents
