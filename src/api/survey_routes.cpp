#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/views.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;
using surveys::Survey;

constexpr std::size_t most_groups = 100;

Date date_in(Form& form, std::string_view name) {
  const auto given = form.text(name, 10);
  const auto date = parse_date(given);
  if (!date && !given.empty()) form.problem(name, "date.malformed");
  return date.value_or(Date{});
}

template <class Code>
Code code_in(Form& form, std::string_view name, std::optional<Code> (*of)(std::string_view),
             Code otherwise) {
  const auto given = form.text(name, 32);
  const auto code = of(given);
  if (!code && !given.empty()) form.problem(name, "field.not_a_choice");
  return code.value_or(otherwise);
}

Survey survey_in(Form& form) {
  Survey out{.id = form.optional_id<DocumentId>("id").value_or(DocumentId::random()),
             .title = form.text("title"),
             .place = form.text("place"),
             .from = date_in(form, "from"),
             .until = date_in(form, "until"),
             .sampling = code_in(form, "sampling", surveys::sampling_of, surveys::Sampling::random),
             .notes = form.optional_text("notes", 40'000).value_or(""),
             .groups = {},
             .by = {},
             .at = {}};
  form.each("groups", most_groups, [&](Form& group) {
    out.groups.push_back({.sex = code_in(group, "sex", surveys::sex_of, surveys::Sex::unknown),
                          .age = code_in(group, "age", surveys::age_of, surveys::Age::unknown),
                          .screened = group.integer("screened"),
                          .found = group.integer("found")});
  });
  return out;
}

json::object row_view(const surveys::Row& row) {
  json::object out{{"screened", row.screened}};
  if (row.sex) out["sex"] = text(*row.sex);
  if (row.age) out["age"] = text(*row.age);
  if (row.found) out["found"] = *row.found;
  if (row.share)
    out["share"] = json::object{
        {"value", row.share->share}, {"low", row.share->low}, {"high", row.share->high}};
  return out;
}

json::object survey_view(const Views& views, const surveys::View& view) {
  const auto& survey = view.survey;
  return {{"id", survey.id.text()},         {"title", survey.title},
          {"place", survey.place},          {"from", to_text(survey.from)},
          {"until", to_text(survey.until)}, {"sampling", text(survey.sampling)},
          {"notes", survey.notes},          {"by", views.account_name(survey.by)},
          {"at", to_text(survey.at)},       {"rows", list_of(view.rows, row_view)}};
}

Response all_surveys(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const Views views{org.accounts()};
  return json_response(
      json::object{{"items", list_of(org.surveys().all(call.who()), [&](const surveys::View& view) {
                      return survey_view(views, view);
                    })}});
}

Response add_survey(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  auto wanted = survey_in(form);
  form.finish();
  auto& org = home(node, call);
  return json_response(
      survey_view(Views{org.accounts()}, org.surveys().add(call.who(), std::move(wanted))), 201);
}

}  // namespace

void add_survey_routes(Router& router, node::Node& node) {
  router.add(
      {.method = "GET",
       .path = "/surveys",
       .action = Action::study_read,
       .summary = "Field surveys: of so many asked, so many found, with the bounds of the share",
       .takes = "",
       .gives = "Surveys",
       .answer = bound(node, all_surveys)});
  router.add({.method = "POST",
              .path = "/surveys",
              .action = Action::study_make,
              .summary = "Write down a field survey",
              .takes = "NewSurvey",
              .gives = "Survey",
              .status = 201,
              .answer = bound(node, add_survey)});
}

}  // namespace ts::api
