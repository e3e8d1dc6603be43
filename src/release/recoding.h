#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/progress.h"
#include "release/columns.h"

/// Microdata for those who must publish them: values made coarser, and some left out, until
/// nobody stands out.
namespace ts::release {

struct RecodingWish {
  /// By column: what somebody else may know of a person. They take one value each.
  std::vector<std::size_t> quasi_identifiers;
  /// What is to stay unknown even of those who are alike; takes one value.
  std::optional<std::size_t> sensitive;
  std::uint32_t k = 10;  ///< people at least who are alike in the quasi-identifiers
  std::uint32_t l = 1;   ///< different sensitive values at least among them (distinct l-diversity)
  /// The distance at most between the sensitive values of people who are alike and those of
  /// everybody (t-closeness: Li, Li and Venkatasubramanian 2007): half the sum of differences of
  /// shares; for a column in order, the earth mover's distance over its places. 1: any.
  double t = 1;
  /// How many recodings are looked at, at most, before the best so far is taken.
  std::size_t patience = 20'000;
};

struct Recoding {
  std::vector<std::size_t> levels;      ///< of each quasi-identifier, 0 as it is
  std::vector<std::size_t> suppressed;  ///< rows whose quasi-identifiers are left out, ascending
  double loss = 0;   ///< 0: all is as it was; 1: all quasi-identifiers are left out
  double bound = 0;  ///< no recoding of whole columns loses less; `loss` when this is the best
  bool optimal() const { return bound >= loss; }
};

/// The recoding of whole columns along their hierarchies that loses least, rows that still stand
/// out being left out. Loss is the mean over rows and quasi-identifiers of how many other values
/// of the domain a value could be (normalised certainty penalty: Xu et al. 2006), 1 where it is
/// left out.
///
/// Recodings are looked at from the least coarse on. What a recoding loses by coarseness alone is a
/// lower bound of its loss, so once that reaches the best loss found, the best is optimal: this
/// needs nothing to be monotone, as l and t with suppression are not. When `patience` ends first,
/// the best so far is given with the bound.
Recoding recode(const Table& table, const RecodingWish& wish, const Progress& progress = {});

/// The table as it may be published: recoded, and what is suppressed missing.
Table recoded(const Table& table, const RecodingWish& wish, const Recoding& recoding);

}  // namespace ts::release
