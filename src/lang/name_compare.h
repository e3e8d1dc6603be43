#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

// How two names are compared, for names.cpp and the index; others use names.h.
namespace ts::lang {

inline constexpr std::size_t most_words = 8;

/// One word of a name; what it points to belongs to somebody else.
struct WordView {
  std::string_view token;
  std::string_view sound;
};

/// How much a word says about who is meant: 1, or less for particles and initials.
double word_weight(std::string_view token);

/// From 0 to 1; symmetric.
double word_similarity(const WordView& a, const WordView& b);

/// similarities[i][j]: word i of the first name with word j of the second.
using WordTable = std::array<std::array<double, most_words>, most_words>;

/// The best pairing of the words of two names with these weights; at most `most_words` each.
double best_pairing(std::span<const double> weights_a, std::span<const double> weights_b,
                    const WordTable& similarities);

/// Whether two neighbours may be one word by their lengths and first letters (Xiao Ming and
/// Xiaoming). When no two of either name fit a word of the other that sounds as they do together
/// (`joined_sound`), `similarity` is `best_pairing`.
bool lengths_fit(std::string_view first, std::string_view second, std::string_view whole);
/// What two neighbours sound like as one word.
std::string joined_sound(std::string_view first, std::string_view second);

}  // namespace ts::lang
