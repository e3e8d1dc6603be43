#pragma once

#include <array>
#include <cstdint>
#include <random>

namespace ts::release {

/// Where random bits come from. Not safe for use by two threads at once.
class BitSource {
 public:
  BitSource() = default;
  BitSource(const BitSource&) = delete;
  BitSource& operator=(const BitSource&) = delete;
  virtual ~BitSource() = default;
  /// 64 independent fair bits.
  virtual std::uint64_t bits() = 0;
};

/// The only source for what is published: the operating system's generator, by libsodium. What was
/// drawn is wiped.
class SecretBits final : public BitSource {
 public:
  SecretBits() = default;
  ~SecretBits() override;
  std::uint64_t bits() override;

 private:
  std::array<std::uint64_t, 512> drawn_{};
  std::size_t used_ = drawn_.size();
};

/// The same bits for the same seed, for tests and benchmarks. Who knows the seed can take the noise
/// away again, so nothing made with it may be published.
class SeededBits final : public BitSource {
 public:
  explicit SeededBits(std::uint64_t seed) : engine_{seed} {}
  std::uint64_t bits() override { return engine_(); }

 private:
  std::mt19937_64 engine_;  // its output is fixed by the standard, unlike that of distributions
};

}  // namespace ts::release
