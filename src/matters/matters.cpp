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

/// By when the other side, or we, should have done what is asked now; "" for no day.
std::string due_of(const Kept& kept) {
  const auto standing = kept.standing();
  using Progress = Standing::Progress;
  const auto asked = [](Standing::Duty duty) { return duty == Standing::Duty::asked; };
  if (asked(standing.erasure) || asked(standing.withdrawal)) {
    std::string out;
    for (const auto* entry : kept.matter.in_order())
      if ((entry->step.what == What::withdraw || entry->step.what == What::erase) && entry->content)
        out = entry->content->due;
    return out;
  }
  const bool over = standing.progress == Progress::declined ||
                    standing.progress == Progress::done || standing.request == What::inform ||
                    standing.withdrawal != Standing::Duty::none ||
                    standing.erasure != Standing::Duty::none;
  return over || !kept.request() ? std::string{} : kept.request()->due;
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
    const auto made = offer(catalogue_, file.records, grant.reads(), peer, draft, today);
    must_be_agreed(tx, peer, made.content);
    return seen(caller, made.content, nullptr);
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
    auto made = offer(catalogue_, file.records, grant.reads(), peer, draft, date_of(work.now()));
    must_be_agreed(work.tx(), peer, made.content);
    if (draft.guest) peer = peers_.add_guest(work, grant, recipient_of(file.records, draft));
    const auto identity = peers_.identity(work.tx(), grant);
    auto out = Shelf::begun(draft.id, *peer, peer->card.signs, identity.signing().verify_key());
    out.case_id = case_id;
    for (std::size_t i = 0; i < made.files.size(); ++i)
      attach(work.tx(), grant, files_, made.files[i], made.content.attachments[i], out);
    out.write(identity, work.now(), draft.request, std::move(made.content));
    shelf_.save(work, grant, audit::What::step_written, out);
    return out;
  });
  mailroom_.changed(kept);
  return view(caller, kept);
}

// ---- seeing

Preview Matters::seen(const Caller& caller, const Content& content, const Kept* kept) const {
  const auto& policy = Policy::built_in();
  const auto reads = policy.reads(caller.role) | policy.of_packets(caller.role);
  Preview out{.purpose = words(content.purpose),
              .classes = content.classes,
              .until = content.until,
              .due = content.due,
              .note = words(content.note),
              .parts = {},
              .files = {}};
  for (const auto& part : content.parts)
    if (auto fields = unpacked(catalogue_, part, reads); !fields.empty())
      out.parts.push_back({.id = part.id, .kind = part.kind, .fields = std::move(fields)});
  for (std::size_t i = 0; i < content.attachments.size(); ++i)
    if (const auto& file = content.attachments[i]; reads.has(file.field_class))
      out.files.push_back({.number = i,
                           .name = plain_name(file.name),
                           .type = plain_type(file.type),
                           .bytes = file.size,
                           .field_class = file.field_class,
                           .here = !kept || kept->has(file)});
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
           .due = due_of(kept),
           .can = {},
           .may_have_said = {}};
  if (const auto* request = kept.request()) out.request = seen(caller, *request, &kept);
  for (const auto what : {What::accepted, What::declined, What::asked, What::answered, What::done,
                          What::reminded, What::withdraw, What::withdrawn, What::erase})
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

std::vector<MatterDue> Matters::due(const Caller& caller, Date until) {
  const auto& policy = Policy::built_in();
  std::vector<MatterDue> out;
  if (policy.scope(caller.role, Action::matter_read) == access::Scope::none) return out;
  const auto grant = policy.require<Action::matter_read>(caller);
  const bool answers = policy.scope(caller.role, Action::matter_answer) != access::Scope::none;
  for (const auto& each : database_.read([&](db::Reader& tx) { return shelf_.all(tx, grant); })) {
    const auto day = parse_date(due_of(each));
    if (!day || *day > until || !may_see(caller, each)) continue;
    const auto standing = each.case_id ? frames_.standing(*each.case_id) : std::nullopt;
    if (standing ? standing->owner == caller.account : answers)
      out.push_back({.id = each.id(),
                     .case_id = each.case_id,
                     .request = each.standing().request,
                     .day = *day});
  }
  journal_.note(caller.account, {.what = audit::What::matter_read});
  return out;
}

Bytes Matters::piece(const Caller& caller, DocumentId id, std::size_t number, std::int64_t piece) {
  const auto grant = Policy::built_in().require<Action::matter_read>(caller);
  auto [case_id, out] = database_.read([&](db::Reader& tx) {
    const auto kept = found(tx, caller, grant, id);
    const auto files =
        kept.request() ? seen(caller, *kept.request(), &kept).files : std::vector<SeenFile>{};
    const auto file = std::find_if(files.begin(), files.end(),
                                   [&](const SeenFile& each) { return each.number == number; });
    if (file == files.end() || !file->here || piece < 0 ||
        piece >= Kept::pieces(kept.request()->attachments[number]))
      throw Failure{Fault::absent, "file.absent"};
    return std::pair{kept.case_id,
                     shelf_.piece(tx, grant, kept, kept.request()->attachments[number], piece)};
  });
  journal_.note(caller.account, {.what = audit::What::matter_read, .case_id = case_id});
  return std::move(out);
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
    case What::reminded:
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
                   kept.write(peers_.identity(work.tx(), permit, kept.matter.mine()), work.now(),
                              what, std::move(content));
                 });
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
                   kept.write(peers_.identity(work.tx(), permit, kept.matter.mine()), work.now(),
                              What::accepted, std::move(content));
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
                   const auto before = kept.standing().progress;
                   write_for_guest(kept, work.now(), packets::StepId::random(), what, note);
                   mailroom_.close_handed_over(work, kept, before);
                 });
}

View Matters::answered(const Caller& caller, packets::MatterId matter, std::string_view file) {
  return changed(caller, Shelf::id_of(matter), audit::What::packet_taken,
                 [&](audit::Work& work, const Permit&, Kept& kept) {
                   const auto said = CapsuleKeys{seed_of(kept), matter}.answer(file);
                   const auto before = kept.standing().progress;
                   write_for_guest(kept, work.now(), said.id, said.what, said.note);
                   mailroom_.close_handed_over(work, kept, before);
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
