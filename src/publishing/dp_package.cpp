#include "publishing/dp_package.h"

#include <boost/json.hpp>

#include "crypto/crypto.h"
#include "formats/csv.h"
#include "release/accountant.h"
#include "release/bits.h"
#include "release/dp_aggregates.h"
#include "release/dp_synthesis.h"

namespace ts::publishing {
namespace {

namespace json = boost::json;
using formats::CsvWriter;
using release::Items;
using release::Rho;
using release::Table;

Rho whole_cost(const Parameters& parameters) {
  return release::cost_within({.epsilon = parameters.epsilon, .delta = parameters.delta});
}

/// What a part of the budget is as (epsilon, delta) of its own.
release::SynthesisPlan plan_within(Rho cost, const Parameters& parameters) {
  release::SynthesisPlan out;
  out.within = {.epsilon = release::epsilon_of(cost, parameters.delta), .delta = parameters.delta};
  return out;
}

std::string aggregates_csv(const Table& table, const release::Combinations& told,
                           std::size_t longest) {
  const Items items{table};
  CsvWriter out;
  out.cell("count");
  for (std::size_t i = 1; i <= longest; ++i)
    out.cell("attribute_" + std::to_string(i)).cell("value_" + std::to_string(i));
  out.end_row();
  for (std::size_t length = 1; length <= told.length(); ++length)
    for (std::size_t row = 0; row < told.size(length); ++row) {
      out.number(std::int64_t{told.count(length, row)});
      const auto all = told.items(length, row);
      for (std::size_t i = 0; i < longest; ++i) {
        const auto* column = i < all.size() ? &table.columns[items.column(all[i])] : nullptr;
        out.cell(column ? std::string_view{column->name()} : "");
        out.cell(column ? column->text(items.code(all[i])) : "");
      }
      out.end_row();
    }
  return out.text();
}

std::string synthetic_csv(const Table& table) {
  CsvWriter out;
  for (const auto& column : table.columns) out.cell(column.name());
  out.end_row();
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (const auto& column : table.columns) {
      std::string cell;
      column.each_code(row, [&](release::Code code) {
        if (!cell.empty()) cell += ';';
        cell += column.text(code);
      });
      out.cell(cell);
    }
    out.end_row();
  }
  return out.text();
}

/// Domains are public, so all of each is told.
std::string codebook_csv(const Table& table) {
  CsvWriter out;
  out.cell("attribute").cell("value").end_row();
  for (const auto& column : table.columns)
    for (const auto& value : column.domain()) out.cell(column.name()).cell(value).end_row();
  return out.text();
}

std::string proof_json(const Parameters& parameters, const documents::Files& files) {
  json::object hashes;
  for (const auto& [name, content] : files)
    hashes[name] = json::object{{"bytes", content.size()},
                                {"blake2b_256", hex(crypto::hash(bytes_of(content)))}};
  return json::serialize(
             json::object{{"format", "turnstone-release-1"},
                          {"program", "turnstone " TS_VERSION},
                          {"parameters", json::object{{"method", "dp"},
                                                      {"epsilon", parameters.epsilon},
                                                      {"delta", parameters.delta},
                                                      {"rho", whole_cost(parameters).value},
                                                      {"length", parameters.length}}},
                          {"seed", "drawn by a cryptographic generator"},
                          {"files", std::move(hashes)}}) +
         '\n';
}

}  // namespace

DpResult make_dp(const releases::Source& source, const Parameters& parameters,
                 const Progress& progress) {
  release::SecretBits bits;
  const auto whole = whole_cost(parameters);
  auto made = release::synthesise(source.table, plan_within(0.5 * whole, parameters), bits);
  progress.at(0.5);
  const release::DpCounting how{.length = static_cast<std::size_t>(parameters.length),
                                .at_least = static_cast<std::uint32_t>(parameters.k)};
  const Rho left{whole.value - made.measured.spent.value};
  auto counted = release::dp_aggregates(source.table, made.records, left, how, bits);
  progress.at(1);
  return {.synthetic = std::move(made.records), .told = std::move(counted.told)};
}

documents::Files dp_package_of(const releases::Source& source, const Parameters& parameters,
                               const DpResult& result, documents::Files more) {
  auto out = std::move(more);
  out["aggregates.csv"] =
      aggregates_csv(source.table, result.told, static_cast<std::size_t>(parameters.length));
  out["synthetic.csv"] = synthetic_csv(result.synthetic);
  out["codebook.csv"] = codebook_csv(source.table);
  out["proof.json"] = proof_json(parameters, out);
  return out;
}

Table dp_records(const Table& table, const Parameters& parameters) {
  release::SecretBits bits;
  return release::synthesise(table, plan_within(whole_cost(parameters), parameters), bits).records;
}

}  // namespace ts::publishing
