#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/names.h"

namespace ts::lang {

struct Hit {
  std::uint32_t row = 0;
  double similarity = 0;
  friend bool operator==(const Hit&, const Hit&) = default;
};

/// Finds names by names, in memory. A row may have several names (aliases, other spellings). Finds
/// each name of which a word sounds like a word of the query, begins with one (two letters or more)
/// or shares a third of its trigrams and is half similar; the similarity is exactly that of
/// `similarity`. Several
/// threads may `find` at once as long as none changes it; the caller locks.
class NameIndex {
 public:
  /// A name without letters or digits is not kept.
  void add(std::uint32_t row, std::string_view name);
  /// Forgets all names of `row`; nothing happens when there are none.
  void remove(std::uint32_t row);
  /// At most `limit` rows, each once with its best name, the most similar first, equal ones by row.
  /// None with a similarity of 0; it is for the caller to cut off at `probable_match`.
  std::vector<Hit> find(std::string_view query, std::size_t limit) const;
  /// Number of names.
  std::size_t size() const { return entries_.size() - dead_; }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;

  struct Word {
    std::string token;
    std::string sound;
    double weight = 0;
    std::vector<std::uint32_t> entries;
  };
  struct Entry {
    std::uint32_t row = 0;
    std::uint32_t previous = none;  ///< entry of the same row
    std::uint32_t first_word = 0;   ///< in entry_words_
    std::uint16_t words = 0;
    bool dead = false;
  };
  class Query;

  std::uint32_t word_number(const std::string& token, const std::string& sound);
  void add_entry(std::uint32_t row, const NameKeys& keys);
  NameKeys keys_of_entry(const Entry& entry) const;
  void forget_the_dead();

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> entry_words_;
  /// Beside each word of an entry, a hash of how it sounds as one with the next word of it.
  std::vector<std::uint32_t> entry_joins_;
  std::unordered_map<std::uint32_t, std::uint32_t> last_entry_;  ///< by row
  std::size_t dead_ = 0;
  std::vector<Word> words_;  ///< each different word once
  std::map<std::string, std::uint32_t, std::less<>> by_token_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_sound_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> by_trigram_;
};

}  // namespace ts::lang
