#pragma once

#include <array>
#include <atomic>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/edits.h"
#include "linkage/spec.h"

namespace ts::linkage {

/// What two values of a field have in common, and how surprising that would be by chance.
struct Compared {
  Outcome outcome = 0;
  /// Bits: -log2 of the chance that another person's value agrees like this. 0: not known.
  float surprise = 0;
};

/// A word in Latin letters, with what is needed to see quickly that it is no other: all that is
/// looked at for most pairs is in one line of the cache.
struct alignas(64) Word {
  Letters letters, sounds;
  std::array<char, 4> start{}, sound_start{};
  std::uint32_t sound = 0;            ///< words that sound alike have one number
  std::uint32_t called = UINT32_MAX;  ///< short names of one name have one number
  float weight = 1;                   ///< particles and initials say less
  float rare = 0;                     ///< bits of the word itself
  float sound_rare = 0;               ///< bits of all words that sound like it
};

/// Names (of people, of places) as words in Latin letters with their sounds, and how often each
/// word occurs.
class Words {
 public:
  /// `values` are distinct, `counts` how many records have each. A value without a letter or a
  /// digit is missing.
  Words(Kind kind, const std::vector<std::string>& values,
        const std::vector<std::uint32_t>& counts);

  /// Words are paired in any order, the best first. Equal: the same words. Alike: all of them, in
  /// other spelling. Close: all of the shorter name in the longer. Near and weak: the same, but a
  /// word only resembles. Little: each has a word that the other has not. Circumstance: they are
  /// written in two scripts. Symmetric. Several threads may ask at once.
  Compared compare(std::uint32_t a, std::uint32_t b) const;

  /// Hashes of what `part` stands for; sorted. Of all words together the sum, so that fields can be
  /// added up in any order.
  std::vector<std::uint64_t> keys(std::uint32_t value, Part part) const;

  /// Brings what a comparison will need nearer; first the value, later its word.
  void prefetch(std::uint32_t value) const { __builtin_prefetch(values_.data() + value); }
  void prefetch_more(std::uint32_t value) const {
    __builtin_prefetch(words_.data() + values_[value].first);
  }

  /// One more value, to be compared with the others and taken away again before the next.
  std::uint32_t visit(std::string_view text);
  void leave();
  void stay() { counted_ = words_.size(); }

 private:
  std::uint32_t add(std::string_view text);
  std::uint32_t number_of(const std::string& token, const std::string& sound);
  void count_words(const std::vector<std::uint32_t>& counts);
  unsigned resemblance(std::uint32_t a, std::uint32_t b) const;
  unsigned compared_words(std::uint32_t a, std::uint32_t b) const;
  float surprise_of(std::uint32_t a, std::uint32_t b, unsigned how) const;
  Compared paired(std::uint32_t a, std::uint32_t b) const;
  bool one_word_as_two(std::uint32_t a, std::uint32_t b) const;
  /// For most values their only word, without the way over `in_values_`.
  struct Value {
    std::uint32_t begin = 0, first = 0;
    std::uint16_t size = 0, script = 0;
    float rare = 0;  ///< bits of the whole value
  };
  std::size_t size(std::uint32_t value) const { return values_[value].size; }
  const std::uint32_t* words(std::uint32_t value) const {
    return in_values_.data() + values_[value].begin;
  }
  Compared of_one_word_each(const Value& a, const Value& b) const;
  std::string together(std::uint32_t value) const;

  using Numbers = boost::unordered_flat_map<std::string, std::uint32_t, std::hash<std::string>>;

  Kind kind_;
  std::vector<Value> values_;
  std::vector<std::uint32_t> in_values_;  ///< the words of values
  std::vector<Word> words_;
  std::vector<std::string> tokens_, sounds_;  ///< of words
  Numbers by_token_, by_sound_;
  std::size_t counted_ = 0;  ///< words that do not belong to a visitor
  /// What `compared_words` found: both numbers and the answer in one.
  mutable std::unique_ptr<std::atomic<std::uint64_t>[]> known_;
};

}  // namespace ts::linkage
