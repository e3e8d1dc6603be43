#include "private_matching/similar.h"

#include <immintrin.h>

#include <algorithm>
#include <bit>

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

/// How many bits a row has in common with each of a block of eight.
using Count = void (*)(const Code& row, const std::uint64_t* block, Common& out);

[[gnu::always_inline]] inline void count_plainly(const Code& row, const std::uint64_t* block,
                                                 Common& out) {
  for (std::size_t half = 0; half < lanes; half += 4) {
    std::uint64_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    const auto* words = block + half;
    for (std::size_t w = 0; w < code_words; ++w, words += lanes) {
      const auto mine = row[w];
      s0 += static_cast<std::uint64_t>(__builtin_popcountll(mine & words[0]));
      s1 += static_cast<std::uint64_t>(__builtin_popcountll(mine & words[1]));
      s2 += static_cast<std::uint64_t>(__builtin_popcountll(mine & words[2]));
      s3 += static_cast<std::uint64_t>(__builtin_popcountll(mine & words[3]));
    }
    out[half] = static_cast<std::uint32_t>(s0);
    out[half + 1] = static_cast<std::uint32_t>(s1);
    out[half + 2] = static_cast<std::uint32_t>(s2);
    out[half + 3] = static_cast<std::uint32_t>(s3);
  }
}

// Two compilations of plain C++: almost every x86 of the last fifteen years has popcnt.
void count_portable(const Code& row, const std::uint64_t* block, Common& out) {
  count_plainly(row, block, out);
}
[[gnu::target("popcnt")]] void count_popcnt(const Code& row, const std::uint64_t* block,
                                            Common& out) {
  count_plainly(row, block, out);
}

// Bits of bytes by a table of half bytes (Mula, "SSSE3: fast popcount", 2008); sixteen words make
// at most 128 a byte, so one sum across bytes at the end is enough.
[[gnu::target("avx2")]] void count_avx2(const Code& row, const std::uint64_t* block, Common& out) {
  const auto table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1,
                                      2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const auto low = _mm256_set1_epi8(0x0f);
  auto left = _mm256_setzero_si256(), right = left;
  const auto bits = [&](__m256i both) __attribute__((target("avx2"), always_inline)) {
    const auto lower = _mm256_shuffle_epi8(table, _mm256_and_si256(both, low));
    const auto upper =
        _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(both, 4), low));
    return _mm256_add_epi8(lower, upper);
  };
  for (std::size_t w = 0; w < code_words; ++w) {
    const auto mine = _mm256_set1_epi64x(static_cast<long long>(row[w]));
    const auto* words = reinterpret_cast<const __m256i*>(block + w * lanes);
    left = _mm256_add_epi8(left, bits(_mm256_and_si256(mine, _mm256_loadu_si256(words))));
    right = _mm256_add_epi8(right, bits(_mm256_and_si256(mine, _mm256_loadu_si256(words + 1))));
  }
  const auto zero = _mm256_setzero_si256();
  alignas(32) std::array<std::uint64_t, lanes> sums{};
  _mm256_store_si256(reinterpret_cast<__m256i*>(sums.data()), _mm256_sad_epu8(left, zero));
  _mm256_store_si256(reinterpret_cast<__m256i*>(sums.data() + 4), _mm256_sad_epu8(right, zero));
  for (std::size_t i = 0; i < lanes; ++i) out[i] = static_cast<std::uint32_t>(sums[i]);
}

[[gnu::target("avx512f,avx512vpopcntdq")]] void count_avx512(const Code& row,
                                                             const std::uint64_t* block,
                                                             Common& out) {
  auto sums = _mm512_setzero_si512();
  for (std::size_t w = 0; w < code_words; ++w) {
    const auto mine = _mm512_set1_epi64(static_cast<long long>(row[w]));
    const auto theirs = _mm512_loadu_si512(block + w * lanes);
    sums = _mm512_add_epi64(sums, _mm512_popcnt_epi64(_mm512_and_si512(mine, theirs)));
  }
  alignas(64) std::array<std::uint64_t, lanes> each{};
  _mm512_store_si512(each.data(), sums);
  for (std::size_t i = 0; i < lanes; ++i) out[i] = static_cast<std::uint32_t>(each[i]);
}

Count count_of(Path path) {
  switch (path) {
    case Path::portable:
      return __builtin_cpu_supports("popcnt") != 0 ? count_popcnt : count_portable;
    case Path::avx2:
      return count_avx2;
    case Path::avx512:
      return count_avx512;
  }
  return count_portable;
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

class Comparison {
 public:
  Comparison(const Codes& a, const Codes& b, double at, Path path)
      : a_{a}, b_{b}, count_{count_of(path)}, enough_{enough_for(at)} {
    for (std::size_t block = 0; block < b.blocks(); ++block) {
      std::uint32_t least = 64 * code_words;
      for (std::size_t j = block * lanes; j < std::min(b.size(), (block + 1) * lanes); ++j)
        least = std::min(least, b.ones(j));
      fewest_.push_back(least);
    }
  }

  std::vector<Hit> rows_from(std::size_t first) const {
    std::vector<Hit> out;
    const auto last = std::min(a_.size(), first + rows);
    std::vector<Code> mine;
    for (auto i = first; i < last; ++i) mine.push_back(a_.code(i));
    for (std::size_t from = 0; from < b_.blocks(); from += near)
      for (auto i = first; i < last; ++i)
        for (auto block = from; block < std::min(b_.blocks(), from + near); ++block)
          compare(i, mine[i - first], block, out);
    std::ranges::sort(
        out, [](const Hit& x, const Hit& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
    return out;
  }

 private:
  void compare(std::size_t i, const Code& row, std::size_t block, std::vector<Hit>& out) const {
    Common common{};
    count_(row, b_.words_of(block), common);
    const auto ones = a_.ones(i);
    // Hits are rare: eight pairs are mostly passed over at once, by what the emptiest would need.
    const auto least = enough_[ones + fewest_[block]];
    std::uint32_t some = 0;
    for (const auto each : common) some |= static_cast<std::uint32_t>(each >= least);
    if (some == 0) return;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const auto j = block * lanes + lane;
      if (j < b_.size() && common.at(lane) >= enough_[ones + b_.ones(j)])
        out.push_back(
            {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), common.at(lane)});
    }
  }

  const Codes& a_;
  const Codes& b_;
  Count count_;
  std::vector<std::uint32_t> enough_, fewest_;
};

}  // namespace

Codes::Codes(const std::vector<Code>& codes)
    : size_{codes.size()}, words_((codes.size() + block - 1) / block * block * code_words) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    std::uint32_t ones = 0;
    for (std::size_t w = 0; w < code_words; ++w) {
      words_[(i / block * code_words + w) * block + i % block] = codes[i].at(w);
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
