#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "release/accountant.h"
#include "release/combinations.h"
#include "release/dp_synthesis.h"

/// Counts of combinations under differential privacy.
namespace ts::release {

struct DpCounting {
  std::size_t length = 3;  ///< of the longest combinations, 1 to `longest`
  /// A count is told when that is a lesser loss than silence, which loses all where at least so
  /// many people share the combination;
  std::uint32_t shared = 10;
  double patience = 1;  ///< so many times the loss of silence; infinite: everything is told
  /// when it is at least this,
  std::uint32_t at_least = 10;
  /// and at least so many standard errors from zero, by length: what is fabricated is noise that
  /// passed. A short combination that passes by chance opens the way for many longer ones.
  std::array<double, longest> certainty{3, 2, 1, 1, 1};
  /// How the budget is split over the lengths. Noise that is small for pairs serves twice: what is
  /// told of them decides what is asked of triples.
  std::array<double, longest> parts{1.8, 5.2, 4, 4, 4};
  /// This share of the (synthetic) people counts in full; who has more or rarer combinations counts
  /// for less.
  double in_full = 0.98;
  /// How much of the correction for those who count for less is made, by length. The model says how
  /// large it is, and overstates it where several values come together: its noise brings rare ones
  /// together that in truth are not.
  std::array<double, longest> corrected{1, 0.6, 0.6, 0.6, 0.6};
};

struct DpAggregates {
  Combinations told{0};
  std::vector<std::size_t> asked;  ///< combinations that were measured, by length
  Rho spent{};
};

/// Every combination of values up to a length with an estimate of its count. `table` has one row a
/// person and public domains; `model` are synthetic records of the same columns that were made
/// under differential privacy (`synthesise`); `cost` is what this may spend on top.
///
/// Length by length, from candidates that only what was told already decides: each record adds
/// the same weight to every combination that it has, so no record's combinations are left out by
/// chance; discrete Gaussian noise on each sum, less the rarer it is in the model (`Prices`); the
/// bias that the weights make is taken out by the ratio which the model has. Measurement and model
/// are then averaged by their errors: the model's is found from how far the two are apart
/// (empirical Bayes; Efron and Morris 1975). No combination is told with a larger count than its
/// parts.
DpAggregates dp_aggregates(const Table& table, const Table& model, Rho cost, const DpCounting& how,
                           BitSource& source);

/// Tables and records of one budget: synthetic records take `for_records` of it and serve as the
/// model of the counts, which take the rest.
struct DpRelease {
  Synthesis synthesis;
  DpAggregates aggregates{};
  Rho spent{};
};
DpRelease release_privately(const Table& table, const SynthesisPlan& plan, const DpCounting& how,
                            BitSource& source, double for_records = 0.1);

}  // namespace ts::release
