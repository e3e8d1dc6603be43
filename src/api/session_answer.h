#pragma once

#include <string_view>

#include "api/handlers.h"

/// What everybody is told who has just signed in, in whichever way.
namespace ts::api {

/// Who is signed in, and what they may do.
boost::json::object session_view(node::Node& node, const access::Session& session,
                                 const access::Caller& caller);
/// The cookie of a session: strict, so that no other site can send it, and out of every script's
/// reach; where there is TLS, it never leaves without. No value: it is gone.
std::string session_cookie(const Call& call, std::string_view value);
/// 201, with the cookie.
http::Response signed_in_response(node::Node& node, const Call& call,
                                  const node::SignedIn& signed_in);
/// 429, with the time to wait.
http::Response wait_response(const Call& call, std::chrono::seconds wait);
access::Device device_of(const Call& call);

}  // namespace ts::api
