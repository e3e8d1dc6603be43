#include "api/problem.h"

#include <algorithm>
#include <boost/json.hpp>

#include "catalogue/catalogue.h"
#include "lang/messages.h"

namespace ts::api {
namespace {

namespace json = boost::json;

int status_of(const Failure& failure) {
  switch (failure.fault()) {
    case Fault::invalid:
      return failure.problems().empty() && (failure.key() == MessageKey{"json.malformed"} ||
                                            failure.key() == MessageKey{"query.malformed"})
                 ? 400
                 : 422;
    case Fault::unauthenticated:
      return 401;
    case Fault::forbidden:
      return 403;
    case Fault::absent:
      return 404;
    case Fault::conflict:
      return 409;
    case Fault::stale:
      return 412;
    case Fault::unconditional:
      return 428;
    case Fault::too_large:
      return 413;
    case Fault::too_many:
      return 429;
    case Fault::unavailable:
      return 503;
  }
  return 500;
}

http::Response details(int status, std::string_view key, std::string_view language,
                       const json::array& problems) {
  json::object body{
      {"type", "about:blank"}, {"title", message(key, language)}, {"status", status}, {"key", key}};
  if (!problems.empty()) body["problems"] = problems;
  http::Response out;
  out.status = status;
  out.headers = {{"Content-Type", "application/problem+json"},
                 {"Content-Language", std::string{language}}};
  out.body = json::serialize(body);
  return out;
}

}  // namespace

std::string language_of(const http::Request& request) {
  return lang::Messages::choose(request.header("Accept-Language").value_or(""));
}

std::string message(std::string_view key, std::string_view language) {
  return lang::built_in("errors").text(language, key);
}

std::optional<std::string> label(std::string_view key, std::string_view language) {
  return catalogue::Catalogue::built_in().label(key, language);
}

namespace {

/// Where a problem is. The columns of somebody's table are named by what came from outside: that is
/// said again only when it is a name as ours are.
std::string place_of(const std::string& field) {
  constexpr std::size_t longest = 80;
  const bool plain = field.size() <= longest && std::all_of(field.begin(), field.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '[' ||
                              c == ']' || c == ' ' || c == '?';
                     });
  return plain ? field : "?";
}

}  // namespace

http::Response problem(const Failure& failure, std::string_view language) {
  json::array problems;
  for (const auto& problem : failure.problems())
    problems.push_back(json::object{{"field", place_of(problem.field)},
                                    {"key", problem.message.text()},
                                    {"message", message(problem.message.text(), language)}});
  auto out = details(status_of(failure), failure.key().text(), language, problems);
  if (failure.fault() == Fault::unavailable) out.headers.emplace_back("Retry-After", "5");
  return out;
}

http::Response problem(int status, MessageKey key, std::string_view language) {
  return details(status, key.text(), language, {});
}

http::Response bug(std::string_view language) {
  return details(500, "program.mistake", language, {});
}

}  // namespace ts::api
