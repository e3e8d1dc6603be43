#include "protection/letters.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "base/data.h"
#include "base/failure.h"
#include "lang/countries.h"
#include "lang/messages.h"
#include "rules/words.h"

namespace ts::protection {
namespace {

namespace json = boost::json;

/// Something that is said when everything in `when` is so ("!": is not so).
struct Line {
  enum class Kind { text, each, typed };
  Kind kind = Kind::text;
  std::string what;  ///< the key of a text, or the name of a list or of what was typed
  std::vector<std::string> when;
};
struct Section {
  std::string heading;
  std::vector<std::string> when;
  std::vector<Line> lines;
};
struct Form {
  std::string type, title, intro;
  std::vector<std::string> when;
  std::vector<Section> parts;
};

std::string text_of(const json::object& from, std::string_view name) {
  return std::string{from.at(name).as_string()};
}

std::vector<std::string> when_of(const json::object& from) {
  std::vector<std::string> out;
  if (const auto* when = from.if_contains("when"))
    for (const auto& each : when->as_array()) out.emplace_back(each.as_string());
  return out;
}

Line line_of(const json::object& from) {
  Line out{.kind = Line::Kind::text, .what = {}, .when = when_of(from)};
  constexpr std::array<std::string_view, 3> kinds{"text", "each", "typed"};
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (from.contains(kinds[i])) {
      out.kind = static_cast<Line::Kind>(i);
      out.what = text_of(from, kinds[i]);
    }
  ensure(!out.what.empty());
  return out;
}

Form form_of(const json::object& from) {
  Form out{.type = text_of(from, "type"),
           .title = text_of(from, "title"),
           .intro = text_of(from, "intro"),
           .when = when_of(from),
           .parts = {}};
  for (const auto& part : from.at("parts").as_array()) {
    const auto& section = part.as_object();
    out.parts.push_back({text_of(section, "heading"), when_of(section), {}});
    for (const auto& line : section.at("lines").as_array())
      out.parts.back().lines.push_back(line_of(line.as_object()));
  }
  return out;
}

const std::vector<Form>& all_forms() {
  static const auto all = [] {
    std::vector<Form> out;
    const auto file = json::parse(data::file("letters.json"));
    for (const auto& each : file.at("letters").as_array()) out.push_back(form_of(each.as_object()));
    return out;
  }();
  return all;
}

/// How things stand, in the words of the data.
class Standing {
 public:
  Standing(const Application& application, const Course& course)
      : application_{application},
        course_{course},
        decision_{decision_in_force(application)},
        extension_{last_of(application, {EventType::extended})},
        stop_{last_of(application, {EventType::grounds_withdrawn, EventType::ended})} {
    of_time();
    of_decision();
    of_law();
  }

  bool holds(const std::vector<std::string>& when) const {
    return std::all_of(when.begin(), when.end(), [&](const std::string& each) {
      return each.starts_with('!') ? !so_.contains(each.substr(1)) : so_.contains(each);
    });
  }
  const Application& application() const { return application_; }
  const Course& course() const { return course_; }
  const std::map<std::string, Date>& days() const { return days_; }

  std::string typed(std::string_view name) const {
    const auto found = typed_.find(name);
    return found == typed_.end() ? std::string{} : found->second;
  }
  /// Labels of the rules: what is missing, or the help that they name.
  std::vector<rules::Label> each(std::string_view name) const {
    std::vector<rules::Label> out;
    if (!course_.check) return out;
    if (name == "missing")
      for (const auto& fact : course_.check->missing) out.push_back({"fact." + fact});
    if (name == "help")
      for (const auto& paid : course_.check->benefits) out.push_back({"benefit." + paid.benefit});
    return out;
  }

 private:
  void so(std::string what, bool is) {
    if (is) so_.insert(std::move(what));
  }
  void day(const std::string& name, const std::optional<Date>& on) {
    if (on) days_.emplace(name, *on);
    so(name, on.has_value());
  }
  void type(const std::string& name, const std::string& text) {
    typed_.emplace(name, text);
    so(name, !text.empty());
  }

  void of_time() {
    const auto stage = course_.state.stage;
    so("pending", stage == Stage::received || stage == Stage::awaits_reader);
    so("running", stage == Stage::running || stage == Stage::suspended);
    so("suspended", stage == Stage::suspended);
    so("withheld", application_.withheld);
    day("applied", application_.on);
    day("due", course_.decision_due);
    day("from", course_.state.starts);
    day("until", course_.state.ends);
    day("appeal", course_.appeal_until);
  }

  void of_decision() {
    if (decision_) {
      day("decided", decision_->effective());
      type("reasons", decision_->reasons);
      so(std::string{text(decision_->outcome)}, true);
    }
    if (extension_) {
      day("extended", extension_->on);
      type("extension reasons", extension_->reasons);
    }
    if (stop_) {
      day("stopped", stop_->on);
      type("stop reasons", stop_->reasons);
    }
  }

  void of_law() {
    const auto& law = course_.check;
    so("missing", law && !law->missing.empty());
    so("help", law && !law->benefits.empty());
    so("renewable", law && law->renewable);
    so("bars removal", law && law->bars_removal);
    so("cooperation " + std::string{text(law ? law->cooperation : rules::Cooperation::not_stated)},
       true);
    so("work " + std::string{text(law ? law->work : rules::Work::not_stated)}, true);
  }

  const Application& application_;
  const Course& course_;
  const Decision* decision_;
  const Event* extension_;
  const Event* stop_;
  std::set<std::string, std::less<>> so_;
  std::map<std::string, Date> days_;
  std::map<std::string, std::string, std::less<>> typed_;
};

class Writer {
 public:
  Writer(const Standing& standing, std::string_view language, const rules::Library& library)
      : standing_{standing}, language_{language}, library_{library} {
    for (const auto& [name, day] : standing.days()) args_.emplace(name, rules::say(day, language));
    const auto& law = standing.course().check;
    const auto& application = standing.application();
    args_.emplace("status", law ? rules::say(law->label, language, library) : application.status);
    args_.emplace("country", lang::name_of_country(application.country, language));
  }

  std::string say(const std::string& key) const {
    return lang::built_in("letter").text(language_, key, args_);
  }

  std::vector<std::string> lines_of(const Section& section) const {
    std::vector<std::string> out;
    for (const auto& line : section.lines) {
      if (!standing_.holds(line.when)) continue;
      switch (line.kind) {
        case Line::Kind::text:
          out.push_back(say(line.what));
          break;
        case Line::Kind::each:
          for (const auto& each : standing_.each(line.what))
            out.push_back("• " + rules::say(each, language_, library_));
          break;
        case Line::Kind::typed:
          out.push_back(standing_.typed(line.what));
          break;
      }
    }
    return out;
  }

 private:
  const Standing& standing_;
  std::string_view language_;
  const rules::Library& library_;
  lang::MessageArgs args_;
};

}  // namespace

std::vector<std::string> letters_for(const Application& application, const Course& course) {
  const Standing standing{application, course};
  std::vector<std::string> out;
  for (const auto& form : all_forms())
    if (standing.holds(form.when)) out.push_back(form.type);
  return out;
}

std::optional<Paper> letter(std::string_view type, const Application& application,
                            const Course& course, std::string_view language,
                            const rules::Library& library) {
  const auto form = std::find_if(all_forms().begin(), all_forms().end(),
                                 [&](const Form& each) { return each.type == type; });
  const Standing standing{application, course};
  if (form == all_forms().end() || !standing.holds(form->when)) return std::nullopt;
  const Writer writer{standing, language, library};
  Paper out{.title = writer.say(form->title), .intro = writer.say(form->intro), .parts = {}};
  for (const auto& section : form->parts)
    if (standing.holds(section.when))
      out.parts.push_back({writer.say(section.heading), writer.lines_of(section)});
  return out;
}

}  // namespace ts::protection
