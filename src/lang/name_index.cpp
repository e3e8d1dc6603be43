#include "lang/name_index.h"

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "base/failure.h"
#include "lang/name_compare.h"

namespace ts::lang {
namespace {

constexpr std::size_t shortest_prefix = 2;
// Of the words that share only trigrams: less similar ones bring in many rows, none worth a look.
constexpr double similar_enough = 0.5;
// Dead entries cost memory and a look each; removed when there are many and more than living ones.
constexpr std::size_t dead_worth_forgetting = 1024;

/// Each three bytes that follow one another, with a mark at both ends; each once.
std::vector<std::uint32_t> trigrams(std::string_view token) {
  std::string marked{"^"};
  marked.append(token).push_back('$');
  std::vector<std::uint32_t> out;
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(marked[i]));
  };
  for (std::size_t i = 0; i + 2 < marked.size(); ++i)
    out.push_back(byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2));
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::uint32_t hash_of(std::string_view sound) {
  return static_cast<std::uint32_t>(std::hash<std::string_view>{}(sound));
}

}  // namespace

/// One question: the words that may be meant, and how similar they are, each worked out once.
class NameIndex::Query {
 public:
  Query(const NameIndex& index, const NameKeys& keys) : index_{index}, keys_{keys} {
    for (std::size_t i = 0; i < keys.tokens.size(); ++i) {
      views_.push_back({keys.tokens[i], keys.sounds[i]});
      weights_.push_back(word_weight(keys.tokens[i]));
      sounds_.push_back(hash_of(keys.sounds[i]));
      if (i + 1 < keys.tokens.size())
        joins_.push_back(joined_sound(keys.tokens[i], keys.tokens[i + 1]));
    }
    known_.assign(views_.size(), std::vector<double>(index.words_.size(), -1.0));
  }

  /// Numbers of the words that a row must have one of.
  std::vector<std::uint32_t> candidates() {
    std::vector<bool> chosen(index_.words_.size());
    for (std::size_t i = 0; i < views_.size(); ++i) {
      add_by_sound(views_[i], chosen);
      add_by_prefix(views_[i], chosen);
      add_by_trigrams(i, chosen);
    }
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < chosen.size(); ++i)
      if (chosen[i]) out.push_back(i);
    return out;
  }

  double similarity_to(const Entry& entry) {
    const std::span words{index_.entry_words_.data() + entry.first_word, entry.words};
    std::array<WordView, most_words> others;
    std::array<double, most_words> weights{};
    WordTable table{};
    for (std::size_t j = 0; j < words.size(); ++j) {
      const auto& word = index_.words_[words[j]];
      others[j] = {word.token, word.sound};
      weights[j] = word.weight;
      for (std::size_t i = 0; i < views_.size(); ++i) table[i][j] = known(i, words[j]);
    }
    if (may_join(entry, {others.data(), words.size()}))
      return similarity(keys_, index_.keys_of_entry(entry));
    return best_pairing(weights_, {weights.data(), words.size()}, table);
  }

 private:
  /// Whether neighbours of the one name sound like a word of the other. A hash may say so in vain.
  bool may_join(const Entry& entry, std::span<const WordView> words) const {
    for (std::size_t i = 0; i < joins_.size(); ++i)
      for (const auto& word : words)
        if (word.sound == joins_[i] &&
            lengths_fit(views_[i].token, views_[i + 1].token, word.token))
          return true;
    for (std::size_t j = 0; j + 1 < words.size(); ++j)
      for (std::size_t i = 0; i < views_.size(); ++i)
        if (index_.entry_joins_[entry.first_word + j] == sounds_[i] &&
            lengths_fit(words[j].token, words[j + 1].token, views_[i].token))
          return true;
    return false;
  }

  double known(std::size_t i, std::uint32_t number) {
    auto& value = known_[i][number];
    if (value < 0) {
      const auto& word = index_.words_[number];
      value = word_similarity(views_[i], {word.token, word.sound});
    }
    return value;
  }

  void add_by_sound(const WordView& word, std::vector<bool>& chosen) const {
    const auto found = index_.by_sound_.find(std::string{word.sound});
    if (found == index_.by_sound_.end()) return;
    for (const auto number : found->second) chosen[number] = true;
  }

  void add_by_prefix(const WordView& word, std::vector<bool>& chosen) const {
    if (word.token.size() < shortest_prefix) return;
    for (auto at = index_.by_token_.lower_bound(word.token);
         at != index_.by_token_.end() && at->first.starts_with(word.token); ++at)
      chosen[at->second] = true;
  }

  void add_by_trigrams(std::size_t i, std::vector<bool>& chosen) {
    const auto asked = trigrams(views_[i].token);
    const auto enough = (asked.size() + 2) / 3;
    std::vector<std::uint16_t> shared(index_.words_.size());
    for (const auto trigram : asked) {
      const auto found = index_.by_trigram_.find(trigram);
      if (found == index_.by_trigram_.end()) continue;
      for (const auto number : found->second)
        if (++shared[number] == enough && known(i, number) >= similar_enough) chosen[number] = true;
    }
  }

  const NameIndex& index_;
  const NameKeys& keys_;
  std::vector<WordView> views_;
  std::vector<double> weights_;
  std::vector<std::uint32_t> sounds_;  ///< hashes, as of `entry_joins_`
  std::vector<std::string> joins_;     ///< how neighbours sound as one word
  std::vector<std::vector<double>> known_;
};

void NameIndex::add(std::uint32_t row, std::string_view name) { add_entry(row, keys_of(name)); }

void NameIndex::add_entry(std::uint32_t row, const NameKeys& keys) {
  if (keys.tokens.empty()) return;
  ensure(entries_.size() < none && entry_words_.size() < none - most_words);
  const auto number = static_cast<std::uint32_t>(entries_.size());
  Entry entry{.row = row, .first_word = static_cast<std::uint32_t>(entry_words_.size())};
  for (std::size_t i = 0; i < keys.tokens.size(); ++i) {
    const auto word = word_number(keys.tokens[i], keys.sounds[i]);
    entry_words_.push_back(word);
    entry_joins_.push_back(
        i + 1 < keys.tokens.size() ? hash_of(joined_sound(keys.tokens[i], keys.tokens[i + 1])) : 0);
    ++entry.words;
    auto& with_it = words_[word].entries;
    if (with_it.empty() || with_it.back() != number) with_it.push_back(number);
  }
  const auto [last, fresh] = last_entry_.try_emplace(row, number);
  if (!fresh) entry.previous = std::exchange(last->second, number);
  entries_.push_back(entry);
}

std::uint32_t NameIndex::word_number(const std::string& token, const std::string& sound) {
  const auto number = static_cast<std::uint32_t>(words_.size());
  const auto [found, fresh] = by_token_.try_emplace(token, number);
  if (!fresh) return found->second;
  words_.push_back({token, sound, word_weight(token), {}});
  by_sound_[sound].push_back(number);
  for (const auto trigram : trigrams(token)) by_trigram_[trigram].push_back(number);
  return number;
}

void NameIndex::remove(std::uint32_t row) {
  const auto last = last_entry_.find(row);
  if (last == last_entry_.end()) return;
  for (auto number = last->second; number != none; number = entries_[number].previous) {
    entries_[number].dead = true;
    ++dead_;
  }
  last_entry_.erase(last);
  if (dead_ > dead_worth_forgetting && dead_ > size()) forget_the_dead();
}

NameKeys NameIndex::keys_of_entry(const Entry& entry) const {
  NameKeys out;
  for (std::size_t i = 0; i < entry.words; ++i) {
    const auto& word = words_[entry_words_[entry.first_word + i]];
    out.tokens.push_back(word.token);
    out.sounds.push_back(word.sound);
  }
  return out;
}

void NameIndex::forget_the_dead() {
  NameIndex kept;
  for (const auto& entry : entries_)
    if (!entry.dead) kept.add_entry(entry.row, keys_of_entry(entry));
  *this = std::move(kept);
}

std::vector<Hit> NameIndex::find(std::string_view text, std::size_t limit) const {
  const auto keys = keys_of(text);
  Query query{*this, keys};
  std::vector<bool> seen(entries_.size());
  std::vector<Hit> hits;
  for (const auto word : query.candidates()) {
    for (const auto number : words_[word].entries) {
      const auto& entry = entries_[number];
      if (seen[number] || entry.dead) continue;
      seen[number] = true;
      const auto similar = query.similarity_to(entry);
      if (similar > 0) hits.push_back({entry.row, similar});
    }
  }
  std::ranges::sort(hits, [](const Hit& a, const Hit& b) {
    return a.row != b.row ? a.row < b.row : a.similarity > b.similarity;
  });
  const auto once = std::unique(hits.begin(), hits.end(),
                                [](const Hit& a, const Hit& b) { return a.row == b.row; });
  hits.erase(once, hits.end());
  const auto shown = std::min(limit, hits.size());
  std::ranges::partial_sort(
      hits, hits.begin() + static_cast<std::ptrdiff_t>(shown), [](const Hit& a, const Hit& b) {
        return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
      });
  hits.resize(shown);
  return hits;
}

}  // namespace ts::lang
