#pragma once

#include <string>
#include <vector>

#include "private_matching/similar.h"

/// What somebody could do who sees vectors without the key and has a list of plain names on which
/// all of these people are: the worst case, for a state's register holds a shelter's people. For
/// tests and measurements.
namespace ts::private_matching {

/// For each vector, which of the known people it is taken for; `nobody` where no guess is made.
using Guesses = std::vector<std::size_t>;
inline constexpr std::size_t nobody = static_cast<std::size_t>(-1);

/// Vectors that occur equally often as values do, from the most frequent on (Christen, Schnell,
/// Vatsalan and Ranbaduge, "Efficient cryptanalysis of Bloom filters for privacy-preserving record
/// linkage", PAKDD 2017, reduced to whole values). Where several people have a value, the first is
/// named. `values`: of the known people what was encoded.
Guesses attack_by_frequency(std::span<const Code> codes, const std::vector<std::string>& values);

/// Bits that are set together more often than by chance belong to one part of the names; parts are
/// told apart by how often they occur (Christen, Vidanage, Ranbaduge and Schnell, "Pattern-mining
/// based cryptanalysis of Bloom filters for privacy-preserving record linkage", PAKDD 2018). Known
/// people are named who alone have the parts that were found. `parts`: of each known person.
Guesses attack_by_patterns(std::span<const Code> codes,
                           const std::vector<std::vector<std::string>>& parts);

/// Who resembles whom, beside the same of the known people, whom the attacker encodes with a key of
/// their own: first by how strong a person's nearest resemblances are, then by the resemblance to
/// those who are already known (after Vidanage, Christen, Ranbaduge and Schnell, "A graph matching
/// attack on privacy-preserving record linkage", CIKM 2020).
Guesses attack_by_graph(std::span<const Code> codes, std::span<const Code> own_codes);

}  // namespace ts::private_matching
