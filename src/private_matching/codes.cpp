#include "private_matching/codes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/parallel.h"

namespace ts::private_matching {
namespace {

constexpr std::size_t bits = 64 * code_words;
/// So many settings leave half of the bits unset: (1 - 1/1024)^710 is 0.5.
constexpr std::size_t settings = 710;
/// Of each part, where nothing is balanced.
constexpr std::size_t usual_settings = 15;
constexpr std::size_t people_at_once = 64;  // by one thread

using Parts = std::vector<std::string>;

void add_pairs_of_letters(const Word& word, Parts& out) {
  if (word.empty()) return;
  const auto framed = '_' + word.whole + '_';
  for (std::size_t i = 0; i + 1 < framed.size(); ++i) out.push_back('w' + framed.substr(i, 2));
}

void add_place(const Normal& normal, Parts& out) {
  if (normal.place.empty()) return;
  // As much as three pairs of letters.
  for (const char weight : {'p', 'q', 'r'}) out.push_back(weight + normal.place);
}

void add_digits(const Normal& normal, Parts& out) {
  for (std::size_t i = 0; i < normal.date.size(); ++i)
    out.push_back('d' + std::to_string(i) + normal.date[i]);
  // Two neighbours that were swapped are the same pair.
  for (std::size_t i = 0; i + 1 < normal.date.size(); i += 2) {
    const auto both = std::minmax(normal.date[i], normal.date[i + 1]);
    out.push_back(std::string{'e'} + both.first + both.second);
  }
}

Parts different(Parts parts) {
  std::ranges::sort(parts);
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return parts;
}

/// A sequence of numbers that nobody knows who does not know the seed (SplitMix64: Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", 2014).
std::uint64_t next(std::uint64_t& state) {
  auto z = state += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

void set_bits(const crypto::Digest& digest, std::size_t count, Code& out) {
  std::uint64_t state = 0;
  for (std::size_t i = 0; i < 8; ++i) state |= std::uint64_t{digest.at(i)} << (8 * i);
  std::uint64_t places = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 6 == 0) places = next(state);
    const auto place = places % bits;
    places /= bits;
    out.at(place / 64) |= std::uint64_t{1} << (place % 64);
  }
}

Code code_of(const crypto::Secret& key, std::string_view salt, const Parts& parts,
             std::size_t all = settings) {
  const auto salted = crypto::derive(key, "private matching, salt", bytes_of(salt));
  Code out{};
  // The settings are dealt out evenly: to some parts one more.
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto count = all * (i + 1) / parts.size() - all * i / parts.size();
    set_bits(crypto::keyed_hash(salted, bytes_of(parts[i])), count, out);
  }
  return out;
}

Code meaningless(const crypto::Secret& own, std::size_t person) {
  return code_of(own, std::to_string(person), {"nobody"});
}

Code date_code(const Normal& normal, const crypto::Secret& key, const crypto::Secret& own,
               std::size_t person) {
  Parts parts;
  add_pairs_of_letters(normal.first, parts);
  add_pairs_of_letters(normal.last, parts);
  add_place(normal, parts);
  if (normal.date.empty() || parts.empty()) return meaningless(own, person);
  return code_of(key, "date " + normal.date, different(std::move(parts)));
}

Code names_code(const Normal& normal, const crypto::Secret& key, const crypto::Secret& own,
                std::size_t person) {
  if (normal.first.empty() || normal.last.empty()) return meaningless(own, person);
  Parts parts;
  add_pairs_of_letters(normal.first, parts);
  add_pairs_of_letters(normal.last, parts);
  add_place(normal, parts);
  add_digits(normal, parts);
  const auto prefixes = std::minmax(normal.first.prefix, normal.last.prefix);
  return code_of(key, "names " + prefixes.first + ' ' + prefixes.second,
                 different(std::move(parts)));
}

}  // namespace

Encoded encode(std::span<const Normal> people, const crypto::Secret& key, const crypto::Secret& own,
               unsigned threads) {
  const auto own_of = [&](View view) {
    return crypto::derive(own, view == View::date ? "no date" : "no names");
  };
  const auto no_date = own_of(View::date), no_names = own_of(View::names);
  Encoded out;
  for (auto& codes : out.codes) codes.resize(people.size());
  parallel_for((people.size() + people_at_once - 1) / people_at_once, threads,
               [&](std::size_t part) {
                 const auto end = std::min(people.size(), (part + 1) * people_at_once);
                 for (auto i = part * people_at_once; i < end; ++i) {
                   out.codes[0][i] = date_code(people[i], key, no_date, i);
                   out.codes[1][i] = names_code(people[i], key, no_names, i);
                 }
               });
  return out;
}

std::vector<Code> encode_unsalted(std::span<const Normal> people, const crypto::Secret& key) {
  std::vector<Code> out;
  for (const auto& normal : people) {
    Parts parts;
    add_pairs_of_letters(normal.first, parts);
    add_pairs_of_letters(normal.last, parts);
    add_place(normal, parts);
    add_digits(normal, parts);
    parts = different(std::move(parts));
    out.push_back(code_of(key, "", parts, usual_settings * parts.size()));
  }
  return out;
}

std::vector<Alike> alike(const Encoded& a, const Encoded& b, const AlikeFrom& from, Path path,
                         unsigned threads) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> best;
  for (std::size_t view = 0; view < views; ++view) {
    const double at = view == 0 ? from.date : from.names;
    const Codes first{a.codes.at(view)}, second{b.codes.at(view)};
    for (const auto& hit : similar(first, second, at, path, threads)) {
      const double dice = 2.0 * hit.common / (first.ones(hit.a) + second.ones(hit.b));
      auto& strength = best.try_emplace({hit.a, hit.b}, 0).first->second;
      strength = std::max(strength, std::log2(dice / at));
    }
  }
  std::vector<Alike> out;
  for (const auto& [pair, strength] : best) out.push_back({pair.first, pair.second, strength});
  std::ranges::stable_sort(out, std::greater<>{}, &Alike::strength);
  return out;
}

std::vector<Alike> one_to_one(std::vector<Alike> pairs) {
  std::set<std::size_t> a, b;
  std::erase_if(pairs, [&](const Alike& pair) {
    if (a.contains(pair.a) || b.contains(pair.b)) return true;
    a.insert(pair.a);
    b.insert(pair.b);
    return false;
  });
  return pairs;
}

}  // namespace ts::private_matching
