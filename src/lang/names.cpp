#include "lang/names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <optional>
#include <span>

#include "lang/jaro_winkler.h"
#include "lang/latin.h"
#include "lang/name_compare.h"
#include "lang/text.h"

namespace ts::lang {
namespace {

// Sorted. Words that join or introduce names; many are names of their own elsewhere, hence they
// weigh little, not nothing.
constexpr std::array<std::string_view, 46> particles{
    "abd",  "abu", "ad",  "af",  "al",  "ar",  "as",  "ash", "at",  "az",   "ben", "bin",
    "bint", "d",   "da",  "das", "de",  "del", "den", "der", "di",  "dos",  "du",  "e",
    "el",   "i",   "ibn", "la",  "las", "los", "o",   "ou",  "oul", "ould", "oum", "ter",
    "thi",  "u",   "ul",  "um",  "umm", "van", "von", "y",   "zu",  "zur"};
static_assert(std::ranges::is_sorted(particles));

constexpr double particle_weight = 0.25;
constexpr double initial_weight = 0.5;
constexpr double initial_similarity = 0.75;
// Jaro-Winkler gives two unrelated names about 0.5; what is below this counts as nothing.
constexpr double unrelated = 0.6;
// What an equal sound closes of the distance to 1; by number of sounds, for short ones say little.
constexpr std::array<double, 4> closed_by_sound{0.0, 0.3, 0.6, 0.75};
// Share of the longer name in what a perfect score would be: unpaired words of it cost that much.
constexpr double share_of_longer = 0.15;
constexpr double share_of_longer_if_one_word = 0.25;

std::optional<double> start_of_other(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (a.empty() || !b.starts_with(a)) return std::nullopt;
  if (a.size() == 1) return initial_similarity;
  return 0.25 + 0.5 * static_cast<double>(a.size()) / static_cast<double>(b.size());
}

bool starts_with_abd_and_article(std::string_view token) {
  if (token.size() < 8 || !token.starts_with("abd")) return false;
  const auto vowel = std::string_view{"aeou"}.find(token[3]) != std::string_view::npos;
  return vowel && (token[4] == 'l' || token[4] == token[5]);
}

/// Abdulrahman, Abderrahmane, Abdel Rahman and Abd al-Rahman become alike.
void add_cut(std::string_view token, std::vector<std::string>& out) {
  if (token == "abdul" || token == "abdel" || token == "abdal" || token == "abdoul") {
    out.emplace_back("abd");
  } else if (starts_with_abd_and_article(token) && !token.substr(5).starts_with("la")) {
    out.emplace_back("abd");
    out.emplace_back(token.substr(5));
  } else {
    out.emplace_back(token);
  }
}

using Views = std::vector<WordView>;

Views views_of(const NameKeys& keys) {
  Views out;
  const auto count = std::min({most_words, keys.tokens.size(), keys.sounds.size()});
  for (std::size_t i = 0; i < count; ++i) out.push_back({keys.tokens[i], keys.sounds[i]});
  return out;
}

/// `a` with the first two neighbours joined that sound as one word of `b`.
std::optional<NameKeys> joined(const Views& a, const Views& b) {
  for (std::size_t i = 0; i + 1 < a.size(); ++i) {
    const auto fits = [&](const WordView& other) {
      return lengths_fit(a[i].token, a[i + 1].token, other.token);
    };
    if (std::ranges::none_of(b, fits)) continue;
    const auto whole = std::string{a[i].token}.append(a[i + 1].token);
    const auto sound = joined_sound(a[i].token, a[i + 1].token);
    if (std::ranges::none_of(
            b, [&](const auto& other) { return other.sound == sound && fits(other); }))
      continue;
    NameKeys out;
    for (std::size_t j = 0; j < a.size(); ++j) {
      if (j == i + 1) continue;
      out.tokens.emplace_back(j == i ? std::string_view{whole} : a[j].token);
      out.sounds.emplace_back(j == i ? std::string_view{sound} : a[j].sound);
    }
    return out;
  }
  return std::nullopt;
}

double compared(const Views& a, const Views& b) {
  std::array<double, most_words> weights_a{};
  std::array<double, most_words> weights_b{};
  WordTable table{};
  for (std::size_t i = 0; i < a.size(); ++i) {
    weights_a[i] = word_weight(a[i].token);
    for (std::size_t j = 0; j < b.size(); ++j) table[i][j] = word_similarity(a[i], b[j]);
  }
  for (std::size_t j = 0; j < b.size(); ++j) weights_b[j] = word_weight(b[j].token);
  return best_pairing({weights_a.data(), a.size()}, {weights_b.data(), b.size()}, table);
}

}  // namespace

NameKeys keys_of(std::string_view name) {
  NameKeys out;
  for (const auto& word : latin_words(name)) add_cut(word, out.tokens);
  if (out.tokens.size() > most_words)
    std::erase_if(out.tokens, [](const auto& token) { return word_weight(token) < 1; });
  if (out.tokens.size() > most_words) out.tokens.resize(most_words);
  for (const auto& token : out.tokens) out.sounds.push_back(sound_key(token));
  return out;
}

double word_weight(std::string_view token) {
  if (std::ranges::binary_search(particles, token)) return particle_weight;
  return token.size() == 1 ? initial_weight : 1;
}

double word_similarity(const WordView& a, const WordView& b) {
  if (a.token == b.token) return 1;
  if (is_ascii(a.token) != is_ascii(b.token)) return 0;
  const auto written = jaro_winkler(a.token, b.token);
  double together = 0;
  if (a.sound == b.sound) {
    const auto sounds = std::min(a.sound.size(), closed_by_sound.size() - 1);
    together = written + (1 - written) * closed_by_sound.at(sounds);
  } else {
    together = (written + jaro_winkler(a.sound, b.sound)) / 2;
  }
  const auto scaled = std::max(0.0, (together - unrelated) / (1 - unrelated));
  return std::max(scaled, start_of_other(a.token, b.token).value_or(0));
}

double best_pairing(std::span<const double> weights_a, std::span<const double> weights_b,
                    const WordTable& similarities) {
  const bool turned = weights_a.size() < weights_b.size();
  const auto more = turned ? weights_b : weights_a;
  const auto fewer = turned ? weights_a : weights_b;
  if (fewer.empty()) return 0;

  // best[mask]: the highest sum of pairs with no words of `fewer` but those in the mask.
  std::array<double, std::size_t{1} << most_words> best;  // NOLINT: filled as far as it is read
  const std::size_t masks = std::size_t{1} << fewer.size();
  std::fill_n(best.begin(), masks, 0.0);
  for (std::size_t i = 0; i < more.size(); ++i) {
    std::array<double, most_words> gain{};
    for (std::size_t j = 0; j < fewer.size(); ++j)
      gain[j] = (turned ? similarities[j][i] : similarities[i][j]) * std::min(more[i], fewer[j]);
    for (std::size_t mask = masks; mask-- > 1;)
      for (std::size_t j = 0; j < fewer.size(); ++j)
        if ((mask >> j & 1U) != 0)
          best[mask] = std::max(best[mask], best[mask & ~(std::size_t{1} << j)] + gain[j]);
  }

  const auto sum_a = std::accumulate(weights_a.begin(), weights_a.end(), 0.0);
  const auto sum_b = std::accumulate(weights_b.begin(), weights_b.end(), 0.0);
  const auto low = std::min(sum_a, sum_b);
  const auto high = std::max(sum_a, sum_b);
  const auto share = low < 1.5 ? share_of_longer_if_one_word : share_of_longer;
  return std::min(1.0, best[masks - 1] / ((1 - share) * low + share * high));
}

bool lengths_fit(std::string_view first, std::string_view second, std::string_view whole) {
  const auto both = first.size() + second.size();
  return !first.empty() && whole.size() > first.size() && whole[0] == first[0] &&
         whole.size() + 3 >= both && both + 3 >= whole.size();
}

std::string joined_sound(std::string_view first, std::string_view second) {
  return sound_key(std::string{first}.append(second));
}

double similarity(const NameKeys& a, const NameKeys& b) {
  const auto first = views_of(a);
  const auto second = views_of(b);
  const auto plain = compared(first, second);
  const auto first_joined = joined(first, second);
  const auto second_joined = joined(second, first);
  if (!first_joined && !second_joined) return plain;
  return std::max(plain, compared(first_joined ? views_of(*first_joined) : first,
                                  second_joined ? views_of(*second_joined) : second));
}

}  // namespace ts::lang
