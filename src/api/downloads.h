#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "http/message.h"

namespace ts::api {

/// A file as JSON, {name, type, content}, so that it comes with the same headers and errors as
/// everything else, and a browser never opens it as a page of this program.
http::Response download(std::string_view name, std::string content);
boost::json::object download_view(std::string_view name, std::string_view content);
/// The same for a file that is no text: its content in base64, and "encoding" says so.
http::Response binary_download(std::string_view name, std::string_view bytes);

}  // namespace ts::api
