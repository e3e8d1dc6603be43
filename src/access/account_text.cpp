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

json::object object_of(const SecondFactor& factor) {
  json::array recovery;
  for (const auto& tag : factor.recovery) recovery.emplace_back(hex(tag));
  return {{"secret", hex(factor.secret)},
          {"on", factor.on},
          {"since", factor.since.ms},
          {"used_step", factor.used_step},
          {"recovery", std::move(recovery)}};
}

std::optional<std::int64_t> integer_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::optional<std::vector<crypto::Digest>> tags_of(const json::value* list) {
  if (!list || !list->is_array()) return std::nullopt;
  std::vector<crypto::Digest> out;
  for (const auto& item : list->get_array()) {
    const auto bytes = item.is_string() ? from_hex(item.get_string()) : std::nullopt;
    if (!bytes || bytes->size() != crypto::Digest{}.size()) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), out.emplace_back().begin());
  }
  return out;
}

std::optional<SecondFactor> second_factor_of(const json::value& value) {
  const auto* object = value.if_object();
  if (!object) return std::nullopt;
  auto secret = from_hex(string_at(*object, "secret").value_or(""));
  const auto on = bool_at(*object, "on");
  const auto since = integer_at(*object, "since");
  const auto used_step = integer_at(*object, "used_step");
  auto recovery = tags_of(object->if_contains("recovery"));
  if (!secret || secret->empty() || !on || !since || !used_step || !recovery) return std::nullopt;
  return SecondFactor{.secret = std::move(*secret),
                      .on = *on,
                      .since = {*since},
                      .used_step = *used_step,
                      .recovery = std::move(*recovery)};
}

json::object object_of(const SignOn& sign_on) {
  return {{"issuer", sign_on.identity.issuer},
          {"subject", sign_on.identity.subject},
          {"since", sign_on.since.ms}};
}

json::object object_of(const SignOnInvitation& invitation) {
  return {{"tag", hex(invitation.tag)}, {"until", invitation.until.ms}};
}

std::optional<SignOn> sign_on_of(const json::value& value) {
  const auto* object = value.if_object();
  if (!object) return std::nullopt;
  auto issuer = string_at(*object, "issuer");
  auto subject = string_at(*object, "subject");
  const auto since = integer_at(*object, "since");
  if (!issuer || !subject || !since) return std::nullopt;
  return SignOn{.identity = {.issuer = std::move(*issuer), .subject = std::move(*subject)},
                .since = {*since}};
}

std::optional<SignOnInvitation> invitation_of(const json::value& value) {
  const auto* object = value.if_object();
  if (!object) return std::nullopt;
  const auto tag = from_hex(string_at(*object, "tag").value_or(""));
  const auto until = integer_at(*object, "until");
  if (!tag || tag->size() != crypto::Digest{}.size() || !until) return std::nullopt;
  SignOnInvitation out{.until = {*until}};
  std::copy(tag->begin(), tag->end(), out.tag.begin());
  return out;
}

/// A member that may be missing: as `read` reads it, false when it is there and is none.
template <class T, class Read>
bool read_if_there(const json::object& object, std::string_view name, std::optional<T>& out,
                   Read read) {
  const auto* value = object.if_contains(name);
  if (value) out = read(*value);
  return !value || out.has_value();
}

std::optional<std::vector<Role>> roles_of(const json::value& list) {
  if (!list.is_array()) return std::nullopt;
  std::vector<Role> out;
  for (const auto& item : list.get_array()) {
    const auto role = item.is_string() ? role_of(item.get_string()) : std::nullopt;
    if (!role) return std::nullopt;
    out.push_back(*role);
  }
  return out;
}

}  // namespace

std::string text_of_kept(const KeptAccount& kept) {
  const auto& account = kept.account;
  json::object out{{"login", account.login},       {"name", account.name},
                   {"role", text(account.role)},   {"language", account.language},
                   {"disabled", account.disabled}, {"passphrase", kept.passphrase_hash}};
  if (account.team) out["team"] = account.team->text();
  if (kept.second_factor) out["second_factor"] = object_of(*kept.second_factor);
  if (kept.sign_on) out["sign_on"] = object_of(*kept.sign_on);
  if (kept.invitation) out["invitation"] = object_of(*kept.invitation);
  return json::serialize(out);
}

std::string text_of_kept(const Team& team) {
  return json::serialize(json::object{{"name", team.name}});
}

std::string text_of_kept(const Organisation& organisation) {
  json::object out{{"name", organisation.name}, {"country", organisation.country}};
  if (!organisation.second_factor_for.empty()) {
    json::array roles;
    for (const auto role : organisation.second_factor_for) roles.emplace_back(text(role));
    out["second_factor_for"] = std::move(roles);
  }
  return json::serialize(out);
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
  std::optional<SecondFactor> second_factor;
  std::optional<SignOn> sign_on;
  std::optional<SignOnInvitation> invitation;
  if (!read_if_there(*object, "second_factor", second_factor, second_factor_of) ||
      !read_if_there(*object, "sign_on", sign_on, sign_on_of) ||
      !read_if_there(*object, "invitation", invitation, invitation_of))
    return std::nullopt;
  return KeptAccount{.account = {.id = id,
                                 .login = *login,
                                 .name = *name,
                                 .role = *role,
                                 .team = team,
                                 .language = *language,
                                 .disabled = *disabled,
                                 .second_factor = second_factor && second_factor->on,
                                 .sign_on = sign_on.has_value(),
                                 .revision = revision},
                     .passphrase_hash = *passphrase,
                     .second_factor = std::move(second_factor),
                     .sign_on = std::move(sign_on),
                     .invitation = invitation};
}

std::optional<Team> kept_team(TeamId id, std::int64_t revision, BytesView text) {
  const auto object = object_of(text);
  const auto name = object ? string_at(*object, "name") : std::nullopt;
  if (!name) return std::nullopt;
  return Team{.id = id, .name = *name, .revision = revision};
}

std::optional<Organisation> kept_organisation(OrgId id, std::int64_t revision, BytesView text) {
  const auto object = object_of(text);
  if (!object) return std::nullopt;
  const auto name = string_at(*object, "name");
  const auto country = string_at(*object, "country");
  if (!name || !country) return std::nullopt;
  Organisation out{.id = id, .name = *name, .country = *country, .revision = revision};
  if (const auto* list = object->if_contains("second_factor_for")) {
    auto roles = roles_of(*list);
    if (!roles) return std::nullopt;
    out.second_factor_for = std::move(*roles);
  }
  return out;
}

}  // namespace ts::access
