#pragma once

#include <optional>
#include <string_view>

#include "linkage/links.h"

namespace ts::linkage {

/// A row that is perhaps the one asked for, and why.
struct Alike {
  std::uint32_t row = 0;
  double probability = 0;
  std::vector<Reason> reasons;  ///< a comparison each
};

/// People of one file, to be asked for one at a time: everybody is compared, nobody is left out by
/// a rule. Before anything is compared each is as likely as any other, and all of them together as
/// likely as nobody. One thread at a time.
class Roster {
 public:
  /// The model of an earlier one serves again, as long as the spec is the same; with fewer than
  /// `least_to_learn` people the usual weights serve. Failures as of `Records`.
  Roster(Spec spec, const Table& people, const std::optional<Model>& before = {});

  const Model& model() const { return model_; }
  std::uint32_t people() const { return records_.rows_a(); }
  /// The rows of at least `least` probability, the most probable first, equal ones by row; at most
  /// `most`. `cells` as the columns of the comparisons, one after the other.
  std::vector<Alike> ask(std::span<const std::string_view> cells, double least, std::size_t most);

  static constexpr std::uint32_t least_to_learn = 20;

 private:
  Spec spec_;
  Records records_;
  Model model_;
};

}  // namespace ts::linkage
