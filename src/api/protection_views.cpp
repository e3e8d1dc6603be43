#include "api/protection_views.h"

#include <algorithm>

#include "lang/messages.h"
#include "rules/pack.h"
#include "rules/words.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using rules::Label;

json::value day(const std::optional<Date>& date) {
  return date ? json::value(to_text(*date)) : json::value(nullptr);
}

json::value number(const std::optional<std::int64_t>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::object stamp_view(const rules::Stamp& stamp) {
  return {{"pack", stamp.pack}, {"version", stamp.version}, {"hash", stamp.hash}};
}

json::object state_view(const protection::State& state) {
  return {{"stage", text(state.stage)}, {"starts", day(state.starts)}, {"ends", day(state.ends)}};
}

void append(json::object& to, const json::object& more) {
  for (const auto& member : more) to[member.key()] = member.value();
}

json::object letter_view(const protection::Letter& letter) {
  return {{"id", letter.id.text()},      {"type", letter.type}, {"on", to_text(letter.on)},
          {"language", letter.language}, {"to", letter.to},     {"how", letter.how},
          {"proof", letter.proof}};
}

json::object other_view(const protection::Other& other) {
  return {{"id", other.id.text()},
          {"status", other.status},
          {"from", day(other.from)},
          {"until", day(other.until)},
          {"reference", other.reference}};
}

std::string_view type_name(rules::Fact::Type type) {
  switch (type) {
    case rules::Fact::Type::boolean:
      return "boolean";
    case rules::Fact::Type::date:
      return "date";
    case rules::Fact::Type::number:
      return "number";
    case rules::Fact::Type::choice:
      return "choice";
  }
  return {};
}

/// The facts that the packs of these answers ask for, each once.
std::vector<rules::Fact> asked(const protection::View& view, const rules::Library& library) {
  std::vector<rules::Fact> out;
  const auto add = [&](const rules::Answer& answer) {
    const auto pack = library.pack(answer.stamp);
    if (!pack) return;
    for (const auto& fact : pack->facts)
      if (std::none_of(out.begin(), out.end(),
                       [&](const rules::Fact& known) { return known.name == fact.name; }))
        out.push_back(fact);
  };
  for (const auto& course : view.courses)
    if (course.check) add(*course.check);
  for (const auto& answer : view.possible) add(answer);
  return out;
}

}  // namespace

json::object source_view(const rules::Source& source) {
  return {{"document", source.document},
          {"at", source.at},
          {"year", source.year},
          {"confidence", text(source.confidence)},
          {"checked", day(source.checked)}};
}

std::string ProtectionViews::say(const rules::Phrase& phrase) const {
  return rules::say(phrase, language_, library_);
}

std::string ProtectionViews::say(const Label& label) const {
  return rules::say(label, language_, library_);
}

std::string ProtectionViews::fact_label(const std::string& name) const {
  return say(Label{"fact." + name});
}

json::object warning_view(const protection::Warning& warning) {
  json::object args;
  for (const auto& [name, value] : warning.args) args[name] = value;
  return {{"key", warning.key}, {"args", args}};
}

json::object paper_view(const protection::Paper& paper, CaseId id, std::string_view language) {
  const auto part = [](const protection::Paper::Part& each) {
    return json::object{
        {"heading", each.heading},
        {"lines", list_of(each.lines, [](const std::string& line) { return json::value(line); })}};
  };
  return {{"language", language}, {"direction", lang::right_to_left(language) ? "rtl" : "ltr"},
          {"title", paper.title}, {"intro", paper.intro},
          {"code", code_of(id)},  {"parts", list_of(paper.parts, part)}};
}

json::object ProtectionViews::source(const rules::Source& source) const {
  return {{"document", source.document},
          {"at", source.at},
          {"year", source.year},
          {"confidence", text(source.confidence)},
          {"checked", day(source.checked)},
          {"stale", rules::stale(source, today_)}};
}

std::string ProtectionViews::group_label(const protection::Figure& figure,
                                         protection::Split split) const {
  if (split == protection::Split::pack)
    if (const auto pack = library_.pack(figure.group)) return rules::name_of(*pack, language_);
  if (split == protection::Split::status)
    for (const auto& pack : library_.packs())
      if (const auto* status = pack->status(figure.group)) return say(Label{status->label});
  return figure.group;
}

json::object ProtectionViews::figure(const protection::Figure& figure,
                                     protection::Split split) const {
  return {{"period", figure.period},
          {"group", figure.group},
          {"label", group_label(figure, split)},
          {"applied", number(figure.applied)},
          {"granted", number(figure.granted)},
          {"refused", number(figure.refused)},
          {"withdrawn", number(figure.withdrawn)},
          {"pending", number(figure.pending)},
          {"median_days", number(figure.median_days)},
          {"p90_days", number(figure.p90_days)}};
}

json::object ProtectionViews::fact(const rules::Fact& fact) const {
  return {{"name", fact.name},
          {"label", fact_label(fact.name)},
          {"type", type_name(fact.type)},
          {"values", list_of(fact.values, [&](const std::string& value) {
             return json::object{{"code", value},
                                 {"label", say(Label{"fact." + fact.name + '.' + value})}};
           })}};
}

json::object ProtectionViews::status(const rules::Status& status, const rules::Pack& pack) const {
  return {{"status", status.id},
          {"label", say(Label{status.label})},
          {"own_name", status.own_name},
          {"stage", text(status.stage)},
          {"pack", stamp_view(pack.stamp)}};
}

json::object ProtectionViews::clock(const rules::Clock& clock) const {
  return {{"from", day(clock.from)},
          {"until", day(clock.until)},
          {"not_before", day(clock.not_before)},
          {"not_after", day(clock.not_after)},
          {"steps", list_of(clock.steps, [&](const auto& step) { return json::value(say(step)); })},
          {"missing", list_of(clock.missing, [&](const std::string& name) {
             return json::object{{"name", name}, {"label", fact_label(name)}};
           })}};
}

json::object ProtectionViews::answer(const rules::Answer& answer) const {
  const auto phrases = [&](const std::vector<rules::Phrase>& all) {
    return list_of(all, [&](const auto& each) { return json::value(say(each)); });
  };
  const auto named = [&](const std::vector<std::string>& facts) {
    return list_of(facts, [&](const std::string& name) {
      return json::object{{"name", name}, {"label", fact_label(name)}};
    });
  };
  const auto reasons = [&](const std::vector<rules::Reason>& all) {
    return list_of(all, [&](const rules::Reason& reason) {
      return json::object{{"part", text(reason.part)},
                          {"truth", text(reason.truth)},
                          {"depth", reason.depth},
                          {"text", say(reason.phrase)}};
    });
  };
  return {{"pack", stamp_view(answer.stamp)},
          {"status", answer.status},
          {"label", say(answer.label)},
          {"own_name", answer.own_name},
          {"stage", text(answer.stage)},
          {"form", text(answer.form)},
          {"confidence", text(answer.confidence)},
          {"outcome", text(answer.outcome)},
          {"reasons", reasons(answer.reasons)},
          {"missing", named(answer.missing)},
          {"unchecked", named(answer.unchecked)},
          {"endings", reasons(answer.endings)},
          {"clock", answer.clock ? json::value(clock(*answer.clock)) : json::value(nullptr)},
          {"deadlines", list_of(answer.deadlines,
                                [&](const rules::Deadline& deadline) {
                                  return json::object{
                                      {"key", deadline.key},
                                      {"by_hand", !deadline.due && deadline.missing.empty()},
                                      {"label", say(Label{"deadline." + deadline.key})},
                                      {"due", day(deadline.due)},
                                      {"missing", named(deadline.missing)}};
                                })},
          {"bars_removal", answer.bars_removal},
          {"renewable", answer.renewable},
          {"leads_to",
           list_of(answer.leads_to, [](const std::string& each) { return json::value(each); })},
          {"warnings", phrases(answer.warnings)},
          {"notes", phrases(answer.notes)},
          {"sources", list_of(answer.sources, [&](const auto& each) { return source(each); })}};
}

json::object ProtectionViews::decision(const protection::Decision& decision) const {
  return {{"id", decision.id.text()},
          {"outcome", text(decision.outcome)},
          {"reading", text(decision.reading)},
          {"on", to_text(decision.on)},
          {"length", decision.length},
          {"reasons", decision.reasons},
          {"remarks", decision.remarks},
          {"by", views_.account_name(decision.by)},
          {"reader", views_.account_name(decision.reader)},
          {"read_on", day(decision.read_on)},
          {"starts", day(decision.starts)},
          {"ends", day(decision.ends)},
          {"pack", stamp_view(decision.stamp)}};
}

json::object ProtectionViews::event(const protection::Event& event) const {
  return {{"id", event.id.text()},    {"type", text(event.type)},
          {"on", to_text(event.on)},  {"until", day(event.until)},
          {"reasons", event.reasons}, {"by", views_.account_name(event.by)}};
}

json::object ProtectionViews::application(const protection::View& view, std::size_t place) const {
  const auto& one = view.dossier.applications[place];
  const auto& course = view.courses[place];
  json::array may;
  if (view.may_decide)
    for (const auto type : protection::all_event_types)
      if (fits(type, one, view.today)) may.push_back(json::value(text(type)));
  json::object out{
      {"id", one.id.text()},
      {"status", one.status},
      {"label", course.check ? say(course.check->label) : one.status},
      {"country", one.country},
      {"applied_on", to_text(one.on)},
      {"from", one.from},
      {"basis", one.basis},
      {"withheld", one.withheld},
      {"kept_by_law", one.kept_by_law},
      {"sender", one.sender},
      {"reference", one.reference},
      {"language", one.language},
      {"pack", stamp_view(one.stamp)},
      {"decision_due", day(course.decision_due)},
      {"appeal_until", day(course.appeal_until)},
      {"bars_removal", course.bars_removal},
      {"check", course.check ? json::value(answer(*course.check)) : json::value(nullptr)},
      {"decisions", list_of(one.decisions, [&](const auto& each) { return decision(each); })},
      {"events", list_of(one.events, [&](const auto& each) { return event(each); })},
      {"letters", list_of(one.letters, letter_view)},
      {"printable", list_of(letters_for(one, course),
                            [](const std::string& type) { return json::value(type); })},
      {"remind",
       list_of(one.remind,
               [](const rules::Duration& before) { return json::value(iso_text(before)); })},
      {"marks", list_of(course.marks,
                        [](const protection::Mark& mark) {
                          return json::object{{"key", mark.key},
                                              {"on", to_text(mark.on)},
                                              {"until", day(mark.until)}};
                        })},
      {"warnings", list_of(course.warnings, warning_view)},
      {"may", may}};
  append(out, state_view(course.state));
  return out;
}

json::object ProtectionViews::support(const protection::View& view,
                                      const protection::Support& support) const {
  return {{"benefit", support.benefit},
          {"due_under", support.due_under},
          {"payers", list_of(support.payers,
                             [&](std::size_t place) {
                               const auto& benefit = view.dossier.benefits[place];
                               return json::object{{"id", benefit.id.text()},
                                                   {"under", benefit.under},
                                                   {"payer", benefit.payer},
                                                   {"from", day(benefit.from)},
                                                   {"until", day(benefit.until)}};
                             })},
          {"twice", support.twice},
          {"gap", support.gap},
          {"lapses_on", day(support.lapses_on)}};
}

json::object ProtectionViews::view(const protection::View& view) const {
  json::array applications;
  for (std::size_t i = 0; i < view.dossier.applications.size(); ++i)
    applications.push_back(application(view, i));
  return {
      {"case", view.file.id.text()},
      {"code", code_of(view.file.id)},
      {"from_packet", view.file.from_packet},
      {"today", to_text(view.today)},
      {"country", view.country},
      {"may_decide", view.may_decide},
      {"applications", applications},
      {"grounds", list_of(view.dossier.grounds,
                          [&](const protection::Ground& ground) {
                            return json::object{{"id", ground.id.text()},
                                                {"fact", ground.fact},
                                                {"label", fact_label(ground.fact)},
                                                {"value", ground.value},
                                                {"source", ground.source},
                                                {"certainty", ground.certainty},
                                                {"on", day(ground.on)},
                                                {"text", ground.text}};
                          })},
      {"others", list_of(view.dossier.others, other_view)},
      {"supports", list_of(view.supports, [&](const auto& each) { return support(view, each); })},
      {"possible", list_of(view.possible, [&](const auto& each) { return answer(each); })},
      {"facts", list_of(asked(view, library_), [&](const auto& each) { return fact(each); })},
      {"warnings", list_of(view.warnings, warning_view)}};
}

json::object ProtectionViews::row(const protection::Row& row) const {
  const auto pack_label = [&] {
    const auto pack = library_.in_force(row.country, row.applied);
    const auto* status = pack ? pack->status(row.status) : nullptr;
    return status ? say(Label{status->label}) : row.status;
  };
  json::object out{{"case", row.case_id.text()},
                   {"code", code_of(row.case_id)},
                   {"application", row.application.text()},
                   {"name", row.name},
                   {"status", row.status},
                   {"label", pack_label()},
                   {"country", row.country},
                   {"applied_on", to_text(row.applied)},
                   {"decision_due", day(row.decision_due)},
                   {"appeal_until", day(row.appeal_until)},
                   {"next", day(row.next)},
                   {"warnings", list_of(row.warnings, warning_view)}};
  append(out, state_view(row.state));
  return out;
}

}  // namespace ts::api
