#include <algorithm>

#include "estimate/estimator.h"
#include "estimate/exact.h"

namespace ts::estimate {
namespace {

IntegerMatrix design(const std::vector<Mask>& cells, const std::vector<Mask>& terms) {
  IntegerMatrix out;
  out.reserve(cells.size());
  for (const Mask cell : cells) {
    auto& row = out.emplace_back(terms.size());
    for (std::size_t t = 0; t < terms.size(); ++t) row[t] = holds(cell, terms[t]) ? 1 : 0;
  }
  return out;
}

/// The rows of the design of `cells` times the directions in `basis`, those that are zero left out.
IntegerMatrix moved(const std::vector<Mask>& cells, const std::vector<Mask>& terms,
                    const IntegerMatrix& basis) {
  IntegerMatrix out;
  for (const Mask cell : cells) {
    std::vector<std::int64_t> row;
    for (const auto& direction : basis) {
      std::int64_t sum = 0;
      for (std::size_t t = 0; t < terms.size(); ++t)
        if (holds(cell, terms[t])) sum += direction[t];
      row.push_back(sum);
    }
    if (std::any_of(row.begin(), row.end(), [](std::int64_t x) { return x != 0; }))
      out.push_back(std::move(row));
  }
  return out;
}

/// Whether no d has rows d <= 0 but for rows d = 0: by Stiemke's lemma, whether some y > 0 has
/// rows' y = 0. With y = 1 + z it is a question of z >= 0.
bool nothing_improves(const IntegerMatrix& rows, std::size_t columns) {
  if (rows.empty()) return true;
  IntegerMatrix transposed(columns, std::vector<std::int64_t>(rows.size()));
  std::vector<std::int64_t> right(columns);
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < columns; ++c) {
      transposed[c][r] = rows[r][c];
      right[c] -= rows[r][c];
    }
  return has_nonnegative_solution(transposed, right);
}

}  // namespace

std::size_t Estimator::HashOfKey::operator()(const Key& key) const {
  std::uint64_t out = 0;
  for (const auto* set : {&key.seen, &key.model})
    for (const std::uint64_t word : set->words())
      out = (out ^ word) * 0x9e3779b97f4a7c15U ^ out >> 29U;
  return out;
}

Estimator::Kept Estimator::kept(const Counts& counts, const Model& model) const {
  Kept out;
  std::vector<Mask> empty;
  for (const Mask term : model.terms()) (counts.margin[term] > 0 ? out.terms : empty).push_back(term);
  for (std::size_t w = 1; w < cells_of(lists_); ++w) {
    const auto cell = static_cast<Mask>(w);
    if (std::none_of(empty.begin(), empty.end(), [&](Mask term) { return holds(cell, term); }))
      out.cells.push_back(cell);
  }
  return out;
}

Existence Estimator::check(const Counts& counts, const Model& model) {
  if (!counts.histories_known()) return check_margins(counts, model);
  Key key{.seen = {}, .model = model.set()};
  for (std::size_t w = 1; w < cells_of(lists_); ++w)
    if (counts.history[w] > 0) key.seen.insert(static_cast<Mask>(w));
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  return known_.emplace(key, check_histories(counts, model)).first->second;
}

Existence Estimator::check_histories(const Counts& counts, const Model& model) const {
  const Kept left = kept(counts, model);
  std::vector<Mask> seen, unseen;
  for (const Mask cell : left.cells) (counts.history[cell] > 0 ? seen : unseen).push_back(cell);
  const auto rows = design(seen, left.terms);
  if (surely_full_rank(rows, left.terms.size())) return {};
  // Along these directions the likelihood of what was seen does not change.
  const auto basis = null_space(rows, left.terms.size());
  if (basis.empty()) return {};
  const auto change = moved(unseen, left.terms, basis);
  return {.exists = nothing_improves(change, basis.size()),
          .identifiable = rank(change, basis.size()) == basis.size()};
}

// Without the histories: is there a table without zeros that has these margins? A table times a large
// number has cells above 1, so it is a question of z >= 0 with design'(1 + z) = (1 + s) margins.
Existence Estimator::check_margins(const Counts& counts, const Model& model) {
  const Kept left = kept(counts, model);
  if (proved_by_fit(counts, model, left)) return {};
  const auto rows = design(left.cells, left.terms);
  Existence out;
  out.identifiable = surely_full_rank(rows, left.terms.size()) ||
                     rank(rows, left.terms.size()) == left.terms.size();
  IntegerMatrix matrix(left.terms.size(), std::vector<std::int64_t>(left.cells.size() + 1));
  std::vector<std::int64_t> right(left.terms.size());
  for (std::size_t t = 0; t < left.terms.size(); ++t) {
    const auto margin = static_cast<std::int64_t>(counts.margin[left.terms[t]]);
    right[t] = margin;
    for (std::size_t w = 0; w < left.cells.size(); ++w) {
      matrix[t][w] = rows[w][t];
      right[t] -= rows[w][t];
    }
    matrix[t].back() = -margin;
  }
  out.exists = has_nonnegative_solution(matrix, right);
  return out;
}

// The simplex method in fractions is slow, and mostly not needed: means that meet the margins up to a
// small residual r can be mended into a table that meets them exactly. Let e be a kept cell whose kept
// terms, counted + and - by their size, do not cancel. Then by inclusion and exclusion there are whole
// combinations of r, at most 2 |terms|^2 |r| each, which put on the cells that are terms, and on e, meet
// the margins; so the table stays above zero where every mean is larger than that. The same e shows that
// the rank is full.
bool Estimator::proved_by_fit(const Counts& counts, const Model& model, const Kept& left) {
  const bool told_apart = std::any_of(left.cells.begin(), left.cells.end(), [&](Mask cell) {
    int sum = 0;
    for (const Mask term : left.terms)
      if (holds(cell, term)) sum += size_of(term) % 2 == 0 ? 1 : -1;
    return sum != 0;
  });
  if (!told_apart || !fit(counts, model)) return false;
  const auto terms = static_cast<double>(left.terms.size());
  const double residual = steepest(counts) + 1e-13 * counts.people();
  return std::all_of(left.cells.begin(), left.cells.end(), [&](Mask cell) {
    return means_[cell] > 4 * terms * terms * residual;
  });
}

}  // namespace ts::estimate
