#include "matters/arrangements.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lang/text.h"

namespace ts::matters {
namespace {

using access::Action;
using access::Permit;
using access::Policy;
using packets::Standing;
using packets::What;
using State = Arrangements::State;

bool is_agreement(const Kept& kept) { return kept.standing().request == What::agree; }

State state_of(const Standing& standing, const std::optional<Terms>& terms, Date today) {
  using Progress = Standing::Progress;
  if (standing.progress == Progress::done || standing.withdrawal != Standing::Duty::none)
    return State::ended;
  if (standing.progress == Progress::declined) return State::declined;
  if (standing.progress != Progress::accepted || !terms) return State::proposed;
  if (today < terms->start) return State::coming;
  return today <= terms->end ? State::in_force : State::over;
}

}  // namespace

std::string_view text(Arrangements::State state) {
  constexpr std::array<std::string_view, 6> words{"proposed", "declined", "coming",
                                                  "in_force", "over",     "ended"};
  return words.at(static_cast<std::size_t>(state));
}

Arrangements::View Arrangements::view(const Kept& kept) const {
  const auto today = date_of(journal_.clock().now());
  const auto* content = kept.request();
  View out{.id = kept.id(),
           .peer = kept.peer.id,
           .name = kept.peer.card.name,
           .ours = kept.ours(),
           .terms = content ? terms_in(*content) : std::nullopt,
           .waits = !kept.matter.heard(),
           .can = {},
           .steps = said_in(kept)};
  out.state = state_of(kept.standing(), out.terms, today);
  out.ends_soon =
      out.state == State::in_force &&
      std::chrono::sys_days{out.terms->end} - std::chrono::sys_days{today} <= told_before;
  // To sign what is over already would stop everything that goes on consent alone.
  const bool agreeable = out.terms && today <= out.terms->end;
  for (const auto what : {What::accepted, What::declined, What::done, What::withdraw}) {
    // A proposal is taken back; what both have signed is ended.
    if (what == What::withdraw && kept.standing().progress == Standing::Progress::accepted)
      continue;
    if (what == What::accepted && !agreeable) continue;
    if (kept.fits(what) && out.state != State::ended && out.state != State::declined)
      out.can.push_back(what);
  }
  return out;
}

Kept Arrangements::found(db::Reader& tx, const Permit& permit, DocumentId id) const {
  auto out = shelf_.find(tx, permit, id);
  if (!out || !is_agreement(*out)) throw Failure{Fault::absent, "agreement.absent"};
  return std::move(*out);
}

std::vector<Arrangements::View> Arrangements::all(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::agreement_read>(caller);
  std::vector<View> out;
  for (const auto& each : database_.read([&](db::Reader& tx) { return shelf_.all(tx, grant); }))
    if (is_agreement(each)) out.push_back(view(each));
  journal_.note(caller.account, {.what = audit::What::matter_read});
  std::ranges::sort(
      out, [](const View& a, const View& b) { return b.steps.back().at < a.steps.back().at; });
  return out;
}

Arrangements::View Arrangements::propose(const Caller& caller, DocumentId id, DocumentId peer,
                                         const Terms& terms) {
  const auto grant = Policy::built_in().require<Action::agreement_change>(caller);
  peers_.begin(grant);
  const auto kept = journal_.write(caller.account, [&](audit::Work& work) {
    if (auto there = shelf_.find(work.tx(), grant, id)) {
      if (!is_agreement(*there)) throw Failure{Fault::invalid, "idempotency.key_reused"};
      work.record({.what = audit::What::matter_read});
      return std::move(*there);
    }
    auto problems = problems_in(terms);
    const auto other = peers_.living(work.tx(), grant, peer);
    if (!other || other->seed) problems.push_back({"peer", "peer.absent"});
    refuse_if_any(std::move(problems));
    const auto identity = peers_.identity(work.tx(), grant);
    auto out = Shelf::begun(id, *other, other->card.signs, identity.signing().verify_key());
    out.write(identity, work.now(), What::agree, content_of(terms));
    shelf_.save(work, grant, audit::What::step_written, out);
    return out;
  });
  mailroom_.changed(kept);
  return view(kept);
}

Arrangements::View Arrangements::say(const Caller& caller, DocumentId id, What what,
                                     const std::string& note) {
  const auto grant = Policy::built_in().require<Action::agreement_change>(caller);
  if (what == What::declined && note.empty()) refuse_if_any({{"note", "field.required"}});
  const auto kept = journal_.write(caller.account, [&](audit::Work& work) {
    auto out = found(work.tx(), grant, id);
    const auto can = view(out).can;
    if (std::ranges::find(can, what) == can.end()) throw Failure{Fault::conflict, "matter.not_now"};
    packets::Content content;
    content.note = note;
    out.write(peers_.identity(work.tx(), grant, out.matter.mine()), work.now(), what,
              std::move(content));
    shelf_.save(work, grant, audit::What::step_written, out);
    return out;
  });
  mailroom_.changed(kept);
  return view(kept);
}

Bytes Arrangements::packet(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::agreement_change>(caller);
  Bytes out;
  const auto kept = journal_.write(caller.account, [&](audit::Work& work) {
    auto there = found(work.tx(), grant, id);
    out = mailroom_.sealed(work.tx(), grant, there);
    there.matter.sent();
    shelf_.save(work, grant, audit::What::packet_made, there);
    return there;
  });
  mailroom_.changed(kept);
  return out;
}

}  // namespace ts::matters
