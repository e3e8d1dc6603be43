#include <cmath>
#include <functional>

#include "estimates/strata_results.h"
#include "formats/csv.h"

namespace ts::estimates {
namespace {

using namespace estimate;

/// Nothing where there is no number, or none that is finite.
void put(formats::CsvWriter& csv, const std::optional<double>& value) {
  if (value && std::isfinite(*value))
    csv.number(*value);
  else
    csv.cell("");
}

void put_variants(formats::CsvWriter& csv, const Disclosure& disclosure, std::string_view what,
                  const std::vector<Variant>& variants,
                  const std::function<std::string(const Variant&)>& label) {
  for (const auto& each : variants) {
    csv.cell(what).cell(label(each));
    put(csv, each.total ? std::optional{disclosure.estimate(*each.total)} : std::nullopt);
    csv.cell(each.model).end_row();
  }
}

void put_answer_header(formats::CsvWriter& csv) {
  for (const auto* name : {"outcome", "total", "interval", "low", "high", "unreliable", "model"})
    csv.cell(name);
  csv.end_row();
}

/// A line for each interval, or one; the stratum in front where there are some.
void put_answer(formats::CsvWriter& csv, std::optional<std::string_view> stratum,
                const Answer& answer, const Disclosure& disclosure) {
  const auto begin = [&] {
    if (stratum) csv.cell(*stratum);
    csv.cell(name_of(answer.method)).cell(name_of(answer.outcome));
    put(csv, answer.total ? std::optional{disclosure.estimate(*answer.total)} : std::nullopt);
  };
  if (answer.limits.empty()) {
    begin();
    csv.cell("").cell("").cell("").cell("").cell(answer.model).end_row();
  }
  for (const auto& each : answer.limits) {
    begin();
    csv.cell(name_of(each.kind));
    put(csv, disclosure.estimate(each.low));
    put(csv, disclosure.estimate(each.high));
    csv.cell(each.unreliable ? "yes" : "no").cell(answer.model).end_row();
  }
}

std::string shortest(double value) {
  formats::CsvWriter csv;
  csv.number(value);
  return csv.text();
}

}  // namespace

std::string answers_csv(const Study& study, const Disclosure& disclosure) {
  formats::CsvWriter csv;
  csv.cell("method");
  put_answer_header(csv);
  for (const auto& answer : study.answers) put_answer(csv, {}, answer, disclosure);
  return csv.text();
}

std::string answers_csv(const StrataStudy& study, const Disclosure& disclosure) {
  formats::CsvWriter csv;
  csv.cell("stratum").cell("method");
  put_answer_header(csv);
  for (const auto& sum : study.sums) {
    const auto outcome = sum.total ? Outcome::estimated : Outcome::not_estimable;
    put_answer(csv, "", {sum.method, outcome, sum.total, "", sum.limits}, disclosure);
  }
  for (const auto& [name, one] : study.strata)
    for (const auto& answer : one.answers) put_answer(csv, name, answer, disclosure);
  return csv.text();
}

std::string models_csv(const Study& study, const Disclosure& disclosure) {
  formats::CsvWriter csv;
  for (const auto* name : {"model", "total", "bic_above_best", "weight"}) csv.cell(name);
  csv.end_row();
  for (const auto& each : study.models) {
    csv.cell(each.model.text());
    put(csv, disclosure.estimate(each.fit.total()));
    csv.number(disclosure.measure(each.bic - study.models.front().bic, 3));
    csv.number(disclosure.measure(each.weight, 4)).end_row();
  }
  return csv.text();
}

std::string sensitivity_csv(const Study& study, const Disclosure& disclosure) {
  formats::CsvWriter csv;
  for (const auto* name : {"what", "value", "total", "model"}) csv.cell(name);
  csv.end_row();
  const auto value = [](const Variant& each) { return shortest(each.value); };
  const auto list = [&](const Variant& each) { return study.used.names[each.list]; };
  const auto both = [&](const Variant& each) {
    return study.used.names[each.list] + "+" + study.used.names[each.other_list];
  };
  put_variants(csv, disclosure, "threshold", study.thresholds, value);
  put_variants(csv, disclosure, "order", study.orders, value);
  put_variants(csv, disclosure, "unseen_times", study.multiplied, value);
  put_variants(csv, disclosure, "missed_matches", study.missed_matches, value);
  put_variants(csv, disclosure, "without_list", study.left_out, list);
  put_variants(csv, disclosure, "merged_lists", study.merged, both);
  return csv.text();
}

}  // namespace ts::estimates
