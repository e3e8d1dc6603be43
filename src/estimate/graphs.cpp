#include "estimate/graphs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/failure.h"
#include "stats/samplers.h"

namespace ts::estimate {
namespace {

constexpr double longest_grid = 4e6;
constexpr double tail_mass = 1e-6;
constexpr double negligible = 40;  // in log: 4e-18
constexpr std::size_t graphs_shown = 20;
// How far apart numbers of unseen people are looked at, to begin with and at least.
constexpr double widest_ratio = 1.06;
constexpr double narrowest_ratio = 1.0005;

double log_gamma(double x) { return stats::log_factorial(x - 1); }
double log_gamma_of_any(double x) { return x < 1 ? log_gamma(x + 1) - std::log(x) : log_gamma(x); }

struct Factor {
  Mask lists;
  double power;  ///< +1 for a clique, -1 for a separator
};
struct Graph {
  std::vector<Mask> edges;
  std::vector<Factor> factors;
};

/// Takes away, again and again, a list whose neighbours are all neighbours of each other: what is left
/// of the probability is that of the list given these. Nothing when the graph is not chordal.
std::optional<std::vector<Factor>> factors_of(unsigned lists, std::vector<Mask> neighbours) {
  std::vector<double> power(cells_of(lists));
  auto left = static_cast<Mask>(cells_of(lists) - 1);
  while (left != 0) {
    bool taken = false;
    for (unsigned v = 0; v < lists && !taken; ++v) {
      if (!holds(left, single(v))) continue;
      const auto near = static_cast<Mask>(neighbours[v] & left);
      bool complete = true;
      for (unsigned u = 0; u < lists; ++u)
        if (holds(near, single(u)) && !holds(static_cast<Mask>(neighbours[u] | single(u)), near))
          complete = false;
      if (!complete) continue;
      power[near | single(v)] += 1;
      power[near] -= 1;
      left = static_cast<Mask>(left & ~single(v));
      taken = true;
    }
    if (!taken) return std::nullopt;
  }
  std::vector<Factor> out;
  for (std::size_t s = 1; s < power.size(); ++s)  // the factor of no list is one
    if (power[s] != 0) out.push_back({static_cast<Mask>(s), power[s]});
  return out;
}

/// All that are decomposable, but the complete one.
std::vector<Graph> decomposable(unsigned lists) {
  const auto pairs = pairs_of(lists);
  std::vector<Graph> out;
  for (std::size_t chosen = 0; chosen + 1 < std::size_t{1} << pairs.size(); ++chosen) {
    Graph graph;
    std::vector<Mask> neighbours(lists);
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      if ((chosen >> p & 1U) == 0) continue;
      graph.edges.push_back(pairs[p]);
      for (unsigned i = 0; i < lists; ++i)
        if (holds(pairs[p], single(i))) neighbours[i] |= static_cast<Mask>(pairs[p] & ~single(i));
    }
    auto factors = factors_of(lists, neighbours);
    if (!factors) continue;
    graph.factors = std::move(*factors);
    out.push_back(std::move(graph));
  }
  return out;
}

/// log of the marginal likelihood of each set of lists, as a function of the unseen people.
class Evidence {
 public:
  explicit Evidence(const Counts& counts) : counts_{counts} {
    const std::size_t cells = cells_of(counts.lists);
    constant_.assign(cells, 0);
    zero_.assign(cells, 0);
    for (std::size_t s = 1; s < cells; ++s) {
      std::vector<double> margin(cells);
      for (std::size_t w = 1; w < cells; ++w) margin[w & s] += counts.history[w];
      const double each = prior(s);
      for (std::size_t c = 1; c < cells; ++c)
        if ((c & s) == c)
          constant_[s] += log_gamma_of_any(margin[c] + each) - log_gamma_of_any(each);
      constant_[s] -= log_gamma_of_any(each);
      zero_[s] = margin[0];
    }
  }

  /// Of a set of lists, when this many are unseen.
  double of(std::size_t lists, double unseen) const {
    return constant_[lists] + log_gamma_of_any(zero_[lists] + unseen + prior(lists)) -
           stats::log_factorial(counts_.people() + unseen);
  }
  /// What all graphs share: how many ways, and the prior of 1/N.
  double shared(double unseen) const {
    const double total = counts_.people() + unseen;
    return stats::log_factorial(total) - stats::log_factorial(unseen) - std::log(total);
  }

 private:
  double prior(std::size_t lists) const {
    return std::ldexp(1.0, -static_cast<int>(size_of(static_cast<Mask>(lists))));
  }
  const Counts& counts_;
  std::vector<double> constant_, zero_;
};

/// Numbers of unseen people to look at: all small ones, then `ratio` apart.
std::vector<double> nodes_up_to(double end, double ratio) {
  std::vector<double> out;
  for (double at = 0; at < end; at = std::max(at + 1, std::floor(at * ratio))) out.push_back(at);
  out.push_back(end);
  return out;
}

/// The mass of all graphs together at each node, and of each graph along them.
struct Look {
  std::vector<double> unseen;
  std::vector<double> log_mass;
  std::vector<double> graphs;  ///< weights; sum to one
};

Look look_at(const std::vector<Graph>& graphs, const Evidence& evidence, unsigned lists,
             std::vector<double> unseen, const Progress& progress) {
  const std::size_t nodes = unseen.size();
  std::vector<double> shared(nodes);
  std::vector<std::vector<double>> of(cells_of(lists), std::vector<double>(nodes));
  for (std::size_t i = 0; i < nodes; ++i) {
    shared[i] = evidence.shared(unseen[i]);
    for (std::size_t s = 1; s + 1 < of.size(); ++s) of[s][i] = evidence.of(s, unseen[i]);
  }
  // Masses are sums of exponentials: relative to the highest so far, node by node.
  std::vector<double> top(nodes, -std::numeric_limits<double>::infinity()), sum(nodes);
  std::vector<double> graph_mass;
  std::vector<double> value(nodes);
  for (const auto& graph : graphs) {
    progress.check();
    value = shared;
    for (const auto& [set, power] : graph.factors) {
      const auto& from = of[set];
      for (std::size_t i = 0; i < nodes; ++i) value[i] += power * from[i];
    }
    double highest = value[0];
    for (std::size_t i = 0; i < nodes; ++i) {
      highest = std::max(highest, value[i]);
      if (value[i] <= top[i] - negligible) continue;
      if (value[i] > top[i]) {
        sum[i] = sum[i] * std::exp(top[i] - value[i]) + 1;
        top[i] = value[i];
      } else {
        sum[i] += std::exp(value[i] - top[i]);
      }
    }
    double mass = 0;
    for (std::size_t i = 0; i + 1 < nodes; ++i)
      mass += (std::exp(value[i] - highest) + std::exp(value[i + 1] - highest)) / 2 *
              (unseen[i + 1] - unseen[i]);
    graph_mass.push_back(highest + std::log(mass));
  }
  Look out{.unseen = std::move(unseen), .log_mass = std::move(top), .graphs = {}};
  for (std::size_t i = 0; i < nodes; ++i) out.log_mass[i] += std::log(sum[i]);
  const double most = *std::max_element(graph_mass.begin(), graph_mass.end());
  double all = 0;
  for (double& mass : graph_mass) all += mass = std::exp(mass - most);
  for (double& mass : graph_mass) mass /= all;
  out.graphs = std::move(graph_mass);
  return out;
}

/// The mass at every number of unseen people, from that at the nodes: its logarithm is a cubic between
/// four of them, over the logarithm of the number.
std::vector<double> every_mass(const Look& look) {
  const auto& x = look.unseen;
  const auto& y = look.log_mass;
  const double highest = *std::max_element(y.begin(), y.end());
  std::vector<double> out(static_cast<std::size_t>(x.back()) + 1);
  std::vector<double> place;
  for (const double unseen : x) place.push_back(std::log(unseen + 1));
  double all = 0;
  for (std::size_t d = 0, node = 0; d < out.size(); ++d) {
    const auto unseen = static_cast<double>(d);
    while (node + 2 < x.size() && x[node + 1] <= unseen) ++node;
    double log_mass = y[node];
    if (x[node] != unseen) {
      const std::size_t first = std::min(node > 0 ? node - 1 : 0, x.size() - 4);
      const double at = std::log(unseen + 1);
      log_mass = 0;
      for (std::size_t i = first; i < first + 4; ++i) {
        double weight = y[i];
        for (std::size_t j = first; j < first + 4; ++j)
          if (j != i) weight *= (at - place[j]) / (place[i] - place[j]);
        log_mass += weight;
      }
    }
    out[d] = std::exp(log_mass - highest);
    all += out[d];
  }
  for (double& mass : out) mass /= all;
  return out;
}

double mass_at_end(const std::vector<double>& density) {
  double out = 0;
  for (std::size_t i = density.size() - 1 - density.size() / 100; i < density.size(); ++i)
    out += density[i];
  return out;
}

Posterior posterior_of(const std::vector<double>& density, double people) {
  Posterior out;
  double below = 0;
  std::size_t next = 0;
  constexpr double shares[] = {0.025, 0.1, 0.5, 0.9, 0.975};
  for (std::size_t i = 0; i < density.size(); ++i) {
    const double total = people + static_cast<double>(i);
    below += density[i];
    out.mean += density[i] * total;
    while (next < std::size(shares) && below >= shares[next]) {
      out.quantiles.push_back(total);
      ++next;
    }
  }
  while (out.quantiles.size() < std::size(shares))
    out.quantiles.push_back(people + static_cast<double>(density.size() - 1));
  return out;
}

std::vector<GraphAverage::Graph> weightiest(const std::vector<Graph>& graphs,
                                            const std::vector<double>& weights, unsigned lists) {
  std::vector<std::size_t> order(graphs.size());
  for (std::size_t g = 0; g < order.size(); ++g) order[g] = g;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  order.resize(std::min(order.size(), graphs_shown));
  std::vector<GraphAverage::Graph> out;
  for (const std::size_t g : order) {
    std::vector<Mask> cliques;
    for (const auto& [set, power] : graphs[g].factors)
      if (power > 0) cliques.push_back(set);
    out.push_back({Model::generated_by(lists, cliques), weights[g]});
  }
  return out;
}

}  // namespace

std::optional<GraphAverage> average_graphs(const Counts& counts, const GraphOptions& options,
                                           const Progress& progress) {
  ensure(counts.histories_known());
  if (counts.lists > most_lists_of_graphs || counts.lists < 2) return std::nullopt;
  const auto graphs = decomposable(counts.lists);
  const Evidence evidence{counts};
  GraphAverage out;
  out.considered = graphs.size();
  out.grid_end = std::clamp(std::ceil(options.grid * counts.people()), 10.0, longest_grid);
  // Nodes nearer to each other until no quantile moves by a person; a longer grid while its end counts.
  for (double ratio = widest_ratio;;) {
    const Look look = look_at(graphs, evidence, counts.lists, nodes_up_to(out.grid_end, ratio), progress);
    const auto density = every_mass(look);
    out.grid_binds = mass_at_end(density) > tail_mass;
    if (out.grid_binds && options.extend && out.grid_end < longest_grid) {
      out.grid_end = std::min(longest_grid, 3 * out.grid_end);
      continue;
    }
    const auto before = std::exchange(out.posterior, posterior_of(density, counts.people()));
    ratio = std::sqrt(ratio);
    if (before.quantiles != out.posterior.quantiles && ratio > narrowest_ratio) continue;
    out.graphs = weightiest(graphs, look.graphs, counts.lists);
    return out;
  }
}

}  // namespace ts::estimate
