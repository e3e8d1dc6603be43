#include "matters/matters.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lang/text.h"

namespace ts::matters {
namespace {

using access::Action;
using access::Permit;
using access::Policy;
using packets::Content;
using packets::Standing;
using packets::What;

/// Where somebody must say why, or what.
bool needs_words(What what) {
  return what == What::declined || what == What::asked || what == What::answered;
}

/// What others wrote, without what could not have been written here.
std::string words(const std::string& text) { return lang::clean(text).value_or(""); }

constexpr std::array said_by_guests{What::accepted, What::declined,  What::asked,
                                    What::answered, What::withdrawn, What::done};

crypto::Secret seed_of(const Kept& kept) {
  const auto bytes = kept.peer.seed ? from_hex(*kept.peer.seed) : std::nullopt;
  auto seed = bytes ? crypto::Secret::from(*bytes) : std::nullopt;
  if (!seed) throw Failure{Fault::conflict, "matter.not_now"};
  return std::move(*seed);
}

/// A step of somebody whose keys lie here; nothing is changed when it is there already.
void write_for_guest(Kept& kept, Instant now, packets::StepId id, What what,
                     const std::string& note) {
  const auto seed = seed_of(kept);
  const auto& half = kept.matter.other();
  if (std::any_of(half.begin(), half.end(), [&](const auto& each) { return each.step.id == id; }))
    return;
  const bool known =
      std::find(said_by_guests.begin(), said_by_guests.end(), what) != said_by_guests.end();
  if (!known || !packets::fits(kept.standing(), what, kept.matter.theirs()))
    throw Failure{Fault::conflict, "matter.not_now"};
  Content content;
  content.note = note;
  kept.matter.write_for_other(packets::Identity{seed}.signing(), id, now, what, std::move(content));
}

/// The case that is opened with what came: one and the same, whoever accepts, and how often.
CaseId case_of(DocumentId matter) {
  ByteWriter text;
  text.part("turnstone case of a matter 1").part(matter.bytes());
  const auto digest = crypto::hash(text.bytes());
  IdBytes bytes{};
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return CaseId{bytes};
}

}  // namespace

// ---- sending

/// What the two organisations agreed on, if ever they did. Of somebody without Turnstone there is
/// the person's consent alone.
void Matters::must_be_agreed(db::Reader& tx, const std::optional<Peer>& peer,
                             const Content& content) const {
  if (!peer) return;
  const auto now =
      mailroom_.footing(tx, peer->card.org, content.purpose, classes_of(content.classes));
  if (now == Footing::outside) refuse_if_any({{"agreement", "agreement.outside"}});
  if (now == Footing::lapsed) refuse_if_any({{"agreement", "agreement.lapsed"}});
}

Preview Matters::preview(const Caller& caller, CaseId case_id, const Draft& draft) {
  const auto file = cases_.read(caller, case_id);
  const auto grant = Policy::built_in().require<Action::matter_send>(caller, file.file.standing());
  const auto today = date_of(journal_.clock().now());
  return database_.read([&](db::Reader& tx) {
    const auto peer = draft.guest ? std::nullopt : peers_.living(tx, grant, draft.peer);
    const auto content = offer(catalogue_, file.records, grant.reads(), peer, draft, today);
    must_be_agreed(tx, peer, content);
    return seen(caller, content);
  });
}

View Matters::send(const Caller& caller, CaseId case_id, const Draft& draft) {
  const auto file = cases_.read(caller, case_id);
  const auto grant = Policy::built_in().require<Action::matter_send>(caller, file.file.standing());
  if (!packets::begins(draft.request) || draft.request == What::agree)
    refuse_if_any({{"request", "field.not_a_choice"}});
  peers_.begin(grant);
  const auto kept = journal_.write(caller.account, [&](audit::Work& work) {
    if (auto there = shelf_.find(work.tx(), grant, draft.id)) {
      if (there->case_id != case_id) throw Failure{Fault::invalid, "idempotency.key_reused"};
      work.record({.what = audit::What::matter_read, .case_id = case_id});
      return std::move(*there);
    }
    auto peer = draft.guest ? std::nullopt : peers_.living(work.tx(), grant, draft.peer);
    auto content = offer(catalogue_, file.records, grant.reads(), peer, draft, date_of(work.now()));
    must_be_agreed(work.tx(), peer, content);
    if (draft.guest) peer = peers_.add_guest(work, grant, recipient_of(file.records, draft));
    const auto identity = peers_.identity(work.tx(), grant);
    auto out = Shelf::begun(draft.id, *peer, identity.signing().verify_key());
    out.case_id = case_id;
    out.write(identity, work.now(), draft.request, std::move(content));
    shelf_.save(work, grant, audit::What::step_written, out);
    return out;
  });
  mailroom_.changed(kept);
  return view(caller, kept);
}

// ---- seeing

Preview Matters::seen(const Caller& caller, const Content& content) const {
  const auto& policy = Policy::built_in();
  const auto reads = policy.reads(caller.role) | policy.of_packets(caller.role);
  Preview out{.purpose = words(content.purpose),
              .classes = content.classes,
              .until = content.until,
              .due = content.due,
              .note = words(content.note),
              .parts = {}};
  for (const auto& part : content.parts)
    if (auto fields = unpacked(catalogue_, part, reads); !fields.empty())
      out.parts.push_back({.id = part.id, .kind = part.kind, .fields = std::move(fields)});
  return out;
}

View Matters::view(const Caller& caller, const Kept& kept) const {
  View out{.id = kept.id(),
           .peer = kept.peer.card.name,
           .ours = kept.ours(),
           .case_id = kept.case_id,
           .standing = kept.standing(),
           .steps = said_in(kept),
           .request = {},
           .waits = !kept.matter.heard(),
           .tries = mailroom_.tries(kept.id()),
           .stopped = database_.read([&](db::Reader& tx) { return mailroom_.stopped(tx, kept); }),
           .guest = kept.peer.seed.has_value(),
           .can = {},
           .may_have_said = {}};
  if (const auto* request = kept.request()) out.request = seen(caller, *request);
  for (const auto what : {What::accepted, What::declined, What::asked, What::answered, What::done,
                          What::withdraw, What::withdrawn, What::erase})
    if (kept.fits(what)) out.can.push_back(what);
  if (out.guest)
    for (const auto what : said_by_guests)
      if (packets::fits(out.standing, what, kept.matter.theirs()))
        out.may_have_said.push_back(what);
  return out;
}

/// What is in a case is seen by who sees the case; what came and is in none yet, by whoever may
/// answer it. Of a case that was forgotten nothing is left but what still has to be said to the
/// other side.
bool Matters::may_see(const Caller& caller, const Kept& kept) const {
  if (!kept.case_id) return true;
  const auto standing = frames_.standing(*kept.case_id);
  const auto& policy = Policy::built_in();
  return !standing ||
         policy.reaches(policy.scope(caller.role, Action::case_read), caller, standing);
}

Kept Matters::found(db::Reader& tx, const Caller& caller, const Permit& permit,
                    DocumentId id) const {
  auto out = shelf_.load(tx, permit, id);
  if (!may_see(caller, out) || out.standing().request == What::agree)
    throw Failure{Fault::absent, "matter.absent"};
  return out;
}

std::vector<View> Matters::all(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::matter_read>(caller);
  std::vector<View> out;
  for (const auto& each : database_.read([&](db::Reader& tx) { return shelf_.all(tx, grant); }))
    if (may_see(caller, each) && each.standing().request != What::agree)
      out.push_back(view(caller, each));
  journal_.note(caller.account, {.what = audit::What::matter_read});
  std::sort(out.begin(), out.end(),
            [](const View& a, const View& b) { return b.steps.back().at < a.steps.back().at; });
  return out;
}

View Matters::read(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::matter_read>(caller);
  const auto kept = database_.read([&](db::Reader& tx) { return found(tx, caller, grant, id); });
  journal_.note(caller.account, {.what = audit::What::matter_read, .case_id = kept.case_id});
  return view(caller, kept);
}

// ---- answering

/// One unit of work on a matter that the caller may see and answer.
template <class F>
View Matters::changed(const Caller& caller, DocumentId id, audit::What what, F&& change) {
  const auto grant = Policy::built_in().require<Action::matter_answer>(caller);
  const auto kept = journal_.write(caller.account, [&](audit::Work& work) {
    auto out = found(work.tx(), caller, grant, id);
    change(work, grant, out);
    shelf_.save(work, grant, what, out);
    return out;
  });
  mailroom_.changed(kept);
  return view(caller, kept);
}

bool Matters::said_by_people(What what) {
  switch (what) {
    case What::declined:
    case What::asked:
    case What::answered:
    case What::done:
    case What::withdraw:
    case What::withdrawn:
    case What::erase:
      return true;
    default:  // begins it, has a call of its own, or is said by the program when it is so
      return false;
  }
}

View Matters::say(const Caller& caller, DocumentId id, What what, const std::string& note) {
  ensure(said_by_people(what));
  if (needs_words(what) && note.empty()) refuse_if_any({{"note", "field.required"}});
  return changed(caller, id, audit::What::step_written,
                 [&](audit::Work& work, const Permit& permit, Kept& kept) {
                   if (!kept.fits(what)) throw Failure{Fault::conflict, "matter.not_now"};
                   Content content;
                   content.note = note;
                   kept.write(peers_.identity(work.tx(), permit), work.now(), what,
                              std::move(content));
                 });
}

CaseId Matters::open_case(const Caller& caller, const Kept& kept, const std::string& called) {
  const auto request = seen(caller, *kept.request());
  // What cannot stand alone as a record stays in what was asked.
  cases::NewCase wanted{
      .id = case_of(kept.id()), .team = {}, .records = opening(catalogue_, request.parts, called)};
  wanted.records.push_back(
      {.id = RecordId::random(),
       .kind = "consent",
       .fields = {{"con_Consent", true}, {"tsn_ConsentUntil", request.until}}});
  const auto id = wanted.id;
  const auto key = id.text();
  cases_.open(caller, std::move(wanted), {.key = key, .request = crypto::hash(bytes_of(key))});
  return id;
}

View Matters::accept(const Caller& caller, DocumentId id, const Acceptance& acceptance) {
  const auto grant = Policy::built_in().require<Action::matter_answer>(caller);
  const auto now = database_.read([&](db::Reader& tx) { return found(tx, caller, grant, id); });
  if (now.standing().progress == Standing::Progress::accepted && !now.ours())
    return read(caller, id);
  if (!now.fits(What::accepted) || !now.request()) throw Failure{Fault::conflict, "matter.not_now"};
  std::optional<CaseId> opened;
  if (acceptance.open) opened = open_case(caller, now, acceptance.called);
  return changed(caller, id, audit::What::step_written,
                 [&](audit::Work& work, const Permit& permit, Kept& kept) {
                   // Should consent have been taken back meanwhile, the case says so.
                   if (opened) kept.case_id = opened;
                   if (!kept.fits(What::accepted)) {
                     if (!opened) throw Failure{Fault::conflict, "matter.not_now"};
                     return;
                   }
                   Content content;
                   content.note = acceptance.note;
                   kept.write(peers_.identity(work.tx(), permit), work.now(), What::accepted,
                              std::move(content));
                 });
}

// ---- packets

Bytes Matters::packet(const Caller& caller, DocumentId id) {
  Bytes out;
  changed(caller, id, audit::What::packet_made,
          [&](audit::Work& work, const Permit& permit, Kept& kept) {
            if (mailroom_.stopped(work.tx(), kept))
              throw Failure{Fault::conflict, "agreement.stopped"};
            out = mailroom_.sealed(work.tx(), permit, kept);
            kept.matter.sent();
          });
  return out;
}

Capsule Matters::capsule(const Caller& caller, DocumentId id, std::string_view language) {
  std::optional<Capsule> out;
  changed(caller, id, audit::What::packet_made, [&](audit::Work&, const Permit&, Kept& kept) {
    const auto seed = seed_of(kept);
    const auto* request = kept.request();
    if (!request) throw Failure{Fault::conflict, "matter.not_now"};
    out = CapsuleKeys{seed, kept.matter.id()}.make(catalogue_, *request, kept.standing().request,
                                                   peers_.name(), language);
  });
  return std::move(*out);
}

View Matters::told(const Caller& caller, DocumentId id, What what, const std::string& note) {
  return changed(caller, id, audit::What::step_written,
                 [&](audit::Work& work, const Permit&, Kept& kept) {
                   write_for_guest(kept, work.now(), packets::StepId::random(), what, note);
                 });
}

View Matters::answered(const Caller& caller, packets::MatterId matter, std::string_view file) {
  return changed(caller, Shelf::id_of(matter), audit::What::packet_taken,
                 [&](audit::Work& work, const Permit&, Kept& kept) {
                   const auto said = CapsuleKeys{seed_of(kept), matter}.answer(file);
                   write_for_guest(kept, work.now(), said.id, said.what, said.note);
                 });
}

View Matters::take_in(const Caller& caller, BytesView packet) {
  if (const auto matter = CapsuleKeys::matter_of(text_of(packet)))
    return answered(caller, *matter, text_of(packet));
  const auto grant = Policy::built_in().require<Action::matter_answer>(caller);
  const auto kept = mailroom_.take(grant, caller.account, packet);
  if (!may_see(caller, kept)) throw Failure{Fault::absent, "matter.absent"};
  return view(caller, kept);
}

}  // namespace ts::matters
