#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/large.h"
#include "crypto/crypto.h"

/// Finding the same person on two organisations' lists without either showing a name.
namespace ts::private_matching {

/// What is compared of a person, as it is written on a list; each part may be empty. All of a name
/// may stand in either of its parts.
struct Person {
  std::string given_name, family_name;
  std::string birth_date;  ///< 1994-03-28 or 19940328; anything else counts as not known
  std::string place;       ///< of origin, or whatever both lists have
};

/// A word of a name in three forms, from the strictest to the loosest.
struct Word {
  std::string whole;   ///< in small Latin letters
  std::string prefix;  ///< its first three letters
  std::string sound;   ///< its consonants (lang/names.h)
  bool empty() const { return whole.empty(); }
  friend bool operator==(const Word&, const Word&) = default;
};

/// A person in the one form in which both sides must write them before anything is hashed. The
/// first and the last word that is no particle stand for the whole name, since those in the middle
/// come and go from clerk to clerk.
struct Normal {
  Word first, last;
  std::string date;   ///< eight digits, which need not be a day that there is; else empty
  std::string place;  ///< its words in small Latin letters, spaces between
  friend bool operator==(const Normal&, const Normal&) = default;
};

/// Of this form; it changes whenever a line of data/private_matching/normal.csv does.
inline constexpr std::uint64_t normal_version = 1;

Normal normal_of(const Person& person);

/// `normal_of` for many, each text that occurs read once.
class Normals {
 public:
  Normal of(const Person& person);

 private:
  struct Name {
    Word first, last;
    bool several = false;
  };
  const Name& name(const std::string& written);

  std::unordered_map<std::string, Name> names_;
  std::unordered_map<std::string, std::string> places_;
};
LargeVector<Normal> normals_of(std::span<const Person> people);

/// A digest of what this program makes of the lines of data/private_matching/normal.csv: two
/// programs that write names differently, be it because of another ICU, have different ones and
/// refuse each other, where they would otherwise find nobody and not know why.
const crypto::Digest& normal_fingerprint();

/// The lines of that file: people, and what must become of them.
struct NormalVector {
  Person person;
  Normal normal;
};
std::vector<NormalVector> normal_vectors();

}  // namespace ts::private_matching
