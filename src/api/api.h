#pragma once

#include "api/router.h"
#include "http/message.h"
#include "http/server.h"
#include "node/node.h"
#include "openid/provider.h"

namespace ts::api {

/// The edge between HTTP and the services: finds out who asks, matches the route, turns failures
/// into problem details, serves the built-in page. Decides nothing. From any thread.
class Api {
 public:
  /// `provider`: for signing in through it; none unless the operator has set one up.
  explicit Api(node::Node& node, openid::Provider* provider = nullptr);
  /// Replies once all is durable that has to be said of it before the answer may leave.
  void answer(const http::Request& request, http::Server::Reply reply);
  /// What the server cannot take in, said as everything else is.
  static http::Response refuse(const http::Request& request, int status);
  /// What one client may take: packets may be larger than all else, and sign-ins, which work out a
  /// passphrase, wait in a line of their own.
  static http::Limits limits();
  const Router& router() const { return router_; }

 private:
  http::Response response_to(const http::Request& request);
  http::Response answer_api(const http::Request& request, std::string_view path,
                            const std::string& language);
  Call call_of(const http::Request& request, const Route& route, Router::Match match,
               const std::string& language);
  void find_caller(Call& call, const Route& route);

  node::Node& node_;
  Router router_;
};

/// The OpenAPI 3.1 description of these routes, as JSON.
std::string describe(const Router& router);

/// The built-in page: its files, and its first page for every other path. Packed as the client
/// likes.
http::Response page(const http::Request& request);

void add_session_routes(Router& router, node::Node& node);
void add_sign_on_routes(Router& router, node::Node& node, openid::Provider* provider);
void add_second_factor_routes(Router& router, node::Node& node);
void add_catalogue_routes(Router& router, node::Node& node);
void add_case_routes(Router& router, node::Node& node);
void add_list_routes(Router& router, node::Node& node);
void add_account_routes(Router& router, node::Node& node);
void add_audit_routes(Router& router, node::Node& node);
void add_protection_routes(Router& router, node::Node& node);
void add_screening_routes(Router& router, node::Node& node);
void add_matching_routes(Router& router, node::Node& node);
void add_study_routes(Router& router, node::Node& node);
void add_survey_routes(Router& router, node::Node& node);
void add_address_routes(Router& router, node::Node& node);
void add_phone_routes(Router& router, node::Node& node);
void add_file_routes(Router& router, node::Node& node);
void add_import_routes(Router& router, node::Node& node);
void add_matter_routes(Router& router, node::Node& node);
void add_hook_routes(Router& router, node::Node& node);
void add_agreement_routes(Router& router, node::Node& node);
void add_copy_routes(Router& router, node::Node& node);
void add_publishing_routes(Router& router, node::Node& node);

}  // namespace ts::api
