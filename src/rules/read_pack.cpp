#include "rules/read_pack.h"

#include <algorithm>
#include <charconv>

#include "lang/dates.h"
#include "lang/messages.h"
#include "rules/names.h"

namespace ts::rules {
namespace {

bool jurisdiction_like(std::string_view text, Pack::Role role) {
  if (role == Pack::Role::baseline) return text == "EU" || text == "XCOE";
  return text.size() == 2 && text != "EU" && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' &&
         text[1] <= 'Z';
}

Holidays read_holidays(const Json& value, Findings& findings) {
  Holidays out;
  Members members{value, findings};
  for (const auto& each : members.list("fixed")) {
    Members day{each, findings};
    const auto date = parse_date("2000-" + day.text("day"));
    if (!date) findings.add(each.line, "rules.not_a_date", {{"name", std::string{"day"}}});
    const auto known = date.value_or(std::chrono::year{2000} / 1 / 1);
    out.fixed.push_back({static_cast<unsigned>(known.month()), static_cast<unsigned>(known.day()),
                         day.flag("substitute")});
    day.done();
  }
  for (const auto& each : members.list("easter")) {
    if (each.kind != Json::Kind::number || each.number < -100 || each.number > 100)
      findings.add(each.line, "rules.member_of_other_type", {{"name", std::string{"easter"}}});
    out.easter.push_back(static_cast<int>(each.number));
  }
  for (const auto& each : members.list("weekdays")) {
    Members day{each, findings};
    const auto month = day.number_if("month").value_or(0);
    const auto weekday = day.number_if("weekday").value_or(0);
    const auto which = day.number_if("which").value_or(0);
    day.done();
    if (month < 1 || month > 12 || weekday < 1 || weekday > 7 || which < -1 || which > 4 ||
        which == 0)
      findings.add(each.line, "rules.not_a_weekday");
    else
      out.weekdays.push_back(
          {static_cast<unsigned>(month), static_cast<unsigned>(weekday), static_cast<int>(which)});
  }
  for (const auto& text : members.texts("extra")) {
    if (const auto date = parse_date(text))
      out.extra.push_back(*date);
    else
      findings.add(value.line, "rules.not_a_date", {{"name", std::string{"extra"}}});
  }
  members.done();
  return out;
}

/// Facts of the pack's own, after those that all packs share.
void read_facts(Members& members, Pack& pack, const Vocabulary& vocabulary, Findings& findings) {
  pack.facts = vocabulary.facts;
  const auto* value = members.find("facts");
  if (!value) return;
  if (value->kind != Json::Kind::object) return findings.add(value->line, "rules.wants_object");
  for (const auto& [name, said] : value->members) {
    Members each{said, findings};
    Fact fact{name, each.choice<Fact::Type>("type", names::fact_type), each.texts("values"), true};
    each.done();
    const bool shared = std::any_of(vocabulary.facts.begin(), vocabulary.facts.end(),
                                    [&](const Fact& known) { return known.name == fact.name; });
    if (shared) findings.add(said.line, "rules.fact_there_already", {{"name", name}});
    if ((fact.type == Fact::Type::choice) != !fact.values.empty() || fact.values.size() > 60)
      findings.add(said.line, "rules.no_values", {{"name", name}});
    need_label("fact." + name, said.line, pack, vocabulary, findings);
    for (const auto& choice : fact.values)
      need_label("fact." + name + '.' + choice, said.line, pack, vocabulary, findings);
    pack.facts.push_back(std::move(fact));
  }
}

void read_texts(Members& members, Pack& pack, Findings& findings) {
  const auto* value = members.find("labels");
  if (!value) return;
  if (value->kind != Json::Kind::object) return findings.add(value->line, "rules.wants_object");
  for (const auto& [key, texts] : value->members) {
    auto& label = pack.labels[key];
    Members by_language{texts, findings};
    by_language.need("en");
    for (const auto language : lang::spoken_languages)
      if (by_language.find(language)) label.emplace(language, by_language.text_if(language));
    by_language.done();
  }
}

std::vector<std::string> names_of(const Json* object) {
  std::vector<std::string> out;
  if (object)
    for (const auto& [name, value] : object->members) out.push_back(name);
  return out;
}

void read_interplay(Members& members, Pack& pack, Conditions& conditions, Findings& findings) {
  for (const auto& each : members.list("interplay")) {
    Members rule{each, findings};
    Interplay interplay;
    interplay.with = rule.text("with");
    if (!pack.status(interplay.with))
      interplay.fact = conditions.fact(interplay.with, each.line, Fact::Type::boolean);
    rule.need("effect");
    interplay.effect = rule.choice<Interplay::Effect>("effect", names::effect);
    interplay.pays = rule.choice<Interplay::Pays>("benefit_rule", names::pays);
    interplay.statuses = rule.texts("statuses");
    interplay.sources = read_sources(rule, findings);
    if (interplay.sources.empty())
      findings.add(each.line, "rules.no_source", {{"name", interplay.with}});
    rule.done();
    // What excludes a status is a bar of it.
    if (interplay.effect == Interplay::Effect::excludes && interplay.fact)
      for (auto& status : pack.statuses)
        if (interplay.covers(status.id))
          status.bars.push_back({Condition::Kind::between, *interplay.fact, 1, 1, {}});
    pack.interplay.push_back(std::move(interplay));
  }
}

void read_head(Members& members, Pack& pack, Findings& findings) {
  members.text_if("$schema");
  pack.stamp.pack = members.text("pack");
  pack.stamp.version = members.text("version");
  pack.role = members.choice<Pack::Role>("role", names::role);
  pack.jurisdiction = members.text("jurisdiction");
  pack.binds = members.texts("binds");
  pack.time_zone = members.text("time_zone");
  const auto* valid = members.find("valid");
  pack.valid_line = valid ? valid->line : members.line();
  pack.valid = read_validity(members, findings);
  pack.takes_running = members.choice<int>("running_cases", names::running) == 1;
  pack.note = members.text_if("note");
  if (const auto* holidays = members.find("holidays"))
    pack.holidays = read_holidays(*holidays, findings);
  const auto wrong = [&](const char* name) {
    findings.add(members.line(), "rules.not_a_name", {{"name", std::string{name}}});
  };
  if (!name_like(pack.stamp.pack)) wrong("pack");
  if (!version_like(pack.stamp.version)) wrong("version");
  if (!jurisdiction_like(pack.jurisdiction, pack.role)) wrong("jurisdiction");
  if (!lang::known_zone(pack.time_zone)) wrong("time_zone");
}

}  // namespace

bool version_like(std::string_view text) {
  int dots = 0;
  bool digit = false;
  for (const char c : text) {
    if (c == '.' && digit) {
      ++dots;
      digit = false;
    } else if (c >= '0' && c <= '9') {
      digit = true;
    } else {
      return false;
    }
  }
  return dots == 2 && digit && text.size() <= 20;
}

bool name_like(std::string_view text) {
  return !text.empty() && text.size() <= 60 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
}

bool Interplay::covers(std::string_view status) const {
  return statuses.empty() || std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

void need_label(const std::string& key, int line, const Pack& pack, const Vocabulary& vocabulary,
                Findings& findings) {
  if (!pack.labels.contains(key) &&
      !std::binary_search(vocabulary.labels.begin(), vocabulary.labels.end(), key))
    findings.add(line, "rules.no_label", {{"name", key}});
}

Validity read_validity(Members& members, Findings& findings) {
  Validity out;
  const auto* value = members.find("valid");
  if (!value) return out;
  Members days{*value, findings};
  out.from = days.date_if("from");
  out.to = days.date_if("to");
  days.done();
  if (out.from && out.to && *out.to < *out.from)
    findings.add(value->line, "rules.ends_before_start");
  return out;
}

std::vector<Source> read_sources(Members& members, Findings& findings) {
  std::vector<Source> out;
  for (const auto& each : members.list("sources")) {
    Members source{each, findings};
    out.push_back({source.text("doc"), source.text_if("at"),
                   static_cast<int>(source.number_if("year").value_or(0)),
                   source.choice<Confidence>("confidence", names::confidence),
                   source.date_if("checked")});
    source.need("confidence");
    source.done();
  }
  return out;
}

std::shared_ptr<const Pack> read_pack(const File& file, std::string hash,
                                      const Vocabulary& vocabulary, Findings& findings) {
  const auto document = read_json(file.content, findings);
  if (!document) return nullptr;
  auto pack = std::make_shared<Pack>();
  pack->stamp.hash = std::move(hash);
  Members members{*document, findings};
  read_head(members, *pack, findings);
  read_texts(members, *pack, findings);
  read_facts(members, *pack, vocabulary, findings);

  const auto* named = members.find("conditions");
  Conditions conditions{*pack, names_of(named), findings};
  if (named)
    for (const auto& [name, value] : named->members)
      pack->conditions.push_back(conditions.read(value));
  pack->granted_until = conditions.fact("granted_until", members.line(), Fact::Type::date);
  for (const auto& each : members.list("statuses")) {
    auto status = read_status(each, *pack, conditions, vocabulary, findings);
    if (!name_like(status.id) || pack->status(status.id))
      findings.add(each.line, "rules.status_name", {{"name", status.id}});
    pack->statuses.push_back(std::move(status));
  }
  if (pack->statuses.empty()) findings.add(members.line(), "rules.no_statuses");
  read_interplay(members, *pack, conditions, findings);
  members.done();
  check_paths(*pack, *document, findings);
  if (!findings.empty()) return nullptr;
  return pack;
}

}  // namespace ts::rules
