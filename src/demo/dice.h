#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/failure.h"

namespace ts::demo {

/// Choices with how often each comes up, relative to the others.
using Weights = std::vector<std::pair<std::string, std::size_t>>;

/// Chance that falls the same way for the same seed on every machine; the distributions of the
/// standard library do not. The bias of the remainder does not matter for invented people.
class Dice {
 public:
  /// The dice of the `index`th case.
  Dice(std::uint64_t seed, std::uint64_t index)
      : engine_{seed * 0x9e3779b97f4a7c15ULL + index * 0xbf58476d1ce4e5b9ULL} {}

  /// 0 to `n` - 1.
  std::size_t below(std::size_t n) {
    ensure(n > 0);
    return static_cast<std::size_t>(engine_() % n);
  }
  /// `least` to `most`, both included.
  std::size_t between(std::size_t least, std::size_t most) {
    return least + below(most - least + 1);
  }
  bool chance(std::size_t percent) { return below(100) < percent; }

  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[below(all.size())];
  }

  /// The place of the choice.
  std::size_t place(const Weights& choices) {
    std::size_t sum = 0;
    for (const auto& [name, weight] : choices) sum += weight;
    auto rest = below(sum);
    std::size_t at = 0;
    while (rest >= choices[at].second) rest -= choices[at++].second;
    return at;
  }
  const std::string& choice(const Weights& choices) { return choices[place(choices)].first; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace ts::demo
