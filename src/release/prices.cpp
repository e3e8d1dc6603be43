#include "release/prices.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ts::release {
namespace {

constexpr std::uint64_t dearest = 1 << 20;
constexpr std::uint64_t rarest = 60;  // people; what the model says of fewer is chance

/// Every set of `length` of these items.
template <class Use>
void each_subset(std::span<const Item> items, std::size_t length, Use use) {
  std::array<Item, longest> chosen{};
  const auto extend = [&](auto& self, std::size_t from, std::size_t depth) -> void {
    if (depth == length) {
      use(std::span{chosen}.first(length));
      return;
    }
    for (auto i = from; i + (length - depth) <= items.size(); ++i) {
      chosen[depth] = items[i];
      self(self, i + 1, depth + 1);
    }
  };
  extend(extend, 0, 0);
}

}  // namespace

std::vector<std::size_t> combinations_among(std::span<const Item> items,
                                            const Combinations& numbered, std::size_t length) {
  std::vector<std::size_t> numbers;
  each_subset(items, length, [&](std::span<const Item> combination) {
    if (const auto number = numbered.count_of(combination); number > 0)
      numbers.push_back(number - 1);
  });
  return numbers;
}

Prices::Prices(const Records& model, const Combinations& numbered, std::size_t length, Rho cost,
               double in_full)
    : cost_{cost} {
  std::vector<std::vector<std::size_t>> held;
  std::vector<std::uint64_t> people(numbered.size(length));
  for (std::size_t r = 0; r < model.size(); ++r) {
    held.push_back(combinations_among(model.items(r), numbered, length));
    for (const auto i : held.back()) people[i] += model.weight(r);
  }
  auto least = dearest / 1024;
  const auto too_much_noise = [&] {
    return most_parts_squared(least) / (2 * cost_.value) + rounded > Sigma2::largest;
  };
  const auto price_all = [&] {
    set(people, least);
    limit_to(held, model, in_full);
  };
  // With next to no budget, noise has no room: coarser parts, then prices that are more alike.
  for (price_all(); whole_ > 1 && too_much_noise();) whole_ /= 2;
  for (; least < dearest && too_much_noise(); price_all()) least *= 2;
}

void Prices::set(const std::vector<std::uint64_t>& people, std::uint64_t least) {
  prices_.clear();
  for (const auto count : people)
    prices_.push_back(std::max(least, dearest * rarest / std::max(count, rarest)));
}

void Prices::limit_to(const std::vector<std::vector<std::size_t>>& held, const Records& model,
                      double in_full) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> sums;
  for (std::size_t r = 0; r < held.size(); ++r) sums.emplace_back(sum(held[r]), model.weight(r));
  std::ranges::sort(sums);
  const double enough = in_full * static_cast<double>(model.rows());
  std::uint64_t seen = 0;
  for (const auto& [price, weight] : sums) {
    limit_ = std::max<std::uint64_t>(1, price);
    seen += weight;
    if (static_cast<double>(seen) >= enough) return;
  }
}

std::uint64_t Prices::sum(std::span<const std::size_t> combinations) const {
  std::uint64_t price = 0;
  for (const auto i : combinations) price += prices_[i];
  return price;
}

std::uint64_t Prices::weight(std::span<const std::size_t> combinations) const {
  const auto price = sum(combinations);
  if (price <= limit_) return whole_;
  const double share = std::sqrt(static_cast<double>(limit_) / static_cast<double>(price));
  auto weight = static_cast<std::uint64_t>(share * static_cast<double>(whole_)) + 1;
  while (weight * weight * price > limit_ * whole_ * whole_)
    --weight;  // exact, whatever was rounded
  return weight;
}

double Prices::most_parts_squared(std::uint64_t price) const {
  return static_cast<double>(limit_ * whole_ * whole_) / static_cast<double>(price);
}

Sigma2 Prices::noise(std::size_t combination) const {
  return gaussian_noise(most_parts_squared(prices_[combination]), cost_);
}

}  // namespace ts::release
