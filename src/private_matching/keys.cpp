#include "private_matching/keys.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

namespace ts::private_matching {
namespace {

/// The parts of a key, each with its length before it, and what kind of key it is: keys of
/// different kinds are never equal.
template <class... Parts>
std::string key(char kind, const Parts&... parts) {
  ByteWriter out;
  out.u64(static_cast<std::uint64_t>(kind));
  (out.part(std::string_view{parts}), ...);
  return std::string{text_of(out.bytes())};
}

std::size_t at(Slot slot) { return static_cast<std::size_t>(slot); }

void add_words_with_date(const Normal& normal, const Word& word, std::size_t second, Keys& out) {
  if (word.empty() || normal.date.empty()) return;
  out[at(Slot::first_prefix_date) + second] = key('a', word.prefix, normal.date);
  out[at(Slot::first_sound_date) + second] = key('b', word.sound, normal.date);
  if (!normal.place.empty())
    out[at(Slot::first_prefix_day_place) + second] =
        key('c', word.prefix, normal.date.substr(4), normal.place);
}

/// How often values fall together.
class Chance {
 public:
  void add(const std::string& value) {
    if (value.empty()) return;
    ++counts_[value];
    ++all_;
  }
  double bits(double most = INFINITY) const {
    if (all_ < 2) return 0;
    double together = 0;
    for (const auto& [value, count] : counts_) together += count * (count - 1);
    const auto chance = std::max(1 / all_, together / (all_ * (all_ - 1)));
    return std::min(most, -std::log2(chance));
  }

 private:
  std::unordered_map<std::string, double> counts_;
  double all_ = 0;
};

class Chances {
 public:
  void add(const Normal& normal) {
    for (const auto* word : {&normal.first, &normal.last}) {
      prefix_.add(word->prefix);
      sound_.add(word->sound);
      whole_.add(word->whole);
    }
    if (!normal.date.empty()) {
      day_.add(normal.date.substr(4));
      year_.add(normal.date.substr(0, 4));
    }
    place_.add(normal.place);
  }
  Evidence evidence() const {
    return {.prefix = prefix_.bits(),
            .sound = sound_.bits(),
            .whole = whole_.bits(),
            .day = day_.bits(std::log2(365)),
            .year = year_.bits(),
            .place = place_.bits()};
  }

 private:
  Chance prefix_, sound_, whole_, day_, year_, place_;
};

/// Takes away what is not somebody's alone.
void keep_own_keys(std::vector<Entry>& entries) {
  std::unordered_map<std::string, std::size_t> holders;
  const auto each = [&](const auto& work) {
    for (auto& entry : entries) {
      auto& keys = entry.keys;
      for (std::size_t s = 0; s < slots; ++s) {
        // Both words alike: one key, in the first place.
        const auto before =
            std::find(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(s), keys[s]);
        if (keys[s] && before != keys.begin() + static_cast<std::ptrdiff_t>(s)) keys[s].reset();
        if (keys[s]) work(keys[s]);
      }
    }
  };
  each([&](auto& key) { ++holders[*key]; });
  each([&](auto& key) {
    if (holders.at(*key) > 1) key.reset();
  });
}

}  // namespace

Keys keys_of(const Normal& normal) {
  Keys out;
  add_words_with_date(normal, normal.first, 0, out);
  add_words_with_date(normal, normal.last, 1, out);
  if (normal.first.empty() || normal.last.empty()) return out;
  if (!normal.date.empty()) {
    const auto prefixes = std::minmax(normal.first.prefix, normal.last.prefix);
    auto digits = normal.date;
    std::ranges::sort(digits);
    out[at(Slot::prefixes_digits)] = key('d', prefixes.first, prefixes.second, digits);
  }
  if (!normal.place.empty()) {
    const auto words = std::minmax(normal.first.whole, normal.last.whole);
    out[at(Slot::words_place)] = key('e', words.first, words.second, normal.place);
  }
  return out;
}

List list_of(std::span<const Person> people) {
  List out;
  Chances chances;
  Normals normals;
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t row = 0; row < people.size(); ++row) {
    const auto normal = normals.of(people[row]);
    const bool whole = !normal.first.empty() && !normal.last.empty() && !normal.date.empty();
    if (whole) {
      const auto words = std::minmax(normal.first.whole, normal.last.whole);
      const auto [place, fresh] =
          known.try_emplace(key('p', words.first, words.second, normal.date), out.entries.size());
      if (!fresh) {
        out.entries[place->second].rows.push_back(row);
        continue;
      }
    }
    chances.add(normal);
    out.entries.push_back({.rows = {row},
                           .held = {.first = !normal.first.empty(),
                                    .last = !normal.last.empty(),
                                    .date = !normal.date.empty(),
                                    .place = !normal.place.empty()},
                           .keys = keys_of(normal)});
  }
  out.evidence = chances.evidence();
  keep_own_keys(out.entries);
  return out;
}

}  // namespace ts::private_matching
