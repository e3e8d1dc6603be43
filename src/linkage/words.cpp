#include "linkage/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "base/data.h"
#include "lang/name_compare.h"
#include "lang/names.h"
#include "lang/text.h"
#include "linkage/edits.h"
#include "linkage/mixed.h"

namespace ts::linkage {
namespace {

constexpr unsigned remembered_bits = 16;  // pairs of words, 8 bytes each
constexpr float most_rare_word = 24;      // bits of a word that nobody else has
// How two words resemble each other.
enum : unsigned { other, weakly, nearly, closely, same };

std::uint64_t hash(std::string_view text, std::uint64_t seed = 1469598103934665603ULL) {
  for (const char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return mixed(seed);
}

/// Sounds are capitals.
std::string fold_sound(std::string_view sound) {
  std::string out{sound};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// A number for each block of letters; Latin with all its extensions is one.
std::uint16_t script_of(std::string_view text) {
  while (!text.empty()) {
    const auto c = lang::take_code_point(text);
    const bool letter_elsewhere = c >= 0x370 && !(c >= 0x1E00 && c < 0x2C00);
    if (letter_elsewhere) return static_cast<std::uint16_t>(c >> 8);
  }
  return 0;
}

/// The number of the line of data/linkage/short_names.csv on which a name stands first.
std::uint32_t called(const std::string& token) {
  static const auto all = [] {
    std::unordered_map<std::string, std::uint32_t> out;
    std::uint32_t line = 0;
    std::string word;
    for (const char c : data::file("linkage/short_names.csv")) {
      if (c != ',' && c != '\n') {
        word += c;
        continue;
      }
      out.emplace(word, line);
      word.clear();
      if (c == '\n') ++line;
    }
    return out;
  }();
  const auto found = all.find(token);
  return found == all.end() ? UINT32_MAX : found->second;
}

Level level_of_worst(unsigned worst) {
  if (worst >= closely) return Level::close;
  return worst == nearly ? Level::near : Level::weak;
}

/// Josef and Yosef, Julia and Yuliya: one letter of many scripts.
bool j_for_y(std::string_view a, std::string_view b) {
  return a.size() > 2 && b.size() > 2 && a[0] == 'j' && b[0] == 'y';
}
std::string with_j(std::string_view token) { return std::string{"j"}.append(token.substr(1)); }

/// Alhusseini and Husseini: the article grown together with its word.
bool with_article(std::string_view longer, std::string_view shorter) {
  return shorter.size() >= 3 && longer.size() == shorter.size() + 2 && longer.starts_with("AL") &&
         longer.ends_with(shorter);
}

std::array<char, 4> start_of(std::string_view text) {
  std::array<char, 4> out{};
  std::copy_n(text.begin(), std::min(text.size(), out.size()), out.begin());
  return out;
}

/// Not less than Jaro-Winkler of two texts with these letters.
float most_similar(const Letters& a, const Letters& b, const std::array<char, 4>& start_a,
                   const std::array<char, 4>& start_b) {
  const auto common = static_cast<float>(most_in_common(a, b));
  if (common == 0) return 0;
  const float jaro =
      (common / static_cast<float>(a.size) + common / static_cast<float>(b.size) + 1) / 3;
  unsigned prefix = 0;
  while (prefix < 4 && start_a[prefix] == start_b[prefix] && start_a[prefix] != 0) ++prefix;
  return jaro + 0.1F * static_cast<float>(prefix) * (1 - jaro);
}

/// False only for words that `compared_words` finds to be others.
bool may_resemble(const Word& a, const Word& b) {
  if (a.sound == b.sound || (a.called != UINT32_MAX && a.called == b.called)) return true;
  const bool j_and_y =
      (a.start[0] == 'j' && b.start[0] == 'y') || (a.start[0] == 'y' && b.start[0] == 'j');
  const auto longer = std::max(a.letters.size, b.letters.size);
  if (j_and_y || may_be_within(longer >= 7 ? 2 : 1, a.letters, b.letters)) return true;
  if (a.start[0] == b.start[0] && a.start[1] == b.start[1]) return true;
  if (a.letters.size == 1 || b.letters.size == 1) return a.start[0] == b.start[0];
  constexpr float least = 0.76F - 1e-4F;  // what `word_similarity` makes 0.4
  return most_similar(a.letters, b.letters, a.start, b.start) +
             most_similar(a.sounds, b.sounds, a.sound_start, b.sound_start) >=
         2 * least;
}

}  // namespace

Words::Words(Kind kind, const std::vector<std::string>& values,
             const std::vector<std::uint32_t>& counts)
    : kind_{kind} {
  values_.reserve(values.size());
  for (const auto& text : values) add(text);
  counted_ = words_.size();
  count_words(counts);
  known_ = std::make_unique<std::atomic<std::uint64_t>[]>(std::size_t{1} << remembered_bits);
}

std::uint32_t Words::add(std::string_view text) {
  const auto keys = lang::keys_of(text);
  const auto from = in_values_.size();
  for (std::size_t i = 0; i < keys.tokens.size(); ++i) {
    const auto word = number_of(keys.tokens[i], keys.sounds[i]);
    if (words_[word].weight < 0.3F && keys.tokens.size() > 1) continue;  // an article
    in_values_.push_back(word);
  }
  if (in_values_.size() == from && !keys.tokens.empty())
    in_values_.push_back(number_of(keys.tokens[0], keys.sounds[0]));
  values_.push_back({.begin = static_cast<std::uint32_t>(from),
                     .first = in_values_.size() == from ? 0 : in_values_[from],
                     .size = static_cast<std::uint16_t>(in_values_.size() - from),
                     .script = script_of(text),
                     .rare = most_rare_word});
  return static_cast<std::uint32_t>(values_.size() - 1);
}

std::uint32_t Words::visit(std::string_view text) { return add(text); }

void Words::leave() {
  in_values_.resize(values_.back().begin);
  values_.pop_back();
  while (words_.size() > counted_) {
    by_token_.erase(tokens_.back());
    tokens_.pop_back();
    sounds_.pop_back();
    words_.pop_back();
  }
}

std::uint32_t Words::number_of(const std::string& token, const std::string& sound) {
  const auto [found, is_new] = by_token_.emplace(token, static_cast<std::uint32_t>(words_.size()));
  if (is_new) {
    Word word;
    word.letters = letters_of(token);
    word.sounds = letters_of(fold_sound(sound));
    word.start = start_of(token);
    word.sound_start = start_of(sound);
    word.sound =
        by_sound_.emplace(sound, static_cast<std::uint32_t>(by_sound_.size())).first->second;
    word.called = called(token);
    word.weight = static_cast<float>(lang::word_weight(token));
    word.rare = word.sound_rare = most_rare_word;
    words_.push_back(word);
    tokens_.push_back(token);
    sounds_.push_back(sound);
  }
  return found->second;
}

void Words::count_words(const std::vector<std::uint32_t>& counts) {
  double records = 0;
  std::vector<double> of_words(words_.size()), of_sounds(by_sound_.size());
  std::unordered_map<std::uint64_t, double> of_values;
  const auto same_words = [&](std::uint32_t value) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < size(value); ++i) sum += mixed(words(value)[i]);
    return sum;
  };
  for (std::uint32_t value = 0; value < counts.size(); ++value) {
    if (size(value) == 0) continue;
    records += counts[value];
    if (kind_ == Kind::place) of_values[same_words(value)] += counts[value];
    for (std::size_t i = 0; i < size(value); ++i) of_words[words(value)[i]] += counts[value];
  }
  for (std::size_t w = 0; w < words_.size(); ++w) of_sounds[words_[w].sound] += of_words[w];
  // Half a record more, for a word that occurs once was drawn from many that do not occur.
  const auto bits = [&](double count) {
    return static_cast<float>(std::max(0.0, std::log2((records + 1) / (count + 0.5))));
  };
  for (std::size_t w = 0; w < words_.size(); ++w) {
    words_[w].rare = bits(of_words[w]);
    words_[w].sound_rare = std::min(words_[w].rare, bits(of_sounds[words_[w].sound]));
  }
  for (std::uint32_t value = 0; value < counts.size(); ++value) {
    values_[value].rare = 0;
    for (std::size_t i = 0; i < size(value); ++i)
      values_[value].rare += words_[words(value)[i]].rare;
    // The words of a place go together; those of a name are chosen one by one.
    if (kind_ == Kind::place) values_[value].rare = bits(of_values[same_words(value)]);
  }
}

unsigned Words::compared_words(std::uint32_t a, std::uint32_t b) const {
  const auto &first = words_[a], &second = words_[b];
  if (first.called != UINT32_MAX && first.called == second.called) return closely;
  const std::string_view token_a = tokens_[a], token_b = tokens_[b];
  if (with_article(sounds_[a], sounds_[b]) || with_article(sounds_[b], sounds_[a])) return closely;
  auto similar = lang::word_similarity({token_a, sounds_[a]}, {token_b, sounds_[b]});
  if (j_for_y(token_a, token_b) || j_for_y(token_b, token_a)) {
    const auto one = with_j(token_a), other = with_j(token_b);
    similar = std::max(similar, lang::word_similarity({one, lang::sound_key(one)},
                                                      {other, lang::sound_key(other)}));
  }
  const auto longer = std::max(token_a.size(), token_b.size());
  const auto distance =
      may_be_within(2, first.letters, second.letters) ? edits(token_a, token_b, 2) : 3;
  if (similar >= 0.85 || (distance == 1 && longer >= 5)) return closely;
  if (similar >= 0.65 || (distance == 1 && longer >= 3) || (distance == 2 && longer >= 7))
    return nearly;
  return similar >= 0.4 ? weakly : other;
}

unsigned Words::resemblance(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return same;
  if (!may_resemble(words_[a], words_[b])) return other;
  if (a > b) std::swap(a, b);
  if (b >= counted_) return compared_words(a, b);
  constexpr unsigned for_answer = 3, for_word = 30;
  const auto both = (std::uint64_t{a} << for_word | b) << for_answer;
  auto& known = known_[both * 0x9E3779B97F4A7C15ULL >> (64 - remembered_bits)];
  const auto before = known.load(std::memory_order_relaxed);
  if (before >> for_answer == both >> for_answer) return before & 7U;
  const auto out = compared_words(a, b);
  known.store(both | out, std::memory_order_relaxed);
  return out;
}

float Words::surprise_of(std::uint32_t a, std::uint32_t b, unsigned how) const {
  // A visitor's word is as rare as the one that it is compared with.
  const auto sound = std::min(words_[a].sound_rare, words_[b].sound_rare);
  if (how == same) return words_[a].rare;
  if (how == closely) return sound;
  return sound * (how == nearly ? 0.7F : 0.4F);
}

Compared Words::paired(std::uint32_t a, std::uint32_t b) const {
  std::array<std::array<std::uint8_t, lang::most_words>, lang::most_words> table{};
  const auto rows = std::min(size(a), lang::most_words);
  const auto columns = std::min(size(b), lang::most_words);
  unsigned best = other;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      const auto how = resemblance(words(a)[i], words(b)[j]);
      table[i][j] = static_cast<std::uint8_t>(how);
      best = std::max(best, how);
    }
  const bool scripts = values_[a].script != values_[b].script;
  std::size_t pairs = 0;
  unsigned worst = same, taken_a = 0, taken_b = 0;
  float surprise = 0;
  for (unsigned how = best; how > other; --how) {
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        if (table[i][j] != how || (taken_a >> i & 1U) != 0 || (taken_b >> j & 1U) != 0) continue;
        taken_a |= 1U << i;
        taken_b |= 1U << j;
        worst = how;
        ++pairs;
        const auto more = surprise_of(words(a)[i], words(b)[j], how);
        surprise = kind_ == Kind::place ? std::max(surprise, more) : surprise + more;
      }
    }
  }
  const auto result = [&](Level level) { return Compared{outcome_of(level, scripts), surprise}; };
  if (pairs == 0) return result(Level::different);
  if (pairs != std::min(rows, columns)) return result(Level::little);
  if (rows != columns || worst < closely) return result(level_of_worst(worst));
  if (worst != same) return result(Level::alike);
  surprise = std::min(values_[a].rare, values_[b].rare);
  return result(Level::equal);
}

Compared Words::of_one_word_each(const Value& a, const Value& b) const {
  const auto how = resemblance(a.first, b.first);
  const auto result = [&](Level level, float surprise) {
    return Compared{outcome_of(level, a.script != b.script), surprise};
  };
  if (how == other) return result(Level::different, 0);
  if (how == same) return result(Level::equal, std::min(a.rare, b.rare));
  const auto surprise = surprise_of(a.first, b.first, how);
  return result(how == closely ? Level::alike : level_of_worst(how), surprise);
}

std::string Words::together(std::uint32_t value) const {
  std::string out;
  for (std::size_t i = 0; i < size(value); ++i) out += tokens_[words(value)[i]];
  return out;
}

bool Words::one_word_as_two(std::uint32_t a, std::uint32_t b) const {
  const auto letters = [&](std::uint32_t value) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < size(value); ++i) sum += words_[words(value)[i]].letters.size;
    return sum;
  };
  const auto first = letters(a), second = letters(b);
  const auto longer = std::max(first, second);
  return longer >= 4 && longer - std::min(first, second) <= 1 &&
         edits(together(a), together(b), 1) <= 1;
}

Compared Words::compare(std::uint32_t a, std::uint32_t b) const {
  if (size(a) == 0 || size(b) == 0) return {};
  if (a == b) return {outcome_of(Level::equal, false), values_[a].rare};
  if (size(a) == 1 && size(b) == 1) return of_one_word_each(values_[a], values_[b]);
  auto out = paired(a, b);
  if (level_of(out.outcome) >= Level::alike || size(a) == size(b) || !one_word_as_two(a, b))
    return out;
  const auto fewer = size(a) < size(b) ? a : b;
  out.outcome = outcome_of(Level::alike, values_[a].script != values_[b].script);
  out.surprise = 0;
  for (std::size_t i = 0; i < size(fewer); ++i) out.surprise += words_[words(fewer)[i]].sound_rare;
  return out;
}

std::vector<std::uint64_t> Words::keys(std::uint32_t value, Part part) const {
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i < size(value); ++i) {
    const auto word = words(value)[i];
    const std::string_view token = tokens_[word], sound = sounds_[word];
    if (part == Part::start) {
      out.push_back(hash(token.substr(0, 3)));
    } else if (part == Part::value) {
      out.push_back(hash(token));
    } else if (size(value) == 1 || words_[word].weight >= 1) {
      // A sound of one consonant is shared by half of the world.
      out.push_back(sound.size() >= 3 ? hash(sound) : hash(token, hash(sound)));
    }
  }
  if (part == Part::words || part == Part::value) {
    std::uint64_t sum = 0;
    for (const auto each : out) sum += each;
    if (!out.empty()) out.assign(1, sum);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace ts::linkage
