#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/policy.h"

namespace ts::access {

struct Organisation {
  OrgId id;
  std::string name;
  std::string country;                       ///< ISO 3166 alpha-2
  std::vector<Role> second_factor_for = {};  ///< roles that sign in with one only
  std::int64_t revision = 1;
};

struct Team {
  TeamId id;
  std::string name;
  std::int64_t revision = 1;
};

struct Account {
  AccountId id;
  std::string login;  ///< lower case; unique on the node
  std::string name;   ///< as colleagues know them
  Role role = Role::caseworker;
  std::optional<TeamId> team;
  std::string language = "en";
  bool disabled = false;
  bool second_factor = false;  ///< signs in with a code, too
  bool sign_on = false;        ///< may sign in through a provider
  std::int64_t revision = 1;
};

struct NewAccount {
  std::string login = {}, name = {}, language = "en";
  Role role = Role::caseworker;
  std::optional<TeamId> team = {};
};

/// What may be changed of an account; nothing: left as it is.
struct AccountChange {
  std::optional<std::string> name = {}, language = {};
  std::optional<Role> role = {};
  std::optional<TeamId> team = {};
  std::optional<bool> disabled = {};
};

}  // namespace ts::access
