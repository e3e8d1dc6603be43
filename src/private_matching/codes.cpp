#include "private_matching/codes.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/parallel.h"
#include "crypto/short_hash.h"

namespace ts::private_matching {
namespace {

constexpr std::size_t bits = 64 * code_words;
/// So many settings leave half of the bits unset: (1 - 1/1024)^710 is 0.5.
constexpr std::size_t settings = 710;
/// Of each part, where nothing is balanced.
constexpr std::size_t usual_settings = 15;
constexpr std::size_t people_at_once = 256;  // by one thread

/// Each a number: its kind, and what it is.
using Parts = std::vector<std::uint64_t>;

std::uint64_t part(char kind, char first, char second) {
  const auto byte = [](char c) { return std::uint64_t{static_cast<unsigned char>(c)}; };
  return byte(kind) << 16 | byte(first) << 8 | byte(second);
}

void add_pairs_of_letters(const Word& word, Parts& out) {
  char before = '_';
  for (const char c : word.whole) out.push_back(part('w', std::exchange(before, c), c));
  if (!word.empty()) out.push_back(part('w', before, '_'));
}

void add_digits(const Normal& normal, Parts& out) {
  for (std::size_t i = 0; i < normal.date.size(); ++i)
    out.push_back(part('d', static_cast<char>('0' + i), normal.date[i]));
  // Two neighbours that were swapped are the same pair.
  for (std::size_t i = 0; i + 1 < normal.date.size(); i += 2) {
    const auto both = std::minmax(normal.date[i], normal.date[i + 1]);
    out.push_back(part('e', both.first, both.second));
  }
}

void keep_different(Parts& parts) {
  std::ranges::sort(parts);
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
}

/// A sequence of numbers that nobody knows who does not know the seed (SplitMix64: Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", 2014).
std::uint64_t next(std::uint64_t& state) {
  auto z = state += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

/// A byte for each bit while bits are being set: whoever comes does not wait for who came before.
/// The one behind them takes what is too many, so that no number of places is to be guessed.
using Places = std::array<std::uint8_t, bits + 1>;
constexpr std::uint8_t is_set = 0xff;

void set_places(std::uint64_t seed, std::size_t count, Places& out) {
  constexpr std::size_t at_once = 6;  // places in a number
  for (; count >= at_once; count -= at_once) {
    auto places = next(seed);
    for (std::size_t i = 0; i < at_once; ++i, places /= bits) out[places % bits] = is_set;
  }
  auto places = next(seed);
  for (std::size_t i = 0; i < at_once; ++i, places /= bits)
    out[i < count ? places % bits : bits] = is_set;
}

Code packed(const Places& places) {
  Code out{};
#ifdef __SSE2__
  for (std::size_t i = 0; i < bits / 16; ++i) {
    const auto sixteen = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&places[16 * i]));
    const auto set = static_cast<std::uint32_t>(_mm_movemask_epi8(sixteen));
    out[i / 4] |= std::uint64_t{set} << (16 * (i % 4));
  }
#else
  for (std::size_t i = 0; i < bits; ++i)
    out[i / 64] |= std::uint64_t{places[i] == is_set} << (i % 64);
#endif
  return out;
}

Code code_of(const crypto::ShortHash& salted, const Parts& parts, std::size_t all = settings) {
  Places places{};
  if (parts.empty()) return packed(places);
  // The settings are dealt out evenly: to some parts one more.
  const auto each = all / parts.size(), over = all % parts.size();
  std::size_t left = 0;
  for (const auto part : parts) {
    left += over;
    const bool one_more = left >= parts.size();
    if (one_more) left -= parts.size();
    set_places(salted.of(part), each + one_more, places);
  }
  return packed(places);
}

/// People of one list under one key, one after another.
class Encoder {
 public:
  Encoder(const crypto::Secret& key, const crypto::Secret& own)
      : salts_{crypto::derive(key, "private matching, salts")},
        places_{crypto::derive(key, "private matching, places")},
        no_date_{crypto::derive(own, "no date")},
        no_names_{crypto::derive(own, "no names")} {}

  /// In the order of `View`.
  std::array<Code, views> of(const Normal& normal, std::size_t person) {
    read_parts(normal);
    return {date_code(normal, person), names_code(normal, person)};
  }
  Code unsalted(const Normal& normal) {
    read_parts(normal);
    return code_of(salts_, parts_, usual_settings * parts_.size());
  }

 private:
  Code date_code(const Normal& normal, std::size_t person) const {
    if (normal.date.empty() || words_.empty()) return meaningless(no_date_, person);
    return salted("date " + normal.date, words_);
  }
  Code names_code(const Normal& normal, std::size_t person) const {
    if (normal.first.empty() || normal.last.empty()) return meaningless(no_names_, person);
    const auto& [less, more] = std::minmax(normal.first.prefix, normal.last.prefix);
    return salted("names " + less + ' ' + more, parts_);
  }
  /// Those of words and place are sorted once for both views.
  void read_parts(const Normal& normal) {
    words_.clear();
    digits_.clear();
    parts_.clear();
    add_pairs_of_letters(normal.first, words_);
    add_pairs_of_letters(normal.last, words_);
    if (!normal.place.empty()) {
      // As much as three pairs of letters.
      const auto place = places_.of(bytes_of(normal.place));
      for (const std::uint64_t kind : {1, 2, 3}) words_.push_back(place << 8 | kind);
    }
    add_digits(normal, digits_);
    keep_different(words_);
    keep_different(digits_);
    std::ranges::set_union(digits_, words_, std::back_inserter(parts_));
  }
  Code salted(std::string_view salt, const Parts& parts) const {
    return code_of(salts_.under(bytes_of(salt)), parts);
  }
  static Code meaningless(const crypto::ShortHash& own, std::size_t person) {
    return code_of(own, {person});
  }

  crypto::ShortHash salts_, places_, no_date_, no_names_;
  Parts words_{}, digits_{}, parts_{};  ///< the last is both
};

}  // namespace

Encoded encode(std::span<const Normal> people, const crypto::Secret& key, const crypto::Secret& own,
               unsigned threads) {
  Encoded out;
  for (auto& codes : out.codes) codes.resize(people.size());
  parallel_for((people.size() + people_at_once - 1) / people_at_once, threads,
               [&](std::size_t part) {
                 Encoder encoder{key, own};
                 const auto end = std::min(people.size(), (part + 1) * people_at_once);
                 for (auto i = part * people_at_once; i < end; ++i) {
                   const auto codes = encoder.of(people[i], i);
                   for (std::size_t view = 0; view < views; ++view)
                     out.codes.at(view)[i] = codes.at(view);
                 }
               });
  return out;
}

LargeVector<Code> encode_unsalted(std::span<const Normal> people, const crypto::Secret& key) {
  Encoder encoder{key, key};
  LargeVector<Code> out;
  for (const auto& normal : people) out.push_back(encoder.unsalted(normal));
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
