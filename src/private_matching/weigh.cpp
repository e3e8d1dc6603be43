#include "private_matching/weigh.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace ts::private_matching {
namespace {

// In bits. Of a word's agreement, what it costs that one person's words differ at times; of a part
// that does not agree, how much rarer that is for one person than for two.
constexpr double word_noise = -1;
constexpr double other_word = -3;
constexpr double other_place = -3.5;
constexpr double other_date = -4;
constexpr double other_year = -3;
constexpr double other_order_of_digits = -5;

bool has(std::uint8_t shared, Slot slot) {
  return (shared >> static_cast<unsigned>(slot) & 1U) != 0;
}

/// A word's agreement: the strictest form that is told, and nothing where none is.
double word_bits(bool whole, bool prefix, bool sound, bool held, const Evidence& evidence) {
  if (!held) return 0;
  if (whole) return evidence.whole + word_noise;
  if (prefix) return evidence.prefix + word_noise;
  if (sound) return evidence.sound + word_noise;
  return other_word;
}

double date_bits(std::uint8_t shared, const Evidence& evidence) {
  const bool date = has(shared, Slot::first_prefix_date) || has(shared, Slot::last_prefix_date) ||
                    has(shared, Slot::first_sound_date) || has(shared, Slot::last_sound_date);
  if (date) return evidence.day + evidence.year;
  if (has(shared, Slot::prefixes_digits))
    return evidence.day + evidence.year + other_order_of_digits;
  if (has(shared, Slot::first_prefix_day_place) || has(shared, Slot::last_prefix_day_place))
    return evidence.day + other_year;
  return other_date;
}

double place_bits(std::uint8_t shared, const Evidence& evidence) {
  if (has(shared, Slot::first_prefix_day_place) || has(shared, Slot::last_prefix_day_place) ||
      has(shared, Slot::words_place))
    return evidence.place;
  // With a prefix and the date equal, only the place can have kept the other key from being equal.
  if (has(shared, Slot::first_prefix_date) || has(shared, Slot::last_prefix_date))
    return other_place;
  return 0;
}

double probability(double bits, double prior_odds) {
  return 1 / (1 + std::exp2(-std::clamp(bits + std::log2(prior_odds), -200.0, 200.0)));
}

double prior_odds_of(std::span<const Weighed> pairs, std::size_t own, std::size_t peer) {
  const auto all = static_cast<double>(own) * static_cast<double>(peer);
  const auto most = static_cast<double>(std::min(own, peer));
  double both = std::max(0.5, most / 2);
  for (int round = 0; round < 50; ++round) {
    double sum = 0;
    for (const auto& pair : pairs) sum += probability(pair.bits, both / std::max(all - both, 0.5));
    const auto next = std::clamp(sum, std::min(1.0, most / 2), most);
    if (std::abs(next - both) < 1e-3) break;
    both = next;
  }
  return both / std::max(all - both, 0.5);
}

std::vector<Weighed> one_to_one(std::vector<Weighed> pairs, std::size_t own, std::size_t peer) {
  std::ranges::sort(pairs, [](const Weighed& a, const Weighed& b) {
    return std::tuple{-a.bits, a.own, a.peer} < std::tuple{-b.bits, b.own, b.peer};
  });
  std::vector<bool> own_taken(own), peer_taken(peer);
  std::erase_if(pairs, [&](const Weighed& pair) {
    if (own_taken[pair.own] || peer_taken[pair.peer]) return true;
    own_taken[pair.own] = peer_taken[pair.peer] = true;
    return false;
  });
  return pairs;
}

}  // namespace

double bits_of(std::uint8_t shared, const Held& held, const Evidence& evidence) {
  const bool whole = has(shared, Slot::words_place);
  const bool prefixes = has(shared, Slot::prefixes_digits);
  double out = word_bits(whole,
                         prefixes || has(shared, Slot::first_prefix_date) ||
                             has(shared, Slot::first_prefix_day_place),
                         has(shared, Slot::first_sound_date), held.first, evidence) +
               word_bits(whole,
                         prefixes || has(shared, Slot::last_prefix_date) ||
                             has(shared, Slot::last_prefix_day_place),
                         has(shared, Slot::last_sound_date), held.last, evidence);
  if (held.date) out += date_bits(shared, evidence);
  if (held.place) out += place_bits(shared, evidence);
  return out;
}

std::vector<Weighed> weigh(std::span<const Touch> touches, std::span<const Held> held,
                           const Evidence& evidence, std::size_t own, std::size_t peer) {
  std::vector<Weighed> out;
  out.reserve(touches.size());
  for (const auto& touch : touches) {
    const auto& has_parts = held.size() == 1 ? held.front() : held[touch.own];
    out.push_back(
        {touch.own, touch.peer, touch.shared, bits_of(touch.shared, has_parts, evidence), 0});
  }
  const auto prior = prior_odds_of(out, own, peer);
  for (auto& pair : out) pair.probability = probability(pair.bits, prior);
  std::erase_if(out, [](const Weighed& pair) { return pair.probability < 0.5; });
  return one_to_one(std::move(out), own, peer);
}

}  // namespace ts::private_matching
