#include "access/account_text.h"

#include <boost/json.hpp>

namespace ts::access {
namespace {

namespace json = boost::json;

std::optional<json::object> object_of(BytesView text) {
  boost::system::error_code error;
  auto value = json::parse(text_of(text), error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::optional<std::string> string_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string{value->get_string()};
}

std::optional<bool> bool_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

}  // namespace

std::string text_of_kept(const KeptAccount& kept) {
  const auto& account = kept.account;
  json::object out{{"login", account.login},       {"name", account.name},
                   {"role", text(account.role)},   {"language", account.language},
                   {"disabled", account.disabled}, {"passphrase", kept.passphrase_hash}};
  if (account.team) out["team"] = account.team->text();
  return json::serialize(out);
}

std::string text_of_kept(const Team& team) {
  return json::serialize(json::object{{"name", team.name}});
}

std::string text_of_kept(const Organisation& organisation) {
  return json::serialize(
      json::object{{"name", organisation.name}, {"country", organisation.country}});
}

std::optional<KeptAccount> kept_account(AccountId id, std::int64_t revision, BytesView text) {
  const auto object = object_of(text);
  if (!object) return std::nullopt;
  const auto login = string_at(*object, "login");
  const auto name = string_at(*object, "name");
  const auto role = role_of(string_at(*object, "role").value_or(""));
  const auto language = string_at(*object, "language");
  const auto disabled = bool_at(*object, "disabled");
  const auto passphrase = string_at(*object, "passphrase");
  if (!login || !name || !role || !language || !disabled || !passphrase) return std::nullopt;
  std::optional<TeamId> team;
  if (object->contains("team")) {
    team = TeamId::parse(string_at(*object, "team").value_or(""));
    if (!team) return std::nullopt;
  }
  return KeptAccount{.account = {.id = id,
                                 .login = *login,
                                 .name = *name,
                                 .role = *role,
                                 .team = team,
                                 .language = *language,
                                 .disabled = *disabled,
                                 .revision = revision},
                     .passphrase_hash = *passphrase};
}

std::optional<Team> kept_team(TeamId id, std::int64_t revision, BytesView text) {
  const auto object = object_of(text);
  const auto name = object ? string_at(*object, "name") : std::nullopt;
  if (!name) return std::nullopt;
  return Team{.id = id, .name = *name, .revision = revision};
}

std::optional<Organisation> kept_organisation(OrgId id, BytesView text) {
  const auto object = object_of(text);
  if (!object) return std::nullopt;
  const auto name = string_at(*object, "name");
  const auto country = string_at(*object, "country");
  if (!name || !country) return std::nullopt;
  return Organisation{.id = id, .name = *name, .country = *country};
}

}  // namespace ts::access
