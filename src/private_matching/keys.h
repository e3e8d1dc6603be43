#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "private_matching/normal.h"

namespace ts::private_matching {

/// What of two people is equal where a key of both is equal; the name of each says it. Words may
/// stand in either order: clerks swap them.
enum class Slot : std::uint8_t {
  first_prefix_date,
  last_prefix_date,
  first_sound_date,
  last_sound_date,
  first_prefix_day_place,  ///< day and month, without the year
  last_prefix_day_place,
  prefixes_digits,  ///< both prefixes, the digits of the date in any order
  words_place       ///< both whole words, no date
};
inline constexpr std::size_t slots = 8;

/// Nothing where the person lacks a part of the key.
using Keys = std::array<std::optional<std::string>, slots>;
Keys keys_of(const Normal& normal);

/// Which parts somebody has, so that what is missing speaks against nobody.
struct Held {
  bool first = true, last = true, date = true, place = true;
};

/// Somebody on a list, once however often they stand on it.
struct Entry {
  std::vector<std::size_t> rows;  ///< of the list, ascending
  Held held;
  Keys keys;
};

/// How many bits an agreement tells, on average over pairs of different people of a list: minus the
/// binary logarithm of the chance that two of them agree (collision entropy), which in a list of n
/// is at most log2(n).
struct Evidence {
  double prefix = 0, sound = 0, whole = 0;  ///< of one word
  double day = 0;                           ///< day and month, at most log2(365)
  double year = 0, place = 0;
};

struct List {
  std::vector<Entry> entries;  ///< in the order of their first rows
  Evidence evidence;
};

/// People with the same two whole words and the same date are one entry. A key that two entries
/// share says little about either, and would show the peer who resembles whom: it is taken from
/// both. So all keys of a list are different.
List list_of(std::span<const Person> people);

}  // namespace ts::private_matching
