#include "api/sheet.h"

#include <algorithm>

#include "api/views.h"
#include "lang/countries.h"
#include "lang/messages.h"
#include "rules/words.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using protection::Stage;

std::string_view spoken(std::string_view language) {
  const auto& all = lang::spoken_languages;
  const auto found = std::find(all.begin(), all.end(), language);
  return found == all.end() ? all.front() : *found;
}

/// Writes the sheet part by part, in the order in which it is read.
class Writer {
 public:
  Writer(const protection::Sheet& sheet, std::string_view language, const rules::Library& library)
      : sheet_{sheet}, language_{language}, library_{library} {}

  json::array parts() {
    time();
    stay();
    help();
    police();
    work();
    after();
    appeal();
    part("sheet.data", {say("sheet.data.text"), say("sheet.data.back")});
    part("sheet.away", {say("sheet.away.text")});
    return std::move(parts_);
  }
  std::string say(std::string_view key, const lang::MessageArgs& args = {}) const {
    return lang::built_in("sheet").text(language_, key, args);
  }
  std::string status_name() const {
    return sheet_.course.check ? rules::say(sheet_.course.check->label, language_, library_)
                               : sheet_.application.status;
  }
  std::string country_name() const {
    return lang::name_of_country(sheet_.application.country, language_);
  }

 private:
  const std::optional<rules::Answer>& law() const { return sheet_.course.check; }
  std::string date(Date day) const { return rules::say(day, language_); }

  void part(std::string_view key, std::vector<std::string> lines) {
    parts_.push_back(json::object{
        {"heading", say(key)},
        {"lines", list_of(lines, [](const std::string& line) { return json::value(line); })}});
  }

  void time() {
    const auto& state = sheet_.course.state;
    std::vector<std::string> lines{
        say("sheet.time.applied", {{"date", date(sheet_.application.on)}})};
    const bool runs = state.stage == Stage::running || state.stage == Stage::suspended;
    if (runs && state.starts && state.ends)
      lines.push_back(
          say("sheet.time.runs", {{"from", date(*state.starts)}, {"until", date(*state.ends)}}));
    else if (state.stage == Stage::refused || state.stage == Stage::appealed)
      lines.push_back(say("sheet.time.refused"));
    else if (!runs && state.stage != Stage::ended)
      lines.push_back(say("sheet.time.pending"));
    if (state.stage == Stage::suspended) lines.push_back(say("sheet.time.stopped"));
    part("sheet.time", std::move(lines));
  }

  void stay() {
    part("sheet.stay",
         {say(law() && law()->bars_removal ? "sheet.stay.barred" : "sheet.stay.ask")});
  }

  void help() {
    std::vector<std::string> lines;
    if (law() && !law()->benefits.empty()) {
      lines.push_back(say("sheet.help.list"));
      for (const auto& paid : law()->benefits)
        lines.push_back("• " +
                        rules::say(rules::Label{"benefit." + paid.benefit}, language_, library_));
    } else {
      lines.push_back(say("sheet.help.ask"));
    }
    lines.push_back(say("sheet.help.once"));
    part("sheet.help", std::move(lines));
  }

  void police() {
    const auto how = law() ? law()->cooperation : rules::Cooperation::not_stated;
    part("sheet.police", {say("sheet.police." + std::string{text(how)})});
  }

  void work() {
    const auto may = law() ? law()->work : rules::Work::not_stated;
    part("sheet.work", {say("sheet.work." + std::string{text(may)})});
  }

  void after() { part("sheet.after", {say("sheet.after.early"), say("sheet.after.asylum")}); }

  void appeal() {
    const auto& until = sheet_.course.appeal_until;
    part("sheet.appeal",
         {until ? say("sheet.appeal.until", {{"date", date(*until)}}) : say("sheet.appeal.ask")});
  }

  const protection::Sheet& sheet_;
  std::string_view language_;
  const rules::Library& library_;
  json::array parts_;
};

}  // namespace

json::object sheet_view(const protection::Sheet& sheet, CaseId id, std::string_view language,
                        const rules::Library& library) {
  const auto in = spoken(language);
  Writer writer{sheet, in, library};
  return {{"language", in},
          {"direction", lang::right_to_left(in) ? "rtl" : "ltr"},
          {"title", writer.say("sheet.title")},
          {"intro", writer.say("sheet.intro", {{"status", writer.status_name()},
                                               {"country", writer.country_name()}})},
          {"code", code_of(id)},
          {"parts", writer.parts()}};
}

}  // namespace ts::api
