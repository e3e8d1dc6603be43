#pragma once

#include <array>
#include <optional>
#include <unordered_map>
#include <vector>

#include "estimate/model.h"
#include "estimate/table.h"

namespace ts::estimate {

/// Whether a model can be fitted to a table at all (Fienberg and Rinaldo, "Maximum likelihood
/// estimation in log-linear models", Annals of Statistics 40, 2012).
struct Existence {
  /// There is a finite estimate once the terms without anybody are set to minus infinity.
  bool exists = true;
  /// The cells that are left can tell the terms apart.
  bool identifiable = true;

  bool fine() const { return exists && identifiable; }
  /// 0 fine, 1 no estimate, 2 not identifiable, 3 both.
  int code() const { return (exists ? 0 : 1) + (identifiable ? 0 : 2); }
};

/// One model fitted to one table by maximum likelihood: the count of each cell is Poisson, its mean
/// the exponential of the sum of the terms within the cell.
struct Fit {
  /// In the order of `Model::terms()`; minus infinity where nobody is on all lists of the term.
  std::vector<double> coefficient;
  double people = 0;  ///< seen
  double dark = 0;    ///< exp(intercept): seen by nobody
  /// Sum of coefficient times margin less the sum of means: the log-likelihood without the part that
  /// is the same for every model of a table, so that it is known without the histories, too.
  double kernel = 0;
  double log_dark_error = 0;  ///< standard error of log(dark)

  double total() const { return people + dark; }
  /// Terms at minus infinity are counted.
  double parameters() const { return static_cast<double>(coefficient.size()); }
};

/// Checks and fits models on tables of a number of lists. Remembers what it has checked; not for two
/// threads at once.
class Estimator {
 public:
  explicit Estimator(unsigned lists);

  /// Exact. With histories it depends only on which of them occur.
  Existence check(const Counts& counts, const Model& model);

  /// By Newton's method, until the margins of the fitted table are those of `counts` to 1e-10 of the
  /// people. The model must have been checked. `start` is a fit of a model within this one, or one
  /// that this is within, on the same or a similar table. Nothing when it does not converge.
  std::optional<Fit> fit(const Counts& counts, const Model& model, const Model* start_model = nullptr,
                         const Fit* start = nullptr);
  /// As if this many people had been seen on no list: for the likelihood as a function of them.
  std::optional<Fit> fit_with_unseen(const Counts& counts, double unseen, const Model& model,
                                     const Fit& start);
  /// `fit` after a check: nothing when the estimate does not exist, or is not identifiable.
  std::optional<Fit> estimate(const Counts& counts, const Model& model);

  /// Of the last fit, by mask: the mean of each cell ([0] is 0), and the expected number on at least
  /// these lists.
  const std::vector<double>& means() const { return means_; }
  const std::vector<double>& expected() const { return sums_; }
  /// Of the last fit, in the order of its model's terms; infinite where the coefficient is.
  std::vector<double> standard_errors(const Model& model);

 private:
  struct Key {
    MaskSet seen, model;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct HashOfKey {
    std::size_t operator()(const Key& key) const;
  };
  struct Kept {
    std::vector<Mask> terms;
    std::vector<Mask> cells;
  };

  Kept kept(const Counts& counts, const Model& model) const;
  Existence check_histories(const Counts& counts, const Model& model) const;
  Existence check_margins(const Counts& counts, const Model& model);
  bool proved_by_fit(const Counts& counts, const Model& model, const Kept& left);

  std::optional<Fit> climb(const Counts& counts, const Model& model);
  double wanted(const Counts& counts, Mask term) const {
    return counts.margin[term] + (term == 0 ? unseen_ : 0);
  }
  void start_from(const Counts& counts, const Model& model, const Model* start_model,
                  const Fit* start);
  double evaluate(const Counts& counts, const Model& model);
  double steepest(const Counts& counts) const;
  bool decompose();
  void newton_step(const Counts& counts);
  void solve(double* vector) const;

  unsigned lists_;
  std::unordered_map<Key, Existence, HashOfKey> known_;
  std::vector<double> means_, sums_;
  double dark_ = 0;
  bool with_unseen_ = false;
  double unseen_ = 0;
  // The terms that are fitted, their coefficients now and before the step, the Newton step, and the
  // upper triangle of the Hessian's Cholesky factor.
  std::vector<Mask> terms_;
  std::vector<double> now_, before_, step_, factor_;
};

}  // namespace ts::estimate
