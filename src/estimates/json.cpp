#include <boost/json.hpp>
#include <cmath>

#include "estimates/strata_results.h"

namespace ts::estimates {
namespace {

namespace json = boost::json;
using namespace estimate;

json::value number(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::abs(value) < 9e15) return static_cast<std::int64_t>(value);
  return value;
}

/// Writes a study; every figure goes through what may be shown of it.
class Writer {
 public:
  Writer(const Study& study, const Disclosure& disclosure) : study_{study}, shown_{disclosure} {}

  json::object write(const Provenance& provenance) const {
    json::object out{{"format", "turnstone.estimate.1"},
                     {"program", provenance.program},
                     {"input", input(provenance)},
                     {"options", options()},
                     {"disclosure", disclosure()},
                     {"refusals", names(study_.refusals)},
                     {"warnings", names(study_.warnings)},
                     {"answers", answers()},
                     {"range", interval(study_.range)},
                     {"totals", interval(study_.totals)},
                     {"pairs", pairs()}};
    if (study_.stepwise) out["stepwise"] = stepwise();
    if (study_.replicates) out["resampling"] = resampling(*study_.replicates, study_.bca);
    if (study_.bic_replicates)
      out["resampling_bic"] = resampling(*study_.bic_replicates, study_.bic_bca);
    if (study_.models_considered > 0) out["models"] = models();
    if (study_.downhill) out["downhill"] = downhill();
    if (study_.graphs) out["graphs"] = graphs();
    if (study_.latent) out["latent_classes"] = latent();
    if (study_.options.sensitivity && !study_.refused()) out["sensitivity"] = sensitivity();
    out["assumptions"] = {"closed_population", "correct_links",   "everybody_can_be_listed",
                          "one_definition",    "no_hidden_joint", "tend_low"};
    return out;
  }

  json::value count(double people) const {
    const auto shown = shown_.count(people);
    return shown ? number(*shown) : json::value(nullptr);
  }
  json::value total(double people) const { return number(shown_.estimate(people)); }
  json::value total(const std::optional<double>& people) const {
    return people ? total(*people) : json::value(nullptr);
  }
  json::value measure(double value, int decimals = 3) const {
    return number(shown_.measure(value, decimals));
  }
  /// A figure that a count could be worked out from.
  json::value telling(double value) const {
    return shown_.exact() ? number(value) : json::value(nullptr);
  }
  json::value expected(double people) const { return number(shown_.expected(people)); }
  json::value interval(const std::optional<Interval>& given) const {
    if (!given) return nullptr;
    return json::object{{"low", total(given->low)}, {"high", total(given->high)}};
  }
  json::array limits(const std::vector<Limits>& given) const {
    json::array out;
    for (const auto& each : given)
      out.push_back(json::object{{"kind", name_of(each.kind)},
                                 {"level", 0.95},
                                 {"low", total(each.low)},
                                 {"high", total(each.high)},
                                 {"unreliable", each.unreliable}});
    return out;
  }

 private:
  json::array totals(const std::vector<double>& given) const {
    json::array out;
    for (const double x : given) out.push_back(total(x));
    return out;
  }
  template <class Named>
  static json::array names(const std::vector<Named>& given) {
    json::array out;
    for (const auto each : given) out.emplace_back(name_of(each));
    return out;
  }
  json::array list_names(const std::vector<unsigned>& lists) const {
    json::array out;
    for (const unsigned list : lists) out.emplace_back(study_.given.names[list]);
    return out;
  }

  json::object input(const Provenance& provenance) const {
    json::array lists;
    for (unsigned i = 0; i < study_.given.lists(); ++i)
      lists.push_back(json::object{{"name", study_.given.names[i]},
                                   {"people", count(study_.given.counts.margin[single(i)])}});
    return {{"digest", provenance.input_digest},
            {"histories_known", study_.given.counts.histories_known()},
            {"people", count(study_.given.counts.people())},
            {"on_two_lists", count(study_.seen_twice)},
            {"lists", lists},
            {"empty_lists", list_names(study_.empty_lists)},
            {"full_lists", list_names(study_.full_lists)},
            {"empty_pairs", measure(study_.empty_pairs)}};
  }

  json::object options() const {
    const auto& o = study_.options;
    return {{"methods", names(o.methods)},
            {"threshold", o.threshold},
            {"order", o.order},
            {"replicates", o.replicates},
            {"bic_models", o.bic_models},
            {"seed", o.seed},
            {"chains", o.latent.chains},
            {"sweeps", o.latent.sweeps},
            {"classes", o.latent.prior.classes}};
  }

  json::object disclosure() const {
    return {{"inside", shown_.exact()}, {"smallest_count", shown_.smallest()}};
  }

  json::array answers() const {
    json::array out;
    for (const auto& answer : study_.answers) {
      json::object item{{"method", name_of(answer.method)},
                        {"outcome", name_of(answer.outcome)},
                        {"total", total(answer.total)},
                        {"unseen", nullptr},
                        {"model", answer.model},
                        {"limits", limits(answer.limits)}};
      if (answer.total)
        item["unseen"] = number(shown_.unseen(*answer.total, study_.used.counts.people()));
      out.push_back(std::move(item));
    }
    return out;
  }

  json::array pairs() const {
    json::array out;
    for (const auto& each : study_.pairs)
      out.push_back(json::object{{"lists", study_.used.text_of(each.pair)},
                                 {"observed", count(each.observed)},
                                 {"independent", expected(each.independent)},
                                 {"expected", expected(each.expected)},
                                 {"chapman", telling(each.chapman)}});
    return out;
  }

  json::object stepwise() const {
    json::array coefficients, path;
    for (const auto& each : study_.stepwise->coefficients)
      coefficients.push_back(json::object{{"term", study_.used.text_of(each.term)},
                                          {"value", telling(each.value)},
                                          {"error", telling(each.error)}});
    for (const auto& step : study_.path)
      path.push_back(json::object{{"pair", study_.used.text_of(step.pair)},
                                  {"observed", count(step.observed)},
                                  {"expected", expected(step.expected)},
                                  {"p", measure(step.p, 2)},
                                  {"added", step.added},
                                  {"total_before", total(step.total_before)}});
    json::object out{{"model", study_.stepwise->chosen.model.text()},
                     {"coefficients", coefficients},
                     {"path", path},
                     {"log_likelihood", measure(study_.stepwise->log_likelihood, 1)},
                     {"aic", measure(study_.stepwise->aic, 1)},
                     {"bic", measure(study_.stepwise->bic, 1)}};
    if (const auto& fit = study_.stepwise->fitness)
      out["fit"] = json::object{{"deviance", measure(fit->deviance, 1)},
                                {"freedom", number(fit->freedom)},
                                {"pearson", measure(fit->pearson, 1)},
                                {"p", fit->p ? measure(*fit->p) : json::value(nullptr)}};
    return out;
  }

  json::object resampling(const Replicates& replicates, const std::optional<Bca>& bca) const {
    json::array limits;
    json::object chosen, models;
    for (std::size_t w = 0; w < replicates.chosen.size(); ++w)
      if (size_of(static_cast<Mask>(w)) >= 2 && replicates.chosen[w] > 0)
        chosen[study_.used.text_of(static_cast<Mask>(w))] = measure(replicates.chosen[w]);
    for (const auto& [model, times] : replicates.models) models[model] = times;
    json::object out{{"replicates", replicates.totals.size()},
                     {"without_estimate", replicates.without_estimate()},
                     {"terms", chosen},
                     {"models", models}};
    if (!bca) return out;
    for (const auto& each : bca->limits)
      limits.push_back(json::object{{"share", each.share},
                                    {"bca", total(each.value)},
                                    {"level", number(each.level)},
                                    {"extreme", each.extreme},
                                    {"percentile", total(each.percentile)}});
    out["bias"] = number(bca->bias);
    out["acceleration"] = number(bca->acceleration);
    out["strongly_biased"] = bca->strongly_biased;
    out["limits"] = limits;
    return out;
  }

  json::object models() const {
    json::array best, humps;
    for (const auto& each : study_.models)
      best.push_back(json::object{{"model", each.model.text()},
                                  {"total", total(each.fit.total())},
                                  {"bic_above_best", measure(each.bic - study_.models[0].bic)},
                                  {"bic", measure(each.bic, 0)},
                                  {"weight", measure(each.weight, 4)}});
    for (const auto& hump : study_.humps)
      humps.push_back(json::object{{"total", total(hump.total)}, {"share", measure(hump.share)}});
    return {{"considered", study_.models_considered},
            {"refused", study_.models_refused},
            {"mean", study_.models.empty() ? json::value(nullptr) : total(study_.mixture_mean)},
            {"quantiles", totals(study_.mixture_quantiles)},
            {"humps", humps},
            {"best", best}};
  }

  json::object downhill() const {
    const auto& found = *study_.downhill;
    return {{"model", found.best.chosen.model.text()},
            {"total", total(found.best.chosen.fit.total())},
            {"starts", found.starts},
            {"agree", found.agree}};
  }

  json::object graphs() const {
    json::array best;
    for (const auto& each : study_.graphs->graphs)
      best.push_back(
          json::object{{"graph", each.model.text()}, {"weight", measure(each.weight, 4)}});
    return {{"considered", study_.graphs->considered},
            {"quantiles", totals(study_.graphs->posterior.quantiles)},
            {"most_unseen", total(study_.graphs->grid_end)},
            {"bound_met", study_.graphs->grid_binds},
            {"best", best}};
  }

  json::object latent() const {
    const auto& found = *study_.latent;
    json::object out{{"converged", found.converged()},
                     {"moved", found.moved},
                     {"r_hat_total", measure(found.r_hat_total)},
                     {"r_hat_missed", measure(found.r_hat_missed)},
                     {"effective_sample", measure(found.effective, 0)},
                     {"bound_met", found.bound_met},
                     {"quantiles", nullptr}};
    // Of chains that disagree there is nothing to show.
    if (found.converged()) out["quantiles"] = totals(found.posterior.quantiles);
    return out;
  }

  json::array variants(const std::vector<Variant>& given, bool of_lists) const {
    json::array out;
    for (const auto& each : given) {
      json::object item{{"total", total(each.total)}, {"model", each.model}};
      if (!of_lists)
        item["value"] = each.value;
      else
        item["list"] = study_.used.names[each.list];
      if (of_lists && each.other_list != each.list && each.other_list != 0)
        item["other"] = study_.used.names[each.other_list];
      out.push_back(std::move(item));
    }
    return out;
  }

  json::object sensitivity() const {
    json::array consistency;
    for (const auto& each : study_.consistency)
      consistency.push_back(json::object{{"list", study_.used.names[each.list]},
                                         {"truth", count(each.truth)},
                                         {"seen", count(each.seen)},
                                         {"total", total(each.total)}});
    return {{"thresholds", variants(study_.thresholds, false)},
            {"orders", variants(study_.orders, false)},
            {"unseen_times", variants(study_.multiplied, false)},
            {"missed_matches", variants(study_.missed_matches, false)},
            {"without_list", variants(study_.left_out, true)},
            {"merged_lists", variants(study_.merged, true)},
            {"consistency", consistency}};
  }

  const Study& study_;
  Disclosure shown_;
};

}  // namespace

std::string to_json(const Study& study, const Disclosure& disclosure,
                    const Provenance& provenance) {
  return json::serialize(Writer{study, disclosure}.write(provenance)) + '\n';
}

std::string to_json(const StrataStudy& study, const Disclosure& disclosure,
                    const Provenance& provenance) {
  json::array strata, sums;
  for (const auto& [name, one] : study.strata) {
    const Writer writer{one, disclosure};
    strata.push_back(json::object{{"name", name}, {"study", writer.write(provenance)}});
  }
  const Writer writer{study.strata.front().study, disclosure};
  for (const auto& sum : study.sums) {
    json::array without;
    for (const auto s : sum.without) without.emplace_back(study.strata[s].name);
    sums.push_back(json::object{{"method", name_of(sum.method)},
                                {"total", writer.total(sum.total)},
                                {"limits", writer.limits(sum.limits)},
                                {"without", std::move(without)}});
  }
  const json::object out{
      {"format", "turnstone.estimate.strata.1"},
      {"program", provenance.program},
      {"input", {{"digest", provenance.input_digest}, {"people", writer.count(study.people)}}},
      {"sums", std::move(sums)},
      {"range", writer.interval(study.range)},
      {"totals", writer.interval(study.totals)},
      {"strata", std::move(strata)}};
  return json::serialize(out) + '\n';
}

}  // namespace ts::estimates
