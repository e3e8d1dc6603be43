#include "private_matching/similar.h"

#include <gtest/gtest.h>

#include <bit>

#include "stats/random.h"

namespace ts::private_matching {
namespace {

/// Of every density, some empty and some full; neighbours are often alike.
LargeVector<Code> some(std::size_t count, std::uint64_t seed) {
  stats::Random random{seed, 0};
  LargeVector<Code> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0 && random.below(3) == 0) {
      out[i] = out[i - 1];
      out[i].at(random.below(code_words)) ^= random.u64() & random.u64() & random.u64();
      continue;
    }
    const auto kind = random.below(8);
    for (auto& word : out[i]) {
      if (kind == 0) word = 0;
      if (kind == 1) word = ~std::uint64_t{0};
      if (kind == 2) word = random.u64() & random.u64() & random.u64();
      if (kind > 2) word = random.u64();
    }
  }
  return out;
}

/// The definition, pair by pair.
std::vector<Hit> naive(std::span<const Code> a, std::span<const Code> b, double at) {
  const auto ones = [](const Code& x, const Code& y) {
    std::uint32_t out = 0;
    for (std::size_t w = 0; w < code_words; ++w)
      out += static_cast<std::uint32_t>(std::popcount(x.at(w) & y.at(w)));
    return out;
  };
  std::vector<Hit> out;
  for (std::uint32_t i = 0; i < a.size(); ++i)
    for (std::uint32_t j = 0; j < b.size(); ++j) {
      const auto common = ones(a[i], b[j]);
      const auto both = ones(a[i], a[i]) + ones(b[j], b[j]);
      if (common > 0 && 2.0 * common >= at * both) out.push_back({i, j, common});
    }
  return out;
}

TEST(Similar, finds_on_every_path_what_the_definition_finds) {
  std::size_t seen = 0;
  for (const auto path : {Path::portable, Path::avx2, Path::avx512}) {
    if (!runs_here(path)) {
      GTEST_LOG_(WARNING) << name_of(path) << " is not on this processor: NOT checked";
      continue;
    }
    for (const auto& [first, second] :
         {std::pair{0, 3}, {1, 1}, {7, 9}, {65, 8}, {130, 129}, {63, 257}}) {
      const auto a = some(static_cast<std::size_t>(first), 1);
      const auto b = some(static_cast<std::size_t>(second), first == second ? 1 : 2);
      for (const double at : {0.001, 0.4, 0.5, 0.66, 0.8, 0.9, 1.0}) {
        const auto want = naive(a, b, at);
        EXPECT_EQ(similar(Codes{a}, Codes{b}, at, path, 2), want) << name_of(path) << ' ' << at;
        seen += want.size();
      }
    }
  }
  EXPECT_GT(seen, 1000U);
}

/// As vectors mostly are: half of the bits set, so that most pairs are given up half way; some with
/// a copy in the other list in which so many bits are other ones.
LargeVector<Code> balanced(std::size_t count, std::uint64_t seed, unsigned other) {
  stats::Random random{seed, 1}, chance{seed, other};
  LargeVector<Code> out(count);
  for (auto& code : out) {
    for (auto& word : code) word = random.u64();
    for (unsigned i = 0; i < other; ++i)
      code.at(chance.below(code_words)) ^= std::uint64_t{1} << chance.below(64);
  }
  return out;
}

TEST(Similar, finds_the_same_where_most_pairs_are_given_up_half_way) {
  for (const auto path : {Path::portable, Path::avx2, Path::avx512}) {
    if (!runs_here(path)) continue;
    for (const unsigned other : {0U, 60U, 150U, 240U, 330U}) {
      const auto a = balanced(90, 4, 0), b = balanced(90, 4, other);
      for (const double at : {0.5, 0.6, 0.7, 0.8, 0.9})
        EXPECT_EQ(similar(Codes{a}, Codes{b}, at, path), naive(a, b, at))
            << name_of(path) << ' ' << other << ' ' << at;
    }
  }
}

TEST(Similar, finds_copies_and_their_neighbours) {
  const auto a = some(200, 3);
  const auto hits = similar(Codes{a}, Codes{a}, 1.0);
  std::size_t selves = 0, full = 0;
  for (const auto& hit : hits) selves += hit.a == hit.b;
  for (const auto& code : a) full += code != Code{};
  EXPECT_EQ(selves, full);  // a zero vector is like nothing, not even itself
}

}  // namespace
}  // namespace ts::private_matching
