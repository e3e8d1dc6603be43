
#include "api/api.h"
#include "api/downloads.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/views.h"
#include "base/number.h"
#include "formats/csv.h"
#include "formats/hxl.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using frames::Query;
using http::Response;
using records::State;

/// "open", "closed", or nothing for "all".
std::optional<State> state_of(std::string_view text) {
  if (text == "open") return State::open;
  if (text == "closed") return State::closed;
  if (text != "all") malformed();
  return std::nullopt;
}

/// Where the next page begins: "<milliseconds>.<id>" of the last row.
std::string cursor_of(const frames::CaseRow& row, frames::Sort sort) {
  const auto at = sort == frames::Sort::opened ? row.opened_at : row.changed_at;
  return std::to_string(at.ms) + '.' + row.id.text();
}

std::pair<Instant, CaseId> position_of(std::string_view cursor) {
  const auto dot = cursor.find('.');
  if (dot == std::string_view::npos) malformed();
  const auto at = number_of<std::int64_t>(cursor.substr(0, dot));
  const auto id = CaseId::parse(cursor.substr(dot + 1));
  if (!at || !id) malformed();
  return {Instant{*at}, *id};
}

Query query_of(const Call& call) {
  Query out{.state = state_of(call.query_text("state").value_or("open")),
            .limit = call.limit(),
            .after = {}};
  const auto scope = call.query_text("scope").value_or("all");
  if (scope == "mine")
    out.reach = frames::Reach::mine;
  else if (scope == "team")
    out.reach = frames::Reach::team;
  else if (scope != "all")
    malformed();
  const auto sort = call.query_text("sort").value_or("changed");
  if (sort == "opened")
    out.sort = frames::Sort::opened;
  else if (sort != "changed")
    malformed();
  if (const auto cursor = call.query_text("cursor")) out.after = position_of(*cursor);
  return out;
}

Response list_cases(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto query = query_of(call);
  const auto page = org.cases().list(call.who(), query);
  const Views views{org.accounts()};
  constexpr std::size_t usual_row = 768;
  JsonText out;
  out.reserve(page.rows.size() * usual_row);
  out.begin_object();
  write_list(out.key("items"), page.rows, [&](const auto& row) { views.row(out, row); });
  out.member("total", page.total);
  if (page.more && !page.rows.empty()) out.member("next", cursor_of(page.rows.back(), query.sort));
  out.end_object();
  return json_response(std::move(out));
}

Response search_cases(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto name = form.text("name", 400);
  const auto state = form.optional_text("state", 16).value_or("all");
  form.finish();
  constexpr std::size_t most_found = 50;
  auto& org = home(node, call);
  const auto found = org.cases().search(call.who(), name, state_of(state), most_found);
  const Views views{org.accounts()};
  JsonText out;
  out.begin_object();
  write_list(out.key("items"), found.rows, [&](const auto& row) {
    views.row(out, row);
    out.member("similarity", row.similarity);
  });
  out.member("elsewhere", found.elsewhere).end_object();
  return json_response(std::move(out));
}

Response my_day(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto day = org.cases().day(call.who());
  const Views views{org.accounts()};
  JsonText out;
  const auto rows = [&](std::string_view name, const auto& all) {
    write_list(out.key(name), all, [&](const auto& row) { views.row(out, row); });
  };
  out.begin_object();
  out.member("open", day.open).member("closed", day.closed);
  out.member("changed_today", day.changed_today);
  rows("recent", day.recent);
  rows("quiet", day.quiet);
  rows("outlived", day.outlived);
  write_list(out.key("broken"), day.broken, [&](const auto& glass) {
    views.row(out.key("case").begin_object(), glass.row);
    out.end_object().key("by").raw(json::serialize(views.account_name(glass.by)));
    out.member("until", to_text(glass.until));
  });
  out.key("due").raw(
      json::serialize(list_of(day.due, [&](const auto& row) { return views.due(row); })));
  out.end_object();
  return json_response(std::move(out));
}

/// Figures, and by which rule they were made safe for whoever asked.
Response with_rule(const Call& call, json::object out) {
  const bool safe =
      access::Policy::built_in().scope(call.who().role, Action::count_read) == access::Scope::safe;
  out["rounded_to"] = safe ? frames::Frames::safe_base : 1;
  out["hidden_below"] = safe ? frames::Frames::safe_least : 0;
  return json_response(std::move(out));
}

/// "prs_Gender,prs_Citizenship".
std::vector<std::string> counted_fields(const Call& call) {
  const auto by = call.query_text("by");
  if (!by) malformed();
  std::vector<std::string> out{""};
  for (const char c : *by) {
    if (c == ',')
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

Response counts(node::Node& node, const Call& call) {
  const auto by = call.query_text("by");
  if (!by) malformed();
  return with_rule(call, {{"by", *by},
                          {"items", list_of(home(node, call).cases().count(call.who(), *by),
                                            [](const frames::Count& count) {
                                              return json::object{{"value", count.value},
                                                                  {"count", count.count}};
                                            })}});
}

Response cross_counts(node::Node& node, const Call& call) {
  const auto fields = counted_fields(call);
  const auto all = home(node, call).cases().cross(call.who(), fields);
  return with_rule(call, {{"by", json::array(fields.begin(), fields.end())},
                          {"items", list_of(all, [](const frames::CrossCount& cell) {
                             return json::object{
                                 {"values", json::array(cell.values.begin(), cell.values.end())},
                                 {"count", cell.count}};
                           })}});
}

/// Either as a table with a row of HXL tags.
Response counts_table(node::Node& node, const Call& call) {
  const auto fields = counted_fields(call);
  const auto all = home(node, call).cases().cross(call.who(), fields);
  formats::CsvWriter csv;
  for (const auto& field : fields) csv.cell(field);
  csv.cell("cases").end_row();
  for (const auto& field : fields) csv.cell(formats::hxl_tag_of(field));
  csv.cell(formats::hxl_tag_of("cases")).end_row();
  for (const auto& cell : all) {
    for (const auto& value : cell.values) csv.cell(value);
    csv.number(cell.count).end_row();
  }
  return download("counts.csv", csv.text());
}

int year_of(const Call& call) {
  const auto year = number_of<int>(call.query_text("year").value_or(""));
  if (!year || *year < 1900 || *year > 9999) malformed();
  return *year;
}

Response served_table(node::Node& node, const Call& call) {
  const auto year = year_of(call);
  formats::CsvWriter csv;
  csv.cell("year").cell("prs_Gender").cell("age").cell("people").end_row();
  for (const auto* field : {"year", "prs_Gender", "age", "people"})
    csv.cell(formats::hxl_tag_of(field));
  csv.end_row();
  for (const auto& group : home(node, call).cases().served(call.who(), year)) {
    csv.number(std::int64_t{year}).cell(group.gender).cell(text(group.age));
    csv.cell(group.people ? std::to_string(*group.people) : std::string{}).end_row();
  }
  return download("served.csv", csv.text());
}

Response served(node::Node& node, const Call& call) {
  const auto year = year_of(call);
  return with_rule(call, {{"year", year},
                          {"items", list_of(home(node, call).cases().served(call.who(), year),
                                            [](const frames::ServedCount& group) {
                                              json::object out{{"gender", group.gender},
                                                               {"age", text(group.age)}};
                                              if (group.people) out["people"] = *group.people;
                                              return out;
                                            })}});
}

Response unusual_reading(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto all = org.cases().unusual_reading(call.who());
  const Views views{org.accounts()};
  constexpr auto rule = cases::unusual_rule;
  return json_response(json::object{{"rule", json::object{{"more_than", rule.more_than},
                                                          {"times", rule.times},
                                                          {"compared_days", rule.compared_days},
                                                          {"told_days", rule.told_days}}},
                                    {"items", list_of(all, [&](const cases::UnusualDay& each) {
                                       return json::object{
                                           {"account", views.account_name(each.account)},
                                           {"day", to_text(each.day)},
                                           {"cases", each.cases},
                                           {"usual", each.usual}};
                                     })}});
}

Response colleagues(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto& policy = access::Policy::built_in();
  policy.require<Action::colleague_read>(call.who());
  const Views views{org.accounts()};
  json::array items;
  for (const auto& account : org.accounts().all())
    if (!account.disabled && policy.writes(account.role).has(FieldClass::admin))
      items.push_back(json::object{{"id", account.id.text()},
                                   {"name", account.name},
                                   {"role", text(account.role)},
                                   {"team", views.team_name(account.team)}});
  return json_response(json::object{{"items", items}});
}

}  // namespace

void add_list_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/day",
              .action = Action::case_list,
              .summary = "What is before one today",
              .takes = "",
              .gives = "MyDay",
              .answer = bound(node, my_day)});
  router.add({.method = "GET",
              .path = "/cases",
              .action = Action::case_list,
              .summary = "Cases that one may know of",
              .takes = "",
              .gives = "CaseList",
              .query = {"state", "scope", "sort", "limit", "cursor"},
              .answer = bound(node, list_cases)});
  router.add(
      {.method = "POST",
       .path = "/cases/search",
       .action = Action::case_search,
       .summary =
           "Find by name (any script, sound-alike, any order), case code, phone or document number",
       .takes = "Search",
       .gives = "Found",
       .answer = bound(node, search_cases)});
  router.add({.method = "GET",
              .path = "/unusual-reading",
              .action = Action::reading_unusual,
              .summary = "Days on which somebody opened far more cases than usual",
              .takes = "",
              .gives = "UnusualReading",
              .answer = bound(node, unusual_reading)});
  router.add({.method = "GET",
              .path = "/counts",
              .action = Action::count_read,
              .summary = "How many cases have each value of a field",
              .takes = "",
              .gives = "Counts",
              .query = {"by"},
              .answer = bound(node, counts)});
  router.add({.method = "GET",
              .path = "/counts/cross",
              .action = Action::count_read,
              .summary = "How many cases have each combination of values of up to four fields",
              .takes = "",
              .gives = "CrossCounts",
              .query = {"by"},
              .answer = bound(node, cross_counts)});
  router.add({.method = "GET",
              .path = "/counts/served",
              .action = Action::count_read,
              .summary = "How many people were helped in a year, by gender and age",
              .takes = "",
              .gives = "ServedCounts",
              .query = {"year"},
              .answer = bound(node, served)});
  router.add({.method = "GET",
              .path = "/counts/table",
              .action = Action::count_read,
              .summary = "The counts of a field, or of several together, as a table with HXL tags",
              .takes = "",
              .gives = "Download",
              .query = {"by"},
              .answer = bound(node, counts_table)});
  router.add({.method = "GET",
              .path = "/counts/served/table",
              .action = Action::count_read,
              .summary = "People who were helped in a year as a table with HXL tags",
              .takes = "",
              .gives = "Download",
              .query = {"year"},
              .answer = bound(node, served_table)});
  router.add({.method = "GET",
              .path = "/colleagues",
              .action = Action::colleague_read,
              .summary = "Accounts of this organisation that work on cases",
              .takes = "",
              .gives = "Colleagues",
              .answer = bound(node, colleagues)});
}

}  // namespace ts::api
