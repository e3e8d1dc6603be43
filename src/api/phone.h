#pragma once

#include <string_view>

#include "http/message.h"
#include "node/node.h"

namespace ts::api {

/// What a phone is answered (OpenRosa) that was given an address: `path` is what follows "/phone/",
/// the address and then "/formList", "/forms/HASH.xml" or "/submission". 404 for an address that is
/// none, or has ended.
http::Response phone_answer(node::Node& node, const http::Request& request, std::string_view path);

}  // namespace ts::api
