#include "matters/shelf.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "crypto/base64.h"
#include "lang/text.h"

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

Kept Shelf::begun(DocumentId id, const Peer& peer, const crypto::VerifyKey& mine) {
  return {.document = {.id = id, .kind = Kind::matter, .revision = 1, .body = {}},
          .matter = Matter{same<packets::MatterId>(id), mine, peer.card.signs},
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
  return {.document = std::move(document),
          .matter = std::move(*matter),
          .peer = std::move(*peer),
          .case_id = CaseId::parse(body.at("case").as_string())};
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
  kept.document =
      kept.fresh ? documents_.add(work, permit, what, Kind::matter, kept.id(), kept.document.body)
                 : documents_.change(work, permit, what, kept.document);
  kept.fresh = false;
}

}  // namespace ts::matters
