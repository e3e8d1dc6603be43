// A pack in plain words, for those who review it.
#include <algorithm>

#include "rules/evaluate.h"
#include "rules/names.h"
#include "rules/words.h"

namespace ts::rules {
namespace {

class Telling {
 public:
  Telling(const Pack& pack, std::string_view language, const Library& library)
      : pack_{pack}, language_{language}, library_{library} {}

  std::vector<std::string> lines() {
    line(0, {"plain.pack",
             {{"pack", pack_.stamp.pack},
              {"version", pack_.stamp.version},
              {"jurisdiction", pack_.jurisdiction}}});
    tell_validity(0, pack_.valid);
    if (pack_.takes_running) line(0, {"plain.takes_running", {}});
    for (const auto& each : pack_.statuses) tell(each);
    for (const auto& each : pack_.interplay)
      line(0, {"plain.interplay",
               {{"other", other(each)},
                {"effect", Label{"effect." + std::string{name(names::effect, each.effect)}}}}});
    return std::move(out_);
  }

 private:
  template <class Enum, std::size_t N>
  static std::string_view name(const std::array<std::string_view, N>& names, Enum value) {
    return names[static_cast<std::size_t>(value)];
  }

  void line(int depth, const Phrase& phrase) {
    auto text = say(phrase, language_, library_);
    // A name that is not there leaves its space.
    text.erase(text.find_last_not_of(' ') + 1);
    out_.push_back(std::string(static_cast<std::size_t>(2 * depth), ' ') + text);
  }

  void tell_validity(int depth, const Validity& valid) {
    if (valid.from) line(depth, {"plain.valid_from", {{"date", *valid.from}}});
    if (valid.to) line(depth, {"plain.valid_to", {{"date", *valid.to}}});
  }

  void tell(const Status& status) {
    line(0, {"plain.status",
             {{"status", Label{status.label}}, {"name", status.own_name}, {"id", status.id}}});
    line(1, {"plain.form",
             {{"stage", Label{"stage." + std::string{text(status.stage)}}},
              {"form", Label{"form." + std::string{text(status.form)}}}}});
    tell_validity(1, status.valid);
    if (status.not_yet) line(1, {"plain.not_yet", {}});
    for (const auto& each : status.elements) {
      line(1, {"part." + std::string{text(each.part)}, {}});
      tell(each.condition, 2);
    }
    tell_all("part.bar", status.bars);
    tell_all("part.ending", status.endings);
    line(1, {"cooperation." + std::string{text(status.cooperation)}, {}});
    if (status.clock) tell(*status.clock);
    for (const auto& each : status.deadlines)
      line(1, {"plain.deadline",
               {{"deadline", Label{"deadline." + each.key}},
                {"length", each.within},
                {"from", fact(each.from)}}});
    tell_benefits(status);
    for (const auto& each : status.leads_to)
      if (const auto* next = pack_.status(each))
        line(1, {"plain.leads_to", {{"status", Label{next->label}}}});
    for (const auto& each : status.caveats) line(1, {"caveat." + each, {}});
    for (const auto& each : status.sources) tell(each);
  }

  Label other(const Interplay& interplay) const {
    const auto* status = pack_.status(interplay.with);
    return {status ? status->label : "fact." + interplay.with};
  }

  void tell_all(const char* part, const std::vector<Condition>& conditions) {
    if (conditions.empty()) return;
    line(1, {part, {}});
    for (const auto& each : conditions) tell(each, 2);
  }

  void tell(const Condition& condition, int depth) {
    const auto& what = condition.kind == Condition::Kind::named
                           ? pack_.conditions[static_cast<std::size_t>(condition.low)]
                           : condition;
    line(depth, asked(what, pack_));
    for (const auto& each : what.parts) tell(each, depth + 1);
  }

  Label fact(std::uint16_t index) const { return {"fact." + pack_.facts[index].name}; }

  std::vector<Label> facts(const std::vector<std::uint16_t>& indices) const {
    std::vector<Label> out;
    for (const auto each : indices) out.push_back(fact(each));
    return out;
  }

  void tell(const ClockRule& clock) {
    line(1, {"plain.starts", {{"facts", facts(clock.starts)}}});
    if (clock.starts.size() > 1)
      line(2, {"plain.start." + std::string{name(names::start, clock.rule)}, {}});
    if (clock.counting == Counting::same_day) line(2, {"step.same_day", {}});
    for (const auto& each : clock.lengths) tell(each);
    for (const auto& each : clock.extensions) {
      line(1, each.by ? Phrase{"plain.extended_by", {{"length", *each.by}}}
                      : Phrase{"plain.extended_up_to", {{"length", *each.up_to}}});
      tell(each.when, 2);
    }
    for (const auto& each : clock.standstills)
      line(1, {"plain.stands_still", {{"from", fact(each.from)}, {"until", fact(each.until)}}});
    if (clock.total) line(1, {"plain.total", {{"length", *clock.total}}});
  }

  void tell(const Length& length) {
    if (length.exactly) line(1, {"plain.exactly", {{"length", *length.exactly}}});
    if (length.at_least) line(1, {"plain.at_least", {{"length", *length.at_least}}});
    if (length.at_most) line(1, {"plain.at_most", {{"length", *length.at_most}}});
    if (length.ends == Length::Ends::latest)
      line(2, {"plain.latest_of", {{"facts", facts(length.events)}}});
    if (length.ends == Length::Ends::earliest)
      line(2, {"plain.earliest_of", {{"facts", facts(length.events)}}});
    if (length.when) {
      line(2, {"plain.when", {}});
      tell(*length.when, 3);
    }
  }

  void tell_benefits(const Status& status) {
    std::vector<Label> labels;
    for (const auto& each : status.benefits)
      labels.push_back({"benefit." + library_.benefits()[each.key]});
    if (!labels.empty()) line(1, {"plain.benefits", {{"benefits", std::move(labels)}}});
  }

  void tell(const Source& source) {
    line(1, {"plain.source",
             {{"document", source.document},
              {"at", source.at},
              {"confidence", Label{"confidence." + std::string{text(source.confidence)}}}}});
  }

  const Pack& pack_;
  std::string_view language_;
  const Library& library_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> plain(const Pack& pack, std::string_view language,
                               const Library& library) {
  return Telling{pack, language, library}.lines();
}

}  // namespace ts::rules
