#include "rules/json.h"

#include <boost/json.hpp>

#include "rules/words.h"

namespace ts::rules {
namespace {

namespace json = boost::json;

json::value json_of(const std::optional<Date>& date) {
  return date ? json::value(to_text(*date)) : json::value(nullptr);
}

json::array json_of(const std::vector<std::string>& words) {
  json::array out;
  for (const auto& each : words) out.emplace_back(each);
  return out;
}

/// Writes one answer in one language.
class Writing {
 public:
  Writing(std::string_view language, const Library& library)
      : language_{language}, library_{library} {}

  json::object phrase(const Phrase& phrase) const {
    return {{"code", phrase.key}, {"text", say(phrase, language_, library_)}};
  }

  template <class Item, class Make>
  static json::array list(const std::vector<Item>& items, Make make) {
    json::array out;
    for (const auto& each : items) out.push_back(make(each));
    return out;
  }

  json::array phrases(const std::vector<Phrase>& all) const {
    return list(all, [&](const Phrase& each) { return phrase(each); });
  }

  json::array facts(const std::vector<std::string>& names) const {
    return list(names, [&](const std::string& name) {
      return json::object{{"fact", name},
                          {"text", say(Label{"fact." + name}, language_, library_)}};
    });
  }

  json::array reasons(const std::vector<Reason>& all) const {
    return list(all, [&](const Reason& each) {
      auto out = phrase(each.phrase);
      out["part"] = text(each.part);
      out["truth"] = text(each.truth);
      out["depth"] = each.depth;
      return out;
    });
  }

  json::object clock(const Clock& clock) const {
    return {{"starts", list(clock.starts,
                            [](const Clock::Start& each) {
                              return json::object{{"fact", each.fact},
                                                  {"on", to_text(each.on)},
                                                  {"used", each.used}};
                            })},
            {"from", json_of(clock.from)},
            {"until", json_of(clock.until)},
            {"not_before", json_of(clock.not_before)},
            {"not_after", json_of(clock.not_after)},
            {"granted_until", json_of(clock.granted_until)},
            {"steps", phrases(clock.steps)},
            {"missing", facts(clock.missing)}};
  }

  json::array deadlines(const std::vector<Deadline>& all) const {
    return list(all, [&](const Deadline& each) {
      return json::object{{"key", each.key},
                          {"text", say(Label{"deadline." + each.key}, language_, library_)},
                          {"due", json_of(each.due)},
                          {"steps", phrases(each.steps)},
                          {"missing", facts(each.missing)}};
    });
  }

  json::array benefits(const std::vector<Paid>& all) const {
    return list(all, [&](const Paid& each) {
      return json::object{{"benefit", each.benefit},
                          {"text", say(Label{"benefit." + each.benefit}, language_, library_)},
                          {"paid_by", each.paid_by},
                          {"other", json_of(each.other)}};
    });
  }

  static json::array sources(const std::vector<Source>& all) {
    return list(all, [](const Source& each) {
      return json::object{{"document", each.document},
                          {"at", each.at},
                          {"year", each.year ? json::value(each.year) : json::value(nullptr)},
                          {"confidence", text(each.confidence)},
                          {"checked", json_of(each.checked)}};
    });
  }

 private:
  std::string_view language_;
  const Library& library_;
};

}  // namespace

json::object json_of(const Clock& clock, std::string_view language, const Library& library) {
  return Writing{language, library}.clock(clock);
}

json::object json_of(const Answer& answer, std::string_view language, const Library& library) {
  const Writing write{language, library};
  return {{"pack", answer.stamp.pack},
          {"version", answer.stamp.version},
          {"hash", answer.stamp.hash},
          {"jurisdiction", answer.jurisdiction},
          {"status", answer.status},
          {"label", say(answer.label, language, library)},
          {"own_name", answer.own_name},
          {"stage", text(answer.stage)},
          {"form", text(answer.form)},
          {"work", text(answer.work)},
          {"cooperation", text(answer.cooperation)},
          {"confidence", text(answer.confidence)},
          {"outcome", text(answer.outcome)},
          {"reasons", write.reasons(answer.reasons)},
          {"missing", write.facts(answer.missing)},
          {"unchecked", write.facts(answer.unchecked)},
          {"endings", write.reasons(answer.endings)},
          {"clock", answer.clock ? json::value(write.clock(*answer.clock)) : nullptr},
          {"deadlines", write.deadlines(answer.deadlines)},
          {"benefits", write.benefits(answer.benefits)},
          {"bars_removal", answer.bars_removal},
          {"renewable", answer.renewable},
          {"leads_to", json_of(answer.leads_to)},
          {"tables", json_of(answer.tables)},
          {"warnings", write.phrases(answer.warnings)},
          {"notes", write.phrases(answer.notes)},
          {"sources", Writing::sources(answer.sources)}};
}

std::string to_json(const std::vector<Answer>& answers, Date on, std::string_view language,
                    const Library& library) {
  json::array all;
  for (const auto& each : answers) all.push_back(json_of(each, language, library));
  return json::serialize(json::object{{"on", to_text(on)}, {"answers", std::move(all)}});
}

}  // namespace ts::rules
