#include "linkages/results.h"

#include <algorithm>
#include <boost/json.hpp>

#include "formats/csv.h"
#include "linkages/spec_values.h"

namespace ts::linkages {
namespace {

namespace json = boost::json;
using namespace linkage;

std::vector<std::string> names_in(const Table& table, const std::optional<std::string>& record) {
  std::vector<std::string> out;
  const auto found =
      record ? std::find(table.names.begin(), table.names.end(), *record) : table.names.end();
  for (std::size_t row = 0; row < table.rows(); ++row)
    out.push_back(
        found == table.names.end()
            ? std::to_string(row + 1)
            : std::string{
                  table.columns[static_cast<std::size_t>(found - table.names.begin())][row]});
  return out;
}

json::object quality_value(const AtThreshold& at) {
  const auto one = [](const Quality& q) {
    return json::object{{"precision", q.precision}, {"recall", q.recall}, {"f1", q.f1}};
  };
  return {
      {"threshold", at.threshold}, {"pairs", one(at.pairs)}, {"one_to_one", one(at.one_to_one)}};
}

json::array rules_value(const Linkage& linkage, const std::vector<RuleCount>& rules) {
  json::array out;
  for (const auto& each : rules)
    out.push_back({{"keys", rule_value(linkage.spec(), each.rule)}, {"pairs", each.pairs}});
  return out;
}

json::array weights_value(const Weights& weights) {
  json::array out;
  for (Outcome o = 1; o < outcomes; ++o)
    if (weights.m[o] > 0 || weights.u[o] > 0)
      out.push_back({{"level", name_of(level_of(o))},
                     {"apart", apart(o)},
                     {"m", weights.m[o]},
                     {"u", weights.u[o]},
                     {"usual_bits", weights.usual[o]}});
  return out;
}

}  // namespace

Names names_of(const Table& a, const Table* b, const std::optional<std::string>& record) {
  auto first = names_in(a, record);
  return {first, b ? names_in(*b, record) : std::vector<std::string>{}};
}

std::string pairs_csv(const Linkage& linkage, const Names& names) {
  formats::CsvWriter out;
  out.cell("id_a").cell("id_b").cell("weight").cell("probability");
  for (const auto& each : linkage.spec().comparisons) out.cell(each.name);
  out.end_row();
  const auto& second = linkage.records().one_file() ? names.a : names.b;
  for (const auto& link : linkage.chosen()) {
    out.cell(names.a[link.a]).cell(second[link.b]);
    out.number(static_cast<double>(link.bits)).number(static_cast<double>(link.probability));
    for (const auto& reason : linkage.reasons(link)) out.cell(name_of(level_of(reason.outcome)));
    out.end_row();
  }
  return out.text();
}

std::string clusters_csv(const Linkage& linkage, const Names& names) {
  formats::CsvWriter out;
  out.cell("cluster").cell("file").cell("id").end_row();
  const auto& records = linkage.records();
  std::int64_t number = 0;
  for (const auto& group : clusters(linkage.chosen(), records, linkage.spec().threshold)) {
    ++number;
    for (const auto row : group) {
      const bool first = records.one_file() || row < records.rows_a();
      out.number(number).cell(first ? "a" : "b");
      out.cell(first ? names.a[row] : names.b[row - records.rows_a()]).end_row();
    }
  }
  return out.text();
}

std::string model_json(const Linkage& linkage, const Run& run) {
  const auto& model = linkage.model();
  json::array fields;
  for (std::size_t f = 0; f < model.fields.size(); ++f)
    fields.push_back({{"comparison", linkage.spec().comparisons[f].name},
                      {"outcomes", weights_value(model.fields[f])}});
  return json::serialize(json::object{{"format", "turnstone-linkage-model"},
                                      {"version", 1},
                                      {"program", run.program},
                                      {"spec", spec_value(linkage.spec())},
                                      {"spec_digest", run.spec_digest},
                                      {"matches", model.matches},
                                      {"pairs", model.pairs},
                                      {"fields", std::move(fields)}}) +
         "\n";
}

std::string summary_json(const Linkage& linkage, const std::optional<Evaluation>& evaluation,
                         const Run& run) {
  json::object out{{"records_a", linkage.records().rows_a()},
                   {"records_b", linkage.records().one_file() ? 0 : linkage.records().rows_b()},
                   {"pairs_compared", linkage.candidates().pairs()},
                   {"rules", rules_value(linkage, linkage.candidates().rules())},
                   {"rules_left_out", rules_value(linkage, linkage.candidates().left_out())},
                   {"estimated_loss", linkage.loss()},
                   {"linked", linkage.chosen().size()},
                   {"expected_matches", linkage.model().matches},
                   {"seconds", run.seconds},
                   {"peak_mb", run.peak_mb}};
  if (evaluation) {
    json::array curve;
    for (const auto& at : evaluation->curve) curve.push_back(quality_value(at));
    out["quality"] = {{"matches", evaluation->matches},
                      {"at_threshold", quality_value(evaluation->usual)},
                      {"best_pairs", quality_value(evaluation->best_pairs)},
                      {"best_one_to_one", quality_value(evaluation->best_one_to_one)},
                      {"calibration_error", evaluation->calibration_error},
                      {"recall_at_precision_95", evaluation->recall_at_precision_95},
                      {"curve", std::move(curve)}};
  }
  return json::serialize(out) + "\n";
}

}  // namespace ts::linkages
