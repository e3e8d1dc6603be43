#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace ts::api {

/// A file as JSON, {name, type, content}, so that it comes with the same headers and errors as
/// everything else, and a browser never opens it as a page of this program.
http::Response download(std::string_view name, std::string content);

}  // namespace ts::api
