#include "demo/material.h"

#include <boost/json.hpp>

#include "base/data.h"

namespace ts::demo {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view name) {
  return json::value_to<std::string>(object.at(name));
}

std::size_t number_at(const json::object& object, std::string_view name) {
  return object.at(name).to_number<std::size_t>();
}

std::vector<std::string> texts(const json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  return found ? json::value_to<std::vector<std::string>>(*found) : std::vector<std::string>{};
}

Weights weights(const json::value& value) {
  Weights out;
  for (const auto& [name, weight] : value.as_object())
    out.emplace_back(name, weight.to_number<std::size_t>());
  ensure(!out.empty());
  return out;
}

std::vector<Name> names(const json::value& value) {
  std::vector<Name> out;
  for (const auto& name : value.as_array())
    out.push_back(name.is_string() ? Name{json::value_to<std::string>(name)}
                                   : json::value_to<Name>(name));
  return out;
}

Origin origin(const json::object& object) {
  const auto* family_first = object.if_contains("family_first");
  Origin out{.languages = texts(object, "languages"),
             .family_first = family_first != nullptr && family_first->as_bool(),
             .feminine = names(object.at("feminine")),
             .masculine = names(object.at("masculine")),
             .family = names(object.at("family"))};
  ensure(!out.languages.empty() && !out.feminine.empty() && !out.masculine.empty());
  return out;
}

PlannedAccount account(const json::object& object) {
  const auto role = access::role_of(text_at(object, "role"));
  ensure(role.has_value());
  PlannedAccount out{.login = text_at(object, "login"),
                     .name = text_at(object, "name"),
                     .language = text_at(object, "language"),
                     .role = *role,
                     .team = {},
                     .writes = texts(object, "writes")};
  if (object.contains("team")) out.team = text_at(object, "team");
  return out;
}

AgeBand age_band(const json::array& numbers) {
  return {.from = numbers.at(0).to_number<std::size_t>(),
          .to = numbers.at(1).to_number<std::size_t>(),
          .weight = numbers.at(2).to_number<std::size_t>()};
}

PlannedOrganisation organisation(const json::object& object) {
  PlannedOrganisation out{.name = text_at(object, "name"),
                          .country = text_at(object, "country"),
                          .prefix = text_at(object, "prefix"),
                          .share = number_at(object, "share"),
                          .feminine = number_at(object, "feminine"),
                          .teams = texts(object, "teams"),
                          .cities = texts(object, "cities"),
                          .referrers = texts(object, "referrers"),
                          .accounts = {},
                          .ages = {},
                          .origins = weights(object.at("origins")),
                          .exploitation = weights(object.at("exploitation")),
                          .industries = weights(object.at("industries"))};
  for (const auto& each : object.at("accounts").as_array())
    out.accounts.push_back(account(each.as_object()));
  for (const auto& each : object.at("ages").as_array())
    out.ages.push_back(age_band(each.as_array()));
  return out;
}

Sentences sentences(const json::object& object) {
  return {.opening = texts(object, "opening"),
          .next = texts(object, "next"),
          .health = texts(object, "health"),
          .closing = texts(object, "closing")};
}

void check(const Material& material) {
  std::size_t shares = 0;
  for (const auto& organisation : material.organisations) {
    shares += organisation.share;
    for (const auto& [country, weight] : organisation.origins)
      ensure(material.origins.contains(country));
    for (const auto& account : organisation.accounts) {
      ensure(account.role != access::Role::caseworker || !account.writes.empty());
      for (const auto& writes : account.writes) ensure(material.sentences.contains(writes));
    }
  }
  ensure(shares == 100);
}

Material read() {
  Material out;
  const auto network = json::parse(data::file("demo/network.json"));
  out.passphrase = text_at(network.as_object(), "passphrase");
  for (const auto& each : network.at("organisations").as_array())
    out.organisations.push_back(organisation(each.as_object()));
  const auto origins = json::parse(data::file("demo/names.json"));
  for (const auto& [country, value] : origins.as_object())
    out.origins.emplace(country, origin(value.as_object()));
  const auto notes = json::parse(data::file("demo/notes.json"));
  for (const auto& [name, value] : notes.as_object())
    out.sentences.emplace(name, sentences(value.as_object()));
  const auto likelihoods = json::parse(data::file("demo/likelihoods.json"));
  for (const auto& [name, value] : likelihoods.as_object())
    out.likelihoods.emplace(name, weights(value));
  check(out);
  return out;
}

}  // namespace

const Material& Material::built_in() {
  static const Material material = read();
  return material;
}

const Weights& Material::likely(std::string_view table) const {
  const auto found = likelihoods.find(table);
  ensure(found != likelihoods.end());
  return found->second;
}

std::size_t Material::percent(std::string_view table, std::string_view name) const {
  for (const auto& [each, percent] : likely(table))
    if (each == name) return percent;
  throw Bug{std::source_location::current()};
}

}  // namespace ts::demo
