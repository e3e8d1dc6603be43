#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "linkage/records.h"

namespace ts::linkage {

/// A rule, and how many pairs it brings together.
struct RuleCount {
  Rule rule;
  std::uint64_t pairs = 0;
};

/// Which pairs are looked at: those that agree on all keys of at least one rule (blocking). Counted
/// before anything is compared.
class Candidates {
 public:
  /// Rules of the spec as they are; `Failure{too_large, "linkage.too_many_pairs"}` with the number
  /// in the problem's field when they bring more than `spec.most_pairs`. Without rules: everything
  /// with everything while that is little, else the default rules in the order of their merit, as
  /// far as each stays within its share of about twelve pairs a record.
  Candidates(const Records& records, const Spec& spec);

  const std::vector<RuleCount>& rules() const { return rules_; }
  /// Default rules that would have brought too many pairs.
  const std::vector<RuleCount>& left_out() const { return left_out_; }
  std::uint64_t pairs() const;  ///< with those that several rules bring

  using Take = std::function<void(std::span<const std::pair<std::uint32_t, std::uint32_t>>)>;
  static constexpr std::size_t parts = 64;
  /// The pairs of one rule that no rule before it brings, each once, in bundles; one of `parts`
  /// parts. Several threads may ask at once after `prepare`.
  void prepare(std::size_t rule);
  void each(std::size_t rule, std::size_t part, const Take& take) const;
  /// How many rules bring this pair, at most two.
  int times_found(std::uint32_t a, std::uint32_t b) const;

 private:
  /// The keys of a field's distinct values.
  struct Keys {
    std::vector<std::uint32_t> begin;
    std::vector<std::uint64_t> keys;
    std::span<const std::uint64_t> of(std::uint32_t value) const {
      return {keys.data() + begin[value], keys.data() + begin[value + 1]};
    }
  };
  struct Entry {
    std::uint64_t key;
    std::uint32_t row;
  };
  const Keys& keys(const Key& key);
  const Keys& keys(const Key& key) const;
  std::vector<Entry> entries(const Rule& rule, bool of_a);
  std::uint64_t count(const Rule& rule);
  bool agree(const Rule& rule, std::uint32_t a, std::uint32_t b, std::uint64_t& first) const;
  bool found_before(std::size_t rule, std::uint32_t a, std::uint32_t b) const;
  void choose();
  void everything(std::size_t part, const Take& take) const;

  const Records& records_;
  std::map<std::pair<std::size_t, Part>, Keys> keys_;
  std::vector<RuleCount> rules_, left_out_;
  std::vector<Entry> a_, b_;  ///< of the prepared rule, by key
};

/// What is tried when a spec has no rules, the most telling first.
std::vector<Rule> default_rules(const Records& records);

}  // namespace ts::linkage
