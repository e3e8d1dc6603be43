#include "api/api.h"
#include "api/downloads.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/problem.h"
#include "api/views.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;
using studies::Question;
using studies::Study;

constexpr MessageKey no_study = "study.absent";

studies::Options options_of(Form& form) {
  studies::Options out;
  out.threshold = form.optional_number("threshold").value_or(out.threshold);
  out.replicates = form.optional_integer("replicates").value_or(out.replicates);
  const auto seed = form.optional_integer("seed");
  if (seed && *seed < 0) form.problem("seed", "field.wrong_type");
  if (seed) out.seed = static_cast<std::uint64_t>(*seed);
  return out;
}

/// The number of people makes a population; year and place say which.
std::optional<studies::Population> population_of(Form& form) {
  const auto people = form.optional_integer("population");
  auto year = form.optional_text("year", 16);
  auto place = form.optional_text("place", 400);
  if (!people) return std::nullopt;
  return studies::Population{.people = *people,
                             .year = std::move(year).value_or(""),
                             .place = std::move(place).value_or("")};
}

Question question_of(Form& form) {
  Question out{.title = form.text("title", 800),
               .csv = form.text("csv", studies::Studies::most_csv),
               .options = options_of(form),
               .population = population_of(form)};
  const auto given = form.optional_text("form", 16).value_or("histories");
  const auto known = studies::form_of(given);
  if (!known) form.problem("form", "field.not_a_choice");
  out.form = known.value_or(studies::Form::histories);
  return out;
}

json::object population_view(const studies::Population& population) {
  return {{"people", population.people}, {"year", population.year}, {"place", population.place}};
}

json::object study_view(const Views& views, const studies::View& view, std::string_view language) {
  const auto& study = view.study;
  json::object out{{"id", study.id.text()},
                   {"title", study.title},
                   {"state", view.interrupted ? "interrupted" : text(study.state)},
                   {"by", views.account_name(study.by)},
                   {"started_at", to_text(study.started_at)},
                   {"form", text(study.form)},
                   {"input_hash", study.input_hash},
                   {"version", study.version},
                   {"threshold", study.options.threshold},
                   {"replicates", study.options.replicates},
                   {"seed", study.options.seed},
                   {"inside", view.inside}};
  if (study.ended_at) out["ended_at"] = to_text(*study.ended_at);
  if (study.population) out["population"] = population_view(*study.population);
  if (view.job) out["share"] = view.job->share;
  if (view.interrupted) out["message"] = message("job.interrupted", language);
  if (view.elsewhere) out["message"] = message("job.elsewhere", language);
  if (!study.failure.empty()) out["message"] = message(study.failure, language);
  return out;
}

Response list_studies(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto all = org.studies().all(call.who());
  const Views views{org.accounts()};
  return json_response(json::object{{"items", list_of(all, [&](const auto& view) {
                                       return study_view(views, view, call.language);
                                     })}});
}

Response one(node::Node& node, const Call& call, const studies::View& view, int status = 200) {
  auto out = study_view(Views{home(node, call).accounts()}, view, call.language);
  if (!view.result().empty()) out["result"] = view.result();
  return json_response(out, status);
}

Response start_study(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto id = form.optional_id<DocumentId>("id").value_or(DocumentId::random());
  auto question = question_of(form);
  form.finish();
  return one(node, call, home(node, call).studies().start(call.who(), id, std::move(question)),
             201);
}

Response read_study(node::Node& node, const Call& call) {
  return one(node, call,
             home(node, call).studies().read(call.who(), call.id<DocumentId>(0, no_study)));
}

Response cancel_study(node::Node& node, const Call& call) {
  return one(node, call,
             home(node, call).studies().cancel(call.who(), call.id<DocumentId>(0, no_study)));
}

Response study_file(node::Node& node, const Call& call) {
  const auto& name = call.path.at(1);
  return download(
      name, home(node, call).studies().file(call.who(), call.id<DocumentId>(0, no_study), name));
}

}  // namespace

void add_study_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/studies",
              .action = Action::study_read,
              .summary = "Estimates of how many people nobody has found, newest first",
              .takes = "",
              .gives = "Studies",
              .answer = bound(node, list_studies)});
  router.add({.method = "POST",
              .path = "/studies",
              .action = Action::study_make,
              .summary = "Start an estimate from a table of lists",
              .takes = "NewStudy",
              .gives = "Study",
              .status = 201,
              .answer = bound(node, start_study)});
  router.add({.method = "GET",
              .path = "/studies/{study}",
              .action = Action::study_read,
              .summary = "A study: how far it is, or what came out",
              .takes = "",
              .gives = "Study",
              .answer = bound(node, read_study)});
  router.add({.method = "POST",
              .path = "/studies/{study}/cancel",
              .action = Action::study_make,
              .summary = "Ask a study that is under way to stop",
              .takes = "",
              .gives = "Study",
              .answer = bound(node, cancel_study)});
  router.add({.method = "GET",
              .path = "/studies/{study}/files/{file}",
              .action = Action::study_read,
              .summary = "A file of a study: its report, its tables; small counts are not in it",
              .takes = "",
              .gives = "Download",
              .answer = bound(node, study_file)});
}

}  // namespace ts::api
