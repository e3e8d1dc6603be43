#include "matters/matters.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "crypto/base64.h"
#include "lang/text.h"
#include "packets/packet.h"

namespace ts::matters {
namespace {

namespace json = boost::json;
using access::Action;
using access::Permit;
using access::Policy;
using documents::Document;
using documents::Kind;
using packets::Content;
using packets::Matter;
using packets::MatterId;
using packets::Standing;
using packets::StepId;
using packets::What;

MatterId matter_id(DocumentId id) {
  IdBytes bytes{};
  std::copy(id.bytes().begin(), id.bytes().end(), bytes.begin());
  return MatterId{bytes};
}

DocumentId document_id(MatterId id) {
  IdBytes bytes{};
  std::copy(id.bytes().begin(), id.bytes().end(), bytes.begin());
  return DocumentId{bytes};
}

std::string text_in(const catalogue::Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  const auto* text = found == fields.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text ? *text : std::string{};
}

/// The classes that a consent names.
ClassSet classes_in(const catalogue::Fields& fields) {
  ClassSet out;
  const auto found = fields.find("tsn_ConsentClasses");
  if (found == fields.end()) return out;
  if (const auto* list = std::get_if<std::vector<std::string>>(&found->second))
    for (const auto& each : *list)
      if (each.size() == 1)
        if (const auto field_class = field_class_of(each[0])) out.add(*field_class);
  return out;
}

bool has_ended(const Standing& standing) { return standing.erasure == Standing::Duty::carried_out; }

/// Where somebody must say why, or what.
bool needs_words(What what) {
  return what == What::declined || what == What::asked || what == What::answered;
}

Date day_after(Instant now, int days) {
  return Date{std::chrono::sys_days{date_of(now)} + std::chrono::days{days}};
}

}  // namespace

/// The document of one matter.
struct Matters::Kept {
  Document document;
  Matter matter;
  Peer peer;
  std::optional<CaseId> case_id;
  std::int64_t tries = 0;
  Instant next;
  bool fresh = false;  ///< not in the database yet

  bool ours() const { return packets::standing_of(matter).asker != matter.theirs(); }

  std::string body() const {
    return json::serialize(json::object{{"matter", crypto::base64(text_of(matter.encode()))},
                                        {"peer", peer.id.text()},
                                        {"case", case_id ? case_id->text() : std::string{}},
                                        {"tries", tries},
                                        {"next", next.ms}});
  }
};

Matters::Kept Matters::load(db::Reader& tx, const Permit& permit, DocumentId id) const {
  auto document = documents_.find(tx, permit, Kind::matter, id);
  if (!document) throw Failure{Fault::absent, "matter.absent"};
  const auto body = json::parse(document->body).as_object();
  const auto bytes = crypto::from_base64(body.at("matter").as_string());
  auto matter = bytes ? Matter::decode(bytes_of(*bytes)) : std::nullopt;
  const auto peer_id = DocumentId::parse(body.at("peer").as_string());
  auto peer = peer_id ? peers_.find(tx, permit, *peer_id) : std::nullopt;
  if (!matter || !peer) throw Failure{Fault::unavailable, "store.damaged"};
  return {.document = std::move(*document),
          .matter = std::move(*matter),
          .peer = std::move(*peer),
          .case_id = CaseId::parse(body.at("case").as_string()),
          .tries = body.at("tries").as_int64(),
          .next = {body.at("next").as_int64()}};
}

void Matters::save(audit::Work& work, const Permit& permit, audit::What what, Kept& kept) const {
  kept.document.body = kept.body();
  kept.document = kept.fresh ? documents_.add(work, permit, what, Kind::matter, kept.document.id,
                                              kept.document.body)
                             : documents_.change(work, permit, what, kept.document);
  kept.fresh = false;
}

// ---- sending

Content Matters::content_of(const Permit& permit, db::Reader& tx,
                            const std::vector<records::Record>& records, const Draft& draft) const {
  std::vector<Problem> problems;
  const auto peer = peers_.find(tx, permit, draft.peer);
  if (!peer || peer->ended) problems.push_back({"peer", "peer.absent"});
  const auto receipt = std::find_if(records.begin(), records.end(), [&](const auto& record) {
    return record.id == draft.receipt && record.kind == "consent";
  });
  Content out;
  out.note = draft.note;
  out.receipt = draft.receipt;
  if (draft.due) out.due = to_text(*draft.due);
  ClassSet agreed;
  if (receipt == records.end()) {
    problems.push_back({"receipt", "matter.needs_consent"});
  } else {
    const auto& fields = receipt->fields;
    const auto given = fields.find("con_Consent");
    const auto until = parse_partial_date(text_in(fields, "tsn_ConsentUntil"));
    const auto recipient = text_in(fields, "tsn_ConsentRecipient");
    agreed = classes_in(fields);
    out.purpose = text_in(fields, "tsn_ConsentPurpose");
    if (until) out.until = to_text(until->earliest());
    if (given == fields.end() || given->second != catalogue::Value{true})
      problems.push_back({"receipt", "matter.consent_withdrawn"});
    else if (out.purpose.empty() || recipient.empty() || agreed.empty() || !until)
      problems.push_back({"receipt", "matter.needs_consent"});
    else if (until->earliest() < date_of(journal_.clock().now()))
      problems.push_back({"receipt", "matter.consent_ended"});
    else if (peer && lang::fold(recipient) != lang::fold(peer->card.name))
      problems.push_back({"receipt", "matter.other_recipient"});
    else if ((draft.classes & agreed) != draft.classes)
      problems.push_back({"classes", "matter.class_not_agreed"});
  }
  const auto sent = draft.classes & agreed & permit.reads();
  out.classes = sent.letters();
  for (const auto& record : records) {
    const auto* kind = catalogue_.kind(record.kind);
    if (!kind || kind->internal || record.kind == "consent" || record.kind == "case") continue;
    catalogue::Fields fields;
    for (const auto& [name, value] : record.fields)
      if (const auto* field = catalogue_.field(name); field && sent.has(field->field_class))
        fields.emplace(name, value);
    if (!fields.empty())
      out.parts.push_back(
          {.id = record.id, .kind = record.kind, .fields = catalogue::encode(fields)});
  }
  if (problems.empty() && out.parts.empty())
    problems.push_back({"classes", "matter.nothing_to_send"});
  refuse_if_any(std::move(problems));
  return out;
}

Preview Matters::preview(const Caller& caller, CaseId case_id, const Draft& draft) {
  const auto file = cases_.read(caller, case_id);
  const auto grant = Policy::built_in().require<Action::matter_send>(caller, file.file.standing());
  return database_.read([&](db::Reader& tx) {
    return seen(caller, content_of(grant, tx, file.records, draft), true);
  });
}

View Matters::send(const Caller& caller, CaseId case_id, const Draft& draft) {
  const auto file = cases_.read(caller, case_id);
  const auto grant = Policy::built_in().require<Action::matter_send>(caller, file.file.standing());
  if (!packets::begins(draft.request)) refuse_if_any({{"request", "field.not_a_choice"}});
  return journal_.write(caller.account, [&](audit::Work& work) {
    if (documents_.find(work.tx(), grant, Kind::matter, draft.id)) {
      const auto there = load(work.tx(), grant, draft.id);
      if (there.case_id != case_id) throw Failure{Fault::invalid, "idempotency.key_reused"};
      work.record({.what = audit::What::matter_read, .case_id = case_id});
      return view(caller, there);
    }
    auto content = content_of(grant, work.tx(), file.records, draft);
    const auto identity = peers_.identity(work.tx(), grant);
    const auto peer = peers_.find(work.tx(), grant, draft.peer);
    ensure(identity.has_value() && peer.has_value());  // a peer is known to who has a card only
    Kept kept{
        .document = {.id = draft.id, .kind = Kind::matter, .revision = 1, .body = {}},
        .matter = Matter{matter_id(draft.id), identity->signing().verify_key(), peer->card.signs},
        .peer = *peer,
        .case_id = case_id,
        .next = {},
        .fresh = true};
    kept.matter.write(identity->signing(), StepId::random(), work.now(), draft.request,
                      std::move(content));
    save(work, grant, audit::What::step_written, kept);
    return view(caller, kept);
  });
}

// ---- seeing

Preview Matters::seen(const Caller& caller, const Content& content, bool ours) const {
  const auto& policy = Policy::built_in();
  const auto reads = policy.reads(caller.role) | policy.of_packets(caller.role);
  Preview out{.purpose = content.purpose,
              .classes = content.classes,
              .until = content.until,
              .due = content.due,
              .note = content.note,
              .parts = {}};
  for (const auto& part : content.parts) {
    auto fields = catalogue::decode(part.fields);
    if (!fields) continue;
    std::erase_if(*fields, [&](const auto& each) {
      const auto* field = catalogue_.field(each.first);
      return !field || field->kind != part.kind || (!ours && !reads.has(field->field_class));
    });
    out.parts.push_back({.id = part.id, .kind = part.kind, .fields = std::move(*fields)});
  }
  return out;
}

View Matters::view(const Caller& caller, const Kept& kept) const {
  View out{.id = kept.document.id,
           .peer = kept.peer.card.name,
           .ours = kept.ours(),
           .case_id = kept.case_id,
           .standing = packets::standing_of(kept.matter),
           .steps = {},
           .request = {},
           .waits = kept.matter.owes(),
           .tries = kept.tries};
  for (const auto* entry : kept.matter.in_order()) {
    const auto& step = entry->step;
    out.steps.push_back({.ours = step.author != kept.matter.theirs(),
                         .at = step.at,
                         .what = step.what,
                         .note = entry->content ? entry->content->note : std::string{},
                         .due = entry->content ? entry->content->due : std::string{}});
    if (packets::begins(step.what) && entry->content && !out.request)
      out.request = seen(caller, *entry->content, out.ours);
  }
  return out;
}

/// What was sent of a case is seen by who sees the case; what came and is in no case yet, by
/// whoever may answer it.
bool Matters::may_see(const Caller& caller, const Kept& kept) const {
  if (!kept.case_id) return true;
  const auto standing = frames_.standing(*kept.case_id);
  const auto& policy = Policy::built_in();
  // Of a case that was forgotten nothing is left but what still has to be said to the other side.
  return !standing ||
         policy.reaches(policy.scope(caller.role, Action::case_read), caller, standing);
}

std::vector<View> Matters::all(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::matter_read>(caller);
  const auto kept = database_.read([&](db::Reader& tx) {
    std::vector<Kept> out;
    for (const auto& document : documents_.all(tx, grant, Kind::matter))
      out.push_back(load(tx, grant, document.id));
    return out;
  });
  std::vector<View> out;
  for (const auto& each : kept)
    if (may_see(caller, each)) out.push_back(view(caller, each));
  journal_.note(caller.account, {.what = audit::What::matter_read});
  std::sort(out.begin(), out.end(),
            [](const View& a, const View& b) { return b.steps.back().at < a.steps.back().at; });
  return out;
}

View Matters::read(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::matter_read>(caller);
  const auto kept = database_.read([&](db::Reader& tx) { return load(tx, grant, id); });
  if (!may_see(caller, kept)) throw Failure{Fault::absent, "matter.absent"};
  journal_.note(caller.account, {.what = audit::What::matter_read, .case_id = kept.case_id});
  return view(caller, kept);
}

// ---- answering

View Matters::say(const Caller& caller, DocumentId id, What what, const std::string& note) {
  const auto grant = Policy::built_in().require<Action::matter_answer>(caller);
  if (needs_words(what) && note.empty()) refuse_if_any({{"note", "field.required"}});
  read(caller, id);
  return journal_.write(caller.account, [&](audit::Work& work) {
    auto kept = load(work.tx(), grant, id);
    const auto identity = peers_.identity(work.tx(), grant);
    ensure(identity.has_value());
    const auto& mine = identity->signing().verify_key();
    if (!packets::fits(packets::standing_of(kept.matter), what, mine))
      throw Failure{Fault::conflict, "matter.not_now"};
    Content content;
    content.note = note;
    if (what == What::withdraw || what == What::erase)
      content.due = to_text(day_after(work.now(), days_to_carry_out));
    if (what == What::withdrawn || what == What::erased || what == What::erase)
      kept.matter.destroy_contents();
    kept.matter.write(identity->signing(), StepId::random(), work.now(), what, std::move(content));
    kept.next = {};
    save(work, grant, audit::What::step_written, kept);
    return view(caller, kept);
  });
}

View Matters::accept(const Caller& caller, DocumentId id, const Acceptance& acceptance) {
  const auto now = read(caller, id);
  if (now.ours || !now.request) throw Failure{Fault::conflict, "matter.not_now"};
  if (now.standing.progress == Standing::Progress::accepted) return now;
  if (acceptance.open) {
    cases::NewCase wanted{.id = *acceptance.open, .team = {}, .records = {}};
    bool person = false;
    for (const auto& part : now.request->parts) {
      person = person || part.kind == "person";
      wanted.records.push_back({.id = part.id, .kind = part.kind, .fields = part.fields});
    }
    if (!person)
      wanted.records.push_back({.id = RecordId::random(), .kind = "person", .fields = {}});
    for (auto& record : wanted.records)
      if (record.kind == "person" && !acceptance.called.empty() &&
          !record.fields.contains("tsn_CalledName"))
        record.fields["tsn_CalledName"] = acceptance.called;
    wanted.records.push_back({.id = RecordId::random(),
                              .kind = "consent",
                              .fields = {{"con_Consent", true},
                                         {"tsn_ConsentPurpose", now.request->purpose},
                                         {"tsn_ConsentUntil", now.request->until}}});
    // Asked again, it is the same case.
    cases_.open(caller, std::move(wanted),
                {.key = acceptance.open->text(), .request = crypto::hash(id.bytes())});
  }
  const auto grant = Policy::built_in().require<Action::matter_answer>(caller);
  journal_.write(caller.account, [&](audit::Work& work) {
    auto kept = load(work.tx(), grant, id);
    kept.case_id = acceptance.open;
    save(work, grant, audit::What::step_written, kept);
    return true;
  });
  return say(caller, id, What::accepted, acceptance.note);
}

// ---- packets

Bytes Matters::sealed(db::Reader& tx, const Permit& permit, const Kept& kept) const {
  const auto identity = peers_.identity(tx, permit);
  ensure(identity.has_value());
  const auto now = journal_.clock().now();
  return packets::seal({.matter = kept.matter.id(),
                        .sender = identity->signing().verify_key(),
                        .recipient = kept.matter.theirs(),
                        .made = now,
                        .expires = now + packet_lasts,
                        .message = kept.matter.message(),
                        .follows = {}},
                       *identity, kept.peer.card.opens);
}

Bytes Matters::packet(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::matter_answer>(caller);
  read(caller, id);
  return journal_.write(caller.account, [&](audit::Work& work) {
    auto kept = load(work.tx(), grant, id);
    if (kept.peer.ended) throw Failure{Fault::conflict, "peer.ended"};
    auto out = sealed(work.tx(), grant, kept);
    kept.matter.sent();
    save(work, grant, audit::What::packet_made, kept);
    return out;
  });
}

Matters::Kept Matters::taken(audit::Work& work, const Permit& permit, BytesView packet) const {
  const auto identity = peers_.identity(work.tx(), permit);
  if (!identity) throw Failure{Fault::invalid, "packet.not_for_us"};
  const auto cover = packets::open(packet, *identity);
  packets::must_be_timely(cover, *identity, work.now());
  const auto peer = peers_.find(work.tx(), permit, cover.sender);
  if (!peer || peer->ended) throw Failure{Fault::forbidden, "packet.stranger"};
  const auto id = document_id(cover.matter);
  const bool known = documents_.find(work.tx(), permit, Kind::matter, id).has_value();
  auto kept =
      known ? load(work.tx(), permit, id)
            : Kept{.document = {.id = id, .kind = Kind::matter, .revision = 1, .body = {}},
                   .matter = Matter{cover.matter, identity->signing().verify_key(), cover.sender},
                   .peer = *peer,
                   .case_id = {},
                   .next = {},
                   .fresh = true};
  if (kept.matter.theirs() != cover.sender) throw Failure{Fault::forbidden, "packet.stranger"};
  kept.matter.take(cover.message, identity->signing());
  if (kept.matter.own().empty() && kept.matter.other().empty())
    throw Failure{Fault::conflict, "packet.too_early"};
  answer_by_itself(work, *identity, kept);
  kept.tries = 0;
  kept.next = {};
  save(work, permit, audit::What::packet_taken, kept);
  return kept;
}

/// What needs no person: that it was received, and, where no case was opened with it, that it is
/// destroyed when the person takes consent back.
void Matters::answer_by_itself(audit::Work& work, const packets::Identity& identity,
                               Kept& kept) const {
  const auto& mine = identity.signing().verify_key();
  const auto say = [&](What what) {
    const auto standing = packets::standing_of(kept.matter);
    if (!packets::fits(standing, what, mine)) return;
    if (what != What::received) kept.matter.destroy_contents();
    kept.matter.write(identity.signing(), StepId::random(), work.now(), what, {});
  };
  say(What::received);
  if (kept.case_id) return;
  say(What::withdrawn);
  say(What::erased);
}

View Matters::take_in(const Caller& caller, BytesView packet) {
  const auto grant = Policy::built_in().require<Action::matter_answer>(caller);
  const auto kept =
      journal_.write(caller.account, [&](audit::Work& work) { return taken(work, grant, packet); });
  return view(caller, kept);
}

std::optional<Bytes> Matters::arrived(BytesView packet) {
  const auto grant = Policy::program(org_);
  try {
    return journal_.write(std::nullopt, [&](audit::Work& work) {
      auto kept = taken(work, grant, packet);
      if (!kept.matter.owes()) return Bytes{};
      auto out = sealed(work.tx(), grant, kept);
      kept.matter.sent();
      save(work, grant, audit::What::packet_made, kept);
      return out;
    });
  } catch (const Failure& failure) {
    if (failure.key() == MessageKey{"packet.not_for_us"}) return std::nullopt;
    throw;
  }
}

void Matters::follow_forgotten() {
  const auto grant = Policy::program(org_);
  const auto gone = database_.read([&](db::Reader& tx) {
    std::vector<DocumentId> out;
    for (const auto& document : documents_.all(tx, grant, Kind::matter)) {
      const auto kept = load(tx, grant, document.id);
      const bool left = kept.ours()
                            ? packets::standing_of(kept.matter).erasure == Standing::Duty::none
                            : kept.matter.holds_parts();
      if (kept.case_id && !frames_.standing(*kept.case_id) && left) out.push_back(document.id);
    }
    return out;
  });
  for (const auto id : gone)
    journal_.write(std::nullopt, [&](audit::Work& work) {
      auto kept = load(work.tx(), grant, id);
      const auto identity = peers_.identity(work.tx(), grant);
      ensure(identity.has_value());
      const auto& mine = identity->signing().verify_key();
      kept.matter.destroy_contents();
      for (const auto what : {What::erase, What::withdrawn, What::erased}) {
        if (!packets::fits(packets::standing_of(kept.matter), what, mine)) continue;
        Content content;
        if (what == What::erase) content.due = to_text(day_after(work.now(), days_to_carry_out));
        kept.matter.write(identity->signing(), StepId::random(), work.now(), what,
                          std::move(content));
      }
      save(work, grant, audit::What::step_written, kept);
      return true;
    });
}

std::vector<Outgoing> Matters::outgoing(bool greeting) {
  follow_forgotten();
  const auto grant = Policy::program(org_);
  const auto now = journal_.clock().now();
  return database_.read([&](db::Reader& tx) {
    std::vector<Outgoing> out;
    for (const auto& document : documents_.all(tx, grant, Kind::matter)) {
      const auto kept = load(tx, grant, document.id);
      if (kept.peer.ended || kept.peer.card.address.empty()) continue;
      const bool wanted =
          kept.matter.owes() || (greeting && !has_ended(packets::standing_of(kept.matter)));
      if (wanted && (greeting || kept.next <= now))
        out.push_back(Outgoing{.id = document.id,
                               .address = kept.peer.card.address,
                               .packet = sealed(tx, grant, kept)});
    }
    return out;
  });
}

void Matters::handed_over(DocumentId id, bool through, BytesView answer) {
  constexpr std::int64_t most = 11;  // 2 s doubled so often is more than an hour
  const auto grant = Policy::program(org_);
  journal_.write(std::nullopt, [&](audit::Work& work) {
    auto kept = load(work.tx(), grant, id);
    kept.tries = through ? 0 : kept.tries + 1;
    const std::chrono::seconds wait{std::int64_t{1} << std::min(through ? 1 : kept.tries, most)};
    kept.next = work.now() + std::min<std::chrono::milliseconds>(wait, std::chrono::hours{1});
    if (through) kept.matter.sent();
    save(work, grant, audit::What::packet_made, kept);
    return true;
  });
  if (through && !answer.empty())
    journal_.write(std::nullopt, [&](audit::Work& work) {
      taken(work, grant, answer);
      return true;
    });
}

}  // namespace ts::matters
