#include "release/recoding.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/failure.h"

namespace ts::release {
namespace {

using Levels = std::vector<std::size_t>;

Code at_level(const Column& column, std::size_t level, Code code) {
  return level == 0 ? code : column.hierarchy.levels[level - 1].group_of[code];
}

/// How many other values a value at this level could be, as a share; by code.
std::vector<double> penalties(const Column& column, std::size_t level) {
  std::vector<double> size(column.largest() + 1);
  for (Code code = 1; code <= column.largest(); ++code) ++size[at_level(column, level, code)];
  std::vector<double> out(column.largest() + 1);
  for (Code code = 1; code <= column.largest(); ++code)
    out[code] = column.largest() < 2
                    ? 0
                    : (size[at_level(column, level, code)] - 1) / (column.largest() - 1);
  return out;
}

/// Rows that are alike in what matters, once.
struct Alike {
  std::vector<Code> codes;  ///< of the quasi-identifiers
  Code sensitive;
  std::vector<std::size_t> rows;
};

class Search {
 public:
  Search(const Table& table, const RecodingWish& wish, const Progress& progress)
      : table_{table}, wish_{wish}, progress_{progress} {
    for (const auto at : wish.quasi_identifiers) {
      ensure(at < table.columns.size() && !table.columns[at].multi_valued());
      const auto& of = table.columns[at];
      auto& by_level = penalties_.emplace_back();
      for (std::size_t level = 0; level <= of.hierarchy.levels.size(); ++level)
        by_level.push_back(penalties(of, level));
    }
    gather();
  }

  Recoding run() {
    // From the least coarse on; the order of equals is that of their levels.
    std::set<std::pair<double, Levels>> open;
    std::set<Levels> seen;
    const auto add = [&](const Levels& levels) {
      if (seen.insert(levels).second) open.emplace(coarseness(levels), levels);
    };
    add(Levels(penalties_.size(), 0));
    Levels coarsest;
    for (const auto& by_level : penalties_) coarsest.push_back(by_level.size() - 1);
    Recoding best = looked_at(coarsest);
    for (std::size_t looked = 0; !open.empty(); ++looked) {
      progress_.check();
      const auto [bound, levels] = *open.begin();
      if (bound >= best.loss) break;
      if (looked == wish_.patience) {
        best.bound = bound;
        return best;
      }
      open.erase(open.begin());
      if (auto found = looked_at(levels); found.loss < best.loss) best = std::move(found);
      for (std::size_t i = 0; i < levels.size(); ++i) {
        if (levels[i] == coarsest[i]) continue;
        auto next = levels;
        ++next[i];
        add(next);
      }
    }
    best.bound = best.loss;
    return best;
  }

 private:
  const Column& column(std::size_t quasi) const {
    return table_.columns[wish_.quasi_identifiers[quasi]];
  }

  void gather() {
    std::map<std::vector<Code>, std::size_t> places;
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      std::vector<Code> codes;
      for (std::size_t quasi = 0; quasi < penalties_.size(); ++quasi)
        codes.push_back(column(quasi).code(row));
      const auto sensitive = wish_.sensitive ? table_.columns[*wish_.sensitive].code(row) : missing;
      auto key = codes;
      key.push_back(sensitive);
      const auto [at, is_new] = places.emplace(std::move(key), kinds_.size());
      if (is_new) kinds_.push_back({std::move(codes), sensitive, {}});
      kinds_[at->second].rows.push_back(row);
      ++overall_[sensitive];
    }
  }

  double coarseness(const Levels& levels) const {
    double sum = 0;
    for (const auto& kind : kinds_)
      sum += loss_of(kind, levels) * static_cast<double>(kind.rows.size());
    return share(sum);
  }

  double share(double sum) const {
    return table_.rows() == 0 ? 0 : sum / static_cast<double>(table_.rows());
  }

  double loss_of(const Alike& kind, const Levels& levels) const {
    if (levels.empty()) return 0;
    double sum = 0;
    for (std::size_t quasi = 0; quasi < levels.size(); ++quasi)
      sum += penalties_[quasi][levels[quasi]][kind.codes[quasi]];
    return sum / static_cast<double>(levels.size());
  }

  /// What comes of one recoding.
  Recoding looked_at(const Levels& levels) const {
    std::map<std::vector<Code>, std::vector<const Alike*>> alike;
    for (const auto& kind : kinds_) {
      std::vector<Code> codes;
      for (std::size_t quasi = 0; quasi < levels.size(); ++quasi)
        codes.push_back(at_level(column(quasi), levels[quasi], kind.codes[quasi]));
      alike[std::move(codes)].push_back(&kind);
    }
    Recoding out;
    out.levels = levels;
    double sum = 0;
    std::vector<const Alike*> left_out;
    for (const auto& [codes, kinds] : alike) {
      const bool safe = is_safe(kinds);
      for (const auto* kind : kinds) {
        sum += (safe ? loss_of(*kind, levels) : 1) * static_cast<double>(kind->rows.size());
        if (!safe) left_out.push_back(kind);
      }
    }
    // Those left out are alike, too: in saying nothing. When they are too few or too much the same,
    // nothing can be said of anybody.
    if (!left_out.empty() && !is_safe(left_out)) {
      left_out.clear();
      for (const auto& kind : kinds_) left_out.push_back(&kind);
      sum = static_cast<double>(table_.rows());
    }
    for (const auto* kind : left_out)
      out.suppressed.insert(out.suppressed.end(), kind->rows.begin(), kind->rows.end());
    std::ranges::sort(out.suppressed);
    out.loss = share(sum);
    return out;
  }

  bool is_safe(const std::vector<const Alike*>& kinds) const {
    std::size_t people = 0;
    std::map<Code, std::size_t> sensitive;
    for (const auto* kind : kinds) {
      people += kind->rows.size();
      sensitive[kind->sensitive] += kind->rows.size();
    }
    return people >= wish_.k && sensitive.size() >= wish_.l &&
           (wish_.t >= 1 || distance(sensitive, people) <= wish_.t);
  }

  double distance(const std::map<Code, std::size_t>& sensitive, std::size_t people) const {
    const bool ordered = wish_.sensitive && table_.columns[*wish_.sensitive].ordered();
    double out = 0;
    double ahead = 0;
    for (const auto& [code, count] : overall_) {
      const auto found = sensitive.find(code);
      const auto here = found == sensitive.end() ? 0 : found->second;
      const auto difference = static_cast<double>(here) / static_cast<double>(people) -
                              static_cast<double>(count) / static_cast<double>(table_.rows());
      ahead += difference;
      out += std::abs(ordered ? ahead : difference);
    }
    const auto steps = static_cast<double>(overall_.size()) - 1;
    return ordered ? out / std::max(steps, 1.0) : out / 2;
  }

  const Table& table_;
  const RecodingWish& wish_;
  const Progress& progress_;
  std::vector<std::vector<std::vector<double>>> penalties_;  // by quasi-identifier, level, code
  std::vector<Alike> kinds_;
  std::map<Code, std::size_t> overall_;  // sensitive values of everybody
};

}  // namespace

Recoding recode(const Table& table, const RecodingWish& wish, const Progress& progress) {
  ensure(wish.k >= 1 && wish.l >= 1 && wish.t >= 0);
  return Search{table, wish, progress}.run();
}

Table recoded(const Table& table, const RecodingWish& wish, const Recoding& recoding) {
  std::vector<bool> left_out(table.rows());
  for (const auto row : recoding.suppressed) left_out[row] = true;
  Table out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& from = table.columns[i];
    const auto place = std::ranges::find(wish.quasi_identifiers, i);
    if (place == wish.quasi_identifiers.end()) {
      out.columns.push_back(from);
      continue;
    }
    const auto level =
        recoding.levels[static_cast<std::size_t>(place - wish.quasi_identifiers.begin())];
    auto& to = out.columns.emplace_back(
        from.name(), from.kind(),
        level == 0 ? from.domain() : from.hierarchy.levels[level - 1].names);
    to.domain_is_public = from.domain_is_public;
    for (std::size_t row = 0; row < table.rows(); ++row)
      to.add(left_out[row] ? missing : at_level(from, level, from.code(row)));
  }
  return out;
}

}  // namespace ts::release
