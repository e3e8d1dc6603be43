#include <algorithm>
#include <cmath>

#include "linkage/links.h"

namespace ts::linkage {
namespace {

constexpr int rounds = 30;
constexpr double most_odds = 1e12;

/// Odds of a link against neither record having a partner, and what each of its two records says
/// to the other: how free it is of all its other links.
struct Edge {
  double odds = 0, free_a = 1, free_b = 1;
};

class Matching {
 public:
  Matching(const std::vector<Link>& links, const Records& records, const Model& model)
      : links_{links},
        rows_a_{static_cast<double>(records.rows_a())},
        rows_b_{static_cast<double>(records.rows_b())} {
    edges_.resize(links.size());
    sum_a_.resize(records.rows_a());
    sum_b_.resize(records.rows_b());
    matches_ = model.matches;
    for (std::size_t i = 0; i < links.size(); ++i)
      plain_.push_back(std::min(most_odds, std::exp2(static_cast<double>(links[i].bits))));
  }

  void settle() {
    for (int round = 0; round < rounds; ++round) {
      set_odds();
      step();
      double sum = 0;
      for (const auto& edge : edges_) sum += probability(edge);
      matches_ = (matches_ + sum) / 2;
    }
  }
  double probability(std::size_t i) const { return probability(edges_[i]); }

 private:
  static double probability(const Edge& edge) {
    const double odds = edge.odds * edge.free_a * edge.free_b;
    return odds / (1 + odds);
  }
  /// Fewer are without a partner the more are matched, and each of them is likelier to be this one.
  void set_odds() {
    const auto alone = [&](double rows) { return std::max(rows - matches_, 0.02 * rows + 1); };
    const double boost = rows_a_ * rows_b_ / (alone(rows_a_) * alone(rows_b_));
    for (std::size_t i = 0; i < edges_.size(); ++i) edges_[i].odds = plain_[i] * boost;
  }
  void step() {
    std::fill(sum_a_.begin(), sum_a_.end(), 0.0);
    std::fill(sum_b_.begin(), sum_b_.end(), 0.0);
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      sum_a_[links_[i].a] += edges_[i].odds * edges_[i].free_b;
      sum_b_[links_[i].b] += edges_[i].odds * edges_[i].free_a;
    }
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      auto& edge = edges_[i];
      const double others_a = sum_a_[links_[i].a] - edge.odds * edge.free_b;
      const double others_b = sum_b_[links_[i].b] - edge.odds * edge.free_a;
      // Half of the way, so that it does not swing.
      edge.free_a = (edge.free_a + 1 / (1 + std::max(0.0, others_a))) / 2;
      edge.free_b = (edge.free_b + 1 / (1 + std::max(0.0, others_b))) / 2;
    }
  }

  const std::vector<Link>& links_;
  double rows_a_, rows_b_, matches_ = 0;
  std::vector<double> plain_, sum_a_, sum_b_;
  std::vector<Edge> edges_;
};

}  // namespace

void given_each_other(std::vector<Link>& links, const Records& records, const Model& model) {
  Matching matching{links, records, model};
  matching.settle();
  for (std::size_t i = 0; i < links.size(); ++i)
    links[i].probability = static_cast<float>(matching.probability(i));
  std::sort(links.begin(), links.end(), [](const Link& x, const Link& y) {
    if (x.probability != y.probability) return x.probability > y.probability;
    if (x.bits != y.bits) return x.bits > y.bits;
    return x.a != y.a ? x.a < y.a : x.b < y.b;
  });
}

}  // namespace ts::linkage
