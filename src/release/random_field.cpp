#include "release/random_field.h"

#include <algorithm>
#include <cmath>

#include "base/failure.h"

namespace ts::release {
namespace {

constexpr double most_weight = 15;  // e^15: beyond this a cell is as good as impossible

/// A fraction of 2^32 for one record: a counter made random (SplitMix64, Steele et al. 2014). What
/// it draws from was released already, so that it need not be secret.
std::uint32_t chance(std::uint64_t seed, std::uint64_t counter) {
  auto z = seed + (counter + 1) * 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return static_cast<std::uint32_t>((z ^ (z >> 31)) >> 32);
}

/// The number of the value that `chance` falls on when value v has weight exp(log_weights[v]).
std::uint16_t pick(std::span<float> log_weights, std::uint32_t chance) {
  constexpr float unit = 1.0F / 4294967296.0F;
  const float share = static_cast<float>(chance) * unit;
  if (log_weights.size() == 2)
    return share * (1 + std::exp(log_weights[1] - log_weights[0])) >= 1 ? 1 : 0;
  const float top = *std::max_element(log_weights.begin(), log_weights.end());
  float sum = 0;
  for (auto& weight : log_weights) sum += weight = std::exp(weight - top);
  float left = share * sum;
  for (std::size_t v = 0; v + 1 < log_weights.size(); ++v) {
    left -= log_weights[v];
    if (left < 0) return static_cast<std::uint16_t>(v);
  }
  return static_cast<std::uint16_t>(log_weights.size() - 1);
}

/// Takes from each line of cells along `axis` its mean, which other cliques account for.
void centre(std::vector<double>& values, std::size_t size, std::size_t stride) {
  for (std::size_t start = 0; start < values.size(); ++start) {
    if (start / stride % size != 0) continue;
    double mean = 0;
    for (std::size_t v = 0; v < size; ++v) mean += values[start + v * stride];
    mean /= static_cast<double>(size);
    for (std::size_t v = 0; v < size; ++v) values[start + v * stride] -= mean;
  }
}

}  // namespace

RandomField::RandomField(Sizes sizes, std::vector<Clique> cliques)
    : sizes_{sizes.begin(), sizes.end()}, cliques_{std::move(cliques)}, views_(sizes.size()) {
  for (std::size_t c = 0; c < cliques_.size(); ++c) {
    const auto& clique = cliques_[c];
    ensure(c >= sizes.size() || clique == Clique{static_cast<std::uint32_t>(c)});
    weights_.emplace_back(cells_of(clique, sizes_));
    auto& places = view_of_.emplace_back();
    for (const auto a : clique) {
      View view{
          .other = {0, 0}, .stride = {0, 0}, .weights = std::vector<float>(weights_[c].size())};
      std::uint32_t stride = sizes_[a];
      int found = 0;
      for (auto other = clique.rbegin(); other != clique.rend(); ++other) {
        if (*other == a) continue;
        view.other[found] = *other;
        view.stride[found++] = stride;
        stride *= sizes_[*other];
      }
      places.emplace_back(a, views_[a].size());
      views_[a].push_back(std::move(view));
    }
  }
}

void RandomField::lay_out(std::size_t clique) {
  const auto& members = cliques_[clique];
  for (std::size_t axis = 0; axis < members.size(); ++axis) {
    auto& view = views_[view_of_[clique][axis].first][view_of_[clique][axis].second];
    for (std::size_t cell = 0; cell < weights_[clique].size(); ++cell) {
      auto rest = cell;
      std::size_t at = 0;
      for (auto m = members.size(); m-- > 0;) {
        const auto code = rest % sizes_[members[m]];
        rest /= sizes_[members[m]];
        if (m == axis)
          at += code;
        else
          at += code * (members[m] == view.other[0] ? view.stride[0] : view.stride[1]);
      }
      view.weights[at] = static_cast<float>(weights_[clique][cell]);
    }
  }
}

void RandomField::draw(std::size_t a, CodedRows& records, std::uint64_t seed) const {
  const auto size = sizes_[a];
  std::vector<float> log_weights(size);
  auto& codes = records[a];
  for (std::size_t row = 0; row < codes.size(); ++row) {
    std::copy_n(views_[a][0].weights.begin(), size, log_weights.begin());
    for (std::size_t v = 1; v < views_[a].size(); ++v) {
      const auto& view = views_[a][v];
      const auto* weights = view.weights.data() + records[view.other[0]][row] * view.stride[0] +
                            records[view.other[1]][row] * view.stride[1];
      for (std::size_t code = 0; code < size; ++code) log_weights[code] += weights[code];
    }
    codes[row] = pick(log_weights, chance(seed, row * sizes_.size() + a));
  }
}

void RandomField::sweep(CodedRows& records, std::uint64_t seed) const {
  for (std::size_t a = 0; a < sizes_.size(); ++a) draw(a, records, seed);
}

CodedRows RandomField::independent(std::size_t rows, std::uint64_t seed) const {
  CodedRows records(sizes_.size(), std::vector<std::uint16_t>(rows));
  for (std::size_t a = 0; a < sizes_.size(); ++a)
    for (std::size_t row = 0; row < rows; ++row) {
      auto log_weights = views_[a][0].weights;
      records[a][row] = pick(log_weights, chance(seed, row * sizes_.size() + a));
    }
  return records;
}

void RandomField::learn(std::size_t clique, std::span<const double> target,
                        std::span<const double> seen, double rate, double softness) {
  const auto& members = cliques_[clique];
  std::vector<double> step(target.size());
  for (std::size_t cell = 0; cell < step.size(); ++cell)
    step[cell] = std::log((target[cell] + softness) / (seen[cell] + softness));
  if (members.size() > 1) {
    std::size_t stride = 1;
    for (auto m = members.size(); m-- > 0; stride *= sizes_[members[m]])
      centre(step, sizes_[members[m]], stride);
  }
  for (std::size_t cell = 0; cell < step.size(); ++cell)
    weights_[clique][cell] =
        std::clamp(weights_[clique][cell] + rate * step[cell], -most_weight, most_weight);
  lay_out(clique);
}

}  // namespace ts::release
