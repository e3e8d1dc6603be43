#include "estimate/estimator.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/failure.h"

namespace ts::estimate {
namespace {

constexpr double longest_step = 5;
constexpr int most_steps = 200;

/// The people in all if the lists were independent: the root of
/// log(1 - seen/N) = sum of log(1 - list/N), by bisection; a place to start from.
double independent_total(const Counts& counts) {
  const double seen = counts.people();
  const auto above = [&](double share) {  // share = seen / N
    double left = std::log1p(-share);
    for (unsigned i = 0; i < counts.lists; ++i)
      left -= std::log1p(-share * counts.margin[single(i)] / seen * (1 - 1e-12));
    return left > 0;
  };
  double low = 0, high = 1;
  for (int i = 0; i < 30; ++i) {
    const double middle = (low + high) / 2;
    (above(middle) ? low : high) = middle;
  }
  return seen / std::clamp((low + high) / 2, 1e-8, 1 - 1e-8);
}

}  // namespace

Estimator::Estimator(unsigned lists)
    : lists_{lists}, means_(cells_of(lists)), sums_(cells_of(lists)) {
  ensure(lists > 0 && lists <= max_lists);
}

std::optional<Fit> Estimator::estimate(const Counts& counts, const Model& model) {
  // Nobody at all has no terms, and nothing to estimate.
  if (counts.people() <= 0 || !check(counts, model).fine()) return std::nullopt;
  return fit(counts, model);
}

std::optional<Fit> Estimator::fit(const Counts& counts, const Model& model,
                                  const Model* start_model, const Fit* start) {
  ensure(counts.lists == lists_ && model.lists() == lists_);
  start_from(counts, model, start_model, start);
  return climb(counts, model);
}

std::optional<Fit> Estimator::fit_with_unseen(const Counts& counts, double unseen,
                                              const Model& model, const Fit& start) {
  with_unseen_ = true;
  unseen_ = unseen;
  auto out = fit(counts, model, &model, &start);
  with_unseen_ = false;
  unseen_ = 0;
  return out;
}

std::optional<Fit> Estimator::climb(const Counts& counts, const Model& model) {
  const double enough = 1e-10 * std::max(1.0, counts.people() + unseen_);
  double best = -std::numeric_limits<double>::infinity();
  double value = 0;
  bool there = false;
  for (int i = 0; i < most_steps && !there; ++i) {
    value = evaluate(counts, model);
    if (!(value >= best - 1e-9 * std::abs(best))) {  // also when it is not a number
      for (std::size_t t = 0; t < now_.size(); ++t) now_[t] = (now_[t] + before_[t]) / 2;
      continue;
    }
    best = value;
    there = steepest(counts) <= enough;
    if (!decompose()) return std::nullopt;
    if (!there) newton_step(counts);
  }
  if (!there) return std::nullopt;

  Fit out{.coefficient =
              std::vector<double>(model.terms().size(), -std::numeric_limits<double>::infinity()),
          .people = counts.people(),
          .dark = dark_,
          .kernel = value};
  for (std::size_t t = 0, k = 0; t < model.terms().size(); ++t)
    if (k < terms_.size() && model.terms()[t] == terms_[k]) out.coefficient[t] = now_[k++];
  step_.assign(terms_.size(), 0);
  step_[0] = 1;
  solve(step_.data());
  out.log_dark_error = std::sqrt(step_[0]);
  return out;
}

std::vector<double> Estimator::standard_errors(const Model& model) {
  std::vector<double> out(model.terms().size(), std::numeric_limits<double>::infinity());
  for (std::size_t t = 0, k = 0; t < out.size() && k < terms_.size(); ++t) {
    if (model.terms()[t] != terms_[k]) continue;
    step_.assign(terms_.size(), 0);
    step_[k] = 1;
    solve(step_.data());
    out[t] = std::sqrt(step_[k++]);
  }
  return out;
}

void Estimator::start_from(const Counts& counts, const Model& model, const Model* start_model,
                           const Fit* start) {
  terms_.clear();
  for (const Mask term : model.terms())
    if (counts.margin[term] > 0) terms_.push_back(term);
  now_.assign(terms_.size(), 0);
  if (start) {
    const auto& from = start_model->terms();
    for (std::size_t t = 0, k = 0; t < from.size(); ++t) {
      while (k < terms_.size() && term_before(terms_[k], from[t])) ++k;
      if (k < terms_.size() && terms_[k] == from[t] && std::isfinite(start->coefficient[t]))
        now_[k] = start->coefficient[t];
    }
  } else {
    const double total = independent_total(counts);
    now_[0] = std::log(total);
    for (std::size_t t = 1; t < terms_.size(); ++t) {
      if (size_of(terms_[t]) != 1) continue;
      const double share = std::min(counts.margin[terms_[t]] / total, 1 - 1e-8);
      now_[t] = std::log(share / (1 - share));
      now_[0] += std::log1p(-share);
    }
  }
  before_ = now_;
}

double Estimator::evaluate(const Counts& counts, const Model& model) {
  // A cell's mean is the product of the factors of the terms within it; terms that the model has
  // not are factors of one, and those at minus infinity are factors of zero.
  double* means = means_.data();
  std::fill(means_.begin(), means_.end(), 1.0);
  if (terms_.size() != model.terms().size())
    for (const Mask term : model.terms()) means[term] = 0;
  double value = 0;
  for (std::size_t t = 0; t < terms_.size(); ++t) {
    means[terms_[t]] = std::exp(now_[t]);
    value += now_[t] * wanted(counts, terms_[t]);
  }
  multiply_over_subsets(means, lists_);
  dark_ = means[0];
  if (!with_unseen_) means[0] = 0;
  sums_ = means_;
  sum_over_supersets(sums_.data(), lists_);
  return value - sums_[0];
}

double Estimator::steepest(const Counts& counts) const {
  double out = 0;
  for (const Mask term : terms_) out = std::max(out, std::abs(wanted(counts, term) - sums_[term]));
  return out;
}

bool Estimator::decompose() {
  // The Hessian at two terms is the expected number of people on all lists of both. Its upper
  // factor row by row: each row is taken from those below it, in loops without a chain of sums.
  const std::size_t size = terms_.size();
  factor_.resize(size * size);
  const double* sums = sums_.data();
  const Mask* terms = terms_.data();
  double* factor = factor_.data();
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = i; j < size; ++j) factor[i * size + j] = sums[terms[i] | terms[j]];
  for (std::size_t k = 0; k < size; ++k) {
    double* row = factor + k * size;
    if (!(row[k] > 0) || !std::isfinite(row[k])) return false;
    const double scale = 1 / std::sqrt(row[k]);
    for (std::size_t j = k; j < size; ++j) row[j] *= scale;
    for (std::size_t i = k + 1; i < size; ++i) {
      const double share = row[i];
      double* below = factor + i * size;
      for (std::size_t j = i; j < size; ++j) below[j] -= share * row[j];
    }
  }
  return true;
}

void Estimator::solve(double* vector) const {
  const std::size_t size = terms_.size();
  const double* factor = factor_.data();
  for (std::size_t i = 0; i < size; ++i) {
    const double* row = factor + i * size;
    vector[i] /= row[i];
    for (std::size_t k = i + 1; k < size; ++k) vector[k] -= row[k] * vector[i];
  }
  for (std::size_t i = size; i-- > 0;) {
    const double* row = factor + i * size;
    for (std::size_t k = i + 1; k < size; ++k) vector[i] -= row[k] * vector[k];
    vector[i] /= row[i];
  }
}

void Estimator::newton_step(const Counts& counts) {
  step_.resize(terms_.size());
  for (std::size_t t = 0; t < terms_.size(); ++t)
    step_[t] = wanted(counts, terms_[t]) - sums_[terms_[t]];
  solve(step_.data());
  double longest = 0;
  for (const double x : step_) longest = std::max(longest, std::abs(x));
  const double shorter = longest > longest_step ? longest_step / longest : 1;
  before_ = now_;
  for (std::size_t t = 0; t < now_.size(); ++t) now_[t] += shorter * step_[t];
}

}  // namespace ts::estimate
