#include "api/api.h"
#include "api/handlers.h"
#include "api/views.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;

/// Something that cannot sign in and has an address: where it is asked for, whose it is, and what
/// stands before and behind the address.
struct Addressed {
  std::string_view path;
  addresses::Addresses& (node::Organisation::*of)();
  std::string_view before, behind;
  std::string_view is_open, open, end;  ///< what the routes do
};

constexpr Addressed calendar{.path = "/account/calendar",
                             .of = &node::Organisation::calendars,
                             .before = "/calendar/",
                             .behind = ".ics",
                             .is_open = "Whether one's calendar has an address",
                             .open = "A new secret address for one's calendar; the one before ends",
                             .end = "End the address of one's calendar"};
constexpr Addressed phone{.path = "/account/phone",
                          .of = &node::Organisation::phone_addresses,
                          .before = "/phone/",
                          .behind = "",
                          .is_open = "Whether one's phone has an address",
                          .open = "A new secret address for one's phone; the one before ends",
                          .end = "End the address of one's phone"};

void add(Router& router, node::Node& node, const Addressed& what) {
  const auto of = [&node, of = what.of](const Call& call) -> addresses::Addresses& {
    return (home(node, call).*of)();
  };
  router.add({.method = "GET",
              .path = what.path,
              .action = Action::account_self,
              .summary = what.is_open,
              .takes = "",
              .gives = "AddressState",
              .answer = [of](const Call& call) {
                return json_response(json::object{{"open", of(call).is_open(call.who())}});
              }});
  router.add({.method = "POST",
              .path = what.path,
              .action = Action::account_self,
              .summary = what.open,
              .takes = "",
              .gives = "Address",
              .status = 201,
              .answer = [of, before = what.before, behind = what.behind](const Call& call) {
                auto path = std::string{before} + of(call).open(call.who()).text();
                return json_response(json::object{{"path", path.append(behind)}}, 201);
              }});
  router.add({.method = "DELETE",
              .path = what.path,
              .action = Action::account_self,
              .summary = what.end,
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = [of](const Call& call) {
                of(call).end(call.who());
                return no_content();
              }});
}

}  // namespace

void add_address_routes(Router& router, node::Node& node) {
  add(router, node, calendar);
  add(router, node, phone);
}

}  // namespace ts::api
