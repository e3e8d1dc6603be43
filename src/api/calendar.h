#pragma once

#include <string_view>

#include "http/message.h"
#include "node/node.h"

namespace ts::api {

/// What is due for the account whose secret address this is, as a calendar: kinds of things, case
/// codes and days, nothing else. Not of the API, for calendars cannot sign in. An address that is
/// none, ended, or of somebody who may no longer sign in: 404, all alike.
http::Response calendar_feed(node::Node& node, std::string_view address);

}  // namespace ts::api
