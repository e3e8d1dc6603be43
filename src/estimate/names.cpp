#include "base/failure.h"
#include "estimate/study.h"

namespace ts::estimate {

std::string_view name_of(Method method) {
  switch (method) {
    case Method::independent:
      return "independent";
    case Method::stepwise:
      return "stepwise";
    case Method::aic:
      return "aic";
    case Method::bic:
      return "bic";
    case Method::averaged:
      return "averaged";
    case Method::downhill:
      return "downhill";
    case Method::graphs:
      return "graphs";
    case Method::latent_classes:
      return "latent_classes";
  }
  throw Bug{std::source_location::current()};
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::estimated:
      return "estimated";
    case Outcome::not_estimable:
      return "not_estimable";
    case Outcome::not_converged:
      return "not_converged";
    case Outcome::needs_histories:
      return "needs_histories";
    case Outcome::too_many_lists:
      return "too_many_lists";
  }
  throw Bug{std::source_location::current()};
}

std::string_view name_of(LimitKind kind) {
  switch (kind) {
    case LimitKind::wald:
      return "wald";
    case LimitKind::profile:
      return "profile";
    case LimitKind::bca:
      return "bca";
    case LimitKind::percentile:
      return "percentile";
    case LimitKind::parametric:
      return "parametric";
    case LimitKind::mixture:
      return "mixture";
    case LimitKind::posterior:
      return "posterior";
    case LimitKind::added:
      return "added";
  }
  throw Bug{std::source_location::current()};
}

std::string_view name_of(Warning warning) {
  switch (warning) {
    case Warning::few_seen_twice:
      return "few_seen_twice";
    case Warning::empty_overlaps:
      return "empty_overlaps";
    case Warning::dropped_lists:
      return "dropped_lists";
    case Warning::two_humps:
      return "two_humps";
    case Warning::near_ties:
      return "near_ties";
    case Warning::methods_disagree:
      return "methods_disagree";
    case Warning::biased_resampling:
      return "biased_resampling";
    case Warning::extreme_limit:
      return "extreme_limit";
    case Warning::no_acceleration:
      return "no_acceleration";
    case Warning::replicates_without:
      return "replicates_without";
    case Warning::poor_fit:
      return "poor_fit";
    case Warning::on_the_edge:
      return "on_the_edge";
    case Warning::chains_disagree:
      return "chains_disagree";
    case Warning::grid_binds:
      return "grid_binds";
    case Warning::margins_only:
      return "margins_only";
    case Warning::inconsistent:
      return "inconsistent";
  }
  throw Bug{std::source_location::current()};
}

std::string_view name_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::too_few_lists:
      return "too_few_lists";
    case Refusal::too_few_seen_twice:
      return "too_few_seen_twice";
    case Refusal::no_overlap:
      return "no_overlap";
    case Refusal::thin_stratum:
      return "thin_stratum";
  }
  throw Bug{std::source_location::current()};
}

std::optional<Method> method_named(std::string_view name) {
  for (const Method method : all_methods)
    if (name_of(method) == name) return method;
  return std::nullopt;
}

}  // namespace ts::estimate
