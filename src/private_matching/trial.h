#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/failure.h"
#include "private_matching/intersection.h"
#include "private_matching/made_up.h"

/// For tests of this module. The lists of FEBRL lie beside the project, in ../shared/data/linkage;
/// tests that need them skip, and say so, where they are absent.
namespace ts::private_matching::trial {

inline std::filesystem::path reference_folder() {
  // Tests run in build/NAME, or by hand from the project's root.
  for (const auto* from : {"../../..", ".."})
    if (std::filesystem::exists(std::filesystem::path{from} / "shared/data/linkage"))
      return std::filesystem::path{from} / "shared/data/linkage";
  return "../../../shared/data/linkage";
}

#define NEEDS_FEBRL()                                                                             \
  if (!std::filesystem::exists(::ts::private_matching::trial::reference_folder()))                \
  GTEST_SKIP() << "the lists of FEBRL are not beside the project (../shared/data/linkage): what " \
                  "this test holds the engine to was NOT checked"

inline MadeUpList febrl(const std::string& name) {
  std::ifstream in{reference_folder() / ("febrl_dataset" + name + ".csv"), std::ios::binary};
  return read_febrl({std::istreambuf_iterator<char>{in}, {}});
}

/// What a call is given up for; empty when it is not.
template <class Work>
std::string refusal(const Work& work) {
  try {
    work();
  } catch (const Failure& failure) {
    return std::string{failure.key().text()};
  }
  return {};
}

inline crypto::Secret secret(std::uint8_t of) { return *crypto::Secret::from(Bytes(32, of)); }

/// Invented, each unlike the others.
inline std::vector<Person> people(std::size_t count, std::size_t from = 0) {
  std::vector<Person> out;
  for (std::size_t i = from; i < from + count; ++i) {
    // No vowel twice in a row, so that no two names are pronounced alike.
    const auto name = [](std::size_t number) {
      std::string text;
      for (int letter = 0; letter < 3; ++letter, number /= 8)
        text += std::string{"bdfgklmn"[number % 8]} + "aeiou"[number % 5];
      return text;
    };
    const auto year = 1950 + i * 7 % 50, month = 1 + i % 12, day = 1 + i * 5 % 28;
    out.push_back({name(i * 37), name(i * 101 + 13),
                   std::to_string(10000 * year + 100 * month + day),
                   i % 3 == 0 ? "north" : "south"});
  }
  return out;
}

/// What all secrets together would make of a list, without them: equal for equal keys, and where
/// there is none, unlike anything else. `number`: of the list.
inline std::vector<Tag> tags_without_secrets(const List& list, std::size_t number) {
  std::vector<Tag> out;
  for (const auto& entry : list.entries)
    for (const auto& key : entry.keys) {
      const auto digest =
          key ? crypto::hash(bytes_of(*key))
              : crypto::hash(ByteWriter{}.part("nobody").u64(number).u64(out.size()).bytes());
      std::copy_n(digest.begin(), out.emplace_back().size(), out.back().begin());
    }
  return out;
}

}  // namespace ts::private_matching::trial
