#include "releases/package.h"

#include <boost/json.hpp>
#include <cmath>

#include "formats/csv.h"
#include "formats/hxl.h"
#include "releases/privately.h"
#include "releases/proof.h"

namespace ts::releases {
namespace {

namespace json = boost::json;
using formats::CsvWriter;
using release::Items;

std::string hxl_tag(const ColumnSpec& column) {
  return column.hxl.empty() ? formats::hxl_tag_of(column.name) : column.hxl;
}

std::string synthetic_csv(const Source& source, bool hxl, const release::Records& synthetic) {
  const Items items{source.table};
  CsvWriter head;
  for (const auto& column : source.table.columns) head.cell(column.name());
  head.end_row();
  if (hxl) {
    for (const auto& column : source.columns) head.cell(hxl_tag(column));
    head.end_row();
  }
  std::string out = head.text();
  std::vector<std::string> cells(source.table.columns.size());
  for (std::size_t record = 0; record < synthetic.size(); ++record) {
    for (auto& cell : cells) cell.clear();
    for (const auto item : synthetic.items(record)) {
      const auto column = items.column(item);
      if (!cells[column].empty()) cells[column] += ';';
      cells[column] += source.table.columns[column].text(items.code(item));
    }
    CsvWriter line;
    for (const auto& cell : cells) line.cell(cell);
    line.end_row();
    for (std::uint32_t copy = 0; copy < synthetic.weight(record); ++copy) out += line.text();
  }
  return out;
}

std::string_view name_of(release::Kind kind) {
  switch (kind) {
    case release::Kind::categorical:
      return "categorical";
    case release::Kind::multi_valued:
      return "multi_valued";
    case release::Kind::ordinal:
      return "ordinal";
    case release::Kind::date:
      return "date";
  }
  return "";
}

/// Values that nobody named beforehand are told only when k people have them.
std::string codebook_csv(const Source& source, const release::Combinations& told) {
  const Items items{source.table};
  CsvWriter out;
  out.cell("attribute").cell("kind").cell("value").cell("hxl").end_row();
  for (std::size_t i = 0; i < source.table.columns.size(); ++i) {
    const auto& column = source.table.columns[i];
    const auto row = [&](std::string_view value) {
      out.cell(column.name()).cell(name_of(column.kind())).cell(value);
      out.cell(hxl_tag(source.columns[i])).end_row();
    };
    row("");
    for (release::Code code = 1; code <= column.largest(); ++code) {
      const auto item = items.item(i, code);
      if (column.domain_is_public || told.count_of({&item, 1}) != 0) row(column.text(code));
    }
  }
  return out.text();
}

/// Three digits say how good it is and nothing of a single person.
json::object length_of(std::size_t length, std::size_t combinations, double error) {
  return {{"length", length},
          {"combinations", combinations},
          {"mean_error", std::round(error * 1000) / 1000}};
}

}  // namespace

std::string aggregates_csv(const Source& source, std::size_t longest, std::uint32_t base,
                           std::uint64_t people, const release::Combinations& told) {
  const Items items{source.table};
  CsvWriter out;
  out.cell("count");
  for (std::size_t i = 1; i <= longest; ++i) {
    out.cell("attribute_" + std::to_string(i));
    out.cell("value_" + std::to_string(i));
  }
  out.end_row();
  const auto row = [&](std::uint64_t count, std::span<const release::Item> all) {
    out.number(static_cast<std::int64_t>(release::rounded_down(count, base)));
    for (std::size_t i = 0; i < longest; ++i) {
      if (i >= all.size()) {
        out.cell("").cell("");
        continue;
      }
      const auto& column = source.table.columns[items.column(all[i])];
      out.cell(column.name()).cell(column.text(items.code(all[i])));
    }
    out.end_row();
  };
  row(people, {});
  for (std::size_t length = 1; length <= told.length(); ++length)
    for (std::size_t i = 0; i < told.size(length); ++i)
      row(told.count(length, i), told.items(length, i));
  return out.text();
}

Files package_of(const Source& source, const Wish& wish, const Result& result, const Origin& origin,
                 Files more) {
  auto out = std::move(more);
  out["aggregates.csv"] =
      aggregates_csv(source, wish.length, wish.k, source.table.rows(), result.safe);
  out["synthetic.csv"] = synthetic_csv(source, wish.hxl, result.synthetic);
  out["codebook.csv"] = codebook_csv(source, result.safe);
  json::array lengths;
  for (std::size_t i = 0; i < result.errors.size(); ++i)
    lengths.emplace_back(length_of(i + 1, result.errors[i].safe, result.errors[i].error));
  out["proof.json"] =
      proof_of(source.table, origin,
               {.people = release::rounded_down(source.table.rows(), wish.k),
                .parameters = {{"method", "k"}, {"k", wish.k}, {"length", wish.length}},
                .chance = chance_of(wish.seed_is_given),
                .results = {{"people", result.synthetic.rows()}, {"lengths", std::move(lengths)}}},
               out);
  return out;
}

Files package_of(const Source& source, const PrivateWish& wish, const PrivateResult& result,
                 const Origin& origin, Files more) {
  auto out = std::move(more);
  const auto& told = result.made.aggregates.told;
  const auto synthetic =
      release::distinct_records(result.made.synthesis.records, Items{source.table});
  const auto people = static_cast<std::uint64_t>(result.made.synthesis.measured.total);
  out["aggregates.csv"] = aggregates_csv(source, wish.length, 1, people, told);
  out["synthetic.csv"] = synthetic_csv(source, wish.hxl, synthetic);
  out["codebook.csv"] = codebook_csv(source, told);
  json::array lengths;
  for (std::size_t i = 0; i < result.errors.size(); ++i)
    lengths.emplace_back(length_of(i + 1, told.size(i + 1), result.errors[i].error_of_released));
  out["proof.json"] =
      proof_of(source.table, origin,
               {.people = people,
                .parameters = {{"method", "differential privacy"},
                               {"epsilon", wish.within.epsilon},
                               {"delta", wish.within.delta},
                               {"rho", result.made.spent.value},
                               {"neighbours", "all rows of one person"},
                               {"length", wish.length}},
                .chance = chance_of(wish.seed_is_given),
                .results = {{"people", synthetic.rows()}, {"lengths", std::move(lengths)}}},
               out);
  return out;
}

}  // namespace ts::releases
