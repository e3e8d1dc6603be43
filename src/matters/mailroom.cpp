#include "matters/mailroom.h"

#include <algorithm>
#include <utility>

namespace ts::matters {

using access::Permit;
using packets::Identity;
using packets::Standing;
using packets::What;
using Duty = Standing::Duty;

namespace {

/// What both sides have signed; nothing while it is a proposal, and of other matters.
std::optional<Signed> signed_in(const Kept& kept) {
  const auto standing = kept.standing();
  using Progress = Standing::Progress;
  if (standing.request != What::agree ||
      (standing.progress != Progress::accepted && standing.progress != Progress::done))
    return std::nullopt;
  const auto* content = kept.request();
  auto terms = content ? terms_in(*content) : std::nullopt;
  const bool ended = standing.progress == Progress::done || standing.withdrawal != Duty::none ||
                     standing.erasure != Duty::none || !terms;
  return Signed{.terms = terms ? std::move(*terms) : Terms{}, .ended = ended};
}

/// Those of these steps that fit.
void take_steps(Kept& kept, const Identity& identity, Instant now,
                std::initializer_list<What> steps) {
  for (const auto what : steps)
    if (kept.fits(what)) kept.write(identity, now, what);
}

/// Those that a step of the other side speaks of, and that are not here yet.
void put_attachments(Kept& kept, const packets::Cover& cover, const std::vector<Bytes>& files) {
  for (const auto& entry : kept.matter.other()) {
    if (!entry.content) continue;
    for (const auto& attachment : entry.content->attachments)
      for (std::size_t i = 0; i < files.size(); ++i)
        if (cover.follows[i].digest == attachment.digest &&
            cover.follows[i].size == attachment.size && !kept.has(attachment))
          kept.put(attachment, files[i]);
  }
}

}  // namespace

// ---- in and out

Bytes Mailroom::sealed(db::Reader& tx, const Permit& permit, const Kept& kept) const {
  if (kept.peer.ended) throw Failure{Fault::conflict, "peer.ended"};
  const auto identity = peers_.identity(tx, permit, kept.matter.mine());
  const auto now = journal_.clock().now();
  packets::Cover cover{.matter = kept.matter.id(),
                       .sender = identity.signing().verify_key(),
                       .recipient = kept.matter.theirs(),
                       .made = now,
                       .expires = now + packet_lasts,
                       .message = kept.matter.message(),
                       .follows = {},
                       .successions = peers_.successions(tx, permit)};
  for (const auto& entry : cover.message.entries)
    if (entry.step.author == cover.sender && entry.content)
      std::copy_if(entry.content->attachments.begin(), entry.content->attachments.end(),
                   std::back_inserter(cover.follows),
                   [&](const auto& attachment) { return kept.has(attachment); });
  Bytes out;
  packets::Sealer sealer{cover, identity, kept.peer.card.opens, out};
  for (const auto& attachment : cover.follows)
    for (std::int64_t piece = 0; piece < Kept::pieces(attachment); ++piece)
      sealer.attach(shelf_.piece(tx, permit, kept, attachment, piece), out);
  sealer.finish(out);
  return out;
}

Mailroom::Opened Mailroom::opened(db::Reader& tx, const Permit& permit, BytesView packet) const {
  // Who has no card yet cannot be written to.
  if (!peers_.has_card(tx, permit)) throw Failure{Fault::invalid, "packet.not_for_us"};
  const auto identities = peers_.identities(tx, permit);
  std::vector<crypto::VerifyKey> ours;
  for (const auto& each : identities) ours.push_back(each.signing().verify_key());
  for (const auto& each : identities) try {
      auto out = opened_with(each, packet);
      packets::must_be_timely(out.cover, ours, journal_.clock().now());
      return out;
    } catch (const Failure& failure) {
      // The head of a packet says to which key it is sealed; somebody may not know the newest yet.
      if (failure.key() != MessageKey{"packet.not_for_us"}) throw;
    }
  throw Failure{Fault::invalid, "packet.not_for_us"};
}

Mailroom::Opened Mailroom::opened_with(const Identity& identity, BytesView packet) {
  std::vector<Bytes> files;
  packets::Opener opener{identity, [&](std::size_t which, BytesView bytes) {
                           files.resize(std::max(files.size(), which + 1));
                           files[which].insert(files[which].end(), bytes.begin(), bytes.end());
                         }};
  opener.feed(packet);
  const auto& cover = opener.finish();
  files.resize(cover.follows.size());
  return {.cover = cover, .files = std::move(files)};
}

Kept Mailroom::taken(audit::Work& work, const Permit& permit, const Opened& opened) const {
  const auto& cover = opened.cover;
  peers_.learn(work, permit, cover.successions);
  const auto peer = peers_.find(work.tx(), permit, cover.sender);
  if (!peer || peer->ended) throw Failure{Fault::forbidden, "packet.stranger"};
  const auto id = Shelf::id_of(cover.matter);
  auto there = shelf_.find(work.tx(), permit, id);
  // What was sealed with a key that they had before may be on its way, but not for ever.
  if (!there && cover.sender != peer->card.signs && work.now() > peer->card.made + packet_lasts)
    throw Failure{Fault::forbidden, "packet.stranger"};
  auto kept = there ? std::move(*there) : Shelf::begun(id, *peer, cover.sender, cover.recipient);
  const auto identity = peers_.identity(work.tx(), permit, kept.matter.mine());
  if (kept.matter.theirs() != cover.sender) throw Failure{Fault::forbidden, "packet.stranger"};
  const auto before = kept.standing().progress;
  kept.matter.take(cover.message, identity.signing());
  close_handed_over(work, kept, before);
  if (kept.matter.own().empty() && kept.matter.other().empty())
    throw Failure{Fault::conflict, "packet.too_early"};
  // What needs no person: that it was received, and, where no case was opened with it, that it is
  // destroyed when consent is taken back.
  take_steps(kept, identity, work.now(), {What::received});
  if (!kept.case_id) take_steps(kept, identity, work.now(), {What::withdrawn, What::erased});
  put_attachments(kept, cover, opened.files);
  // What comes after it was forgotten was written by somebody who had not heard of that.
  const auto erasure = kept.standing().erasure;
  if (erasure == Duty::carried_out || (kept.ours() && erasure == Duty::asked))
    kept.matter.destroy_contents();
  return kept;
}

void Mailroom::close_handed_over(audit::Work& work, const Kept& kept,
                                 Standing::Progress before) const {
  const auto is_taken = [](Standing::Progress progress) {
    return progress == Standing::Progress::accepted || progress == Standing::Progress::done;
  };
  const auto now = kept.standing();
  if (kept.case_id && kept.ours() && now.request == What::transfer && is_taken(now.progress) &&
      !is_taken(before))
    cases_.handed_over(work, access::Policy::unasked(records_.org(), *kept.case_id));
}

Kept Mailroom::take(const Permit& permit, std::optional<AccountId> by, BytesView packet) {
  // A stranger's packet is refused before anybody waits for it.
  const auto open = database_.read([&](db::Reader& tx) { return opened(tx, permit, packet); });
  auto kept = journal_.write(by, [&](audit::Work& work) {
    auto out = taken(work, permit, open);
    shelf_.save(work, permit, audit::What::packet_taken, out);
    return out;
  });
  changed(kept);
  return kept;
}

std::optional<Bytes> Mailroom::arrived(BytesView packet) try {
  const auto permit = unasked();
  const auto open = database_.read([&](db::Reader& tx) { return opened(tx, permit, packet); });
  auto [kept, answer] = journal_.write(std::nullopt, [&](audit::Work& work) {
    auto out = taken(work, permit, open);
    Bytes said;
    if (out.matter.owes() && !stopped(work.tx(), out)) {
      said = sealed(work.tx(), permit, out);
      out.matter.sent();
    }
    shelf_.save(work, permit, audit::What::packet_taken, out);
    return std::pair{std::move(out), std::move(said)};
  });
  changed(kept);
  return std::move(answer);
} catch (const Failure& failure) {
  if (failure.key() == MessageKey{"packet.not_for_us"}) return std::nullopt;
  throw;
}

// ---- what is due

Mailroom::Pending Mailroom::pending(const Kept& kept) {
  Pending out{.peer = kept.peer.card.org,
              .case_id = kept.case_id,
              .receipt = {},
              .purpose = {},
              .classes = {},
              .agreement = signed_in(kept),
              .until = {},
              .standing = kept.standing(),
              .ours = kept.ours(),
              .holds_parts = kept.matter.holds_parts(),
              .owes = kept.matter.owes() && !kept.peer.ended && !kept.peer.card.address.empty(),
              .next = {}};
  if (const auto* request = kept.request()) {
    out.receipt = request->receipt;
    out.until = request->until;
    out.purpose = request->purpose;
    out.classes = classes_of(request->classes);
  }
  return out;
}

void Mailroom::changed(const Kept& kept) {
  const auto agenda = agenda_.lock();
  agenda->matters.insert_or_assign(kept.id(), pending(kept));
}

void Mailroom::others_wrote() { agenda_.lock()->others_wrote = true; }

void Mailroom::read_all(db::Reader& tx, Agenda& agenda) const {
  const auto changes = peers_.changes();
  const bool same = agenda.peers == changes;
  if (same && !std::exchange(agenda.others_wrote, false)) return;
  const auto stamp = documents::Documents::stamp(tx, documents::Kind::matter) +
                     documents::Documents::stamp(tx, documents::Kind::peer);
  if (same && agenda.stamp == stamp) return;
  const auto before = std::exchange(agenda.matters, {});
  for (const auto& kept : shelf_.all(tx, unasked())) {
    auto& next = agenda.matters.insert_or_assign(kept.id(), pending(kept)).first->second;
    const auto known = before.find(kept.id());
    if (!same || known == before.end()) continue;
    next.next = known->second.next;  // others who write are no reason to try again sooner
    next.tries = known->second.tries;
  }
  agenda.peers = changes;
  agenda.stamp = stamp;
}

Mailroom::Chore Mailroom::chore(db::Reader& tx, const Pending& pending, Date today) const {
  const auto& standing = pending.standing;
  if (standing.request == What::agree) return Chore::none;
  if (!pending.case_id) {
    const bool over = !pending.until.empty() && pending.until < to_text(today);
    return !pending.ours && pending.holds_parts && over ? Chore::destroy : Chore::none;
  }
  if (!frames_.standing(*pending.case_id)) {
    const bool said = pending.ours ? standing.erasure != Duty::none
                                   : !pending.holds_parts && standing.withdrawal != Duty::asked &&
                                         standing.erasure != Duty::asked;
    // Damage is no wish to be forgotten.
    return said || records_.holds(tx, *pending.case_id) ? Chore::none : Chore::forget;
  }
  const bool taken_back = pending.ours && standing.withdrawal == Duty::none &&
                          agreements_.taken_back(*pending.case_id, pending.receipt);
  return taken_back ? Chore::withdraw : Chore::none;
}

Footing Mailroom::footing_in(const Agenda& agenda, OrgId peer, std::string_view purpose,
                             ClassSet classes, Date today) {
  std::vector<Signed> with_peer;
  for (const auto& [id, pending] : agenda.matters)
    if (pending.peer == peer && pending.agreement) with_peer.push_back(*pending.agreement);
  return matters::footing(with_peer, purpose, classes, today);
}

Footing Mailroom::footing(db::Reader& tx, OrgId peer, std::string_view purpose,
                          ClassSet classes) const {
  const auto agenda = agenda_.lock();
  read_all(tx, *agenda);
  return footing_in(*agenda, peer, purpose, classes, date_of(journal_.clock().now()));
}

bool Mailroom::stopped(const Agenda& agenda, const Pending& pending, Date today) {
  const auto& standing = pending.standing;
  if (standing.request == What::agree || standing.withdrawal != Duty::none ||
      standing.erasure != Duty::none)
    return false;
  return !may_travel(footing_in(agenda, pending.peer, pending.purpose, pending.classes, today));
}

bool Mailroom::stopped(db::Reader& tx, const Kept& kept) const {
  const auto agenda = agenda_.lock();
  read_all(tx, *agenda);
  return stopped(*agenda, pending(kept), date_of(journal_.clock().now()));
}

void Mailroom::carry_out(Chore chore, DocumentId id) {
  const auto permit = unasked();
  auto kept = journal_.write(std::nullopt, [&](audit::Work& work) {
    auto out = shelf_.load(work.tx(), permit, id);
    const auto identity = peers_.identity(work.tx(), permit, out.matter.mine());
    out.matter.destroy_contents();
    if (chore == Chore::withdraw) take_steps(out, identity, work.now(), {What::withdraw});
    if (chore == Chore::forget)
      take_steps(out, identity, work.now(), {What::erase, What::withdrawn, What::erased});
    shelf_.save(work, permit, audit::What::step_written, out);
    return out;
  });
  changed(kept);
}

std::vector<Outgoing> Mailroom::outgoing(bool greeting) {
  const auto now = journal_.clock().now();
  std::vector<std::pair<DocumentId, Chore>> chores;
  database_.read([&](db::Reader& tx) {
    const auto agenda = agenda_.lock();
    read_all(tx, *agenda);
    for (const auto& [id, pending] : agenda->matters)
      if (const auto due = chore(tx, pending, date_of(now)); due != Chore::none)
        chores.emplace_back(id, due);
    return true;
  });
  for (const auto& [id, due] : chores) carry_out(due, id);

  std::vector<DocumentId> wanted;
  {
    const auto agenda = agenda_.read();
    for (const auto& [id, pending] : agenda->matters)
      if ((greeting ? pending.standing.erasure != Duty::carried_out
                    : pending.owes && pending.next <= now) &&
          !stopped(*agenda, pending, date_of(now)))
        wanted.push_back(id);
  }
  return database_.read([&](db::Reader& tx) {
    std::vector<Outgoing> out;
    for (const auto& id : wanted) {
      const auto kept = shelf_.load(tx, unasked(), id);
      if (!kept.peer.ended && !kept.peer.card.address.empty())
        out.push_back(Outgoing{.id = id, .address = kept.peer.card.address});
    }
    return out;
  });
}

Bytes Mailroom::packet(DocumentId id) const {
  return database_.read(
      [&](db::Reader& tx) { return sealed(tx, unasked(), shelf_.load(tx, unasked(), id)); });
}

void Mailroom::handed_over(DocumentId id, bool through, BytesView answer) {
  constexpr int most = 12;  // 2 s doubled so often is more than an hour
  const auto now = journal_.clock().now();
  if (!through) {
    const auto agenda = agenda_.lock();
    auto& pending = agenda->matters[id];
    pending.tries = std::min(pending.tries + 1, most);
    const std::chrono::seconds wait{std::int64_t{1} << pending.tries};
    pending.next = now + std::min<std::chrono::milliseconds>(wait, std::chrono::hours{1});
    return;
  }
  const auto kept = journal_.write(std::nullopt, [&](audit::Work& work) {
    auto out = shelf_.load(work.tx(), unasked(), id);
    out.matter.sent();
    shelf_.save(work, unasked(), audit::What::packet_made, out);
    return out;
  });
  changed(kept);
  if (!answer.empty()) take(unasked(), std::nullopt, answer);
  // Should something still be owed, not at once.
  agenda_.lock()->matters[id].next = now + std::chrono::seconds{2};
}

int Mailroom::tries(DocumentId id) const {
  const auto agenda = agenda_.read();
  const auto found = agenda->matters.find(id);
  return found == agenda->matters.end() ? 0 : found->second.tries;
}

}  // namespace ts::matters
