#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/pack.h"

/// Conditions over what is recorded. One function decides; the others say how it came to it.
namespace ts::rules {

/// What is recorded, by the index of the fact in a pack: booleans 0 and 1, dates as days since
/// 1970, choices by their index.
class Known {
 public:
  Known() = default;
  /// Facts that are none of `facts` are left out. Those of another type, or no value of a choice,
  /// are a `Failure{invalid, "rules.situation_malformed"}`.
  Known(const std::vector<Fact>& facts, const Facts& recorded, const std::string& time_zone);
  bool has(std::uint16_t fact) const { return has_[fact] != 0; }
  std::int64_t value(std::uint16_t fact) const { return values_[fact]; }
  std::optional<Date> date(std::uint16_t fact) const;

 private:
  std::vector<std::int64_t> values_;
  std::vector<char> has_;
};

struct Facing {
  const Pack& pack;
  const Known& known;
  Date on;
};

Truth evaluate(const Condition& condition, const Facing& facing);
/// The facts without which the condition stays unknown; none when it is not unknown.
void add_missing(const Condition& condition, const Facing& facing, std::vector<std::uint16_t>& out);
/// Their names, each once, sorted.
std::vector<std::string> names_of(const std::vector<std::uint16_t>& facts, const Pack& pack);
/// The condition as lines, each with what it came to.
void add_reasons(const Condition& condition, const Facing& facing, Reason::Part part, int depth,
                 std::vector<Reason>& out);
/// What one condition asks, without its parts.
Phrase asked(const Condition& condition, const Pack& pack);

}  // namespace ts::rules
