#include "protection/forms.h"

#include <algorithm>
#include <array>

#include "protection/course.h"
#include "protection/facts.h"
#include "rules/pack.h"

namespace ts::protection::forms {
namespace {

using catalogue::Catalogue;

// What a packet may show of somebody: who this is, how old, of which country, in which language.
constexpr std::array<std::string_view, 9> packet_shows{
    "tsn_CalledName",  "prs_FirstName",       "prs_MiddleName",
    "prs_SecondName",  "prs_Birthdate",       "prs_Gender",
    "prs_Citizenship", "prs_PrimaryLanguage", "prs_SecondaryLanguage"};

/// Ending or changing what somebody has needs to say why.
constexpr std::array needs_reasons{EventType::extended,          EventType::suspended,
                                   EventType::grounds_withdrawn, EventType::ended,
                                   EventType::appeal_allowed,    EventType::appeal_dismissed};

/// The first and the last day that a decision gives, by the rules and by what was decided.
struct Time {
  std::optional<Date> starts, ends;
};

Time time_of(const rules::Library& library, const rules::Pack& pack, const Dossier& dossier,
             Application application, Decision decision, Date today) {
  const auto length = rules::parse_duration(decision.length);
  const auto status = application.status;
  const auto on = decision.on;
  application.decisions.push_back(std::move(decision));
  const auto known = known_of(dossier, &application, std::max(on, today), library);
  const auto clock = library.clock(pack, status, {.on = on, .facts = known.facts, .held = {}});
  Time out{.starts = clock && clock->from ? clock->from : std::optional{on}, .ends = {}};
  if (length) {
    const auto* rule = pack.status(status);
    const auto counting = rule && rule->clock ? rule->clock->counting : rules::Counting::day_after;
    out.ends =
        rules::last_day(*out.starts, *length, counting, pack.holidays.value_or(rules::Holidays{}));
  } else if (clock) {
    out.ends = clock->until;
  }
  return out;
}

}  // namespace

Form::Form(const Catalogue& catalogue, std::string kind, Fields& fields, Date today,
           std::string prefix)
    : catalogue_{catalogue}, fields_{fields}, today_{today}, prefix_{std::move(prefix)} {
  for (auto& each : catalogue.check(kind, fields))
    problems_.push_back({prefix_ + each.field, each.message});
}

bool Form::has_problem(std::string_view name) const {
  return std::any_of(problems_.begin(), problems_.end(), [&](const Problem& each) {
    return each.field == prefix_ + std::string{name};
  });
}

void Form::problem(std::string_view name, MessageKey key) {
  if (!has_problem(name)) problems_.push_back({prefix_ + std::string{name}, key});
}

void Form::only(std::initializer_list<std::string_view> names) {
  for (const auto& [name, value] : fields_)
    // What the catalogue does not know it has named already, as far as it may be named.
    if (catalogue_.field(name) && std::find(names.begin(), names.end(), name) == names.end())
      problem(name, "field.not_yours");
}

void Form::need(std::string_view name) {
  if (!fields_.contains(name)) problem(name, "field.required");
}

std::string Form::text(std::string_view name) const {
  return std::string{catalogue::text_in(fields_, name)};
}

std::optional<Date> Form::day(std::string_view name) {
  const auto given = text(name);
  if (given.empty()) return std::nullopt;
  const auto out = parse_date(given);
  if (!out) problem(name, "date.needs_day");
  return out;
}

std::optional<Date> Form::past_day(std::string_view name, std::optional<Date> not_before) {
  const auto out = day(name);
  if (out && *out > today_) problem(name, "date.in_future");
  if (out && not_before && *out < *not_before) problem(name, "date.too_early");
  return out;
}

void stamp(Fields& fields, std::string_view prefix, const rules::Stamp& stamp) {
  const std::string start{prefix};
  fields[start + "Pack"] = stamp.pack;
  fields[start + "PackVersion"] = stamp.version;
  fields[start + "PackHash"] = stamp.hash;
}

std::vector<Problem> application(const Catalogue& catalogue, const rules::Library& library,
                                 Fields& fields, Date today, std::string prefix) {
  Form form{catalogue, "application", fields, today, std::move(prefix)};
  form.only({"tsn_AppStatus", "tsn_AppCountry", "tsn_AppDate", "tsn_AppFrom", "tsn_AppBasis",
             "tsn_AppWithheld", "tsn_AppLanguage", "tsn_AppSender", "tsn_AppReference",
             "tsn_AppRemind"});
  const auto on = form.past_day("tsn_AppDate");
  if (!on || form.text("tsn_AppCountry").empty()) return form.problems();
  const auto pack = library.in_force(form.text("tsn_AppCountry"), *on);
  if (!pack)
    form.problem("tsn_AppCountry", "application.no_law");
  else if (!pack->status(form.text("tsn_AppStatus")))
    form.problem("tsn_AppStatus", "field.not_a_choice");
  else
    stamp(fields, "tsn_App", pack->stamp);
  return form.problems();
}

std::vector<Problem> person(const Catalogue& catalogue, Fields& fields, Date today) {
  Form form{catalogue, "person", fields, today, "person."};
  for (const auto& [name, value] : fields)
    if (catalogue.field(name) &&
        std::find(packet_shows.begin(), packet_shows.end(), name) == packet_shows.end())
      form.problem(name, "packet.not_needed");
  return form.problems();
}

void ground(const Catalogue& catalogue, const rules::Library& library, Fields& fields, Date today) {
  Form form{catalogue, "ground", fields, today};
  form.past_day("tsn_GroundDate");
  const auto facts = library.facts();
  const auto fact = std::find_if(facts.begin(), facts.end(), [&](const rules::Fact& each) {
    return each.name == form.text("tsn_GroundFact");
  });
  const auto value = form.text("tsn_GroundValue");
  if (fact == facts.end())
    form.problem("tsn_GroundFact", "field.not_a_choice");
  else if (!value.empty() && !value_of(*fact, value))
    form.problem("tsn_GroundValue", "ground.other_type");
  form.finish();
}

void decision(const Catalogue& catalogue, const rules::Library& library, const Dossier& dossier,
              const Application& application, Fields& fields, Date today, AccountId by) {
  Form form{catalogue, "decision", fields, today};
  form.only({"tsn_DecisionOf", "tsn_DecisionOutcome", "tsn_DecisionDate", "tsn_DecisionLength",
             "tsn_DecisionReasons"});
  const auto on = form.past_day("tsn_DecisionDate", application.on);
  const auto outcome = outcome_of(form.text("tsn_DecisionOutcome"));
  const auto length = form.text("tsn_DecisionLength");
  if (!length.empty() && !rules::parse_duration(length))
    form.problem("tsn_DecisionLength", "length.malformed");
  if (outcome == Outcome::shorter) form.need("tsn_DecisionLength");
  if (outcome == Outcome::refused && !length.empty())
    form.problem("tsn_DecisionLength", "decision.no_length");
  if (on && outcome && form.problems().empty()) {
    const auto pack = library.governing(application.stamp, *on);
    if (pack) stamp(fields, "tsn_Decision", pack->stamp);
    if (outcome != Outcome::refused) {
      const auto time = pack ? time_of(library, *pack, dossier, application,
                                       {.id = {},
                                        .outcome = *outcome,
                                        .on = *on,
                                        .length = length,
                                        .reasons = {},
                                        .remarks = {},
                                        .by = {},
                                        .reader = {},
                                        .read_on = {},
                                        .starts = {},
                                        .ends = {},
                                        .stamp = {}},
                                       today)
                             : Time{};
      // Where the law gives no length, whoever decides has to.
      if (!time.ends) form.problem("tsn_DecisionLength", "decision.needs_length");
      if (time.starts) fields["tsn_DecisionStarts"] = to_text(*time.starts);
      if (time.ends) fields["tsn_DecisionEnds"] = to_text(*time.ends);
    }
  }
  form.finish();
  fields["tsn_DecisionBy"] = by.text();
  fields["tsn_DecisionState"] =
      std::string{text(outcome == Outcome::refused ? Reading::awaits_reader : Reading::in_force)};
}

void event(const Catalogue& catalogue, const rules::Library& library,
           const Application& application, Fields& fields, Date today, AccountId by) {
  Form form{catalogue, "status_event", fields, today};
  form.only(
      {"tsn_EventOf", "tsn_EventType", "tsn_EventDate", "tsn_EventUntil", "tsn_EventReasons"});
  const auto on = form.past_day("tsn_EventDate", application.on);
  const auto until = form.day("tsn_EventUntil");
  const auto type = event_type_of(form.text("tsn_EventType"));
  if (type == EventType::extended) form.need("tsn_EventUntil");
  if (on && until && *until < *on) form.problem("tsn_EventUntil", "date.too_early");
  if (until && type && type != EventType::extended && type != EventType::resumed)
    form.problem("tsn_EventUntil", "event.no_end");
  if (type && std::find(needs_reasons.begin(), needs_reasons.end(), *type) != needs_reasons.end())
    form.need("tsn_EventReasons");
  form.finish();
  if (!fits(*type, application, today)) throw Failure{Fault::conflict, "application.other_stage"};
  fields["tsn_EventBy"] = by.text();
  if (const auto pack = library.governing(application.stamp, *on))
    stamp(fields, "tsn_Event", pack->stamp);
}

catalogue::Changes reminders(const Catalogue& catalogue, const Fields& fields) {
  catalogue::Changes out{{"tsn_AppRemind", std::nullopt}};
  for (const auto& [name, value] : fields) out[name] = value;
  auto problems = catalogue.check("application", out);
  for (const auto& [name, value] : fields)
    if (catalogue.field(name) && name != "tsn_AppRemind")
      problems.push_back({name, "field.not_yours"});
  refuse_if_any(std::move(problems));
  return out;
}

void letter(const Catalogue& catalogue, const Application& application, Fields& fields,
            Date today) {
  Form form{catalogue, "letter", fields, today};
  form.past_day("tsn_LetterDate", application.on);
  form.finish();
}

}  // namespace ts::protection::forms
