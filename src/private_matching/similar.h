#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/large.h"
#include "base/progress.h"

/// Which of two lists' bit vectors are alike: all pairs are compared, none is passed over.
namespace ts::private_matching {

inline constexpr std::size_t code_words = 16;
/// 1024 bits.
using Code = std::array<std::uint64_t, code_words>;

/// Vectors in blocks of eight, word by word: the first words of all eight, then the second ones and
/// so on, so that eight pairs are compared without a sum across a register.
class Codes {
 public:
  static constexpr std::size_t block = 8;
  explicit Codes(std::span<const Code> codes);

  std::size_t size() const { return size_; }
  std::size_t blocks() const { return blocks_.size(); }
  std::uint32_t ones(std::size_t i) const { return ones_[i]; }
  const std::uint64_t* words_of(std::size_t of_block) const {
    return blocks_[of_block].words.data();
  }
  std::uint64_t word(std::size_t i, std::size_t w) const {
    return blocks_[i / block].words[w * block + i % block];
  }
  Code code(std::size_t i) const;

 private:
  /// So that no eight words lie in two lines of the cache.
  struct alignas(64) Block {
    std::array<std::uint64_t, block * code_words> words{};
  };
  std::size_t size_;
  std::vector<Block> blocks_;  ///< filled up with zero vectors
  std::vector<std::uint32_t> ones_;
};

struct Hit {
  std::uint32_t a = 0, b = 0;
  std::uint32_t common = 0;  ///< bits that both have
  friend bool operator==(const Hit&, const Hit&) = default;
};

/// How it is computed; the hits are the same.
enum class Path { portable, avx2, avx512 };
std::string_view name_of(Path path);
/// The fastest that this processor has.
Path best_path();
bool runs_here(Path path);

/// All pairs whose Dice coefficient, 2 common / (ones of a + ones of b), is `at` or more, by a,
/// then by b. Two zero vectors are alike in nothing. `at` is above 0 and at most 1, or it is a
/// `Bug`.
std::vector<Hit> similar(const Codes& a, const Codes& b, double at, Path path = best_path(),
                         unsigned threads = 0, const Progress& progress = {});

}  // namespace ts::private_matching
