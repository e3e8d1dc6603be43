#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// Chance that can be repeated: for simulation and resampling, never for secrets.
namespace ts::stats {

/// Philox 4x32-10, a counter-based generator (Salmon, Moraes, Dror and Shaw, "Parallel random
/// numbers: as easy as 1, 2, 3", SC 2011): the same (seed, stream) gives the same numbers on every
/// machine and for any number of threads, so each replicate takes a stream of its own.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream);

  std::uint32_t u32() {
    if (next_ == block_.size()) refill();
    return block_[next_++];
  }
  std::uint64_t u64() {
    const std::uint64_t high = u32();
    return high << 32 | u32();
  }
  /// In [0, 1), 53 bits.
  double uniform() { return static_cast<double>(u64() >> 11) * 0x1.0p-53; }
  /// In (0, 1): never the ends, for what takes a logarithm.
  double open_uniform() { return (static_cast<double>(u64() >> 12) + 0.5) * 0x1.0p-52; }
  /// Below `bound`, which is not 0, without bias (Lemire 2019).
  std::uint32_t below(std::uint32_t bound);
  std::uint64_t below64(std::uint64_t bound);

 private:
  /// Blocks that are made together: none waits for another, and the order stays theirs.
  static constexpr std::size_t together = 4;
  void refill();
  std::array<std::uint32_t, 2> key_, stream_;
  std::uint64_t position_ = 0;  ///< of the next block, the lower half of the counter
  std::array<std::uint32_t, 4 * together> block_{};
  std::size_t next_ = block_.size();
};

}  // namespace ts::stats
