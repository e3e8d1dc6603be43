#pragma once

#include <cstdint>
#include <vector>

#include "release/accountant.h"
#include "release/marginals.h"
#include "release/random_field.h"

/// Synthetic records under differential privacy in three steps: choose tables, measure them with
/// noise, draw records that agree with what was measured. Only the first two see the data, through
/// integer counts and discrete Gaussian noise alone; everything after may use anything.
namespace ts::release {

struct SynthesisPlan {
  EpsilonDelta within;
  /// Which tables of two attributes are measured.
  enum class Design {
    worthwhile,  ///< all whose dependence is larger than the noise: PrivSyn (2021), section 3
    tree         ///< a spanning tree of the most dependent: MST (McKenna, Miklau, Sheldon 2021)
  };
  Design design = Design::worthwhile;
  // Parts of the budget; the rest goes to the tables of two.
  double for_singles = 0.1;
  double for_choice = 0.1;
  // The fit: records drawn again so often, at most so many of them at a time.
  int sweeps = 40;
  std::uint32_t population = 30'000;
  int passes = 6;
};

/// What was measured: all that the result was made from.
struct Measured {
  std::vector<Measurement> tables;  ///< consistent; single attributes first
  double total = 0;                 ///< rows, estimated
  Rho spent;
};

struct Synthesis {
  Table records;
  Measured measured;
};

/// Chooses and measures. `table` has one row a person, and public domains (else `Failure{invalid}`,
/// see `Attributes`). Costs at most `plan.within`.
Measured measure(const Attributes& attributes, const SynthesisPlan& plan, BitSource& source);

/// Draws `round(measured.total)` records; the same for the same `seed`.
CodedRows generate(const Measured& measured, Sizes sizes, const SynthesisPlan& plan,
                   std::uint64_t seed);

/// Both, with a seed from `source`.
Synthesis synthesise(const Table& table, const SynthesisPlan& plan, BitSource& source);

}  // namespace ts::release
