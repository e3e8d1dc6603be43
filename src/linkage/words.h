#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "linkage/spec.h"

namespace ts::linkage {

/// What two values of a field have in common, and how surprising that would be by chance.
struct Compared {
  Outcome outcome = 0;
  /// Bits: -log2 of the chance that another person's value agrees like this. 0: not known.
  float surprise = 0;
};

/// Names (of people, of places) as words in Latin letters with their sounds, and how often each
/// word occurs.
class Words {
 public:
  /// `values` are distinct, `counts` how many records have each. A value without a letter or a
  /// digit is missing.
  Words(const std::vector<std::string>& values, const std::vector<std::uint32_t>& counts);

  /// Words are paired in any order, the best first. Equal: the same words. Alike: all of them, in
  /// other spelling. Close: all of the shorter name in the longer. Near and weak: the same, but a
  /// word only resembles. Little: each has a word that the other has not. Circumstance: they are
  /// written in two scripts. Symmetric.
  Compared compare(std::uint32_t a, std::uint32_t b) const;

  /// Hashes of what `part` stands for; sorted.
  std::vector<std::uint64_t> keys(std::uint32_t value, Part part) const;
  /// The sounds of the words that say something, as keys.
  std::size_t size() const { return values_.size(); }

 private:
  struct Word {
    std::string token;
    std::string sound;
    std::uint32_t called = UINT32_MAX;  ///< short names of one name have one number
    double weight = 1;                  ///< particles and initials say less
    double count = 0;
    float rare = 0;        ///< bits of the word itself
    float sound_rare = 0;  ///< bits of all words that sound like it
  };
  struct Value {
    std::vector<std::uint32_t> words;
    std::string together;  ///< without the spaces
    std::uint16_t script = 0;
  };

  std::uint32_t number_of(const std::string& token, const std::string& sound);
  void count_words(const std::vector<std::uint32_t>& counts);
  unsigned resemblance(std::uint32_t a, std::uint32_t b) const;
  unsigned compared_words(const Word& a, const Word& b) const;
  float surprise_of(std::uint32_t a, std::uint32_t b, unsigned how) const;
  Compared paired(const Value& a, const Value& b) const;

  std::vector<Value> values_;
  std::vector<Word> words_;
  std::unordered_map<std::string, std::uint32_t> by_token_;
  /// What `resemblance` found, by both numbers; while there are few enough words.
  mutable std::unique_ptr<std::atomic<std::uint8_t>[]> known_;
};

}  // namespace ts::linkage
