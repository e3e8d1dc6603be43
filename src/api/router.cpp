#include "api/router.h"

#include <algorithm>

#include "base/number.h"

namespace ts::api {
namespace {

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    path.remove_prefix(1);  // '/'
    const auto end = path.find('/');
    out.push_back(path.substr(0, end));
    if (end == std::string_view::npos) break;
    path.remove_prefix(end);
  }
  return out;
}

bool is_place(std::string_view part) { return part.starts_with('{'); }

/// What stands for the {…} of `pattern` in a path; nothing when it is another path.
std::optional<std::vector<std::string>> fit(const std::vector<std::string>& pattern,
                                            const std::vector<std::string_view>& path) {
  const auto same = [](std::string_view wanted, std::string_view given) {
    return is_place(wanted) || wanted == given;
  };
  if (!std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(), same))
    return std::nullopt;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!is_place(pattern[i])) continue;
    auto text = http::percent_decode(path[i]);
    if (!text || text->empty()) return std::nullopt;
    out.push_back(std::move(*text));
  }
  return out;
}

std::optional<std::int64_t> number(std::string_view text) {
  const auto out = number_of<std::int64_t>(text);
  return out && *out >= 0 ? out : std::nullopt;
}

bool key_like(std::string_view key) {
  return key.size() >= 16 && key.size() <= 64 && std::all_of(key.begin(), key.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-';
         });
}

}  // namespace

const access::Caller& Call::who() const {
  ensure(caller.has_value());
  return *caller;
}

std::optional<std::string> Call::query_text(std::string_view name) const {
  const auto found = query.find(name);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

std::size_t Call::limit() const {
  const auto given = query_text("limit");
  if (!given) return 50;
  const auto out = number(*given);
  if (!out || *out < 1 || *out > 200) throw Failure{Fault::invalid, "query.malformed"};
  return static_cast<std::size_t>(*out);
}

std::int64_t Call::if_match() const {
  const auto given = request.header("If-Match");
  if (!given) throw Failure{Fault::unconditional, "request.needs_if_match"};
  const auto& text = *given;
  if (text.size() < 3 || text.front() != '"' || text.back() != '"')
    throw Failure{Fault::invalid, "query.malformed"};
  const auto out = number(text.substr(1, text.size() - 2));
  if (!out) throw Failure{Fault::invalid, "query.malformed"};
  return *out;
}

records::Once Call::once() const {
  const auto key = request.header("Idempotency-Key");
  if (!key) return {};
  if (!key_like(*key)) throw Failure{Fault::invalid, "idempotency.key_malformed"};
  ByteWriter writer;
  writer.part(request.method).part(request.path).part(request.body);
  return {.key = std::string{*key}, .request = crypto::hash(writer.bytes())};
}

void Router::add(Route route) {
  const auto parts = segments(route.path);
  patterns_.emplace_back(parts.begin(), parts.end());
  routes_.push_back(std::move(route));
}

Router::Match Router::match(std::string_view method, std::string_view path) const {
  Match out;
  const auto given = segments(path);
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    auto fitted = fit(patterns_[i], given);
    if (!fitted) continue;
    const auto& route = routes_[i];
    if (route.method == method) {
      out.route = &route;
      out.path = std::move(*fitted);
      return out;
    }
    // "/sessions/current" fits "/sessions/{session}", too.
    if (std::find(out.allowed.begin(), out.allowed.end(), route.method) == out.allowed.end())
      out.allowed.push_back(route.method);
  }
  return out;
}

}  // namespace ts::api
