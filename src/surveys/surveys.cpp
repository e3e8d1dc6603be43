#include "surveys/surveys.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>
#include <utility>

#include "surveys/names.h"

namespace ts::surveys {
namespace {

namespace json = boost::json;
using access::Action;
using access::Policy;
using documents::Document;
using documents::Kind;

constexpr std::size_t most_text = 400, most_notes = 20'000, most_groups = 12;
constexpr std::int64_t most_people = 100'000'000;

std::vector<Problem> problems_of(const Survey& survey) {
  std::vector<Problem> out;
  const auto sized = [&](std::string_view field, const std::string& text, std::size_t most) {
    if (text.size() > most) out.push_back({std::string{field}, "field.too_long"});
  };
  if (survey.title.empty()) out.push_back({"title", "field.required"});
  if (survey.place.empty()) out.push_back({"place", "field.required"});
  sized("title", survey.title, most_text);
  sized("place", survey.place, most_text);
  sized("notes", survey.notes, most_notes);
  if (survey.until < survey.from) out.push_back({"until", "survey.ends_before"});
  if (survey.groups.empty() || survey.groups.size() > most_groups)
    out.push_back({"groups", "survey.no_groups"});
  std::set<std::pair<Sex, Age>> seen;
  for (std::size_t i = 0; i < survey.groups.size(); ++i) {
    const auto& group = survey.groups[i];
    const auto at = "groups[" + std::to_string(i) + "].";
    if (!seen.emplace(group.sex, group.age).second)
      out.push_back({at + "sex", "survey.group_twice"});
    if (group.screened < 1 || group.screened > most_people)
      out.push_back({at + "screened", "field.out_of_range"});
    if (group.found < 0)
      out.push_back({at + "found", "field.out_of_range"});
    else if (group.found > group.screened)
      out.push_back({at + "found", "survey.more_found"});
  }
  return out;
}

std::string body_of(const Survey& survey) {
  json::array groups;
  for (const auto& group : survey.groups)
    groups.push_back(json::object{{"sex", text(group.sex)},
                                  {"age", text(group.age)},
                                  {"screened", group.screened},
                                  {"found", group.found}});
  return json::serialize(json::object{{"title", survey.title},
                                      {"place", survey.place},
                                      {"from", to_text(survey.from)},
                                      {"until", to_text(survey.until)},
                                      {"sampling", text(survey.sampling)},
                                      {"notes", survey.notes},
                                      {"groups", groups},
                                      {"by", survey.by.text()},
                                      {"at", survey.at.ms}});
}

/// What `body_of` wrote; anything else was put there from outside.
Survey survey_of(const Document& document) {
  try {
    const auto body = json::parse(document.body).as_object();
    const auto said = [&](std::string_view name) { return std::string{body.at(name).as_string()}; };
    Survey out{.id = document.id,
               .title = said("title"),
               .place = said("place"),
               .from = parse_date(said("from")).value(),
               .until = parse_date(said("until")).value(),
               .sampling = sampling_of(said("sampling")).value(),
               .notes = said("notes"),
               .groups = {},
               .by = AccountId::parse(said("by")).value(),
               .at = {body.at("at").as_int64()}};
    for (const auto& each : body.at("groups").as_array()) {
      const auto& group = each.as_object();
      out.groups.push_back({.sex = sex_of(group.at("sex").as_string()).value(),
                            .age = age_of(group.at("age").as_string()).value(),
                            .screened = group.at("screened").as_int64(),
                            .found = group.at("found").as_int64()});
    }
    return out;
  } catch (const std::exception&) {
    throw Failure{Fault::unavailable, "store.damaged"};
  }
}

View view_of(Survey survey, bool safe) {
  View out;
  Row all{.sex = {}, .age = {}, .screened = 0, .found = 0, .share = {}};
  for (const auto& group : survey.groups) {
    all.screened += group.screened;
    *all.found += group.found;
    if (!safe)
      out.rows.push_back({.sex = group.sex,
                          .age = group.age,
                          .screened = group.screened,
                          .found = group.found,
                          .share = stats::wilson(group.found, group.screened)});
  }
  const bool told = !safe || (*all.found >= least_told && all.screened - *all.found >= least_told);
  if (told)
    all.share = stats::wilson(*all.found, all.screened);
  else
    all.found.reset();
  out.rows.insert(out.rows.begin(), all);
  if (safe) {
    survey.groups.clear();
    survey.notes.clear();
  }
  out.survey = std::move(survey);
  return out;
}

}  // namespace

View Surveys::add(const Caller& caller, Survey wanted) {
  const auto grant = Policy::built_in().require<Action::study_make>(caller);
  refuse_if_any(problems_of(wanted));
  return journal_.write(caller.account, [&](audit::Work& work) {
    wanted.by = caller.account;
    wanted.at = work.now();
    if (const auto there = documents_.find(work.tx(), grant, Kind::survey, wanted.id)) {
      work.record({.what = audit::What::study_read});
      return view_of(survey_of(*there), false);
    }
    documents_.add(work, grant, audit::What::survey_added, Kind::survey, wanted.id,
                   body_of(wanted));
    return view_of(wanted, false);
  });
}

std::vector<View> Surveys::all(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::study_read>(caller);
  const bool safe = grant.scope() == access::Scope::safe;
  auto out = database_.read([&](db::Reader& tx) {
    std::vector<View> views;
    for (const auto& document : documents_.all(tx, grant, Kind::survey))
      views.push_back(view_of(survey_of(document), safe));
    return views;
  });
  std::sort(out.begin(), out.end(), [](const View& a, const View& b) {
    return std::pair{a.survey.at, a.survey.id} > std::pair{b.survey.at, b.survey.id};
  });
  journal_.note(caller.account, {.what = audit::What::study_read});
  return out;
}

}  // namespace ts::surveys
