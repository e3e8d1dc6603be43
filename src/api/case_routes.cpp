#include <algorithm>

#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/views.h"
#include "base/number.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;

constexpr std::size_t most_records = 50;
constexpr std::size_t most_text = 20'000;

Response case_response(node::Organisation& org, const cases::View& view, int status = 200) {
  auto out = with_etag(json_response(Views{org.accounts()}.view(view), status), view.file.revision);
  if (status == 201) out.headers.emplace_back("Location", "/api/v1/cases/" + view.file.id.text());
  return out;
}

Response record_response(node::Organisation& org, const records::Record& record, int status = 200) {
  JsonText out;
  Views{org.accounts()}.record(out.begin_object(), record);
  out.end_object();
  return with_etag(json_response(std::move(out), status), record.revision);
}

records::NewRecord new_record(Form& form) {
  return {.id = form.optional_id<RecordId>("id").value_or(RecordId::random()),
          .kind = form.text("kind", 64),
          .fields = form.fields("fields")};
}

/// An account that can work on cases; for anybody else the same as for nobody.
access::Account colleague(node::Organisation& org, AccountId id) {
  const auto account = org.accounts().find(id);
  if (!account || account->disabled ||
      !access::Policy::built_in().writes(account->role).has(FieldClass::admin))
    throw Failure{Fault::absent, "account.absent"};
  return *account;
}

Response open_case(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  cases::NewCase wanted{.id = form.optional_id<CaseId>("id").value_or(CaseId::random()),
                        .team = form.optional_id<TeamId>("team"),
                        .records = {}};
  form.each("records", most_records,
            [&](Form& record) { wanted.records.push_back(new_record(record)); });
  form.finish();
  auto& org = home(node, call);
  return case_response(org, org.cases().open(call.who(), std::move(wanted), call.once()), 201);
}

Response read_case(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return case_response(org, org.cases().read(call.who(), call.id<CaseId>(0)));
}

Response add_record(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  auto wanted = new_record(form);
  form.finish();
  auto& org = home(node, call);
  return record_response(
      org, org.cases().add(call.who(), call.id<CaseId>(0), std::move(wanted), call.once()), 201);
}

Response change_record(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  auto changes = form.changes("fields");
  form.finish();
  auto& org = home(node, call);
  return record_response(
      org, org.cases().change(call.who(), call.id<CaseId>(0), call.id<RecordId>(1), call.if_match(),
                              std::move(changes)));
}

Response sign_record(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return record_response(
      org, org.cases().sign(call.who(), call.id<CaseId>(0), call.id<RecordId>(1), call.if_match()),
      201);
}

Response referral_letter(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const Views views{org.accounts()};
  const auto letter = org.cases().referral_letter(call.who(), call.id<CaseId>(0),
                                                  call.id<RecordId>(1, "record.absent"));
  JsonText out;
  views.record(out.begin_object().key("referral").begin_object(), letter.referral);
  out.end_object().key("agreed").begin_array();
  for (const char each : letter.agreed.letters()) out.value(std::string_view{&each, 1});
  out.end_array();
  write_list(out.key("records"), letter.records,
             [&](const auto& record) { views.record(out, record); });
  out.end_object();
  return json_response(std::move(out));
}

Response close_case(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  auto closing = form.changes("fields");
  form.finish();
  auto& org = home(node, call);
  return case_response(
      org, org.cases().close(call.who(), call.id<CaseId>(0), call.if_match(), std::move(closing)));
}

Response reopen_case(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return case_response(org, org.cases().reopen(call.who(), call.id<CaseId>(0), call.if_match()));
}

Response forget_case(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto reason = records::reason_of(form.text("reason", 64));
  if (!reason) form.problem("reason", "field.not_a_choice");
  form.finish();
  auto& org = home(node, call);
  return json_response(Views{org.accounts()}.certificate(
      org.cases().forget(call.who(), call.id<CaseId>(0), call.if_match(), *reason)));
}

Response assign_case(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto owner = form.id<AccountId>("account");
  form.finish();
  auto& org = home(node, call);
  const auto account = colleague(org, owner);
  return case_response(org, org.cases().assign(call.who(), call.id<CaseId>(0), call.if_match(),
                                               account.id, account.team));
}

Response add_helper(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto account = colleague(org, call.id<AccountId>(1));
  return case_response(
      org, org.cases().add_helper(call.who(), call.id<CaseId>(0), call.if_match(), account.id));
}

Response remove_helper(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return case_response(org, org.cases().remove_helper(call.who(), call.id<CaseId>(0),
                                                      call.if_match(), call.id<AccountId>(1)));
}

Response keep_out(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto account = colleague(org, call.id<AccountId>(1));
  return case_response(
      org, org.cases().keep_out(call.who(), call.id<CaseId>(0), call.if_match(), account.id));
}

Response let_in(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return case_response(org, org.cases().let_in(call.who(), call.id<CaseId>(0), call.if_match(),
                                               call.id<AccountId>(1)));
}

Response break_glass(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  auto reason = form.text("reason", most_text);
  form.finish();
  const auto until =
      home(node, call).cases().break_glass(call.who(), call.id<CaseId>(0), std::move(reason));
  return json_response(json::object{{"until", to_text(until)}});
}

Response give_reason(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto letter = form.text("class", 1);
  const auto given = field_class_of(letter.empty() ? '?' : letter[0]);
  if (!given) form.problem("class", "field.not_a_choice");
  const auto wanted = given.value_or(FieldClass::counts);
  auto reason = form.text("reason", most_text);
  form.finish();
  const auto id = call.id<CaseId>(0);
  home(node, call).cases().give_reason(call.who(), id, wanted, std::move(reason));
  node.sessions().add_reason(call.cookie, id, wanted);
  return no_content();
}

/// Newest first. The cursor says how many are older, and so stays right while new ones come.
Response history(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto limit = call.limit();
  const auto all = org.cases().history(call.who(), call.id<CaseId>(0));
  std::size_t older = all.size();
  if (const auto cursor = call.query_text("cursor")) {
    const auto wanted = number_of<std::size_t>(*cursor);
    if (!wanted) malformed();
    older = std::min(older, *wanted);
  }
  const Views views{org.accounts()};
  json::array items;
  for (auto i = all.size() - older; i < all.size() && items.size() < limit; ++i)
    items.push_back(views.change(all[i]));
  json::object out{{"items", items}};
  if (older > items.size()) out["next"] = std::to_string(older - items.size());
  return json_response(out);
}

Response readers(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const Views views{org.accounts()};
  const auto all = org.cases().readers(call.who(), call.id<CaseId>(0));
  return json_response(json::object{
      {"items", list_of(all, [&](const auto& reading) { return views.reading(reading); })}});
}

}  // namespace

void add_case_routes(Router& router, node::Node& node) {
  router.add({.method = "POST",
              .path = "/cases",
              .action = Action::case_open,
              .summary = "Open a case",
              .takes = "NewCase",
              .gives = "Case",
              .status = 201,
              .idempotent = true,
              .answer = bound(node, open_case)});
  router.add({.method = "GET",
              .path = "/cases/{case}",
              .action = Action::case_read,
              .summary = "Read a case; who did is recorded",
              .takes = "",
              .gives = "Case",
              .answer = bound(node, read_case)});
  router.add({.method = "POST",
              .path = "/cases/{case}/records",
              .action = Action::case_change,
              .summary = "Add a record",
              .takes = "NewRecord",
              .gives = "Record",
              .status = 201,
              .idempotent = true,
              .answer = bound(node, add_record)});
  router.add({.method = "PATCH",
              .path = "/cases/{case}/records/{record}",
              .action = Action::case_change,
              .summary = "Change fields of a record",
              .takes = "ChangeRecord",
              .gives = "Record",
              .if_match = true,
              .answer = bound(node, change_record)});
  router.add({.method = "POST",
              .path = "/cases/{case}/records/{record}/signature",
              .action = Action::case_change,
              .summary = "Sign a record that needs two people, as the second",
              .takes = "",
              .gives = "Record",
              .status = 201,
              .if_match = true,
              .answer = bound(node, sign_record)});
  router.add({.method = "GET",
              .path = "/cases/{case}/referrals/{record}/letter",
              .action = Action::case_refer,
              .summary = "The letter to a provider without an account, as far as the person agreed",
              .takes = "",
              .gives = "ReferralLetter",
              .answer = bound(node, referral_letter)});
  router.add({.method = "POST",
              .path = "/cases/{case}/close",
              .action = Action::case_close,
              .summary = "Close a case",
              .takes = "CloseCase",
              .gives = "Case",
              .if_match = true,
              .answer = bound(node, close_case)});
  router.add({.method = "POST",
              .path = "/cases/{case}/reopen",
              .action = Action::case_reopen,
              .summary = "Open a closed case again",
              .takes = "",
              .gives = "Case",
              .if_match = true,
              .answer = bound(node, reopen_case)});
  router.add({.method = "POST",
              .path = "/cases/{case}/forget",
              .action = Action::case_forget,
              .summary = "Forget a case: its key is destroyed, nothing brings it back",
              .takes = "ForgetCase",
              .gives = "Certificate",
              .if_match = true,
              .answer = bound(node, forget_case)});
  router.add({.method = "PUT",
              .path = "/cases/{case}/owner",
              .action = Action::case_assign,
              .summary = "Give a case to a colleague and their team",
              .takes = "Assign",
              .gives = "Case",
              .if_match = true,
              .answer = bound(node, assign_case)});
  router.add({.method = "PUT",
              .path = "/cases/{case}/helpers/{account}",
              .action = Action::case_assign,
              .summary = "Name a helper",
              .takes = "",
              .gives = "Case",
              .if_match = true,
              .answer = bound(node, add_helper)});
  router.add({.method = "DELETE",
              .path = "/cases/{case}/helpers/{account}",
              .action = Action::case_assign,
              .summary = "End a helper's access",
              .takes = "",
              .gives = "Case",
              .if_match = true,
              .answer = bound(node, remove_helper)});
  router.add({.method = "PUT",
              .path = "/cases/{case}/kept-out/{account}",
              .action = Action::case_assign,
              .summary = "Keep a colleague out: for them there is no such case",
              .takes = "",
              .gives = "Case",
              .if_match = true,
              .answer = bound(node, keep_out)});
  router.add({.method = "DELETE",
              .path = "/cases/{case}/kept-out/{account}",
              .action = Action::case_assign,
              .summary = "Keep a colleague out no longer",
              .takes = "",
              .gives = "Case",
              .if_match = true,
              .answer = bound(node, let_in)});
  router.add({.method = "POST",
              .path = "/cases/{case}/break-glass",
              .action = Action::case_break_glass,
              .summary = "Into a case that is not one's own, for three hours; its team is told",
              .takes = "BreakGlass",
              .gives = "GlassBroken",
              .answer = bound(node, break_glass)});
  router.add({.method = "POST",
              .path = "/cases/{case}/reasons",
              .action = Action::case_reason,
              .summary = "Say why a class is read that needs a reason",
              .takes = "GiveReason",
              .gives = "",
              .status = 204,
              .answer = bound(node, give_reason)});
  router.add({.method = "GET",
              .path = "/cases/{case}/history",
              .action = Action::case_history,
              .summary = "Every change, newest first",
              .takes = "",
              .gives = "History",
              .query = {"limit", "cursor"},
              .answer = bound(node, history)});
  router.add({.method = "GET",
              .path = "/cases/{case}/readers",
              .action = Action::case_readers,
              .summary = "Who opened this file",
              .takes = "",
              .gives = "Readers",
              .answer = bound(node, readers)});
}

}  // namespace ts::api
