#include "rules/judge.h"

#include <algorithm>

#include "rules/clock.h"

namespace ts::rules {
namespace {

/// Writes down one status' answer, part by part.
class Judging {
 public:
  Judging(const Status& status, const Facing& facing, const Beside& beside)
      : status_{status}, facing_{facing}, beside_{beside} {}

  Answer answer() {
    head();
    if (out_.outcome != Outcome::not_in_force) {
      give_reasons();
      give_missing();
      give_times();
      give_benefits();
      give_interplay();
      warn();
    }
    give_caveats();
    return std::move(out_);
  }

 private:
  void head() {
    const auto& pack = facing_.pack;
    out_.stamp = pack.stamp;
    out_.jurisdiction = pack.jurisdiction;
    out_.status = status_.id;
    out_.label = {status_.label};
    out_.own_name = status_.own_name;
    out_.stage = status_.stage;
    out_.form = status_.form;
    out_.work = status_.work;
    out_.cooperation = status_.cooperation;
    out_.confidence = status_.confidence;
    out_.outcome = judge(status_, facing_);
    out_.bars_removal = status_.bars_removal;
    out_.renewable = status_.renewable;
    out_.leads_to = status_.leads_to;
    out_.tables = status_.tables;
    out_.sources = status_.sources;
  }

  void give_reasons() {
    for (const auto& each : status_.elements)
      add_reasons(each.condition, facing_, each.part, 0, out_.reasons);
    for (const auto& each : status_.bars)
      add_reasons(each, facing_, Reason::Part::bar, 0, out_.reasons);
    for (const auto& each : status_.endings)
      if (evaluate(each, facing_) == Truth::yes)
        add_reasons(each, facing_, Reason::Part::ending, 0, out_.endings);
  }

  void give_missing() {
    std::vector<std::uint16_t> facts;
    if (out_.outcome == Outcome::needs_info)
      for (const auto& each : status_.elements) add_missing(each.condition, facing_, facts);
    out_.missing = names_of(facts, facing_.pack);
    facts.clear();
    for (const auto& each : status_.bars) add_missing(each, facing_, facts);
    out_.unchecked = names_of(facts, facing_.pack);
  }

  /// No dates for who is out, and none from a weak source.
  bool has_times() const {
    return out_.outcome == Outcome::open || out_.outcome == Outcome::needs_info;
  }

  void give_times() {
    if (!has_times()) return;
    if (status_.clock) out_.clock = run_clock(*status_.clock, facing_);
    bool asks_for_holidays = status_.clock && by_hand(*status_.clock, facing_.pack);
    for (const auto& each : status_.deadlines) {
      out_.deadlines.push_back(run_deadline(each, facing_));
      asks_for_holidays |= by_hand(each, facing_.pack);
    }
    if (asks_for_holidays) warn_with("warning.holidays_unknown", {});
  }

  std::string full_name() const { return facing_.pack.stamp.pack + '/' + status_.id; }

  bool pays_first() const {
    for (const auto& each : facing_.pack.interplay)
      if (each.pays == Interplay::Pays::specific_wins && each.covers(status_.id) &&
          std::any_of(beside_.held.begin(), beside_.held.end(),
                      [&](const Held& held) { return held.status == each.with; }))
        return true;
    return false;
  }

  void give_benefits() {
    if (out_.outcome == Outcome::closed) return;
    Held own{full_name(), {}};
    for (const auto& each : status_.benefits)
      if (!each.when || evaluate(*each.when, facing_) == Truth::yes)
        own.benefits.push_back(beside_.benefits[each.key]);
    auto held = beside_.held;
    // Who holds the status already is not paid under it twice.
    std::erase_if(held, [&](const Held& each) { return each.status == own.status; });
    held.insert(pays_first() ? held.begin() : held.end(), std::move(own));
    out_.benefits = pay_once(held);
  }

  bool runs_beside(const Interplay& interplay) const {
    if (interplay.fact && facing_.known.has(*interplay.fact) &&
        facing_.known.value(*interplay.fact) == 1)
      return true;
    const auto name =
        interplay.fact ? interplay.with : facing_.pack.stamp.pack + '/' + interplay.with;
    return std::any_of(beside_.held.begin(), beside_.held.end(),
                       [&](const Held& held) { return held.status == name; });
  }

  void give_interplay() {
    for (const auto& each : facing_.pack.interplay) {
      if (!each.covers(status_.id) || !runs_beside(each)) continue;
      const auto* other = each.fact ? nullptr : facing_.pack.status(each.with);
      out_.notes.push_back(
          {phrase_of(each.effect), {{"other", Label{other ? other->label : "fact." + each.with}}}});
    }
  }

  static std::string phrase_of(Interplay::Effect effect) {
    switch (effect) {
      case Interplay::Effect::coexists:
        return "interplay.coexists";
      case Interplay::Effect::excludes:
        return "interplay.excludes";
      case Interplay::Effect::suspends:
        return "interplay.suspends";
      case Interplay::Effect::converts_to:
        return "interplay.converts_to";
      case Interplay::Effect::informs:
        return "interplay.informs";
    }
    return {};
  }

  void warn_with(std::string key, std::map<std::string, Word, std::less<>> args) {
    Phrase phrase{std::move(key), std::move(args)};
    if (std::find(out_.warnings.begin(), out_.warnings.end(), phrase) == out_.warnings.end())
      out_.warnings.push_back(std::move(phrase));
  }

  void warn() {
    if (status_.confidence == Confidence::medium) warn_with("warning.confidence_medium", {});
    if (status_.confidence == Confidence::low) warn_with("warning.confidence_low", {});
    warn_of_nationality();
    if (out_.clock) warn_of_length(*out_.clock);
  }

  void warn_of_nationality() {
    const auto known = std::find_if(facing_.pack.facts.begin(), facing_.pack.facts.end(),
                                    [](const Fact& fact) { return fact.name == "eu_national"; });
    const auto index = static_cast<std::uint16_t>(known - facing_.pack.facts.begin());
    if (known == facing_.pack.facts.end() || !facing_.known.has(index) ||
        facing_.known.value(index) != 1)
      return;
    if (status_.nationality.eu == Nationality::Covered::partly) warn_with("warning.eu_partly", {});
    if (status_.nationality.eu == Nationality::Covered::not_stated)
      warn_with("warning.eu_not_stated", {});
  }

  void warn_of_length(const Clock& clock) {
    const auto& granted = clock.granted_until;
    if (granted && clock.from && *granted < *clock.from)
      return warn_with("warning.granted_before_start", {{"date", *granted}});
    if (granted && clock.not_before && *granted < *clock.not_before)
      warn_with("warning.below_least", {{"date", *granted}, {"least", *clock.not_before}});
    if (granted && clock.not_after && *granted > *clock.not_after)
      warn_with("warning.above_most", {{"date", *granted}, {"most", *clock.not_after}});
    const auto end = granted ? granted : clock.until ? clock.until : clock.not_after;
    if (end && clock.from) warn_of_floors(*clock.from, *end);
  }

  /// A baseline never grants and never refuses: it says what is less than all have agreed on.
  void warn_of_floors(Date from, Date end) {
    for (const auto& pack : beside_.floors)
      for (const auto& each : pack->statuses) {
        if (each.stage != status_.stage || !each.clock) continue;
        const auto least = floor_from(*each.clock, from);
        if (least && end < *least)
          warn_with(
              "warning.below_floor",
              {{"floor", Label{"floor." + pack->jurisdiction}}, {"date", end}, {"least", *least}});
      }
  }

  void give_caveats() {
    for (const auto& each : status_.caveats) out_.notes.push_back({"caveat." + each, {}});
  }

  const Status& status_;
  const Facing& facing_;
  const Beside& beside_;
  Answer out_;
};

}  // namespace

Outcome judge(const Status& status, const Facing& facing) {
  if (status.not_yet || !status.valid.holds(facing.on)) return Outcome::not_in_force;
  if (status.confidence == Confidence::low) return Outcome::display_only;
  for (const auto& each : status.bars)
    if (evaluate(each, facing) == Truth::yes) return Outcome::closed;
  auto out = Outcome::open;
  for (const auto& each : status.elements) {
    const auto truth = evaluate(each.condition, facing);
    if (truth == Truth::no) return Outcome::closed;
    if (truth == Truth::unknown) out = Outcome::needs_info;
  }
  return out;
}

Answer answer_of(const Status& status, const Facing& facing, const Beside& beside) {
  return Judging{status, facing, beside}.answer();
}

}  // namespace ts::rules
