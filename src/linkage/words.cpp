#include "linkage/words.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/data.h"
#include "lang/name_compare.h"
#include "lang/names.h"
#include "lang/text.h"
#include "linkage/edits.h"

namespace ts::linkage {
namespace {

constexpr std::size_t most_remembered = 4096;  // words, squared: 16 MB
constexpr std::uint8_t not_known = 255;
// How two words resemble each other.
enum : unsigned { other, weakly, nearly, closely, same };

std::uint64_t hash(std::string_view text, std::uint64_t seed = 1469598103934665603ULL) {
  for (const char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return seed ^ (seed >> 29);
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

}  // namespace

Words::Words(const std::vector<std::string>& values, const std::vector<std::uint32_t>& counts) {
  values_.reserve(values.size());
  for (const auto& text : values) {
    Value value;
    value.script = script_of(text);
    const auto keys = lang::keys_of(text);
    for (std::size_t i = 0; i < keys.tokens.size(); ++i) {
      value.together += keys.tokens[i];
      const auto word = number_of(keys.tokens[i], keys.sounds[i]);
      if (words_[word].weight < 0.3 && keys.tokens.size() > 1) continue;  // an article
      value.words.push_back(word);
    }
    if (value.words.empty() && !keys.tokens.empty())
      value.words.push_back(number_of(keys.tokens[0], keys.sounds[0]));
    values_.push_back(std::move(value));
  }
  count_words(counts);
  if (words_.size() > most_remembered) return;
  const auto pairs = words_.size() * words_.size();
  known_ = std::make_unique<std::atomic<std::uint8_t>[]>(pairs);
  for (std::size_t i = 0; i < pairs; ++i) known_[i].store(not_known, std::memory_order_relaxed);
}

std::uint32_t Words::number_of(const std::string& token, const std::string& sound) {
  const auto [found, is_new] = by_token_.emplace(token, static_cast<std::uint32_t>(words_.size()));
  if (is_new) {
    Word word;
    word.token = token;
    word.sound = sound;
    word.called = called(token);
    word.weight = lang::word_weight(token);
    words_.push_back(std::move(word));
  }
  return found->second;
}

void Words::count_words(const std::vector<std::uint32_t>& counts) {
  double records = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (values_[i].words.empty()) continue;
    records += counts[i];
    for (const auto word : values_[i].words) words_[word].count += counts[i];
  }
  std::unordered_map<std::string_view, double> sounds;
  for (const auto& word : words_) sounds[word.sound] += word.count;
  // Half a record more, for a word that occurs once was drawn from many that do not occur.
  for (auto& word : words_) {
    word.rare = static_cast<float>(std::log2((records + 1) / (word.count + 0.5)));
    word.sound_rare = static_cast<float>(std::log2((records + 1) / (sounds[word.sound] + 0.5)));
    word.rare = std::max(0.0F, word.rare);
    word.sound_rare = std::clamp(word.sound_rare, 0.0F, word.rare);
  }
}

unsigned Words::compared_words(const Word& a, const Word& b) const {
  if (a.called != UINT32_MAX && a.called == b.called) return closely;
  const auto similar = lang::word_similarity({a.token, a.sound}, {b.token, b.sound});
  const auto longer = std::max(a.token.size(), b.token.size());
  const auto distance = edits(a.token, b.token, 2);
  if (similar >= 0.85 || (distance == 1 && longer >= 5)) return closely;
  if (similar >= 0.65 || (distance == 1 && longer >= 3) || (distance == 2 && longer >= 7))
    return nearly;
  return similar >= 0.4 ? weakly : other;
}

unsigned Words::resemblance(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return same;
  if (!known_) return compared_words(words_[a], words_[b]);
  auto& known = known_[a * words_.size() + b];
  auto out = known.load(std::memory_order_relaxed);
  if (out == not_known) {
    out = static_cast<std::uint8_t>(compared_words(words_[a], words_[b]));
    known.store(out, std::memory_order_relaxed);
  }
  return out;
}

float Words::surprise_of(std::uint32_t a, std::uint32_t b, unsigned how) const {
  const auto of = [&](float Word::* bits) { return (words_[a].*bits + words_[b].*bits) / 2; };
  if (how == same) return words_[a].rare;
  if (how == closely) return of(&Word::sound_rare);
  return of(&Word::sound_rare) * (how == nearly ? 0.7F : 0.4F);
}

Compared Words::paired(const Value& a, const Value& b) const {
  std::array<std::array<unsigned, lang::most_words>, lang::most_words> table{};
  const auto rows = std::min(a.words.size(), lang::most_words);
  const auto columns = std::min(b.words.size(), lang::most_words);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) table[i][j] = resemblance(a.words[i], b.words[j]);

  std::size_t pairs = 0;
  unsigned worst = same, taken_a = 0, taken_b = 0;
  float surprise = 0;
  for (unsigned how = same; how > other; --how) {
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        if (table[i][j] != how || (taken_a >> i & 1U) != 0 || (taken_b >> j & 1U) != 0) continue;
        taken_a |= 1U << i;
        taken_b |= 1U << j;
        worst = how;
        ++pairs;
        surprise += surprise_of(a.words[i], b.words[j], how);
      }
    }
  }
  const bool scripts = a.script != b.script;
  if (pairs == 0) return {outcome_of(Level::different, scripts), 0};
  const bool all = pairs == std::min(rows, columns);
  if (!all) return {outcome_of(Level::little, scripts), surprise};
  if (rows != columns) return {outcome_of(level_of_worst(worst), scripts), surprise};
  if (worst == same) return {outcome_of(Level::equal, scripts), surprise};
  if (worst == closely) return {outcome_of(Level::alike, scripts), surprise};
  return {outcome_of(level_of_worst(worst), scripts), surprise};
}

Compared Words::compare(std::uint32_t a, std::uint32_t b) const {
  const auto& first = values_[a];
  const auto& second = values_[b];
  if (first.words.empty() || second.words.empty()) return {};
  auto out = paired(first, second);
  if (level_of(out.outcome) >= Level::alike || first.words.size() == second.words.size())
    return out;
  // One word may have been written as two.
  const auto longer = std::max(first.together.size(), second.together.size());
  if (longer < 4 || edits(first.together, second.together, 1) > 1) return out;
  const auto& fewer = first.words.size() < second.words.size() ? first : second;
  out.outcome = outcome_of(Level::alike, first.script != second.script);
  out.surprise = 0;
  for (const auto word : fewer.words) out.surprise += words_[word].sound_rare;
  return out;
}

std::vector<std::uint64_t> Words::keys(std::uint32_t value, Part part) const {
  const auto& words = values_[value].words;
  std::vector<std::uint64_t> out;
  for (const auto word : words) {
    const auto& token = words_[word].token;
    const auto& sound = words_[word].sound;
    if (part == Part::start) {
      out.push_back(hash(std::string_view{token}.substr(0, 3)));
    } else if (part == Part::value) {
      out.push_back(hash(token));
    } else if (words.size() == 1 || words_[word].weight >= 1) {
      // A sound of one consonant is shared by half of the world.
      out.push_back(sound.size() >= 3 ? hash(sound) : hash(token, hash(sound)));
    }
  }
  std::sort(out.begin(), out.end());
  if (part == Part::words || part == Part::value) {
    std::uint64_t all = 0;
    for (const auto each : out) all = (all * 0x9E3779B97F4A7C15ULL + each) ^ (all >> 31);
    if (!out.empty()) out = {all};
  }
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace ts::linkage
