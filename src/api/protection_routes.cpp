#include <algorithm>

#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/protection_views.h"
#include "base/number.h"
#include "lang/messages.h"
#include "protection/letters.h"
#include "rules/pack.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;

constexpr std::size_t most_remarks = 4000;
constexpr int first_year = 1990;
constexpr int last_year = 2100;
constexpr int most_years = 60;

ProtectionViews views_for(node::Organisation& org, const Call& call) {
  return {org.accounts(), org.protection().library(), call.language,
          date_of(org.journal().clock().now())};
}

Response answer(node::Organisation& org, const Call& call, const protection::View& view,
                int status = 200) {
  return json_response(views_for(org, call).view(view), status);
}

/// The one member "fields" of a body.
catalogue::Fields fields_of(const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  auto out = form.fields("fields");
  form.finish();
  return out;
}

Date day_of(const Call& call, std::string_view name, Date otherwise) {
  const auto given = call.query_text(name);
  if (!given) return otherwise;
  const auto out = parse_date(*given);
  if (!out) malformed();
  return *out;
}

int number_asked(const Call& call, std::string_view name, int otherwise) {
  const auto given = call.query_text(name);
  if (!given) return otherwise;
  const auto number = number_of<int>(*given);
  if (!number) malformed();
  return *number;
}

/// Which statuses the law of a country knows on a day: what can be applied for.
Response statuses(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto& library = org.protection().library();
  const auto country = call.query_text("country").value_or(org.accounts().organisation().country);
  const auto on = day_of(call, "on", date_of(node.clock().now()));
  const auto views = views_for(org, call);
  json::array items;
  if (const auto pack = library.in_force(country, on))
    for (const auto& status : pack->statuses) items.push_back(views.status(status, *pack));
  return json_response(json::object{
      {"country", country},
      {"on", to_text(on)},
      {"items", items},
      {"countries", list_of(library.jurisdictions(),
                            [](const std::string& each) { return json::value(each); })}});
}

Response file_application(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  protection::Filing wanted{.id = form.optional_id<CaseId>("id").value_or(CaseId::random()),
                            .team = form.optional_id<TeamId>("team"),
                            .person = form.fields("person"),
                            .application = form.fields("application")};
  form.finish();
  auto& org = home(node, call);
  auto view = org.protection().file(call.who(), std::move(wanted), call.once());
  auto out = answer(org, call, view, 201);
  out.headers.emplace_back("Location", "/api/v1/cases/" + view.file.id.text() + "/protection");
  return out;
}

Response list_applications(node::Node& node, const Call& call) {
  const auto work = protection::work_of(call.query_text("list").value_or("due"));
  if (!work) malformed();
  const auto offset = number_asked(call, "cursor", 0);
  if (offset < 0) malformed();
  auto& org = home(node, call);
  const auto rows = org.protection().list(call.who(), *work);
  const auto views = views_for(org, call);
  const auto begin = std::min(rows.size(), static_cast<std::size_t>(offset));
  const auto end = std::min(rows.size(), begin + call.limit());
  json::array items;
  for (auto i = begin; i < end; ++i) items.push_back(views.row(rows[i]));
  json::object out{{"items", items}, {"total", rows.size()}};
  if (end < rows.size()) out["next"] = std::to_string(end);
  return json_response(out);
}

Response read_protection(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto country = call.query_text("country").value_or(org.accounts().organisation().country);
  return answer(org, call, org.protection().read(call.who(), call.id<CaseId>(0), country));
}

Response add_application(node::Node& node, const Call& call) {
  auto fields = fields_of(call);
  auto& org = home(node, call);
  return answer(
      org, call,
      org.protection().add(call.who(), call.id<CaseId>(0), std::move(fields), call.once()), 201);
}

Response record_ground(node::Node& node, const Call& call) {
  auto fields = fields_of(call);
  auto& org = home(node, call);
  return answer(org, call,
                org.protection().record_ground(call.who(), call.id<CaseId>(0), std::move(fields),
                                               call.once()),
                201);
}

Response decide(node::Node& node, const Call& call) {
  auto fields = fields_of(call);
  auto& org = home(node, call);
  return answer(org, call,
                org.protection().decide(call.who(), call.id<CaseId>(0), call.id<RecordId>(1),
                                        std::move(fields), call.once()),
                201);
}

Response read_refusal(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto agrees = form.optional_flag("agrees");
  if (!agrees) form.problem("agrees", "field.required");
  const auto given = form.optional_text("on", 10);
  const auto on = given ? parse_date(*given) : std::nullopt;
  if (given && !on) form.problem("on", "date.needs_day");
  const auto remarks = form.optional_text("remarks", most_remarks).value_or("");
  form.finish();
  auto& org = home(node, call);
  return answer(org, call,
                org.protection().read_refusal(call.who(), call.id<CaseId>(0), call.id<RecordId>(1),
                                              *agrees, on, remarks));
}

Response record_event(node::Node& node, const Call& call) {
  auto fields = fields_of(call);
  auto& org = home(node, call);
  return answer(org, call,
                org.protection().record_event(call.who(), call.id<CaseId>(0), call.id<RecordId>(1),
                                              std::move(fields), call.once()),
                201);
}

Response record_letter(node::Node& node, const Call& call) {
  auto fields = fields_of(call);
  auto& org = home(node, call);
  return answer(org, call,
                org.protection().record_letter(call.who(), call.id<CaseId>(0), call.id<RecordId>(1),
                                               std::move(fields), call.once()),
                201);
}

Response take_back(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return answer(org, call, org.protection().take_back(call.who(), call.id<CaseId>(0)), 201);
}

Response remind(node::Node& node, const Call& call) {
  const auto fields = fields_of(call);
  auto& org = home(node, call);
  return answer(
      org, call,
      org.protection().remind(call.who(), call.id<CaseId>(0), call.id<RecordId>(1), fields));
}

Response letter(node::Node& node, const Call& call) {
  const auto type = call.query_text("type");
  if (!type) malformed();
  const auto asked = call.query_text("language").value_or(call.language);
  auto& org = home(node, call);
  const auto id = call.id<CaseId>(0);
  const auto of = org.protection().particulars(call.who(), id, call.id<RecordId>(1));
  const auto in = lang::is_spoken(asked) ? std::string_view{asked} : lang::spoken_languages.front();
  const auto paper =
      protection::letter(*type, of.application, of.course, in, org.protection().library());
  if (!paper) throw Failure{Fault::conflict, "letter.not_now"};
  return json_response(paper_view(*paper, id, in));
}

Response figures(node::Node& node, const Call& call) {
  const auto year = static_cast<int>(date_of(node.clock().now()).year());
  const auto period = protection::period_of(call.query_text("period").value_or("year"));
  const auto split = protection::split_of(call.query_text("by").value_or("none"));
  const protection::Question question{.from = number_asked(call, "from", year - 1),
                                      .to = number_asked(call, "to", year),
                                      .period = period.value_or(protection::Period::year),
                                      .split = split.value_or(protection::Split::none)};
  if (!period || !split || question.from < first_year || question.to > last_year ||
      question.to < question.from || question.to - question.from > most_years)
    malformed();
  auto& org = home(node, call);
  const auto all = org.protection().figures(call.who(), question);
  const bool safe = access::Policy::built_in().scope(call.who().role, Action::protection_count) ==
                    access::Scope::safe;
  const auto views = views_for(org, call);
  const auto figure = [&](const protection::Figure& each) {
    return views.figure(each, question.split);
  };
  return json_response(json::object{{"items", list_of(all, figure)},
                                    {"rounded_to", safe ? frames::Frames::safe_base : 1},
                                    {"hidden_below", safe ? frames::Frames::safe_least : 0}});
}

void add_writing_routes(Router& router, node::Node& node) {
  router.add({.method = "POST",
              .path = "/cases/{case}/applications",
              .action = Action::protection_decide,
              .summary = "Another application in a case that is there",
              .takes = "NewFields",
              .gives = "Protection",
              .status = 201,
              .idempotent = true,
              .answer = bound(node, add_application)});
  router.add({.method = "POST",
              .path = "/cases/{case}/grounds",
              .action = Action::protection_record,
              .summary = "Record a fact that the rules ask for, with its source",
              .takes = "NewFields",
              .gives = "Protection",
              .status = 201,
              .idempotent = true,
              .answer = bound(node, record_ground)});
  router.add({.method = "POST",
              .path = "/cases/{case}/applications/{record}/decisions",
              .action = Action::protection_decide,
              .summary = "Decide; a refusal waits for a second reader",
              .takes = "NewFields",
              .gives = "Protection",
              .status = 201,
              .idempotent = true,
              .answer = bound(node, decide)});
  router.add({.method = "POST",
              .path = "/cases/{case}/applications/{record}/reading",
              .action = Action::protection_decide,
              .summary = "Read the refusal of a colleague: it holds, or is sent back",
              .takes = "NewReading",
              .gives = "Protection",
              .answer = bound(node, read_refusal)});
  router.add({.method = "POST",
              .path = "/cases/{case}/applications/{record}/events",
              .action = Action::protection_decide,
              .summary = "Record what happened to a status: extended, suspended, ended, appealed …",
              .takes = "NewFields",
              .gives = "Protection",
              .status = 201,
              .idempotent = true,
              .answer = bound(node, record_event)});
  router.add({.method = "POST",
              .path = "/cases/{case}/applications/{record}/letters",
              .action = Action::protection_decide,
              .summary = "Note that a letter was delivered",
              .takes = "NewFields",
              .gives = "Protection",
              .status = 201,
              .idempotent = true,
              .answer = bound(node, record_letter)});
  router.add({.method = "POST",
              .path = "/cases/{case}/applications/{record}/reminders",
              .action = Action::protection_decide,
              .summary = "Be reminded at other lead times",
              .takes = "NewFields",
              .gives = "Protection",
              .answer = bound(node, remind)});
  router.add({.method = "POST",
              .path = "/cases/{case}/consent-taken-back",
              .action = Action::protection_decide,
              .summary = "Keep what the law keeps in a case of its own, and forget the rest",
              .takes = "",
              .gives = "Protection",
              .status = 201,
              .answer = bound(node, take_back)});
}

}  // namespace

void add_protection_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/protection/statuses",
              .action = Action::protection_read,
              .summary = "What the law of a country lets one apply for on a day",
              .takes = "",
              .gives = "Statuses",
              .query = {"country", "on"},
              .answer = bound(node, statuses)});
  router.add({.method = "GET",
              .path = "/protection/figures",
              .action = Action::protection_count,
              .summary = "Applications and what became of them, by period and group",
              .takes = "",
              .gives = "Figures",
              .query = {"from", "to", "period", "by"},
              .answer = bound(node, figures)});
  router.add({.method = "POST",
              .path = "/applications",
              .action = Action::application_open,
              .summary = "Record an application that came to the office as a packet",
              .takes = "NewApplication",
              .gives = "Protection",
              .status = 201,
              .idempotent = true,
              .answer = bound(node, file_application)});
  router.add({.method = "GET",
              .path = "/applications",
              .action = Action::protection_read,
              .summary = "Applications by their clock",
              .takes = "",
              .gives = "ApplicationList",
              .query = {"list", "limit", "cursor"},
              .answer = bound(node, list_applications)});
  router.add({.method = "GET",
              .path = "/cases/{case}/protection",
              .action = Action::protection_read,
              .summary = "Applications, grounds, clocks, and which statuses may be open",
              .takes = "",
              .gives = "Protection",
              .query = {"country"},
              .answer = bound(node, read_protection)});
  router.add({.method = "GET",
              .path = "/cases/{case}/applications/{record}/letter",
              .action = Action::protection_read,
              .summary = "A letter to the person, or the information sheet, in a language",
              .takes = "",
              .gives = "Paper",
              .query = {"type", "language"},
              .answer = bound(node, letter)});
  add_writing_routes(router, node);
}

}  // namespace ts::api
