#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "linkage/examined.h"

namespace ts::linkage {

/// What the outcomes of one field say: how often each comes up for two records of one person (m)
/// and of two people (u). Both sum to 1 within a circumstance (see `Outcome`).
struct Weights {
  std::array<double, outcomes> m{}, u{};
  /// Bits of a value as rare as is usual: a rarer one adds what it has more, a more common one
  /// takes off what it has less (term frequency). log2 of the mean of 2^surprise over chance
  /// agreements, so that the adjusted odds are 1 on average. 0: not adjusted.
  std::array<double, outcomes> usual{};
  friend bool operator==(const Weights&, const Weights&) = default;
};

/// Fellegi and Sunter, "A theory for record linkage", JASA 64 (1969).
struct Model {
  std::vector<Weights> fields;
  double matches = 0;  ///< expected number of pairs that are one person
  double pairs = 0;    ///< among so many
  double prior_bits() const;
  friend bool operator==(const Model&, const Model&) = default;
};

struct TrainOptions {
  std::uint64_t seed = 1;
  unsigned threads = 0;
};

/// The outcome of every field of a pair, and what its rare values add, in whole bits: what EM
/// counts.
using Pattern = std::uint64_t;
constexpr Outcome outcome_in(Pattern pattern, std::size_t field) {
  return static_cast<Outcome>(pattern >> (4 * field) & 15U);
}

/// Bits for and against of one field.
double bits_of(const Weights& weights, Kind kind, Outcome outcome, double surprise);

/// `bits_of` with its logarithms taken once, for many pairs.
class Weighing {
 public:
  Weighing(const Model& model, const Records& records);
  double bits(std::size_t field, const Compared& compared) const;
  double bits(std::span<const Compared> fields) const;  ///< of a pair, with the prior
  double prior() const { return prior_; }

 private:
  const Model& model_;
  std::vector<Kind> kinds_;
  std::vector<std::array<double, outcomes>> plain_;
  double prior_;
};

/// Learns without labels. u comes from how often values occur and from random pairs, of which those
/// are left out that look like one person; for names of kin, places and further names, from pairs
/// that share a word of the first name, because people with one language share more than that. m
/// and the number of matches come from expectation maximisation over counts of patterns, drawn
/// towards `usual_weights` with the strength of a few pairs, so that 40 records are enough. No more
/// matches than records are believed.
Model train(const Records& records, const Examined& examined, const TrainOptions& options);

/// What m is believed to be before anything was seen.
Weights usual_weights(Kind kind);

}  // namespace ts::linkage
