#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/views.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;

json::object view_of(const hooks::Hook& hook, const Views& views) {
  json::object out{{"id", hook.id.text()},
                   {"address", hook.address},
                   {"by", views.account_name(hook.by)},
                   {"since", to_text(hook.since)},
                   {"waits", hook.test || hook.tries > 0},
                   {"tries", hook.tries}};
  if (hook.last_at.ms != 0)
    out["last"] = json::object{{"at", to_text(hook.last_at)}, {"status", hook.last_status}};
  return out;
}

DocumentId hook_in(const Call& call) { return call.id<DocumentId>(0, "hook.absent"); }

Response all_hooks(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const Views views{org.accounts()};
  return json_response(
      json::object{{"items", list_of(org.hooks().all(call.who()), [&](const hooks::Hook& hook) {
                      return view_of(hook, views);
                    })}});
}

Response add_hook(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto address = form.text("address");
  form.finish();
  auto& org = home(node, call);
  const auto added = org.hooks().add(call.who(), address);
  auto out = view_of(added.hook, Views{org.accounts()});
  out["key"] = added.key;
  return json_response(out, 201);
}

Response test_hook(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  return json_response(view_of(org.hooks().test(call.who(), hook_in(call)), Views{org.accounts()}));
}

Response end_hook(node::Node& node, const Call& call) {
  home(node, call).hooks().end(call.who(), hook_in(call));
  return no_content();
}

}  // namespace

void add_hook_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/hooks",
              .action = Action::hook_change,
              .summary = "Programs that are told that something changed, and how it went",
              .takes = "",
              .gives = "Hooks",
              .answer = bound(node, all_hooks)});
  router.add({.method = "POST",
              .path = "/hooks",
              .action = Action::hook_change,
              .summary = "Tell a program from now on; its key is told once",
              .takes = "NewHook",
              .gives = "AddedHook",
              .status = 201,
              .answer = bound(node, add_hook)});
  router.add({.method = "POST",
              .path = "/hooks/{hook}/test",
              .action = Action::hook_change,
              .summary = "Send it a message that says that nothing changed",
              .takes = "",
              .gives = "Hook",
              .answer = bound(node, test_hook)});
  router.add({.method = "DELETE",
              .path = "/hooks/{hook}",
              .action = Action::hook_change,
              .summary = "Tell it no more",
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = bound(node, end_hook)});
}

}  // namespace ts::api
