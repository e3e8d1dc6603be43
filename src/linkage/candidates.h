#pragma once

#include <cstdint>
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
  Candidates(const Records& records, const Spec& spec, unsigned threads = 0);

  const std::vector<RuleCount>& rules() const { return rules_; }
  /// Default rules that would have brought too many pairs: at least so many.
  const std::vector<RuleCount>& left_out() const { return left_out_; }
  std::uint64_t pairs() const;  ///< with those that several rules bring

  /// The rows of B that a rule brings to this row of A, each once, in order; of one file those
  /// behind it. `out` is overwritten. Several threads may ask at once.
  void of(std::uint32_t a, std::vector<std::uint32_t>& out) const;
  /// How many rules bring this pair, at most two.
  int times_found(std::uint32_t a, std::uint32_t b) const;

 private:
  /// The keys of a field's distinct values.
  struct Keys {
    std::vector<std::uint32_t> begin{0};
    std::vector<std::uint64_t> keys;
  };
  /// Rows of B by a hash of their keys, in buckets: those of bucket i are from begin[i] on.
  struct Rows {
    struct Entry {
      std::uint32_t rest, row;
    };
    unsigned shift = 0;
    std::vector<std::uint32_t> begin;
    std::vector<Entry> entries;
    std::span<const Entry> bucket(std::uint64_t key) const;
  };
  struct Built {
    Rows rows;
    std::uint64_t pairs = 0;
  };
  void add_keys(const Rule& rule);
  /// All combinations of the keys of a row's fields; sorted.
  void keys_of(const Rule& rule, std::span<const std::uint32_t> codes,
               std::vector<std::uint64_t>& out) const;
  Rows rows_by_key(const Rule& rule) const;
  std::uint64_t count(const Rule& rule, const Rows& rows, std::uint64_t most) const;
  std::vector<Built> build(const std::vector<Rule>& rules, std::uint64_t most, unsigned threads);
  void choose(unsigned threads);

  const Records& records_;
  std::map<std::pair<std::size_t, Part>, Keys> keys_;
  std::vector<RuleCount> rules_, left_out_;
  std::vector<Rows> by_rule_;
};

/// What is tried when a spec has no rules, the most telling first.
std::vector<Rule> default_rules(const Records& records);

}  // namespace ts::linkage
