#include "publishing/release.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <stdexcept>

namespace ts::publishing {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 2> methods{"k_safe", "dp"};
constexpr std::array<std::string_view, 3> audiences{"everybody", "partners", "one_receiver"};
constexpr std::array<std::string_view, 6> states{"running",  "ready",  "published",
                                                 "declined", "failed", "cancelled"};

template <class T, class Names>
std::optional<T> named(const Names& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<T>(found - names.begin());
}

/// What must be there; what is not was not written by us.
template <class T>
T wanted(std::optional<T> value) {
  if (!value) throw std::out_of_range{"release"};
  return std::move(*value);
}

std::string string_at(const json::object& object, std::string_view name) {
  return std::string{object.at(name).as_string()};
}

AccountId account_at(const json::object& object, std::string_view name) {
  return wanted(AccountId::parse(string_at(object, name)));
}

Instant instant_at(const json::object& object, std::string_view name) {
  return wanted(parse_instant(string_at(object, name)));
}

std::vector<std::string> strings_at(const json::object& object, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& each : object.at(name).as_array()) out.emplace_back(each.as_string());
  return out;
}

json::array array_of(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

json::object object_of(const Parameters& parameters) {
  return {{"method", text(parameters.method)}, {"k", parameters.k},
          {"length", parameters.length},       {"epsilon", parameters.epsilon},
          {"delta", parameters.delta},         {"rounding", releases::text(parameters.rounding)}};
}

Parameters parameters_of(const json::object& object) {
  return {.method = wanted(method_of(string_at(object, "method"))),
          .k = object.at("k").to_number<std::int64_t>(),
          .length = object.at("length").to_number<std::int64_t>(),
          .epsilon = object.at("epsilon").to_number<double>(),
          .delta = object.at("delta").to_number<double>(),
          .rounding = wanted(releases::rounding_of(string_at(object, "rounding")))};
}

json::object object_of(const Approval& approval) {
  return {{"by", approval.by.text()},
          {"at", to_text(approval.at)},
          {"contributor", approval.contributor},
          {"signer", approval.signer},
          {"reason", approval.reason}};
}

Approval approval_of(const json::object& object) {
  return {.by = account_at(object, "by"),
          .at = instant_at(object, "at"),
          .contributor = string_at(object, "contributor"),
          .signer = string_at(object, "signer"),
          .reason = string_at(object, "reason")};
}

Release release_of(const json::object& object) {
  Release out{.purpose = string_at(object, "purpose"),
              .audience = wanted(audience_of(string_at(object, "audience"))),
              .receiver = string_at(object, "receiver"),
              .source = string_at(object, "source"),
              .fields = strings_at(object, "fields"),
              .contributors = strings_at(object, "contributors"),
              .parameters = parameters_of(object.at("parameters").as_object()),
              .by = account_at(object, "by"),
              .started_at = instant_at(object, "started_at"),
              .ended_at = {},
              .version = string_at(object, "version"),
              .language = string_at(object, "language"),
              .state = wanted(named<State>(states, string_at(object, "state"))),
              .failure = string_at(object, "failure"),
              .rho = object.at("rho").to_number<double>(),
              .passed = object.at("passed").as_bool(),
              .approvals = {},
              .declined_because = string_at(object, "declined_because"),
              .inside = object.at("inside").as_object(),
              .outside = object.at("outside").as_object()};
  if (object.contains("runner")) out.runner = string_at(object, "runner");
  if (object.contains("ended_at")) out.ended_at = instant_at(object, "ended_at");
  for (const auto& each : object.at("approvals").as_array())
    out.approvals.push_back(approval_of(each.as_object()));
  return out;
}

}  // namespace

std::string_view text(Method method) { return methods[static_cast<std::size_t>(method)]; }
std::optional<Method> method_of(std::string_view text) { return named<Method>(methods, text); }
std::string_view text(Audience audience) { return audiences[static_cast<std::size_t>(audience)]; }
std::optional<Audience> audience_of(std::string_view text) {
  return named<Audience>(audiences, text);
}
std::string_view text(State state) { return states[static_cast<std::size_t>(state)]; }

std::string text_of_kept(const Release& release) {
  json::array approvals;
  for (const auto& each : release.approvals) approvals.push_back(object_of(each));
  json::object out{{"purpose", release.purpose},
                   {"audience", text(release.audience)},
                   {"receiver", release.receiver},
                   {"source", release.source},
                   {"fields", array_of(release.fields)},
                   {"contributors", array_of(release.contributors)},
                   {"parameters", object_of(release.parameters)},
                   {"by", release.by.text()},
                   {"started_at", to_text(release.started_at)},
                   {"version", release.version},
                   {"language", release.language},
                   {"state", text(release.state)},
                   {"failure", release.failure},
                   {"rho", release.rho},
                   {"passed", release.passed},
                   {"approvals", std::move(approvals)},
                   {"declined_because", release.declined_because},
                   {"inside", release.inside},
                   {"outside", release.outside}};
  if (!release.runner.empty()) out["runner"] = release.runner;
  if (release.ended_at) out["ended_at"] = to_text(*release.ended_at);
  return json::serialize(out);
}

std::optional<Release> kept_release(DocumentId id, std::int64_t revision, std::string_view text) {
  try {
    auto out = release_of(json::parse(text).as_object());
    out.id = id;
    out.revision = revision;
    return out;
  } catch (const std::exception&) {  // what is sealed was written by us: it is damaged
    return std::nullopt;
  }
}

}  // namespace ts::publishing
