#include "studies/result.h"

#include <bitset>
#include <boost/json.hpp>
#include <cmath>

#include "formats/csv.h"

namespace ts::studies {
namespace {

namespace json = boost::json;
using estimate::Answer;
using estimates::Disclosure;

constexpr std::size_t most_models_shown = 8;
/// Models this far behind the best BIC are no near ties (Kass and Raftery, JASA 90, 1995).
constexpr double far_behind = 6;

/// One study on its way to JSON.
class Writer {
 public:
  Writer(const estimate::Study& study, const std::optional<Population>& population,
         const Disclosure& disclosure)
      : study_{study}, population_{population}, disclosure_{disclosure} {}

  json::object all() const {
    json::object out{{"lists", lists()},
                     {"hidden_below", disclosure_.smallest()},
                     {"estimates", answers()},
                     {"models", models()},
                     {"overlaps", overlaps()},
                     {"refused", names_of(study_.refusals)},
                     {"warnings", names_of(study_.warnings)}};
    put_people(out, study_.given.counts.people());
    if (study_.range && std::isfinite(study_.range->high))
      out["range"] = json::object{{"low", estimate(study_.range->low)},
                                  {"high", estimate(study_.range->high)}};
    return out;
  }

 private:
  /// People in whole numbers: what is behind the point is no knowledge.
  json::value estimate(double people) const {
    const auto shown = disclosure_.estimate(people);
    return std::isfinite(shown) ? json::value(std::llround(shown)) : json::value(nullptr);
  }
  double rate(double people) const { return per_100000(people, *population_, disclosure_); }

  void put_people(json::object& to, double people) const {
    if (const auto shown = disclosure_.count(people)) to["people"] = std::llround(*shown);
  }

  template <class As>
  static void put_limits(json::object& to, const Answer& answer, const As& as) {
    if (answer.limits.empty()) return;
    to["low"] = as(answer.limits.front().low);
    if (std::isfinite(answer.limits.front().high)) to["high"] = as(answer.limits.front().high);
  }

  json::array lists() const {
    json::array out;
    for (unsigned list = 0; list < study_.given.lists(); ++list) {
      json::object one{{"name", study_.given.names[list]}};
      put_people(one, study_.given.counts.margin[std::size_t{1} << list]);
      out.push_back(std::move(one));
    }
    return out;
  }

  json::array overlaps() const {
    json::array out;
    for (const auto& pair : study_.pairs) {
      const auto lists = std::bitset<32>{pair.pair};
      json::object one;
      for (unsigned list = 0; list < study_.used.lists(); ++list)
        if (lists[list]) one[one.empty() ? "a" : "b"] = study_.used.names[list];
      put_people(one, pair.observed);
      one["expected"] = estimate(pair.expected);
      out.push_back(std::move(one));
    }
    return out;
  }

  json::array models() const {
    json::array out;
    for (const auto& each : study_.models) {
      if (out.size() == most_models_shown || each.bic - study_.models.front().bic > far_behind)
        break;
      out.push_back(json::object{{"model", each.model.text(study_.used.names)},
                                 {"estimate", estimate(each.fit.total())},
                                 {"weight", each.weight}});
    }
    return out;
  }

  json::array answers() const {
    json::array out;
    for (const auto& answer : study_.answers) {
      json::object one{{"method", estimate::name_of(answer.method)},
                       {"outcome", estimate::name_of(answer.outcome)}};
      if (answer.total) put_figures(one, answer);
      out.push_back(std::move(one));
    }
    return out;
  }

  void put_figures(json::object& to, const Answer& answer) const {
    to["estimate"] = estimate(*answer.total);
    put_limits(to, answer, [&](double people) { return estimate(people); });
    if (!answer.limits.empty()) {
      const auto& limits = answer.limits.front();
      to["interval"] = estimate::name_of(limits.kind);
      to["unreliable"] = limits.unreliable || !std::isfinite(limits.high);
    }
    if (!population_) return;
    json::object rates{{"estimate", rate(*answer.total)}};
    put_limits(rates, answer, [&](double people) { return rate(people); });
    to["per_100000"] = std::move(rates);
  }

  template <class Names>
  static json::array names_of(const Names& values) {
    json::array out;
    for (const auto value : values) out.emplace_back(estimate::name_of(value));
    return out;
  }

  const estimate::Study& study_;
  const std::optional<Population>& population_;
  const Disclosure& disclosure_;
};

}  // namespace

double per_100000(double people, const Population& population, const Disclosure& disclosure) {
  return disclosure.measure(
      disclosure.estimate(people) / static_cast<double>(population.people) * 100'000, 2);
}

json::object result_of(const estimate::Study& study, const std::optional<Population>& population,
                       const Disclosure& disclosure) {
  return Writer{study, population, disclosure}.all();
}

std::string sdg_csv(const estimate::Study& study, const Population& population,
                    const Disclosure& disclosure) {
  formats::CsvWriter csv;
  for (const auto* name :
       {"indicator", "place", "year", "population", "method", "per_100000", "low", "high"})
    csv.cell(name);
  csv.end_row();
  const auto rate = [&](double people) {
    std::isfinite(people) ? csv.number(per_100000(people, population, disclosure)) : csv.cell("");
  };
  for (const auto& answer : study.answers) {
    if (!answer.total) continue;
    csv.cell("16.2.2").cell(population.place).cell(population.year).number(population.people);
    csv.cell(estimate::name_of(answer.method));
    rate(*answer.total);
    rate(answer.limits.empty() ? INFINITY : answer.limits.front().low);
    rate(answer.limits.empty() ? INFINITY : answer.limits.front().high);
    csv.end_row();
  }
  return csv.text();
}

}  // namespace ts::studies
