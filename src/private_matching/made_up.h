#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "private_matching/normal.h"

/// Lists whose truth is known, for tests and measurements. Nobody on them exists.
namespace ts::private_matching {

struct MadeUpList {
  std::vector<Person> people;
  std::vector<std::uint64_t> truth;  ///< equal numbers are one person
};

/// From a file of FEBRL, the generator of Christen and others: given name, surname, date of birth
/// and state, which is what a shelter may have of a person.
MadeUpList read_febrl(std::string csv);

struct TwoLists {
  MadeUpList a, b;
};
/// Two lists of `size` people of which `common` are on both. People are values of the columns of
/// `originals` put together at random; on the second list they have the kinds of errors that the
/// records of `duplicates` have beside those of `originals`: typing, words swapped, missing,
/// others.
TwoLists made_up_lists(const MadeUpList& originals, const MadeUpList& duplicates, std::size_t size,
                       std::size_t common, std::uint64_t seed);

/// Several lists by who is on which: `histories[mask]` people on exactly these (bit i: list i),
/// with errors of their own on each but the first.
std::vector<MadeUpList> made_up_overlap(const MadeUpList& originals, const MadeUpList& duplicates,
                                        const std::vector<std::size_t>& histories,
                                        std::uint64_t seed);

/// Of what was found, how much is true, and of what is true, how much was found.
struct Quality {
  double precision = 0, recall = 0;
  double f1() const {
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
  }
};
Quality quality(std::size_t right, std::size_t found, std::size_t there);

/// People that both have.
std::size_t in_common(const MadeUpList& a, const MadeUpList& b);

}  // namespace ts::private_matching
