#include "private_matching/similar.h"

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <span>

#include "base/failure.h"
#include "base/parallel.h"

namespace ts::private_matching {
namespace {

constexpr std::size_t lanes = Codes::block;
/// Blocks of b that are compared with one row of a after another while they are near: 16 KiB.
constexpr std::size_t near = 16;
/// Rows of a that a thread takes at once.
constexpr std::size_t rows = 64;

using Common = std::array<std::uint32_t, lanes>;

/// What a row needs of blocks of b for one of their pairs to be a hit. Rather too little: a hit is
/// looked at once more.
struct Bounds {
  std::uint64_t share = 0;                   ///< of the ones of both, times 2^32
  std::uint32_t ones = 0;                    ///< of the row
  std::uint32_t left = 0;                    ///< of those behind the first words
  const std::uint32_t* fewest = nullptr;     ///< ones of the emptiest of each block
  const std::uint32_t* most_left = nullptr;  ///< behind the first words, of the fullest

  std::uint32_t of_all(std::size_t block) const {
    return static_cast<std::uint32_t>(share * (ones + fewest[block]) >> 32U);
  }
  /// Of the first words alone, since the others cannot bring more than the rest.
  std::uint32_t of_first(std::size_t block) const {
    const auto all = of_all(block);
    return all - std::min({all, left, most_left[block]});
  }
  /// From a block on.
  Bounds from(std::size_t block) const {
    auto out = *this;
    out.fewest += block;
    if (most_left != nullptr) out.most_left += block;
    return out;
  }
};

/// Where the next of `count` blocks is of which one has what is needed, from a place on: how many
/// bits the row has in common with each of its eight. `count`: there is none. The functions below
/// that count one block are false when none has, and leave `out` alone.
using Scan = std::size_t (*)(const Code& row, const std::uint64_t* blocks, const Bounds& bounds,
                             std::size_t count, std::size_t from, Common& out);

using Sums = std::array<std::uint64_t, lanes>;

[[gnu::always_inline]] inline const std::uint64_t* at(const std::uint64_t* blocks, std::size_t i) {
  return blocks + i * lanes * code_words;
}

template <std::size_t from, std::size_t to>
[[gnu::always_inline]] inline void add_plainly(const Code& row, const std::uint64_t* block,
                                               Sums& sums) {
  auto s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3];
  auto s4 = sums[4], s5 = sums[5], s6 = sums[6], s7 = sums[7];
  const auto bits = [](std::uint64_t both) __attribute__((always_inline)) {
    return static_cast<std::uint64_t>(__builtin_popcountll(both));
  };
  for (std::size_t w = from; w < to; ++w) {
    const auto mine = row[w];
    const auto* words = block + w * lanes;
    s0 += bits(mine & words[0]);
    s1 += bits(mine & words[1]);
    s2 += bits(mine & words[2]);
    s3 += bits(mine & words[3]);
    s4 += bits(mine & words[4]);
    s5 += bits(mine & words[5]);
    s6 += bits(mine & words[6]);
    s7 += bits(mine & words[7]);
  }
  sums = {s0, s1, s2, s3, s4, s5, s6, s7};
}

[[gnu::always_inline]] inline bool reaches(const Sums& sums, std::uint32_t least) {
  bool out = false;
  for (const auto sum : sums) out |= sum >= least;
  return out;
}

template <std::size_t first>
[[gnu::always_inline]] inline bool count_plainly(const Code& row, const std::uint64_t* block,
                                                 const Bounds& bounds, std::size_t k, Common& out) {
  Sums sums{};
  add_plainly<0, first>(row, block, sums);
  if (first < code_words) {
    if (!reaches(sums, bounds.of_first(k))) return false;
    add_plainly<first, code_words>(row, block, sums);
  }
  if (!reaches(sums, bounds.of_all(k))) return false;
  for (std::size_t i = 0; i < lanes; ++i) out[i] = static_cast<std::uint32_t>(sums[i]);
  return true;
}

// Two compilations of plain C++: almost every x86 of the last fifteen years has popcnt.
template <std::size_t first>
std::size_t scan_portable(const Code& row, const std::uint64_t* blocks, const Bounds& bounds,
                          std::size_t count, std::size_t from, Common& out) {
  while (from < count && !count_plainly<first>(row, at(blocks, from), bounds, from, out)) ++from;
  return from;
}
template <std::size_t first>
[[gnu::target("popcnt")]] std::size_t scan_popcnt(const Code& row, const std::uint64_t* blocks,
                                                  const Bounds& bounds, std::size_t count,
                                                  std::size_t from, Common& out) {
  while (from < count && !count_plainly<first>(row, at(blocks, from), bounds, from, out)) ++from;
  return from;
}

// Bits of bytes by a table of half bytes (Mula, "SSSE3: fast popcount", 2008); sixteen words make
// at most 128 a byte, so sums across bytes are taken only where they are compared.
template <std::size_t first>
[[gnu::target("avx2"), gnu::always_inline]] inline bool count_avx2(const Code& row,
                                                                   const std::uint64_t* block,
                                                                   const Bounds& bounds,
                                                                   std::size_t k, Common& out) {
  const auto table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1,
                                      2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const auto low = _mm256_set1_epi8(0x0f);
  const auto zero = _mm256_setzero_si256();
  auto left = zero, right = zero;
  const auto bits = [&](__m256i both) __attribute__((target("avx2"), always_inline)) {
    const auto lower = _mm256_shuffle_epi8(table, _mm256_and_si256(both, low));
    const auto upper =
        _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(both, 4), low));
    return _mm256_add_epi8(lower, upper);
  };
  const auto add = [&](std::size_t w) __attribute__((target("avx2"), always_inline)) {
    const auto mine = _mm256_set1_epi64x(static_cast<long long>(row[w]));
    const auto* words = reinterpret_cast<const __m256i*>(block + w * lanes);
    left = _mm256_add_epi8(left, bits(_mm256_and_si256(mine, _mm256_loadu_si256(words))));
    right = _mm256_add_epi8(right, bits(_mm256_and_si256(mine, _mm256_loadu_si256(words + 1))));
  };
  const auto none = [&](std::uint32_t least) __attribute__((target("avx2"), always_inline)) {
    const auto below = _mm256_set1_epi64x(static_cast<long long>(least) - 1);
    const auto some = _mm256_or_si256(_mm256_cmpgt_epi64(_mm256_sad_epu8(left, zero), below),
                                      _mm256_cmpgt_epi64(_mm256_sad_epu8(right, zero), below));
    return _mm256_testz_si256(some, some) != 0;
  };
  for (std::size_t w = 0; w < first; ++w) add(w);
  if (first < code_words && none(bounds.of_first(k))) return false;
  for (std::size_t w = first; w < code_words; ++w) add(w);
  if (none(bounds.of_all(k))) return false;
  alignas(32) Sums sums{};
  _mm256_store_si256(reinterpret_cast<__m256i*>(sums.data()), _mm256_sad_epu8(left, zero));
  _mm256_store_si256(reinterpret_cast<__m256i*>(sums.data() + 4), _mm256_sad_epu8(right, zero));
  for (std::size_t i = 0; i < lanes; ++i) out[i] = static_cast<std::uint32_t>(sums[i]);
  return true;
}
template <std::size_t first>
[[gnu::target("avx2")]] std::size_t scan_avx2(const Code& row, const std::uint64_t* blocks,
                                              const Bounds& bounds, std::size_t count,
                                              std::size_t from, Common& out) {
  while (from < count && !count_avx2<first>(row, at(blocks, from), bounds, from, out)) ++from;
  return from;
}

template <std::size_t first>
[[gnu::target("avx512f,avx512vpopcntdq"), gnu::always_inline]] inline bool count_avx512(
    const Code& row, const std::uint64_t* block, const Bounds& bounds, std::size_t k, Common& out) {
  auto sums = _mm512_setzero_si512();
  const auto add =
      [&](std::size_t w) __attribute__((target("avx512f,avx512vpopcntdq"), always_inline)) {
        const auto mine = _mm512_set1_epi64(static_cast<long long>(row[w]));
        const auto theirs = _mm512_loadu_si512(block + w * lanes);
        sums = _mm512_add_epi64(sums, _mm512_popcnt_epi64(_mm512_and_si512(mine, theirs)));
      };
  const auto none =
      [&](std::uint32_t least) __attribute__((target("avx512f,avx512vpopcntdq"), always_inline)) {
        return _mm512_cmpge_epu64_mask(sums, _mm512_set1_epi64(static_cast<long long>(least))) == 0;
      };
  for (std::size_t w = 0; w < first; ++w) add(w);
  if (first < code_words && none(bounds.of_first(k))) return false;
  for (std::size_t w = first; w < code_words; ++w) add(w);
  if (none(bounds.of_all(k))) return false;
  alignas(64) Sums each{};
  _mm512_store_si512(each.data(), sums);
  for (std::size_t i = 0; i < lanes; ++i) out[i] = static_cast<std::uint32_t>(each[i]);
  return true;
}
// The words of the row stay in sixteen registers from block to block.
template <std::size_t first>
[[gnu::target("avx512f,avx512vpopcntdq")]] std::size_t scan_avx512(const Code& row,
                                                                   const std::uint64_t* blocks,
                                                                   const Bounds& bounds,
                                                                   std::size_t count,
                                                                   std::size_t from, Common& out) {
  while (from < count && !count_avx512<first>(row, at(blocks, from), bounds, from, out)) ++from;
  return from;
}

/// After how many words it is asked whether a hit is still possible; after all: never.
constexpr std::array<std::size_t, 4> asked_after{4, 8, 12, code_words};

/// By the place in `asked_after`.
Scan scan_of(Path path, std::size_t asked) {
  constexpr std::array plain{scan_portable<4>, scan_portable<8>, scan_portable<12>,
                             scan_portable<code_words>};
  constexpr std::array popcnt{scan_popcnt<4>, scan_popcnt<8>, scan_popcnt<12>,
                              scan_popcnt<code_words>};
  constexpr std::array avx2{scan_avx2<4>, scan_avx2<8>, scan_avx2<12>, scan_avx2<code_words>};
  constexpr std::array avx512{scan_avx512<4>, scan_avx512<8>, scan_avx512<12>,
                              scan_avx512<code_words>};
  switch (path) {
    case Path::portable:
      return (__builtin_cpu_supports("popcnt") != 0 ? popcnt : plain).at(asked);
    case Path::avx2:
      return avx2.at(asked);
    case Path::avx512:
      return avx512.at(asked);
  }
  return plain.at(asked);
}

/// Words that are counted in the 30 ns that it takes until a wrong guess is taken back and all is
/// underway again (measured on Zen 5).
double words_of_a_wrong_guess(Path path) {
  switch (path) {
    case Path::portable:
      return 10;
    case Path::avx2:
      return 20;
    case Path::avx512:
      return 100;
  }
  return 0;
}

/// The least number of common bits that is enough, by the ones of both.
std::vector<std::uint32_t> enough_for(double at) {
  std::vector<std::uint32_t> out(2 * 64 * code_words + 1);
  for (std::size_t ones = 0; ones < out.size(); ++ones) {
    auto common = static_cast<std::uint32_t>(at * static_cast<double>(ones) / 2);
    while (2.0 * common < at * static_cast<double>(ones)) ++common;
    out[ones] = std::max(common, 1U);
  }
  return out;
}

/// Ones of the words from one on.
std::uint32_t ones_from(const Codes& codes, std::size_t i, std::size_t word) {
  std::uint32_t out = 0;
  for (auto w = word; w < code_words; ++w)
    out += static_cast<std::uint32_t>(std::popcount(codes.word(i, w)));
  return out;
}

/// The rows of blocks of b, of which each needs something.
class Comparison {
 public:
  Comparison(const Codes& a, const Codes& b, double at, Path path)
      : a_{a}, b_{b}, enough_{enough_for(at)}, share_{static_cast<std::uint64_t>(at / 2 * 0x1p32)} {
    for (std::size_t block = 0; block < b.blocks(); ++block) {
      std::uint32_t least = 64 * code_words;
      for (std::size_t j = block * lanes; j < std::min(b.size(), (block + 1) * lanes); ++j)
        least = std::min(least, b.ones(j));
      fewest_.push_back(least);
    }
    const auto asked = worth_asking(path);
    first_ = asked_after.at(asked);
    scan_ = scan_of(path, asked);
    for (std::size_t block = 0; first_ < code_words && block < b.blocks(); ++block)
      most_left_.push_back(most_left(block, first_));
  }

  std::vector<Hit> rows_from(std::size_t first) const {
    std::vector<Hit> out;
    const auto last = std::min(a_.size(), first + rows);
    LargeVector<Code> mine;
    std::vector<std::uint32_t> left;
    for (auto i = first; i < last; ++i) {
      mine.push_back(a_.code(i));
      left.push_back(ones_from(a_, i, first_));
    }
    for (std::size_t from = 0; from < b_.blocks(); from += near)
      for (auto i = first; i < last; ++i) compare(i, mine[i - first], left[i - first], from, out);
    std::ranges::sort(
        out, [](const Hit& x, const Hit& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
    return out;
  }

 private:
  /// Ones behind the first words, of the fullest of a block.
  std::uint32_t most_left(std::size_t block, std::size_t first) const {
    std::uint32_t out = 0;
    for (std::size_t j = block * lanes; j < std::min(b_.size(), (block + 1) * lanes); ++j)
      out = std::max(out, ones_from(b_, j, first));
    return out;
  }
  Bounds bounds_of(std::size_t i, std::uint32_t left) const {
    return {.share = share_,
            .ones = a_.ones(i),
            .left = left,
            .fewest = fewest_.data(),
            .most_left = most_left_.empty() ? nullptr : most_left_.data()};
  }

  /// Where asking spares most words, on some rows and some blocks: itself it costs about one, and
  /// those that are counted while the processor takes a wrong guess back.
  std::size_t worth_asking(Path path) const {
    constexpr std::size_t some_rows = 32, some_blocks = 32;
    const auto step_a = std::max<std::size_t>(1, a_.size() / some_rows);
    const auto step_b = std::max<std::size_t>(1, b_.blocks() / some_blocks);
    std::size_t asked = 0, best = asked_after.size() - 1;
    std::array<double, asked_after.size()> stopped{};
    for (std::size_t i = 0; i < a_.size(); i += step_a) {
      const auto row = a_.code(i);
      for (std::size_t block = 0; block < b_.blocks(); block += step_b, ++asked) {
        for (std::size_t s = 0; s < best; ++s) {
          const auto first = asked_after.at(s);
          auto bounds = bounds_of(i, ones_from(a_, i, first)).from(block);
          const auto most = most_left(block, first);
          bounds.most_left = &most;
          stopped.at(s) += !some_reach(row, block, first, bounds.of_first(0));
        }
      }
    }
    double most = 0;
    for (std::size_t s = 0; s + 1 < asked_after.size(); ++s) {
      const auto share = stopped.at(s) / static_cast<double>(std::max<std::size_t>(1, asked));
      const auto spared = share * static_cast<double>(code_words - asked_after.at(s)) - 1 -
                          std::min(share, 1 - share) * words_of_a_wrong_guess(path);
      if (spared <= most) continue;
      most = spared;
      best = s;
    }
    return best;
  }
  bool some_reach(const Code& row, std::size_t block, std::size_t first,
                  std::uint32_t least) const {
    Sums sums{};
    const auto* words = b_.words_of(block);
    for (std::size_t w = 0; w < first; ++w)
      for (std::size_t lane = 0; lane < lanes; ++lane)
        sums.at(lane) +=
            static_cast<std::uint64_t>(std::popcount(row.at(w) & words[w * lanes + lane]));
    return reaches(sums, least);
  }

  /// With the blocks that are near.
  void compare(std::size_t i, const Code& row, std::uint32_t left, std::size_t from,
               std::vector<Hit>& out) const {
    const auto bounds = bounds_of(i, left).from(from);
    const auto count = std::min(near, b_.blocks() - from);
    const auto ones = a_.ones(i);
    Common common{};
    // Hits are rare: eight pairs are mostly passed over at once, by what the emptiest would need.
    for (std::size_t k = 0;; ++k) {
      k = scan_(row, b_.words_of(from), bounds, count, k, common);
      if (k == count) return;
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const auto j = (from + k) * lanes + lane;
        if (j < b_.size() && common.at(lane) >= enough_[ones + b_.ones(j)])
          out.push_back(
              {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), common.at(lane)});
      }
    }
  }

  const Codes& a_;
  const Codes& b_;
  std::vector<std::uint32_t> enough_;
  std::uint64_t share_;
  std::vector<std::uint32_t> fewest_;
  std::size_t first_ = code_words;
  std::vector<std::uint32_t> most_left_;  ///< by block, behind the first words
  Scan scan_ = nullptr;
};

}  // namespace

Codes::Codes(std::span<const Code> codes)
    : size_{codes.size()}, blocks_((codes.size() + block - 1) / block) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    std::uint32_t ones = 0;
    for (std::size_t w = 0; w < code_words; ++w) {
      blocks_[i / block].words[w * block + i % block] = codes[i].at(w);
      ones += static_cast<std::uint32_t>(std::popcount(codes[i].at(w)));
    }
    ones_.push_back(ones);
  }
}

Code Codes::code(std::size_t i) const {
  Code out{};
  for (std::size_t w = 0; w < code_words; ++w) out[w] = word(i, w);
  return out;
}

std::string_view name_of(Path path) {
  switch (path) {
    case Path::portable:
      return "portable";
    case Path::avx2:
      return "AVX2";
    case Path::avx512:
      return "AVX-512";
  }
  return {};
}

bool runs_here(Path path) {
  switch (path) {
    case Path::portable:
      return true;
    case Path::avx2:
      return __builtin_cpu_supports("avx2") != 0;
    case Path::avx512:
      return __builtin_cpu_supports("avx512f") != 0 &&
             __builtin_cpu_supports("avx512vpopcntdq") != 0;
  }
  return false;
}

Path best_path() {
  if (runs_here(Path::avx512)) return Path::avx512;
  return runs_here(Path::avx2) ? Path::avx2 : Path::portable;
}

std::vector<Hit> similar(const Codes& a, const Codes& b, double at, Path path, unsigned threads,
                         const Progress& progress) {
  ensure(at > 0 && at <= 1 && runs_here(path));
  const Comparison comparison{a, b, at, path};
  std::vector<std::vector<Hit>> parts((a.size() + rows - 1) / rows);
  parallel_for(parts.size(), threads, [&](std::size_t part) {
    progress.check();
    parts[part] = comparison.rows_from(part * rows);
  });
  std::vector<Hit> out;
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace ts::private_matching
