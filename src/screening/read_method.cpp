#include "rules/names.h"
#include "rules/read_pack.h"
#include "screening/content.h"
#include "screening/names.h"

namespace ts::screening {
namespace {

using rules::Findings;
using rules::Json;
using rules::Members;

int number(Members& members, std::string_view name) {
  return static_cast<int>(members.number_if(name).value_or(0));
}

Method::Threshold read_threshold(const Json& value, Findings& findings) {
  Members members{value, findings};
  Method::Threshold out{.line = number(members, "line"),
                        .strong = number(members, "strong"),
                        .medium = number(members, "medium"),
                        .weak = number(members, "weak"),
                        .other = number(members, "other")};
  members.done();
  return out;
}

/// The places of dimensions by their names.
std::vector<std::size_t> places(const std::vector<Json>& named, const Method& method,
                                Findings& findings) {
  std::vector<std::size_t> out;
  for (const auto& each : named) {
    const auto found = std::find(method.dimensions.begin(), method.dimensions.end(), each.text);
    if (found == method.dimensions.end())
      findings.add(each.line, "screening.not_a_dimension", {{"name", each.text}});
    else
      out.push_back(static_cast<std::size_t>(found - method.dimensions.begin()));
  }
  return out;
}

Method::Line read_line(const Json& value, const Method& method, Findings& findings) {
  Members members{value, findings};
  Method::Line out;
  out.line = number(members, "line");
  out.key = members.text("key");
  out.audience = members.choice<Audience>("audience", names::audience);
  out.confidence = members.choice<rules::Confidence>("confidence", rules::names::confidence);
  for (const auto& each : members.list("needs"))
    out.needs.push_back(places(each.items, method, findings));
  out.without = places(members.list("without"), method, findings);
  members.done();
  need_text("line." + out.key, value.line, findings);
  return out;
}

/// Which fields show a fact.
void read_fields(Members& members, const std::string& fact, Library::Content& content,
                 Findings& findings) {
  for (const auto& each : members.list("fields")) {
    Members field{each, findings};
    content.field_facts.push_back({fact, field.text("field"), field.texts("values")});
    field.done();
  }
}

Regime read_regime(const Json& value, const Library::Content& content, Findings& findings) {
  Members members{value, findings};
  Regime out;
  out.key = members.text("regime");
  out.every_element = members.choice<int>("needs", names::needs) == 0;
  out.sources = rules::read_sources(members, findings);
  for (const auto& each : members.list("elements")) {
    Members element{each, findings};
    out.elements.push_back(
        {element.text("element"), element.texts("any"), element.flag("not_for_children")});
    element.done();
    need_facts(out.elements.back().any, each.line, content, findings);
    need_text("element." + out.key + '.' + out.elements.back().key, each.line, findings);
  }
  members.done();
  need_text("regime." + out.key, value.line, findings);
  return out;
}

}  // namespace

Method read_method(const rules::File& file, Findings& findings) {
  Method out;
  const auto document = rules::read_json(file.content, findings);
  if (!document) return out;
  Members members{*document, findings};
  out.name = members.text("method");
  out.sources = rules::read_sources(members, findings);
  out.dimensions = members.texts("dimensions");
  for (const auto& each : members.list("positive"))
    out.positive.push_back(read_threshold(each, findings));
  for (const auto& each : members.list("lines"))
    out.lines.push_back(read_line(each, out, findings));
  members.done();
  return out;
}

void read_regimes(const rules::File& file, Library::Content& content, Findings& findings) {
  const auto document = rules::read_json(file.content, findings);
  if (!document) return;
  Members members{*document, findings};
  for (const auto& each : members.list("facts")) {
    Members fact{each, findings};
    content.facts.push_back(fact.text("fact"));
    read_fields(fact, content.facts.back(), content, findings);
    fact.done();
  }
  for (const auto& each : members.list("regimes"))
    content.regimes.push_back(read_regime(each, content, findings));
  members.done();
}

}  // namespace ts::screening
