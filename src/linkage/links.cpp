#include "linkage/links.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace ts::linkage {
namespace {

bool before(const Link& x, const Link& y) {
  if (x.probability != y.probability) return x.probability > y.probability;
  if (x.bits != y.bits) return x.bits > y.bits;
  return x.a != y.a ? x.a < y.a : x.b < y.b;
}

}  // namespace

std::vector<Link> score(const Records& records, const Candidates& candidates,
                        const Examined* examined, const Model& model, double least,
                        unsigned threads, const Progress& progress) {
  const double least_bits = std::log2(least / (1 - least));
  const Weighing weighing{model, records};
  std::vector<std::vector<Link>> found(workers_for(threads));
  const auto weigh = [&](std::vector<Link>& links, std::uint32_t a, std::uint32_t b,
                         std::span<const Compared> pair) {
    const double bits = weighing.bits(pair);
    if (bits < least_bits) return;
    const double probability = 1 / (1 + std::exp2(-bits));
    links.push_back({a, b, static_cast<float>(bits), static_cast<float>(probability)});
  };
  if (examined) {
    examined->each([&](std::uint32_t a, std::uint32_t b, std::span<const Compared> pair) {
      weigh(found.front(), a, b, pair);
    });
  } else {
    each_candidate(candidates, records, 1, threads, progress,
                   [&](unsigned worker, std::uint32_t a, auto of_b) {
                     Outcomes pair;
                     each_in_time(records, of_b, [&](std::uint32_t b) {
                       records.compare(records.codes_a(a), records.codes_b(b), pair);
                       weigh(found[worker], a, b, pair);
                     });
                   });
  }
  std::vector<Link> out;
  for (const auto& each : found) out.insert(out.end(), each.begin(), each.end());
  std::sort(out.begin(), out.end(), before);
  return out;
}

std::vector<Link> one_to_one(const std::vector<Link>& links, const Records& records) {
  const auto b_from = records.one_file() ? 0 : records.rows_a();
  std::vector<bool> taken(b_from + records.rows_b() + (records.one_file() ? records.rows_a() : 0));
  std::vector<Link> out;
  for (const auto& link : links) {
    // The best of both: whoever was met before has a better one, taken or not.
    const bool best = !taken[link.a] && !taken[b_from + link.b];
    taken[link.a] = taken[b_from + link.b] = true;
    if (best) out.push_back(link);
  }
  return out;
}

std::vector<std::vector<std::uint32_t>> clusters(const std::vector<Link>& links,
                                                 const Records& records, double threshold) {
  const auto b_from = records.one_file() ? 0 : records.rows_a();
  const auto rows = b_from + records.rows_b();
  std::vector<std::uint32_t> group(rows);
  std::vector<std::vector<std::uint32_t>> members(rows);
  for (std::uint32_t row = 0; row < rows; ++row) {
    group[row] = row;
    members[row] = {row};
  }
  std::unordered_set<std::uint64_t> linked;
  const auto key = [](std::uint32_t x, std::uint32_t y) {
    return std::uint64_t{std::min(x, y)} << 32 | std::max(x, y);
  };
  for (const auto& link : links)
    if (link.probability >= threshold) linked.insert(key(link.a, b_from + link.b));
  for (const auto& link : links) {
    if (link.probability < threshold) break;
    auto x = group[link.a], y = group[b_from + link.b];
    if (x == y) continue;
    std::size_t together = 0;
    for (const auto i : members[x])
      for (const auto j : members[y]) together += linked.count(key(i, j));
    if (2 * together < members[x].size() * members[y].size()) continue;
    if (members[x].size() < members[y].size()) std::swap(x, y);
    for (const auto row : members[y]) group[row] = x;
    members[x].insert(members[x].end(), members[y].begin(), members[y].end());
    members[y].clear();
  }
  std::vector<std::vector<std::uint32_t>> out;
  for (auto& each : members) {
    if (each.size() < 2) continue;
    std::sort(each.begin(), each.end());
    out.push_back(std::move(each));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<Reason> explain(const Records& records, const Model& model, std::uint32_t a,
                            std::uint32_t b) {
  std::vector<Reason> out;
  Outcomes pair;
  records.compare(records.codes_a(a), records.codes_b(b), pair);
  for (std::size_t f = 0; f < records.fields(); ++f) {
    const auto [outcome, surprise] = pair[f];
    out.push_back({outcome, bits_of(model.fields[f], records.kind(f), outcome, surprise)});
  }
  return out;
}

double estimated_loss(const std::vector<Link>& links, const Candidates& candidates,
                      double threshold) {
  double once = 0, twice = 0, all = 0;
  if (candidates.rules().size() < 2) return 0;
  for (const auto& link : links) {
    if (link.probability < threshold) break;
    ++all;
    const auto times = candidates.times_found(link.a, link.b);
    if (times == 1) ++once;
    if (times == 2) ++twice;
  }
  const double missed = once * (once - 1) / (2 * (twice + 1));
  return all > 0 ? std::max(0.0, missed) / (all + std::max(0.0, missed)) : 0;
}

}  // namespace ts::linkage
