#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "linkage/rules.h"

namespace ts::linkage {

/// Which pairs are looked at: those that agree on all keys of at least one rule (blocking). Counted
/// before anything is compared.
class Candidates {
 public:
  /// Rules of the spec as they are; `Failure{too_large, "linkage.too_many_pairs"}` with the number
  /// in the problem's field when they bring more than `spec.most_pairs`. Without rules: everything
  /// with everything while that is little, else what `choose_rules` finds for this effort.
  Candidates(const Records& records, const Spec& spec, unsigned threads = 0,
             const Effort& effort = {});

  const std::vector<RuleCount>& rules() const { return rules_; }
  /// Default rules that would have brought too many pairs: about so many.
  const std::vector<RuleCount>& left_out() const { return left_out_; }
  std::uint64_t pairs() const;  ///< with those that several rules bring
  /// Share of the people that were seen in a sample and that no rule brings.
  double loss_in_sample() const { return loss_in_sample_; }

  /// Where the rows are that somebody may meet; what is there is brought nearer meanwhile.
  using Asked = std::vector<std::pair<const RowTable*, std::uint64_t>>;
  void ask(std::span<const std::uint32_t> codes, Asked& out) const;
  /// The rows of B from `first` on that a rule brings to who was asked about, each once, in order.
  /// `out` is overwritten. Several threads may ask at once.
  void answer(const Asked& asked, std::uint32_t first, std::vector<std::uint32_t>& out) const;
  /// Both for a row of A; of one file those behind it.
  void of(std::uint32_t a, std::vector<std::uint32_t>& out) const;
  std::uint32_t first_for(std::uint32_t a) const { return records_.one_file() ? a + 1 : 0; }
  /// The keys of these values, rule by rule; `take(rule, key)`.
  template <typename Take>
  void each_key(std::span<const std::uint32_t> codes, const Take& take) const {
    std::vector<std::uint64_t> made;
    for (std::size_t r = 0; r < blocks_.size(); ++r) {
      if (rules_[r].rule.empty()) continue;
      blocks_[r].keys.of(codes, made);
      for (const auto key : made) take(r, key);
    }
  }
  /// How many rules bring this pair, at most two.
  int times_found(std::uint32_t a, std::uint32_t b) const;

 private:
  struct Blocks {
    RuleKeys keys;
    RowTable rows;
  };
  Blocks blocks_by(RuleKeys keys) const;
  std::uint64_t count(const Blocks& blocks) const;
  void take(const std::vector<Rule>& rules, unsigned threads);
  void choose(unsigned threads, const Effort& effort);

  const Records& records_;
  RowKeys keys_;
  std::vector<RuleCount> rules_, left_out_;
  std::vector<Blocks> blocks_;  ///< by rule
  double loss_in_sample_ = 0;
};

}  // namespace ts::linkage
