#pragma once

#include <optional>

#include "estimate/estimator.h"

namespace ts::estimate {

/// The estimate and interval of the multinomial form of a model, in which the number of people is a
/// parameter of its own (Cormack, "Interval estimation for mark-recapture studies of closed
/// populations", Biometrics 48, 1992): the numbers for which twice the log-likelihood is no more than
/// 3.84 below its highest.
struct Profile {
  double total = 0;
  double low = 0;
  double high = 0;  ///< infinite when the likelihood does not fall that far
};

/// Nothing when the model cannot be fitted. `fit` is the model's fit to `counts`.
std::optional<Profile> profile_likelihood(Estimator& estimator, const Counts& counts,
                                          const Model& model, const Fit& fit);

}  // namespace ts::estimate
