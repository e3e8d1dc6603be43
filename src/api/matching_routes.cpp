#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/views.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;

json::object sign_view(const matching::Sign& sign) {
  return {{"field", sign.field},
          {"level", linkage::name_of(sign.level)},
          {"apart", sign.apart},
          {"speaks", text(sign.speaks)}};
}

Response answer(node::Organisation& org, const matching::Candidates& candidates) {
  const Views views{org.accounts()};
  JsonText out;
  out.begin_object();
  write_list(out.key("items"), candidates.items, [&](const matching::Candidate& each) {
    views.row(out.key("case").begin_object(), each.row);
    out.end_object().member("person", each.person.text());
    out.key("signs").raw(json::serialize(list_of(each.signs, sign_view)));
    out.member("told_apart", each.told_apart);
    if (each.own) out.member("own", each.own->text());
  });
  out.member("elsewhere", candidates.elsewhere).end_object();
  return json_response(std::move(out));
}

Response alike(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return answer(org, org.matching().alike(call.who(), call.id<CaseId>(0)));
}

Response before_opening(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  auto person = form.changes("fields");
  form.finish();
  auto& org = home(node, call);
  return answer(org, org.matching().before_opening(call.who(), std::move(person)));
}

Response sought(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return answer(org, org.matching().sought(call.who(), call.id<CaseId>(0),
                                           call.id<RecordId>(1, "record.absent")));
}

Response tied(node::Organisation& org, const cases::View& view) {
  return with_etag(json_response(Views{org.accounts()}.view(view)), view.file.revision);
}

Response join(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return tied(org, org.cases().join(call.who(), call.id<CaseId>(0), call.id<CaseId>(1)));
}

Response part(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return tied(org, org.cases().part(call.who(), call.id<CaseId>(0), call.id<CaseId>(1)));
}

Response tell_apart(node::Node& node, const Call& call) {
  home(node, call).cases().tell_apart(call.who(), call.id<CaseId>(0), call.id<CaseId>(1));
  return no_content();
}

Response tell_apart_no_more(node::Node& node, const Call& call) {
  home(node, call).cases().tell_apart_no_more(call.who(), call.id<CaseId>(0), call.id<CaseId>(1));
  return no_content();
}

}  // namespace

void add_matching_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/cases/{case}/alike",
              .action = Action::case_compare,
              .summary = "People in other cases who are perhaps one of this case's, with reasons",
              .takes = "",
              .gives = "Alike",
              .answer = bound(node, alike)});
  router.add({.method = "POST",
              .path = "/people/alike",
              .action = Action::case_search,
              .summary = "Whether somebody is perhaps known, before a case is opened",
              .takes = "NewPerson",
              .gives = "Alike",
              .answer = bound(node, before_opening)});
  router.add({.method = "GET",
              .path = "/cases/{case}/tracings/{record}/alike",
              .action = Action::case_compare,
              .summary = "People who are perhaps whom a search is for, with reasons",
              .takes = "",
              .gives = "Alike",
              .answer = bound(node, sought)});
  router.add(
      {.method = "PUT",
       .path = "/cases/{case}/joined/{other}",
       .action = Action::case_join,
       .summary = "Join another case of the same person: both read as one, nothing is copied",
       .takes = "",
       .gives = "Case",
       .answer = bound(node, join)});
  router.add({.method = "DELETE",
              .path = "/cases/{case}/joined/{other}",
              .action = Action::case_join,
              .summary = "Take a joining back: both stand as before",
              .takes = "",
              .gives = "Case",
              .answer = bound(node, part)});
  router.add({.method = "PUT",
              .path = "/cases/{case}/told-apart/{other}",
              .action = Action::case_join,
              .summary = "Keep that two cases are of two people",
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = bound(node, tell_apart)});
  router.add({.method = "DELETE",
              .path = "/cases/{case}/told-apart/{other}",
              .action = Action::case_join,
              .summary = "Take that back",
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = bound(node, tell_apart_no_more)});
}

}  // namespace ts::api
