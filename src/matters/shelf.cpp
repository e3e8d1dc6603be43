#include "matters/shelf.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "crypto/base64.h"
#include "lang/text.h"
#include "records/files.h"

namespace ts::matters {
namespace {

namespace json = boost::json;
using access::Permit;
using documents::Document;
using documents::Kind;
using packets::Matter;
using packets::What;

std::string body_of(const Kept& kept) {
  return json::serialize(
      json::object{{"matter", crypto::base64(text_of(kept.matter.encode()))},
                   {"peer", kept.peer.id.text()},
                   {"case", kept.case_id ? kept.case_id->text() : std::string{}}});
}

/// Of the attachments that steps of it speak of, in hexadecimal.
std::set<std::string> digests_in(const Matter& matter) {
  std::set<std::string> out;
  for (const auto* entry : matter.in_order())
    if (entry->content)
      for (const auto& attachment : entry->content->attachments) out.insert(hex(attachment.digest));
  return out;
}

/// A matter has one id, as a document and in packets.
template <class To, class From>
To same(From id) {
  IdBytes bytes{};
  std::copy(id.bytes().begin(), id.bytes().end(), bytes.begin());
  return To{bytes};
}

}  // namespace

const packets::Content* Kept::request() const {
  for (const auto* entry : matter.in_order())
    if (packets::begins(entry->step.what)) return entry->content ? &*entry->content : nullptr;
  return nullptr;
}

bool Kept::fits(What what) const { return packets::fits(standing(), what, matter.mine()); }

IdBytes Kept::derived_bytes(std::string_view what, BytesView of) const {
  ByteWriter text;
  text.part("turnstone of a matter 1").part(what).part(id().bytes()).part(of);
  const auto digest = crypto::hash(text.bytes());
  IdBytes out{};
  std::copy_n(digest.begin(), out.size(), out.begin());
  return out;
}

std::int64_t Kept::pieces(const packets::Attachment& attachment) {
  constexpr std::uint64_t size = records::Files::piece_bytes;
  return static_cast<std::int64_t>((attachment.size + size - 1) / size);
}

std::string Kept::piece_name(const packets::Attachment& attachment, std::int64_t piece) {
  return hex(attachment.digest) + '/' + std::to_string(piece);
}

bool Kept::has(const packets::Attachment& attachment) const {
  for (std::int64_t piece = 0; piece < pieces(attachment); ++piece)
    if (!pieces_here.contains(piece_name(attachment, piece))) return false;
  return attachment.size > 0;
}

void Kept::put(const packets::Attachment& attachment, std::int64_t piece, BytesView bytes) {
  pieces_new.insert_or_assign(piece_name(attachment, piece), std::string{text_of(bytes)});
}

void Kept::put(const packets::Attachment& attachment, BytesView bytes) {
  constexpr std::size_t size = records::Files::piece_bytes;
  for (std::size_t at = 0; at < bytes.size(); at += size)
    put(attachment, static_cast<std::int64_t>(at / size),
        bytes.subspan(at, std::min(size, bytes.size() - at)));
}

void Kept::write(const packets::Identity& identity, Instant now, What what,
                 packets::Content content) {
  const bool asks = what == What::withdraw || what == What::erase;
  if (asks || what == What::withdrawn || what == What::erased) matter.destroy_contents();
  if (asks) content.due = to_text(Date{std::chrono::sys_days{date_of(now)} + to_carry_out});
  matter.write(identity.signing(), packets::StepId::random(), now, what, std::move(content));
}

std::vector<SaidStep> said_in(const Kept& kept) {
  std::vector<SaidStep> out;
  for (const auto* entry : kept.matter.in_order()) {
    const auto& step = entry->step;
    const auto& content = entry->content;
    out.push_back({.ours = step.author == kept.matter.mine(),
                   .at = step.at,
                   .what = step.what,
                   .note = content ? lang::clean(content->note).value_or("") : std::string{},
                   .due = content ? content->due : std::string{}});
  }
  return out;
}

DocumentId Shelf::id_of(packets::MatterId matter) { return same<DocumentId>(matter); }

Kept Shelf::begun(DocumentId id, const Peer& peer, const crypto::VerifyKey& theirs,
                  const crypto::VerifyKey& mine) {
  return {.document = {.id = id, .kind = Kind::matter, .revision = 1, .body = {}},
          .matter = Matter{same<packets::MatterId>(id), mine, theirs},
          .peer = peer,
          .case_id = {},
          .fresh = true};
}

Kept Shelf::opened(db::Reader& tx, const Permit& permit, Document document) const {
  const auto body = json::parse(document.body).as_object();
  const auto bytes = crypto::from_base64(body.at("matter").as_string());
  auto matter = bytes ? Matter::decode(bytes_of(*bytes)) : std::nullopt;
  const auto peer_id = DocumentId::parse(body.at("peer").as_string());
  auto peer = peer_id ? peers_.find(tx, permit, *peer_id) : std::nullopt;
  if (!matter || !peer) throw Failure{Fault::unavailable, "store.damaged"};
  const auto id = document.id;
  return {.document = std::move(document),
          .matter = std::move(*matter),
          .peer = std::move(*peer),
          .case_id = CaseId::parse(body.at("case").as_string()),
          .pieces_here = documents_.file_names(tx, permit, id)};
}

std::optional<Kept> Shelf::find(db::Reader& tx, const Permit& permit, DocumentId id) const {
  auto document = documents_.find(tx, permit, Kind::matter, id);
  if (!document) return std::nullopt;
  return opened(tx, permit, std::move(*document));
}

Kept Shelf::load(db::Reader& tx, const Permit& permit, DocumentId id) const {
  auto out = find(tx, permit, id);
  if (!out) throw Failure{Fault::absent, "matter.absent"};
  return std::move(*out);
}

std::vector<Kept> Shelf::all(db::Reader& tx, const Permit& permit) const {
  std::vector<Kept> out;
  for (auto& document : documents_.all(tx, permit, Kind::matter))
    out.push_back(opened(tx, permit, std::move(document)));
  return out;
}

void Shelf::save(audit::Work& work, const Permit& permit, audit::What what, Kept& kept) const {
  kept.document.body = body_of(kept);
  const auto spoken_of = digests_in(kept.matter);
  const auto goes = [&](const std::string& name) {
    return !spoken_of.contains(name.substr(0, name.find('/')));
  };
  auto pieces = std::exchange(kept.pieces_new, {});
  std::erase_if(pieces, [&](const auto& each) { return goes(each.first); });
  for (const auto& name : kept.pieces_here)
    if (goes(name)) pieces.emplace(name, std::string{});
  kept.document = kept.fresh ? documents_.add(work, permit, what, Kind::matter, kept.id(),
                                              kept.document.body, pieces)
                             : documents_.change(work, permit, what, kept.document, pieces);
  kept.fresh = false;
  for (const auto& [name, content] : pieces) {
    kept.pieces_here.insert(name);
    if (content.empty()) kept.pieces_here.erase(name);
  }
}

Bytes Shelf::piece(db::Reader& tx, const Permit& permit, const Kept& kept,
                   const packets::Attachment& attachment, std::int64_t piece) const {
  const auto text = documents_.file(tx, permit, kept.id(), Kept::piece_name(attachment, piece));
  if (!text) throw Failure{Fault::unavailable, "store.damaged"};
  return Bytes{text->begin(), text->end()};
}

}  // namespace ts::matters
