#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/screening_views.h"

namespace ts::api {
namespace {

using access::Action;
using http::Response;

constexpr std::size_t most_answers = 100;
constexpr std::size_t most_words = 16'000;  // bytes; the catalogue says how many characters

Response answer(node::Organisation& org, const Call& call, const interviews::View& view,
                int status = 200) {
  const ScreeningViews views{org.accounts(), org.interviews().library(), call.language};
  return json_response(views.view(view), status);
}

Response read_screenings(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return answer(org, call, org.interviews().read(call.who(), call.id<CaseId>(0)));
}

Response begin_screening(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto instrument = form.text("instrument", 64);
  form.finish();
  auto& org = home(node, call);
  return answer(org, call,
                org.interviews().begin(call.who(), call.id<CaseId>(0), instrument, call.once()),
                201);
}

interviews::NewAnswer read_answer(Form& form) {
  interviews::NewAnswer out{.question = form.text("question", 64),
                            .reply = {},
                            .words = form.optional_text("words", most_words).value_or(""),
                            .source = form.optional_text("source", 64).value_or(""),
                            .revision = form.optional_integer("revision").value_or(0)};
  if (const auto reply = form.optional_text("reply", 16)) {
    out.reply = screening::reply_of(*reply);
    if (!out.reply) form.problem("reply", "field.not_a_choice");
  }
  return out;
}

Response keep_answers(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  std::vector<interviews::NewAnswer> answers;
  form.each("answers", most_answers, [&](Form& each) { answers.push_back(read_answer(each)); });
  form.finish();
  auto& org = home(node, call);
  return answer(org, call,
                org.interviews().save(call.who(), call.id<CaseId>(0), call.id<RecordId>(1), answers,
                                      call.once()));
}

}  // namespace

void add_screening_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/cases/{case}/screenings",
              .action = Action::screening_read,
              .summary = "What was asked and answered, and what it comes to per regime",
              .takes = "",
              .gives = "Screenings",
              .answer = bound(node, read_screenings)});
  router.add({.method = "POST",
              .path = "/cases/{case}/screenings",
              .action = Action::screening_record,
              .summary = "Begin a set of questions",
              .takes = "NewScreening",
              .gives = "Screenings",
              .status = 201,
              .idempotent = true,
              .answer = bound(node, begin_screening)});
  router.add({.method = "POST",
              .path = "/cases/{case}/screenings/{record}/answers",
              .action = Action::screening_record,
              .summary = "Keep answers, or take them back; each names the revision it replaces",
              .takes = "NewAnswers",
              .gives = "Screenings",
              .idempotent = true,
              .answer = bound(node, keep_answers)});
}

}  // namespace ts::api
