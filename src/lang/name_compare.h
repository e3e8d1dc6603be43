#pragma once

#include <array>
#include <cstddef>
#include <span>
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

/// Whether two neighbours in `a` may be one word in `b` (Xiao Ming and Xiaoming), by their lengths
/// and first letters only. When it says no for both orders, `similarity` is `best_pairing`.
bool may_join(std::span<const WordView> a, std::span<const WordView> b);

}  // namespace ts::lang
