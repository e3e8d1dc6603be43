#include "matters/peers.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "crypto/base64.h"
#include "lang/text.h"

namespace ts::matters {
namespace {

namespace json = boost::json;
using access::Action;
using access::Permit;
using access::Policy;
using documents::Document;
using documents::Kind;

std::string text_in(const json::object& body, std::string_view name) {
  return std::string{body.at(name).as_string()};
}

std::vector<crypto::VerifyKey> keys_in(const json::object& body) {
  std::vector<crypto::VerifyKey> out;
  const auto* const list = body.if_contains("former");
  if (!list) return out;
  for (const auto& each : list->as_array()) {
    const auto bytes = from_hex(each.as_string());
    crypto::VerifyKey key{};
    if (!bytes || bytes->size() != key.size()) throw Failure{Fault::unavailable, "store.damaged"};
    std::copy(bytes->begin(), bytes->end(), key.begin());
    out.push_back(key);
  }
  return out;
}

Peer peer_of(const Document& document) {
  const auto body = json::parse(document.body).as_object();
  const auto bytes = crypto::from_base64(text_in(body, "card"));
  auto card = bytes ? packets::decode_card(bytes_of(*bytes)) : std::nullopt;
  if (!card) throw Failure{Fault::unavailable, "store.damaged"};
  return {.id = document.id,
          .card = std::move(*card),
          .comparison = text_in(body, "comparison"),
          .former = keys_in(body),
          .since = {body.at("since").as_int64()},
          .by = AccountId::parse(text_in(body, "by")).value_or(AccountId{}),
          .ended = body.at("ended").as_bool(),
          .seed = body.contains("seed") ? std::optional{text_in(body, "seed")} : std::nullopt,
          .revision = document.revision};
}

std::string body_of(const Peer& peer) {
  json::object out{{"card", crypto::base64(text_of(packets::encode(peer.card)))},
                   {"comparison", peer.comparison},
                   {"since", peer.since.ms},
                   {"by", peer.by.text()},
                   {"ended", peer.ended}};
  if (!peer.former.empty()) {
    json::array former;
    for (const auto& key : peer.former) former.emplace_back(hex(key));
    out["former"] = std::move(former);
  }
  if (peer.seed) out["seed"] = *peer.seed;
  return json::serialize(out);
}

bool is_address(const std::string& text) {
  return text.empty() || (text.size() <= 300 &&
                          (text.starts_with("https://") || text.starts_with("http://127.0.0.1:")));
}

/// What could have been written here.
bool is_card(const packets::Card& card) {
  return lang::clean(card.name) == card.name && is_address(card.address);
}

bool has(const std::vector<crypto::VerifyKey>& keys, const crypto::VerifyKey& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

/// The document of our own identity.
struct Peers::Own {
  Document document;
  std::vector<crypto::Secret> seeds;  ///< the newest first
  std::string address;
  Instant made;                                       ///< the newest
  std::vector<packets::Succession> successions = {};  ///< from the oldest to the newest

  std::string body() const {
    json::array former, told;
    for (std::size_t i = 1; i < seeds.size(); ++i) former.emplace_back(hex(seeds[i].reveal()));
    for (const auto& each : successions)
      told.emplace_back(crypto::base64(text_of(packets::encode(each))));
    return json::serialize(json::object{{"seed", hex(seeds.front().reveal())},
                                        {"former", std::move(former)},
                                        {"told", std::move(told)},
                                        {"address", address},
                                        {"made", made.ms}});
  }

  /// As it was kept; nothing when it is none of this.
  static std::optional<Own> in(Document document) {
    const auto body = json::parse(document.body).as_object();
    Own out{.document = std::move(document),
            .seeds = {},
            .address = text_in(body, "address"),
            .made = {body.at("made").as_int64()}};
    std::vector<std::string> seeds{text_in(body, "seed")};
    if (const auto* former = body.if_contains("former"))
      for (const auto& each : former->as_array()) seeds.emplace_back(each.as_string());
    for (const auto& text : seeds) {
      const auto bytes = from_hex(text);
      auto seed = bytes ? crypto::Secret::from(*bytes) : std::nullopt;
      if (!seed) return std::nullopt;
      out.seeds.push_back(std::move(*seed));
    }
    if (const auto* told = body.if_contains("told"))
      for (const auto& each : told->as_array()) {
        const auto bytes = crypto::from_base64(each.as_string());
        auto succession = bytes ? packets::decode_succession(bytes_of(*bytes)) : std::nullopt;
        if (!succession) return std::nullopt;
        out.successions.push_back(std::move(*succession));
      }
    return out;
  }
};

std::optional<Peers::Own> Peers::own(db::Reader& tx, const Permit& permit) const {
  auto all = documents_.all(tx, permit, Kind::identity);
  if (all.empty()) return std::nullopt;
  auto out = Own::in(std::move(all.front()));
  if (!out) throw Failure{Fault::unavailable, "store.damaged"};
  return out;
}

Peers::Own Peers::made(const Permit& permit) {
  if (auto there = database_.read([&](db::Reader& tx) { return own(tx, permit); }))
    return std::move(*there);
  return journal_.write(permit.account(), [&](audit::Work& work) {
    auto there = own(work.tx(), permit);
    if (there) {
      work.record({.what = audit::What::identity_made, .record = RecordId{}});
      return std::move(*there);
    }
    Own out{.document = {}, .seeds = {}, .address = {}, .made = work.now()};
    out.seeds.push_back(crypto::Secret::random());
    out.document = documents_.add(work, permit, audit::What::identity_made, Kind::identity,
                                  DocumentId::random(), out.body());
    return out;
  });
}

void Peers::begin(const Permit& permit) { made(permit); }

packets::Card Peers::card_of(const Own& own) const {
  const auto about = accounts_.organisation();
  packets::Card out;
  out.org = about.id;
  out.name = about.name;
  out.country = about.country;
  out.address = own.address;
  out.made = own.made;
  packets::Identity{own.seeds.front()}.sign(out);
  return out;
}

packets::Card Peers::renew_keys(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::peer_change>(caller);
  made(grant);
  auto card = journal_.write(caller.account, [&](audit::Work& work) {
    auto now = own(work.tx(), grant);
    const packets::Identity former{now->seeds.front()};
    now->seeds.insert(now->seeds.begin(), crypto::Secret::random());
    now->made = work.now();
    auto out = card_of(*now);
    now->successions.push_back(packets::succeed(former, out));
    // Who has missed more than that exchanges cards anew.
    if (now->successions.size() > packets::most_successions)
      now->successions.erase(now->successions.begin());
    now->document.body = now->body();
    documents_.change(work, grant, audit::What::identity_made, now->document);
    return out;
  });
  ++changes_;
  return card;
}

packets::Card Peers::card(const Caller& caller) {
  return card_of(made(Policy::built_in().require<Action::peer_read>(caller)));
}

packets::Card Peers::set_address(const Caller& caller, const std::string& address) {
  const auto grant = Policy::built_in().require<Action::peer_change>(caller);
  if (!is_address(address)) refuse_if_any({{"address", "peer.bad_address"}});
  auto now = made(grant);
  now.address = address;
  now.document.body = now.body();
  journal_.write(caller.account, [&](audit::Work& work) {
    return documents_.change(work, grant, audit::What::identity_made, now.document).revision;
  });
  return card_of(now);
}

Peer Peers::looked_at(const Permit& permit, BytesView bytes) {
  auto card = packets::decode_card(bytes);
  if (!card || !is_card(*card)) throw Failure{Fault::invalid, "peer.no_card"};
  const auto ours = card_of(made(permit));
  if (ours.signs == card->signs) throw Failure{Fault::conflict, "peer.ourselves"};
  auto comparison = packets::comparison(ours, *card);
  return {.id = DocumentId::random(),
          .card = std::move(*card),
          .comparison = std::move(comparison),
          .since = journal_.clock().now(),
          .by = permit.account()};
}

Peer Peers::look(const Caller& caller, BytesView card) {
  return looked_at(Policy::built_in().require<Action::peer_change>(caller), card);
}

Peer Peers::add(const Caller& caller, BytesView card) {
  const auto grant = Policy::built_in().require<Action::peer_change>(caller);
  auto peer = looked_at(grant, card);
  journal_.write(caller.account, [&](audit::Work& work) {
    for (const auto& known : kept(work.tx(), grant)) {
      if (known.ended || known.card.org != peer.card.org) continue;
      if (known.card.signs != peer.card.signs || known.card.opens != peer.card.opens)
        throw Failure{Fault::conflict, "peer.other_keys"};
      peer.id = known.id;
      peer.revision = known.revision;
      return change(work, grant, audit::What::peer_added, peer);
    }
    documents_.add(work, grant, audit::What::peer_added, Kind::peer, peer.id, body_of(peer));
  });
  ++changes_;
  return peer;
}

Peer Peers::end(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::peer_change>(caller);
  auto peer = journal_.write(caller.account, [&](audit::Work& work) {
    auto out = find(work.tx(), grant, id);
    if (!out) throw Failure{Fault::absent, "peer.absent"};
    out->ended = true;
    change(work, grant, audit::What::peer_ended, *out);
    return std::move(*out);
  });
  ++changes_;
  return peer;
}

void Peers::change(audit::Work& work, const Permit& permit, audit::What what, Peer& peer) const {
  const Document next{
      .id = peer.id, .kind = Kind::peer, .revision = peer.revision, .body = body_of(peer)};
  peer.revision = documents_.change(work, permit, what, next).revision;
}

std::vector<Peer> Peers::all(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::peer_read>(caller);
  auto out = database_.read([&](db::Reader& tx) { return kept(tx, grant); });
  std::erase_if(out, [](const Peer& peer) { return peer.seed.has_value(); });
  if (out.empty()) return out;
  // As it is now: either side may have had other keys when it was compared.
  const auto ours = card_of(made(grant));
  for (auto& peer : out) peer.comparison = packets::comparison(ours, peer.card);
  return out;
}

Peer Peers::add_guest(audit::Work& work, const Permit& permit, const std::string& name) const {
  const auto seed = crypto::Secret::random();
  packets::Card card;
  card.org = OrgId::random();
  card.name = name;
  card.made = work.now();
  packets::Identity{seed}.sign(card);
  Peer out{.id = DocumentId::random(),
           .card = std::move(card),
           .comparison = {},
           .since = work.now(),
           .by = permit.account(),
           .seed = hex(seed.reveal())};
  documents_.add(work, permit, audit::What::peer_added, Kind::peer, out.id, body_of(out));
  return out;
}

std::vector<Peer> Peers::kept(db::Reader& tx, const Permit& permit) const {
  std::vector<Peer> out;
  for (const auto& document : documents_.all(tx, permit, Kind::peer))
    out.push_back(peer_of(document));
  std::sort(out.begin(), out.end(), [](const Peer& a, const Peer& b) { return a.since < b.since; });
  return out;
}

bool Peers::has_card(db::Reader& tx, const Permit& permit) const {
  return own(tx, permit).has_value();
}

packets::Identity Peers::identity(db::Reader& tx, const Permit& permit) const {
  const auto ours = own(tx, permit);
  ensure(ours.has_value());
  return packets::Identity{ours->seeds.front()};
}

std::list<packets::Identity> Peers::identities(db::Reader& tx, const Permit& permit) const {
  const auto ours = own(tx, permit);
  ensure(ours.has_value());
  std::list<packets::Identity> out;
  for (const auto& seed : ours->seeds) out.emplace_back(seed);
  return out;
}

packets::Identity Peers::identity(db::Reader& tx, const Permit& permit,
                                  const crypto::VerifyKey& key) const {
  const auto ours = own(tx, permit);
  ensure(ours.has_value());
  const auto found =
      std::find_if(ours->seeds.begin(), ours->seeds.end(), [&](const crypto::Secret& seed) {
        return packets::Identity{seed}.signing().verify_key() == key;
      });
  ensure(found != ours->seeds.end());
  return packets::Identity{*found};
}

std::vector<packets::Succession> Peers::successions(db::Reader& tx, const Permit& permit) const {
  const auto ours = own(tx, permit);
  return ours ? ours->successions : std::vector<packets::Succession>{};
}

void Peers::learn(audit::Work& work, const Permit& permit,
                  const std::vector<packets::Succession>& successions) const {
  for (const auto& each : successions) {
    auto peer = find(work.tx(), permit, each.former);
    if (!peer || peer->ended || peer->card.signs != each.former ||
        peer->card.org != each.card.org || !is_card(each.card))
      continue;
    peer->former.push_back(each.former);
    peer->card = each.card;
    change(work, permit, audit::What::peer_added, *peer);
    ++changes_;
  }
}

std::optional<Peer> Peers::find(db::Reader& tx, const Permit& permit, DocumentId id) const {
  const auto document = documents_.find(tx, permit, Kind::peer, id);
  if (!document) return std::nullopt;
  return peer_of(*document);
}

std::optional<Peer> Peers::living(db::Reader& tx, const Permit& permit, DocumentId id) const {
  auto out = find(tx, permit, id);
  if (out && out->ended) return std::nullopt;
  return out;
}

std::optional<Peer> Peers::find(db::Reader& tx, const Permit& permit,
                                const crypto::VerifyKey& key) const {
  std::optional<Peer> out;
  for (auto& peer : kept(tx, permit))
    if ((peer.card.signs == key || has(peer.former, key)) && (!out || out->ended))
      out = std::move(peer);
  return out;
}

}  // namespace ts::matters
