#include "linkage/evaluation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace ts::linkage {
namespace {

using Texts = std::vector<std::string_view>;

bool one_person(const Texts& a, const Texts& b, const Link& link) {
  return !a[link.a].empty() && a[link.a] == b[link.b];
}

double all_matches(const Texts& a, const Texts& b, bool one_file) {
  std::unordered_map<std::string_view, double> there;
  for (const auto each : a)
    if (!each.empty()) ++there[each];
  double out = 0;
  if (one_file) {
    for (const auto& [person, records] : there) out += records * (records - 1) / 2;
    return out;
  }
  for (const auto each : b)
    if (const auto found = there.find(each); found != there.end()) out += found->second;
  return out;
}

Quality quality(double right, double linked, double matches) {
  Quality out;
  out.precision = linked > 0 ? right / linked : 1;
  out.recall = matches > 0 ? right / matches : 1;
  const double sum = out.precision + out.recall;
  out.f1 = sum > 0 ? 2 * out.precision * out.recall / sum : 0;
  return out;
}

/// Running figures down a list that is sorted from the most probable on.
class Running {
 public:
  Running(const std::vector<Link>& links, const Texts& a, const Texts& b, double matches)
      : links_{links}, matches_{matches} {
    right_.push_back(0);
    for (const auto& link : links) right_.push_back(right_.back() + one_person(a, b, link));
  }
  Quality at(double threshold) const {
    const auto end = std::partition_point(links_.begin(), links_.end(), [&](const Link& link) {
      return link.probability >= threshold;
    });
    return first(static_cast<std::size_t>(end - links_.begin()));
  }
  Quality first(std::size_t count) const {
    return quality(right_[count], static_cast<double>(count), matches_);
  }
  /// Threshold of the best F1.
  double best() const {
    double out = 1, most = -1;
    for (std::size_t i = 1; i <= links_.size(); ++i) {
      if (i < links_.size() && links_[i].probability == links_[i - 1].probability) continue;
      const double f1 = first(i).f1;
      if (f1 <= most) continue;
      most = f1;
      out = links_[i - 1].probability;
    }
    return out;
  }
  double recall_at(double precision) const {
    double out = 0;
    for (std::size_t i = 1; i <= links_.size(); ++i)
      if (first(i).precision >= precision) out = std::max(out, first(i).recall);
    return out;
  }

 private:
  const std::vector<Link>& links_;
  std::vector<double> right_;
  double matches_;
};

double calibration(const std::vector<Link>& links, const Texts& a, const Texts& b) {
  constexpr std::size_t bands = 10;
  std::array<double, bands> believed{}, right{};
  for (const auto& link : links) {
    const auto band =
        std::min<std::size_t>(bands - 1, static_cast<std::size_t>(link.probability * bands));
    believed[band] += link.probability;
    right[band] += one_person(a, b, link);
  }
  double out = 0;
  for (std::size_t i = 0; i < bands; ++i) out += std::abs(believed[i] - right[i]);
  return links.empty() ? 0 : out / static_cast<double>(links.size());
}

}  // namespace

Evaluation evaluate(const std::vector<Link>& links, const Records& records, const Texts& truth_a,
                    const Texts& truth_b, double threshold) {
  const auto& b = records.one_file() ? truth_a : truth_b;
  Evaluation out;
  out.matches = all_matches(truth_a, b, records.one_file());
  const auto single = one_to_one(links, records);
  const Running pairs{links, truth_a, b, out.matches}, one{single, truth_a, b, out.matches};
  const auto at = [&](double t) { return AtThreshold{t, pairs.at(t), one.at(t)}; };
  out.usual = at(threshold);
  out.best_pairs = at(pairs.best());
  out.best_one_to_one = at(one.best());
  for (int i = 1; i < 50; ++i) out.curve.push_back(at(i / 50.0));
  out.calibration_error = calibration(links, truth_a, b);
  out.recall_at_precision_95 = one.recall_at(0.95);
  return out;
}

}  // namespace ts::linkage
