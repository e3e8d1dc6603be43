#pragma once

#include <cstdint>
#include <vector>

#include "release/marginals.h"

namespace ts::release {

/// The distribution of greatest entropy among those with given marginal tables: a Markov random
/// field with one table of weights per clique (McKenna, Sheldon, Miklau 2019 call this graphical-
/// model inference). Their exact inference needs a small junction tree, and so few tables. This one
/// is fitted with a population of records that is drawn again, attribute by attribute, while the
/// weights are moved towards the targets (persistent contrastive divergence, Tieleman 2008):
/// its cost is linear in the records and in the tables, whatever their graph.
class RandomField {
 public:
  /// Cliques of one to three attributes; those of one come first, for every attribute in order.
  RandomField(Sizes sizes, std::vector<Clique> cliques);

  /// Draws every attribute of every record again, given the others (Gibbs sampling). Depends on
  /// `seed`, the field and the records alone.
  void sweep(CodedRows& records, std::uint64_t seed) const;
  /// Draws all records from the tables of single attributes.
  CodedRows independent(std::size_t rows, std::uint64_t seed) const;

  /// Moves the weights of one clique by `rate` from what the records have towards `target`;
  /// differences small against `softness` (in rows) count little.
  void learn(std::size_t clique, std::span<const double> target, std::span<const double> seen,
             double rate, double softness);
  const std::vector<Clique>& cliques() const { return cliques_; }

 private:
  /// The weights of one clique, laid out for drawing one of its attributes from the others.
  struct View {
    std::uint32_t other[2];   // attributes
    std::uint32_t stride[2];  // 0 when there is no such attribute
    std::vector<float> weights;
  };
  void lay_out(std::size_t clique);
  void draw(std::size_t a, CodedRows& records, std::uint64_t seed) const;

  std::vector<std::uint32_t> sizes_;
  std::vector<Clique> cliques_;
  std::vector<std::vector<double>> weights_;                               // by clique
  std::vector<std::vector<View>> views_;                                   // by attribute
  std::vector<std::vector<std::pair<std::size_t, std::size_t>>> view_of_;  // by clique and axis
};

}  // namespace ts::release
