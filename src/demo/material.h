#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.h"
#include "demo/dice.h"

namespace ts::demo {

/// A name in its ways of writing: as the person writes it first, as a passport has it last.
using Name = std::vector<std::string>;

/// How people of one country are called, and what they speak.
struct Origin {
  std::vector<std::string> languages;
  bool family_first = false;
  std::vector<Name> feminine, masculine;
  std::vector<Name> family;  ///< none where people have no family names
};

struct PlannedAccount {
  std::string login, name, language;
  access::Role role = access::Role::caseworker;
  std::optional<std::string> team;
  std::vector<std::string> writes;  ///< the sets of notes; a caseworker has at least one
};

struct AgeBand {
  std::size_t from = 0, to = 0;  ///< years, both included
  std::size_t weight = 0;
};

struct PlannedOrganisation {
  std::string name, country, prefix;
  std::size_t share = 0;     ///< percent of all cases
  std::size_t feminine = 0;  ///< percent of its people
  std::vector<std::string> teams, cities, referrers;
  std::vector<PlannedAccount> accounts;
  std::vector<AgeBand> ages;
  Weights origins, exploitation, industries;
};

/// Sentences of notes. One that begins with "f|" or "m|" speaks of a woman or girl, a man or boy.
struct Sentences {
  std::vector<std::string> opening, next, health, closing;
};

/// What the invented network is made of: data/demo. Data that contradicts itself is a `Bug`.
struct Material {
  std::string passphrase;
  std::vector<PlannedOrganisation> organisations;
  std::map<std::string, Origin, std::less<>> origins;  ///< by country
  std::map<std::string, Sentences, std::less<>> sentences;
  std::map<std::string, Weights, std::less<>> likelihoods;

  static const Material& built_in();

  /// A table of likelihoods.json.
  const Weights& likely(std::string_view table) const;
  /// A percentage in such a table.
  std::size_t percent(std::string_view table, std::string_view name) const;
};

}  // namespace ts::demo
