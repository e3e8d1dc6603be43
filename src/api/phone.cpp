#include "api/phone.h"

#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/problem.h"
#include "api/views.h"
#include "crypto/crypto.h"
#include "openrosa/multipart.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Request;
using http::Response;

constexpr std::string_view submission_part = "xml_submission_file";

Response xml(int status, std::string body) {
  Response out;
  out.status = status;
  out.body = std::move(body);
  out.headers.emplace_back("Content-Type", "text/xml; charset=utf-8");
  return out;
}

Response empty(int status) {
  Response out;
  out.status = status;
  return out;
}

/// A phone that was given an address.
class Phone {
 public:
  Phone(node::Organisation& org, const access::Caller& caller, const Request& request,
        std::string base)
      : org_{org}, caller_{caller}, request_{request}, base_{std::move(base)} {}

  Response answer(std::string_view what) {
    const bool reads = request_.method == "GET" || request_.method == "HEAD";
    if (what == "/formList" && reads) return list();
    if (what.starts_with("/forms/") && what.ends_with(".xml") && reads)
      return form(what.substr(7, what.size() - 11));
    if (what == "/submission" && request_.method == "HEAD") return empty(204);
    if (what == "/submission" && request_.method == "POST") return submission();
    return empty(404);
  }

 private:
  Response list() {
    std::vector<openrosa::Listed> all;
    for (const auto& [form, hash] : org_.phones().forms(caller_))
      all.push_back({.form = form, .hash = hash, .address = base_ + "/forms/" + hash + ".xml"});
    return xml(200, openrosa::form_list(all));
  }
  Response form(std::string_view hash) {
    auto found = org_.phones().form(caller_, hash);
    return found ? xml(200, std::move(*found)) : empty(404);
  }
  Response submission() {
    const auto parts =
        openrosa::parts_of(request_.header("Content-Type").value_or(""), request_.body);
    if (!parts) throw Failure{Fault::invalid, "phone.not_a_submission"};
    const openrosa::Part* form = nullptr;
    for (const auto& part : *parts) {
      // A picture would be lost without a word.
      if (part.name != submission_part || form) throw Failure{Fault::invalid, "phone.no_files"};
      form = &part;
    }
    if (!form) throw Failure{Fault::invalid, "phone.not_a_submission"};
    org_.phones().receive(caller_, openrosa::submission_of(form->content));
    return xml(201, openrosa::answer(said("phone.received")));
  }
  std::string said(MessageKey key) const { return message(key.text(), language_of(request_)); }

  node::Organisation& org_;
  const access::Caller& caller_;
  const Request& request_;
  std::string base_;
};

json::object proposal_view(const phones::Proposal& proposal) {
  json::array records, left;
  for (const auto& record : proposal.records)
    records.push_back(
        json::object{{"kind", record.kind}, {"fields", catalogue::to_json(record.fields)}});
  for (const auto& [question, answer] : proposal.left)
    left.push_back(json::object{{"question", question}, {"answer", answer}});
  return {{"id", proposal.id.text()},
          {"at", to_text(proposal.at)},
          {"form", proposal.form},
          {"records", records},
          {"left", left}};
}

json::object form_view(const phones::KeptForm& kept) {
  return {{"id", kept.form.id},
          {"name", kept.form.name},
          {"version", kept.form.version},
          {"hash", kept.hash}};
}

Response forms(node::Node& node, const Call& call) {
  return json_response(
      json::object{{"items", list_of(home(node, call).phones().forms(call.who()), form_view)}});
}

Response keep_form(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto content = crypto::from_base64(form.text("content", most_content));
  if (!content) form.problem("content", "import.not_base64");
  form.finish();
  return json_response(form_view(home(node, call).phones().keep_form(call.who(), *content)), 201);
}

Response end_form(node::Node& node, const Call& call) {
  home(node, call).phones().end_form(call.who(), call.path.at(0));
  return no_content();
}

Response waiting(node::Node& node, const Call& call) {
  return json_response(json::object{
      {"items", list_of(home(node, call).phones().waiting(call.who()), proposal_view)}});
}

Response accept(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto more = form.fields("fields");
  form.finish();
  auto& org = home(node, call);
  const auto view =
      org.phones().accept(call.who(), call.id<DocumentId>(0, "proposal.absent"), more);
  return json_response(Views{org.accounts()}.view(view), 201);
}

Response decline(node::Node& node, const Call& call) {
  home(node, call).phones().decline(call.who(), call.id<DocumentId>(0, "proposal.absent"));
  return no_content();
}

}  // namespace

Response phone_answer(node::Node& node, const Request& request, std::string_view path) {
  auto out = [&]() -> Response {
    const auto split = path.find('/');
    const auto address = addresses::Address::parse(path.substr(0, split));
    if (split == std::string_view::npos || !address || !node.has(address->org)) return empty(404);
    const auto caller = node.caller(address->org, address->account);
    auto& org = node.organisation(address->org);
    if (!caller || !org.phone_addresses().opens(*caller, address->secret)) return empty(404);
    const auto base = (request.secure ? "https://" : "http://") +
                      std::string{request.header("Host").value_or("")} + "/phone/" +
                      address->text();
    try {
      return Phone{org, *caller, request, base}.answer(path.substr(split));
    } catch (const Failure& failure) {
      const auto refused = problem(failure, language_of(request));
      return xml(refused.status,
                 openrosa::answer(message(failure.key().text(), language_of(request))));
    }
  }();
  out.headers.emplace_back("X-OpenRosa-Version", "1.0");
  out.headers.emplace_back("X-OpenRosa-Accept-Content-Length", std::to_string(most_content));
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

void add_phone_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/forms",
              .action = Action::form_read,
              .summary = "The forms that phones of this organisation load",
              .takes = "",
              .gives = "Forms",
              .answer = bound(node, forms)});
  router.add({.method = "POST",
              .path = "/forms",
              .action = Action::form_change,
              .summary = "Keep an XForm, in the place of one with the same id",
              .takes = "NewForm",
              .gives = "Form",
              .status = 201,
              .answer = bound(node, keep_form)});
  router.add({.method = "DELETE",
              .path = "/forms/{hash}",
              .action = Action::form_change,
              .summary = "Phones load this form no more",
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = bound(node, end_form)});
  router.add({.method = "GET",
              .path = "/proposals",
              .action = Action::case_open,
              .summary = "What one's own phone sent and waits",
              .takes = "",
              .gives = "Proposals",
              .answer = bound(node, waiting)});
  router.add({.method = "POST",
              .path = "/proposals/{proposal}/accept",
              .action = Action::case_open,
              .summary = "Make a case of what a phone sent",
              .takes = "AcceptProposal",
              .gives = "Case",
              .status = 201,
              .answer = bound(node, accept)});
  router.add({.method = "DELETE",
              .path = "/proposals/{proposal}",
              .action = Action::case_open,
              .summary = "Make nothing of what a phone sent; its answers are gone",
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = bound(node, decline)});
}

}  // namespace ts::api
