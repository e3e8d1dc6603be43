#include "release/best_choice.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ts::release {

Choice best_choice(double mean, double deviation, double shared) {
  constexpr int steps = 16;  // either way, of a quarter of a deviation
  std::array<double, 2 * steps + 1> counts{};
  std::array<double, 2 * steps + 1> weights{};
  double all = 0;
  double chances = 0;
  double nobody = 0;
  Choice choice{0, 0, 0};
  for (int i = -steps; i <= steps; ++i) {
    const auto at = static_cast<std::size_t>(i + steps);
    const double chance = std::exp(-i * i / 32.0);
    chances += chance;
    counts[at] = mean + i * deviation / 4;
    if (counts[at] >= shared) choice.silence += chance;
    if (counts[at] < 0.5)
      nobody += chance;  // made up, whatever is told
    else
      all += weights[at] = chance / std::max(1.0, counts[at]);
  }
  double below = 0;
  std::size_t at = 0;
  while (at + 1 < counts.size() && (below += weights[at]) < all / 2) ++at;
  choice.told = std::max(1.0, counts[at]);
  for (std::size_t i = 0; i < counts.size(); ++i)
    choice.loss += weights[i] * std::abs(choice.told - std::max(1.0, counts[i]));
  choice.loss = (choice.loss + nobody) / chances;
  choice.silence /= chances;
  return choice;
}

}  // namespace ts::release
