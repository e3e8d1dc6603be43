#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Is this the same person? Columns in, pairs with reasons out: no file, no network, no clock.
namespace ts::linkage {

/// How a field is compared; `Level` has what comes out.
enum class Kind : std::uint8_t {
  name,   ///< of a person, in any script: words in any order
  kin,    ///< the name of a relative: compared alike, says less
  date,   ///< of birth: whole, in part, or from an age at a day
  place,  ///< words in any order, the last column the widest place
  phone,  ///< the last nine digits
  code,   ///< document numbers, postcodes, states: letters and digits, one keystroke forgiven
  exact,  ///< the same or not, never worth more than two bits (sex)
};
std::string_view name_of(Kind kind);

/// What two values of a field have in common. Not every kind knows every level.
enum class Level : std::uint8_t { missing, different, little, weak, near, close, alike, equal };
inline constexpr std::size_t levels = 8;

/// What two values of a field have in common, and under which circumstances: names in two scripts
/// and dates known in part agree less often than others, without meaning less when they do.
/// 0 is missing; then level + 7 x circumstance.
using Outcome = std::uint8_t;
inline constexpr std::size_t outcomes = 15;
constexpr Outcome outcome_of(Level level, bool apart) {
  return level == Level::missing
             ? Outcome{0}
             : static_cast<Outcome>(static_cast<unsigned>(level) + (apart ? 7U : 0U));
}
constexpr bool apart(Outcome outcome) { return outcome > 7; }
constexpr Level level_of(Outcome outcome) {
  return static_cast<Level>(apart(outcome) ? outcome - 7 : outcome);
}
std::string_view name_of(Level level);

/// One field of the model. A date may have three columns: the date, an age, the day of that age.
struct Comparison {
  std::string name;
  Kind kind = Kind::exact;
  std::vector<std::string> columns;
  friend bool operator==(const Comparison&, const Comparison&) = default;
};
inline constexpr std::size_t most_comparisons = 14;

/// What of a field two records must share to be compared at all.
enum class Part : std::uint8_t { value, words, word, start, year, month_day };
std::string_view name_of(Part part);

struct Key {
  std::size_t comparison = 0;
  Part part = Part::value;
  friend bool operator==(const Key&, const Key&) = default;
};
/// All keys must agree. A rule without keys brings every record to every other.
using Rule = std::vector<Key>;

struct Spec {
  std::vector<Comparison> comparisons;
  std::vector<Rule> rules;  ///< empty: chosen by counting
  /// From here on a pair counts as linked.
  double threshold = 0.5;
  /// More candidate pairs than this are refused.
  std::uint64_t most_pairs = 200'000'000;
  friend bool operator==(const Spec&, const Spec&) = default;
};

/// Text in columns. Views belong to the caller.
struct Table {
  std::vector<std::string> names;
  std::vector<std::vector<std::string_view>> columns;  ///< all of one length
  std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
};

}  // namespace ts::linkage
