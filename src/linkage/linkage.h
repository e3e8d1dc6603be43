#pragma once

#include <algorithm>

#include "linkage/evaluation.h"
#include "linkage/links.h"
#include "linkage/model.h"

namespace ts::linkage {

/// All of it for one or two files: count, learn, score, choose. Begin here.
class Linkage {
 public:
  /// `b` may be null; both tables outlive it. Failures as of `Records` and `Candidates`.
  Linkage(Spec spec, const Table& a, const Table* b, const TrainOptions& options,
          const Progress& progress = {});
  Linkage(const Linkage&) = delete;
  Linkage& operator=(const Linkage&) = delete;

  const Spec& spec() const { return spec_; }
  const Records& records() const { return records_; }
  const Candidates& candidates() const { return candidates_; }
  const Model& model() const { return model_; }
  /// Every pair of at least `least_probability`, the most probable first.
  const std::vector<Link>& links() const { return links_; }
  /// Those of at least the threshold; of two files the best for both records only.
  std::vector<Link> chosen() const;
  /// Share of the people in both whom no rule brought together: after Chao, or as a sample showed.
  double loss() const {
    return std::max(estimated_loss(links_, candidates_, spec_.threshold),
                    candidates_.loss_in_sample());
  }
  std::vector<Reason> reasons(const Link& link) const {
    return explain(records_, model_, link.a, link.b);
  }
  static constexpr double least_probability = 0.001;
  static constexpr std::size_t most_examined = 1'000'000;  ///< pairs that are learned from

 private:
  Spec spec_;
  Records records_;
  Candidates candidates_;
  Model model_;
  std::vector<Link> links_;
};

}  // namespace ts::linkage
