#include "api/api.h"
#include "api/downloads.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/views.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;
using matters::Arrangements;
using packets::What;

constexpr std::size_t most_reason = 20'000;

json::object terms_view(const matters::Terms& terms) {
  return {{"purposes", json::value_from(terms.purposes)},
          {"classes", terms.classes.letters()},
          {"rhythm", terms.rhythm},
          {"least_cell", terms.least_cell},
          {"start", to_text(terms.start)},
          {"end", to_text(terms.end)},
          {"note", terms.note}};
}

json::object agreement_view(const Arrangements::View& view) {
  json::object out{
      {"id", view.id.text()},
      {"peer", view.peer.text()},
      {"name", view.name},
      {"ours", view.ours},
      {"state", matters::text(view.state)},
      {"ends_soon", view.ends_soon},
      {"waits", view.waits},
      {"can", list_of(view.can, [](What what) { return json::value(packets::text(what)); })},
      {"steps", list_of(view.steps, [](const matters::SaidStep& step) {
         return json::object{{"ours", step.ours},
                             {"at", to_text(step.at)},
                             {"what", packets::text(step.what)},
                             {"note", step.note}};
       })}};
  if (view.terms) out["terms"] = terms_view(*view.terms);
  return out;
}

/// Who decides about agreements here, for whoever has to ask.
json::array deciders(const access::Accounts& accounts) {
  json::array out;
  for (const auto& account : accounts.all())
    if (!account.disabled && access::Policy::built_in().scope(
                                 account.role, Action::agreement_change) != access::Scope::none)
      out.emplace_back(account.name);
  return out;
}

Response all_agreements(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto all = org.matters().arrangements().all(call.who());
  return json_response(json::object{{"ask", deciders(org.accounts())},
                                    {"least_cell", frames::Frames::safe_least},
                                    {"items", list_of(all, agreement_view)}});
}

Date day_in(Form& form, std::string_view name) {
  const auto day = parse_date(form.text(name, 10));
  if (!day) form.problem(name, "date.malformed");
  return day.value_or(Date{});
}

Response propose(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto id = form.optional_id<DocumentId>("id").value_or(DocumentId::random());
  const auto peer = form.id<DocumentId>("peer");
  const matters::Terms terms{.purposes = form.texts("purposes", 10),
                             .classes = form.classes("classes"),
                             .rhythm = form.text("rhythm", 20),
                             .least_cell = form.integer("least_cell"),
                             .start = day_in(form, "start"),
                             .end = day_in(form, "end"),
                             .note = form.optional_text("note", most_reason).value_or("")};
  form.finish();
  return json_response(
      agreement_view(
          home(node, call).matters().arrangements().propose(call.who(), id, peer, terms)),
      201);
}

DocumentId agreement_in(const Call& call) { return call.id<DocumentId>(0, "agreement.absent"); }

Response say_to_agreement(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto what = packets::what_of(form.text("what", 20));
  if (what != What::accepted && what != What::declined && what != What::done &&
      what != What::withdraw)
    form.problem("what", "field.not_a_choice");
  const auto note = form.optional_text("note", most_reason).value_or("");
  form.finish();
  return json_response(agreement_view(
      home(node, call).matters().arrangements().say(call.who(), agreement_in(call), *what, note)));
}

Response agreement_packet(node::Node& node, const Call& call) {
  const auto id = agreement_in(call);
  const auto bytes = home(node, call).matters().arrangements().packet(call.who(), id);
  return binary_download("agreement-" + id.text().substr(0, 8) + ".packet", text_of(bytes));
}

}  // namespace

void add_agreement_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/agreements",
              .action = Action::agreement_read,
              .summary = "What was agreed with other organisations to share",
              .takes = "",
              .gives = "Agreements",
              .answer = bound(node, all_agreements)});
  router.add({.method = "POST",
              .path = "/agreements",
              .action = Action::agreement_change,
              .summary = "Propose to another organisation what the two may share",
              .takes = "NewAgreement",
              .gives = "Agreement",
              .status = 201,
              .answer = bound(node, propose)});
  router.add({.method = "POST",
              .path = "/agreements/{agreement}/steps",
              .action = Action::agreement_change,
              .summary = "Accept, decline, take back a proposal, or end an agreement",
              .takes = "AgreementStep",
              .gives = "Agreement",
              .answer = bound(node, say_to_agreement)});
  router.add({.method = "POST",
              .path = "/agreements/{agreement}/packet",
              .action = Action::agreement_change,
              .summary = "A sealed file to carry to the other organisation",
              .takes = "",
              .gives = "Download",
              .answer = bound(node, agreement_packet)});
}

}  // namespace ts::api
