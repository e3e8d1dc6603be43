#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/lines.h"
#include "rules/pack.h"

namespace ts::rules {

/// Reads conditions of a pack whose facts are known. What cannot be read is found and counts as
/// never met, so that reading can go on.
class Conditions {
 public:
  Conditions(const Pack& pack, std::vector<std::string> named, Findings& findings)
      : pack_{pack}, named_{std::move(named)}, findings_{findings} {}

  Condition read(const Json& value);
  /// The index of a fact; 0, and a finding, when there is none of that name (or type).
  std::uint16_t fact(std::string_view name, int line, std::optional<Fact::Type> type = {});
  /// Date facts by name.
  std::vector<std::uint16_t> dates(const std::vector<std::string>& names, int line);

 private:
  Condition parts(Condition::Kind kind, const Json& list);
  Condition test(Members& members);
  std::optional<std::int64_t> value(const Json& value, const Fact& fact);
  Condition one_of(Condition out, const Json& list);
  Condition event(const Json& value);

  const Pack& pack_;
  std::vector<std::string> named_;
  Findings& findings_;
};

}  // namespace ts::rules
