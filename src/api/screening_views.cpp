#include "api/screening_views.h"

#include "api/protection_views.h"

namespace ts::api {
namespace {

namespace json = boost::json;

/// An answer by its interview and question, or a field of the case by its record.
json::object cited_view(const interviews::View& view, const screening::Cited& cited) {
  if (cited.question)
    return {{"interview", view.content.interviews[cited.of].id.text()},
            {"question", cited.question->key}};
  const auto& shown = view.content.shown[cited.of];
  return {{"record", shown.record.text()}, {"field", shown.field}, {"value", shown.value}};
}

json::value truth_view(const std::optional<screening::Truth>& truth) {
  return truth ? json::value(text(*truth)) : json::value(nullptr);
}

}  // namespace

std::string ScreeningViews::say_if(const std::string& key) const {
  auto out = say(key);
  return out == key ? std::string{} : out;
}

json::object ScreeningViews::about(const screening::Instrument& instrument) const {
  std::size_t questions = 0;
  for (const auto& group : instrument.groups) questions += group.questions.size();
  const auto& name = instrument.stamp.instrument;
  return {{"instrument", name},
          {"label", say("instrument." + name)},
          {"note", say_if("note." + name)},
          {"audience", text(instrument.audience)},
          {"by_method", instrument.by_method},
          {"questions", questions},
          {"sources", list_of(instrument.sources, source_view)}};
}

json::object ScreeningViews::question(const interviews::Interview& interview,
                                      const screening::Question& question) const {
  json::object out{{"key", question.key},
                   {"label", say("question." + question.key)},
                   {"strength", text(question.strength)},
                   {"reply", nullptr},
                   {"words", ""},
                   {"source", ""},
                   {"revision", 0},
                   {"by", nullptr},
                   {"at", nullptr}};
  if (const auto* answer = interview.answer(question.key)) {
    if (answer->reply) out["reply"] = text(*answer->reply);
    out["words"] = answer->words;
    out["source"] = answer->source;
    out["revision"] = answer->revision;
    out["by"] = views_.account_name(answer->by);
    out["at"] = to_text(answer->at);
  }
  return out;
}

json::object ScreeningViews::group(const interviews::Interview& interview,
                                   const screening::GroupView& group) const {
  return {{"key", group.group->key},
          {"label", say("group." + group.group->key)},
          {"positive", truth_view(group.positive)},
          {"present", group.present.size()},
          {"against", group.against.size()},
          {"undecided", group.undecided.size()},
          {"open", group.open.size()},
          {"questions", list_of(group.group->questions,
                                [&](const auto& each) { return question(interview, each); })}};
}

json::object ScreeningViews::interview(const interviews::View& view, std::size_t place) const {
  const auto& interview = view.content.interviews[place];
  const auto& sheet = view.panel.sheets[place];
  auto out = about(*interview.instrument);
  out["id"] = interview.id.text();
  out["version"] = interview.stamp.version;
  out["hash"] = interview.stamp.hash;
  out["outdated"] = interview.outdated();
  out["begun_on"] = to_text(interview.begun);
  out["by"] = views_.account_name(interview.by);
  out["groups"] = list_of(sheet.groups, [&](const auto& each) { return group(interview, each); });
  out["lines"] = list_of(sheet.lines, [&](const screening::LineView& each) {
    return json::object{{"line", each.line->line},
                        {"key", each.line->key},
                        {"label", say("line." + each.line->key)},
                        {"truth", text(each.truth)},
                        {"confidence", text(each.line->confidence)}};
  });
  return out;
}

json::object ScreeningViews::regime(const interviews::View& view,
                                    const screening::RegimeView& regime) const {
  const auto& key = regime.regime->key;
  const auto element = [&](const screening::ElementView& each) {
    const auto cited = [&](const screening::Cited& one) { return cited_view(view, one); };
    return json::object{{"key", each.element->key},
                        {"label", say("element." + key + '.' + each.element->key)},
                        {"truth", text(each.truth)},
                        {"waived", each.waived},
                        {"cited", list_of(each.cited, cited)},
                        {"against", list_of(each.against, cited)},
                        {"asked_by", list_of(each.asked_by, [](const std::string& name) {
                           return json::value(name);
                         })}};
  };
  return {{"key", key},
          {"label", say("regime." + key)},
          {"every_element", regime.regime->every_element},
          {"elements", list_of(regime.elements, element)},
          {"sources", list_of(regime.regime->sources, source_view)}};
}

json::object ScreeningViews::view(const interviews::View& view) const {
  json::array all;
  for (std::size_t i = 0; i < view.content.interviews.size(); ++i)
    all.push_back(interview(view, i));
  return {{"case", view.file.id.text()},
          {"code", code_of(view.file.id)},
          {"may_record", view.may_record},
          {"child", text(view.content.child)},
          {"instruments",
           list_of(library_.instruments(), [&](const auto& each) { return about(*each); })},
          {"interviews", all},
          {"regimes",
           list_of(view.panel.regimes, [&](const auto& each) { return regime(view, each); })}};
}

}  // namespace ts::api
