#include "estimate/study.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ts::estimate {
namespace {

constexpr double fewest_seen_twice = 10, few_seen_twice = 30, fewest_in_stratum = 50;
constexpr int fewest_overlaps_in_stratum = 3;
constexpr std::size_t models_shown = 100;
constexpr std::array thresholds{0.0, 0.001, 0.01, 0.02, 0.05, 0.1, 1.0};
constexpr std::array missed{-0.1, -0.05, 0.05, 0.1, 0.2};
constexpr unsigned random_starts = 5;
// What each part is of the whole work, roughly.
constexpr double until_bootstrap = 0.35, until_bic = 0.55, until_search = 0.65, until_graphs = 0.7,
                 until_latent = 0.95;

double on_two_lists(const Counts& counts) {
  double out = 0;
  if (!counts.histories_known()) {
    // Everybody's sightings beyond the first.
    for (unsigned i = 0; i < counts.lists; ++i) out += counts.margin[single(i)];
    return out - counts.people();
  }
  for (std::size_t w = 1; w < counts.history.size(); ++w)
    if (size_of(static_cast<Mask>(w)) >= 2) out += counts.history[w];
  return out;
}

/// The study while it is made; one function for each part.
class Making {
 public:
  Making(const CaptureTable& table, const StudyOptions& options, const Progress& progress)
      : progress_{progress} {
    study_.given = study_.used = table;
    study_.options = options;
  }

  Study make() {
    leave_out_lists();
    look_at_overlaps();
    if (study_.refused()) return std::move(study_);
    add(Method::independent, [&] { return independent(); });
    add(Method::stepwise, [&] { return stepwise(); });
    add(Method::aic, [&] { return by_aic(); });
    progress_.at(until_bootstrap);
    if (asked(Method::bic) || asked(Method::averaged)) rank_models();
    add(Method::bic, [&] { return by_bic(); });
    add(Method::averaged, [&] { return averaged(); });
    progress_.at(until_bic);
    add(Method::downhill, [&] { return downhill(); });
    progress_.at(until_search);
    add(Method::graphs, [&] { return graphs(); });
    progress_.at(until_graphs);
    add(Method::latent_classes, [&] { return latent(); });
    progress_.at(until_latent);
    study_.pairs = pairs_of_lists(counts(), stepwise_choice());
    if (study_.options.sensitivity) vary();
    compare_methods();
    std::sort(study_.warnings.begin(), study_.warnings.end());
    progress_.at(1);
    return std::move(study_);
  }

 private:
  const Counts& counts() const { return study_.used.counts; }
  bool histories() const { return counts().histories_known(); }
  bool asked(Method method) const {
    const auto& all = study_.options.methods;
    return std::find(all.begin(), all.end(), method) != all.end();
  }
  void warn(Warning warning) {
    auto& all = study_.warnings;
    if (std::find(all.begin(), all.end(), warning) == all.end()) all.push_back(warning);
  }
  Resampling resampling() const {
    return {study_.options.replicates, study_.options.seed, study_.options.threads};
  }
  std::optional<Chosen> stepwise_choice() const {
    if (!study_.stepwise) return std::nullopt;
    return study_.stepwise->chosen;
  }

  template <class F>
  void add(Method method, F&& answer) {
    if (!asked(method)) return;
    Answer out = answer();
    out.method = method;
    if (out.outcome != Outcome::estimated) {
      out.total.reset();
      out.limits.clear();
    }
    study_.answers.push_back(std::move(out));
  }

  static Answer ended(Outcome outcome) {
    Answer out;
    out.outcome = outcome;
    return out;
  }
  static Answer answer_of(const Chosen& chosen) {
    Answer out;
    out.total = chosen.fit.total();
    out.model = chosen.model.text();
    return out;
  }
  static void add_limits(Answer& answer, LimitKind kind, double low, double high,
                         bool unreliable = false) {
    answer.limits.push_back({kind, low, high, unreliable || !std::isfinite(high)});
  }
  static void add_wald(Answer& answer, const Fit& fit) {
    const auto limits = wald(fit);
    add_limits(answer, LimitKind::wald, limits.low, limits.high);
  }

  void leave_out_lists() {
    study_.empty_lists = empty_lists(study_.given);
    study_.full_lists = full_lists(study_.given);
    if (study_.empty_lists.empty() && study_.full_lists.empty()) return;
    warn(Warning::dropped_lists);
    std::vector<unsigned> gone = study_.empty_lists;
    gone.insert(gone.end(), study_.full_lists.begin(), study_.full_lists.end());
    std::sort(gone.rbegin(), gone.rend());
    for (const unsigned list : gone) {
      if (study_.used.lists() <= 2) break;
      study_.used = drop_list(study_.used, list);
    }
  }

  void look_at_overlaps() {
    const auto useful = study_.given.lists() - study_.empty_lists.size() - study_.full_lists.size();
    if (useful < 3) study_.refusals.push_back(Refusal::too_few_lists);
    study_.seen_twice = on_two_lists(counts());
    const auto pairs = pairs_of(counts().lists);
    for (const Mask pair : pairs)
      if (counts().margin[pair] == 0) study_.empty_pairs += 1 / static_cast<double>(pairs.size());
    if (study_.seen_twice == 0)
      study_.refusals.push_back(Refusal::no_overlap);
    else if (study_.seen_twice < fewest_seen_twice)
      study_.refusals.push_back(Refusal::too_few_seen_twice);
    else if (study_.seen_twice < few_seen_twice)
      warn(Warning::few_seen_twice);
    if (study_.options.stratum && is_thin(pairs)) study_.refusals.push_back(Refusal::thin_stratum);
    if (study_.empty_pairs > 1.0 / 3) warn(Warning::empty_overlaps);
    if (!histories()) warn(Warning::margins_only);
    study_.pairs = pairs_of_lists(counts(), std::nullopt);
  }

  bool is_thin(const std::vector<Mask>& pairs) const {
    const auto overlapping = std::count_if(pairs.begin(), pairs.end(),
                                           [&](Mask pair) { return counts().margin[pair] > 0; });
    return counts().people() < fewest_in_stratum || overlapping < fewest_overlaps_in_stratum;
  }

  Answer independent() {
    Estimator estimator{counts().lists};
    const auto chosen = model_rule(Model::main_effects(counts().lists))(estimator, counts());
    if (!chosen) return ended(Outcome::not_estimable);
    Answer out = answer_of(*chosen);
    add_wald(out, chosen->fit);
    return out;
  }

  Details details_of(const Chosen& chosen) {
    Estimator estimator{counts().lists};
    estimator.fit(counts(), chosen.model, &chosen.model, &chosen.fit);
    const auto errors = estimator.standard_errors(chosen.model);
    Details out{.chosen = chosen,
                .coefficients = {},
                .log_likelihood = log_likelihood(counts(), chosen.fit),
                .aic = aic(counts(), chosen.fit),
                .bic = bic(counts(), chosen.fit),
                .fitness = {}};
    for (std::size_t t = 0; t < errors.size(); ++t)
      out.coefficients.push_back({chosen.model.terms()[t], chosen.fit.coefficient[t], errors[t]});
    if (histories()) out.fitness = fitness(counts(), chosen, resampling(), progress_.part(0, 0));
    return out;
  }

  Answer stepwise() {
    const double threshold = study_.options.threshold;
    Estimator estimator{counts().lists};
    const auto chosen = select_stepwise(estimator, counts(), threshold, &study_.path);
    if (!chosen) return ended(Outcome::not_estimable);
    study_.stepwise = details_of(*chosen);
    for (const auto& step : study_.path)
      if (step.p >= threshold / 2 && step.p < threshold * 2) warn(Warning::on_the_edge);
    if (study_.stepwise->fitness && study_.stepwise->fitness->p.value_or(1) < 0.05)
      warn(Warning::poor_fit);
    Answer out = answer_of(*chosen);
    if (study_.options.replicates > 0) resample_stepwise(out, *chosen);
    add_wald(out, chosen->fit);
    return out;
  }

  void resample_stepwise(Answer& answer, const Chosen& chosen) {
    const auto rule = stepwise_rule(study_.options.threshold);
    const auto part = progress_.part(0, until_bootstrap);
    const double total = chosen.fit.total();
    if (!histories()) {
      study_.replicates = resample_model(counts(), chosen, rule, resampling(), part);
      study_.bca = bias_corrected(total, study_.replicates->totals, 0);
      add_limits(answer, LimitKind::parametric, study_.bca->limits.front().value,
                 study_.bca->limits.back().value, study_.bca->strongly_biased);
    } else {
      study_.replicates = resample(counts(), rule, resampling(), part);
      study_.removed = jackknife(counts(), rule, study_.options.threads, part.part(1, 1));
      const auto acceleration = study_.removed->acceleration;
      if (!acceleration) warn(Warning::no_acceleration);
      study_.bca = bias_corrected(total, study_.replicates->totals, acceleration.value_or(0));
      add_corrected(answer, *study_.bca);
    }
    if (study_.replicates->without_estimate() > 0) warn(Warning::replicates_without);
  }

  void add_corrected(Answer& answer, const Bca& bca) {
    if (bca.strongly_biased) warn(Warning::biased_resampling);
    if (bca.limits.front().extreme || bca.limits.back().extreme) warn(Warning::extreme_limit);
    for (const auto& each : limits_of(bca)) answer.limits.push_back(each);
  }

  Answer by_aic() {
    Estimator estimator{counts().lists};
    const auto chosen = select_by_aic(estimator, counts());
    if (!chosen) return ended(Outcome::not_estimable);
    const auto profile = profile_likelihood(estimator, counts(), chosen->model, chosen->fit);
    Answer out = answer_of(*chosen);
    if (profile) {
      out.total = profile->total;
      add_limits(out, LimitKind::profile, profile->low, profile->high);
    }
    add_wald(out, chosen->fit);
    return out;
  }

  void rank_models() {
    const unsigned order = histories() ? study_.options.order : 2;
    const auto models = every_model(counts().lists, order);
    study_.models_considered = models.size();
    if (models.empty()) return;
    auto ranking = rank_by_bic(counts(), models, study_.options.threads,
                               progress_.part(until_bootstrap, until_bic));
    study_.models_refused = ranking.refused;
    if (ranking.models.empty()) return;
    const auto mixture = mixture_of(ranking);
    study_.mixture_mean = mixture.mean();
    for (const double share : {0.025, 0.1, 0.5, 0.9, 0.975})
      study_.mixture_quantiles.push_back(mixture.quantile(share));
    study_.humps = mixture.humps();
    const auto large = std::count_if(study_.humps.begin(), study_.humps.end(),
                                     [](const auto& hump) { return hump.share >= 0.1; });
    if (large >= 2) warn(Warning::two_humps);
    double low = ranking.models.front().fit.total(), high = low;
    for (const auto& each : ranking.models) {
      if (each.bic > ranking.models.front().bic + 2) break;
      low = std::min(low, each.fit.total());
      high = std::max(high, each.fit.total());
    }
    if (high >= 1.25 * low) warn(Warning::near_ties);
    if (asked(Method::bic)) resample_bic(ranking);
    ranking.models.resize(std::min(models_shown, ranking.models.size()), ranking.models.front());
    study_.models = std::move(ranking.models);
  }

  void resample_bic(const Ranking& ranking) {
    if (study_.options.replicates == 0 || !histories()) return;
    const std::size_t wanted = study_.options.bic_models;
    const std::span<const Ranked> among{
        ranking.models.data(),
        wanted == 0 ? ranking.models.size() : std::min(wanted, ranking.models.size())};
    const auto rule = bic_rule(among);
    study_.bic_replicates =
        resample(counts(), rule, resampling(), progress_.part(until_bic, until_bic));
    study_.bic_removed =
        jackknife(counts(), rule, study_.options.threads, progress_.part(until_bic, until_bic));
    study_.bic_bca =
        bias_corrected(ranking.models.front().fit.total(), study_.bic_replicates->totals,
                       study_.bic_removed->acceleration.value_or(0));
  }

  Outcome without_models() const {
    return study_.models_considered == 0 ? Outcome::too_many_lists : Outcome::not_estimable;
  }

  Answer by_bic() {
    if (study_.models.empty()) return ended(without_models());
    const auto& best = study_.models.front();
    Answer out = answer_of({best.model, best.fit});
    if (study_.bic_bca) add_corrected(out, *study_.bic_bca);
    add_wald(out, best.fit);
    return out;
  }

  Answer averaged() {
    if (study_.models.empty()) return ended(without_models());
    Answer out;
    out.total = study_.mixture_quantiles[2];
    add_limits(out, LimitKind::mixture, study_.mixture_quantiles.front(),
               study_.mixture_quantiles.back());
    return out;
  }

  Answer downhill() {
    study_.downhill =
        search_from_many(counts(), histories() ? study_.options.order : 2, random_starts,
                         study_.options.seed, study_.options.threads, progress_);
    if (!study_.downhill) return ended(Outcome::not_estimable);
    const auto& chosen = study_.downhill->best.chosen;
    Answer out = answer_of(chosen);
    add_wald(out, chosen.fit);
    return out;
  }

  Answer graphs() {
    if (!histories()) return ended(Outcome::needs_histories);
    study_.graphs = average_graphs(counts(), {}, progress_);
    if (!study_.graphs) return ended(Outcome::too_many_lists);
    if (study_.graphs->grid_binds) warn(Warning::grid_binds);
    return of_posterior(study_.graphs->posterior, study_.graphs->grid_binds);
  }

  Answer latent() {
    if (!histories()) return ended(Outcome::needs_histories);
    auto options = study_.options.latent;
    options.seed = study_.options.seed;
    options.threads = study_.options.threads;
    study_.latent = sample_latent_classes(counts(), options, progress_);
    Answer out = of_posterior(study_.latent->posterior, !study_.latent->converged());
    if (!study_.latent->converged()) {
      warn(Warning::chains_disagree);
      out.outcome = Outcome::not_converged;
    }
    return out;
  }

  static Answer of_posterior(const Posterior& posterior, bool unreliable) {
    Answer out;
    out.total = posterior.quantiles[2];
    add_limits(out, LimitKind::posterior, posterior.quantiles.front(), posterior.quantiles.back(),
               unreliable);
    return out;
  }

  void vary() {
    const double threshold = study_.options.threshold;
    study_.thresholds = at_thresholds(counts(), thresholds);
    if (const auto chosen = stepwise_choice()) {
      study_.multiplied = with_unseen_multiplied(chosen->fit);
      study_.missed_matches = with_matches_missed(counts(), *chosen, missed);
    }
    if (!histories()) return;
    study_.left_out = without_each_list(study_.used, threshold);
    study_.merged = with_small_lists_merged(study_.used, threshold);
    study_.consistency = internal_consistency(study_.used, threshold);
    for (const auto& each : study_.consistency)
      if (!each.total || *each.total > 2 * each.truth || each.truth > 2 * *each.total)
        warn(Warning::inconsistent);
    vary_order();
  }

  void vary_order() {
    for (unsigned order = 2; order <= std::min(4U, counts().lists - 1); ++order) {
      const auto models = every_model(counts().lists, order);
      if (models.empty()) continue;
      const auto ranking =
          rank_by_bic(counts(), models, study_.options.threads, progress_.part(1, 1));
      Variant out{.value = static_cast<double>(order), .total = {}, .model = {}};
      if (!ranking.models.empty()) {
        out.total = ranking.models.front().fit.total();
        out.model = ranking.models.front().model.text();
      }
      study_.orders.push_back(std::move(out));
    }
  }

  void compare_methods() {
    for (const auto& answer : study_.answers) {
      if (!answer.total) continue;
      widen(study_.totals, *answer.total, *answer.total);
      if (!answer.limits.empty())
        widen(study_.range, answer.limits.front().low, answer.limits.front().high);
    }
    if (study_.totals && study_.totals->high >= 1.5 * study_.totals->low)
      warn(Warning::methods_disagree);
  }

  Study study_;
  Progress progress_;
};

}  // namespace

Study run_study(const CaptureTable& table, const StudyOptions& options, const Progress& progress) {
  check_options(options);
  return Making{table, options, progress}.make();
}

}  // namespace ts::estimate
