#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "estimate/masks.h"

namespace ts::estimate {

/// A hierarchical log-linear model: the terms it has, and with a term everything within it. The
/// empty term (the intercept) and all single lists are always there.
class Model {
 public:
  static Model main_effects(unsigned lists);
  static Model all_pairs(unsigned lists);
  /// The smallest model with these terms.
  static Model generated_by(unsigned lists, std::span<const Mask> generators);
  /// From "[12,25,3]", the terms that are within no other; "." also parts them. Nothing when it
  /// cannot be read, names a list beyond `lists`, or leaves a list out.
  static std::optional<Model> parse(unsigned lists, std::string_view text);

  std::string text() const;
  /// With the names of the lists: "LA:NG, NG:GP", only the terms of two lists and more that are
  /// within no other. Empty for main effects.
  std::string text(std::span<const std::string> names) const;

  unsigned lists() const { return lists_; }
  bool has(Mask term) const { return set_.contains(term); }
  /// All terms, the empty one first, then by size and list.
  const std::vector<Mask>& terms() const { return terms_; }
  const MaskSet& set() const { return set_; }
  /// Lists in the largest term.
  unsigned order() const { return size_of(terms_.back()); }
  /// Terms that are within no other.
  std::vector<Mask> generators() const;
  /// Whether everything within `term` but not `term` itself is there, so that it may be added.
  bool can_add(Mask term) const;
  /// Whether `term` has two lists or more and is within no other, so that it may be left out.
  bool can_drop(Mask term) const;
  /// `term` must be one that can be added, or dropped.
  Model with(Mask term) const;
  Model without(Mask term) const;

  friend bool operator==(const Model& a, const Model& b) {
    return a.lists_ == b.lists_ && a.set_ == b.set_;
  }

 private:
  Model(unsigned lists, const MaskSet& set);
  unsigned lists_ = 0;
  MaskSet set_;
  std::vector<Mask> terms_;
};

}  // namespace ts::estimate
