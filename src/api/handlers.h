#pragma once

#include <functional>

#include "api/router.h"
#include "node/node.h"

/// What every file of routes starts from.
namespace ts::api {

using Handler = http::Response (*)(node::Node&, const Call&);

/// The characters of content that a request holds.
inline constexpr std::size_t most_content = 1'000'000;

/// For a query that says what no question can be.
[[noreturn]] inline void malformed() { throw Failure{Fault::invalid, "query.malformed"}; }

/// The handler with the node that it works on.
inline std::function<http::Response(const Call&)> bound(node::Node& node, Handler handler) {
  return [&node, handler](const Call& call) { return handler(node, call); };
}

/// The organisation of whoever asks; a handler works in it and no other.
inline node::Organisation& home(node::Node& node, const Call& call) {
  return node.organisation(call.who().org);
}

}  // namespace ts::api
