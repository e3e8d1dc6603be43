#include <set>

#include "lang/messages.h"
#include "rules/names.h"
#include "rules/read_pack.h"
#include "rules/shelf.h"
#include "screening/content.h"
#include "screening/names.h"

namespace ts::screening {
namespace {

using rules::Findings;
using rules::Json;
using rules::Members;

/// Reads the groups of one instrument, which share what they are held against.
class Groups {
 public:
  Groups(const Instrument& instrument, const Library::Content& content, Findings& findings)
      : instrument_{instrument}, content_{content}, findings_{findings} {}

  Group read(const Json& value) {
    Members members{value, findings_};
    Group out{members.text("key"), members.texts("shows"), {}};
    for (const auto& each : members.list("questions")) out.questions.push_back(question(each));
    members.done();
    need_text("group." + out.key, value.line, findings_);
    once(out.key, value.line);
    if (out.questions.empty()) findings_.add(value.line, "screening.no_questions");
    need_facts(out.shows, value.line, content_, findings_);
    const auto& dimensions = content_.method.dimensions;
    if (!instrument_.by_method && !out.shows.empty())
      findings_.add(value.line, "screening.group_shows_rule");
    if (instrument_.by_method &&
        std::find(dimensions.begin(), dimensions.end(), out.key) == dimensions.end())
      findings_.add(value.line, "screening.not_a_dimension", {{"name", out.key}});
    return out;
  }

 private:
  Question question(const Json& value) {
    Members members{value, findings_};
    Question out{members.text("key"), members.choice<Strength>("strength", names::strength),
                 members.texts("shows")};
    members.done();
    need_text("question." + out.key, value.line, findings_);
    once(out.key, value.line);
    need_facts(out.shows, value.line, content_, findings_);
    const bool weighed = out.strength != Strength::none;
    if (weighed != instrument_.by_method)
      findings_.add(value.line, weighed ? "screening.no_strength_here" : "screening.needs_strength",
                    {{"name", out.key}});
    return out;
  }

  void once(const std::string& key, int line) {
    if (!keys_.insert(key).second) findings_.add(line, "screening.key_twice", {{"name", key}});
  }

  const Instrument& instrument_;
  const Library::Content& content_;
  Findings& findings_;
  std::set<std::string> keys_;
};

}  // namespace

const Question* Instrument::question(std::string_view key) const {
  for (const auto& group : groups)
    for (const auto& each : group.questions)
      if (each.key == key) return &each;
  return nullptr;
}

void need_facts(const std::vector<std::string>& facts, int line, const Library::Content& content,
                Findings& findings) {
  for (const auto& fact : facts)
    if (!content.knows(fact)) findings.add(line, "screening.no_such_fact", {{"name", fact}});
}

void need_text(const std::string& key, int line, Findings& findings) {
  if (say(key, lang::spoken_languages.front()) == key)
    findings.add(line, "screening.no_text", {{"name", key}});
}

Instrument read_instrument(const rules::File& file, const Library::Content& content,
                           Findings& findings) {
  Instrument out;
  const auto document = rules::read_json(file.content, findings);
  if (!document) return out;
  Members members{*document, findings};
  out.stamp = {members.text("instrument"), members.text("version"), rules::hash_of(file.content)};
  out.audience = members.choice<Audience>("audience", names::audience);
  const auto method = members.text_if("method");
  out.by_method = !method.empty();
  if (out.by_method && method != content.method.name)
    findings.add(members.line(), "screening.no_such_method", {{"name", method}});
  out.sources = rules::read_sources(members, findings);
  if (out.sources.empty()) findings.add(members.line(), "screening.no_sources");
  const auto wrong = [&](const char* name) {
    findings.add(members.line(), "rules.not_a_name", {{"name", std::string{name}}});
  };
  if (!rules::name_like(out.stamp.instrument)) wrong("instrument");
  if (!rules::version_like(out.stamp.version)) wrong("version");
  need_text("instrument." + out.stamp.instrument, members.line(), findings);
  Groups groups{out, content, findings};
  for (const auto& each : members.list("groups")) out.groups.push_back(groups.read(each));
  if (out.groups.empty()) findings.add(members.line(), "screening.no_questions");
  members.done();
  return out;
}

}  // namespace ts::screening
