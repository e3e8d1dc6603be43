#pragma once

#include <string_view>

#include "base/failure.h"
#include "http/message.h"

namespace ts::api {

/// A failure as problem details (RFC 9457) in a language. The one place where faults become HTTP.
http::Response problem(const Failure& failure, std::string_view language);
/// The same for what HTTP itself refuses, and has a status of its own for.
http::Response problem(int status, MessageKey key, std::string_view language);
/// A bug: 500, and nothing of what it was.
http::Response bug(std::string_view language);

/// The language in which somebody wants to be answered, one of `lang::spoken_languages`.
std::string language_of(const http::Request& request);
/// The text of a message key, from data/messages/errors.*.json.
std::string message(std::string_view key, std::string_view language);
/// The text of a label of the catalogue; nothing when there is none.
std::optional<std::string> label(std::string_view key, std::string_view language);

}  // namespace ts::api
