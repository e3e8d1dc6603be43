#include "releases/package.h"

#include <boost/json.hpp>
#include <cmath>

#include "base/bytes.h"
#include "crypto/crypto.h"
#include "formats/csv.h"

namespace ts::releases {
namespace {

namespace json = boost::json;
using formats::CsvWriter;
using release::Items;

BytesView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};  // NOLINT: bytes
}

std::string aggregates_csv(const Source& source, const Wish& wish, const Result& result) {
  const Items items{source.table};
  CsvWriter out;
  out.cell("count");
  for (std::size_t i = 1; i <= wish.length; ++i) {
    out.cell("attribute_" + std::to_string(i));
    out.cell("value_" + std::to_string(i));
  }
  out.end_row();
  const auto row = [&](std::uint64_t count, std::span<const release::Item> all) {
    out.number(static_cast<std::int64_t>(release::rounded_down(count, wish.k)));
    for (std::size_t i = 0; i < wish.length; ++i) {
      if (i >= all.size()) {
        out.cell("").cell("");
        continue;
      }
      const auto& column = source.table.columns[items.column(all[i])];
      out.cell(column.name()).cell(column.text(items.code(all[i])));
    }
    out.end_row();
  };
  row(source.table.rows(), {});
  for (std::size_t length = 1; length <= result.safe.length(); ++length)
    for (std::size_t i = 0; i < result.safe.size(length); ++i)
      row(result.safe.count(length, i), result.safe.items(length, i));
  return out.text();
}

std::string hxl_tag(const ColumnSpec& column) {
  if (!column.hxl.empty()) return column.hxl;
  std::string name;
  for (const char c : column.name)
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      name += c;
    else if (c >= 'A' && c <= 'Z')
      name += static_cast<char>(c - 'A' + 'a');
  return name.empty() ? "#meta" : "#meta+" + name;
}

std::string synthetic_csv(const Source& source, const Wish& wish, const Result& result) {
  const Items items{source.table};
  CsvWriter head;
  for (const auto& column : source.table.columns) head.cell(column.name());
  head.end_row();
  if (wish.hxl) {
    for (const auto& column : source.columns) head.cell(hxl_tag(column));
    head.end_row();
  }
  std::string out = head.text();
  std::vector<std::string> cells(source.table.columns.size());
  for (std::size_t record = 0; record < result.synthetic.size(); ++record) {
    for (auto& cell : cells) cell.clear();
    for (const auto item : result.synthetic.items(record)) {
      const auto column = items.column(item);
      if (!cells[column].empty()) cells[column] += ';';
      cells[column] += source.table.columns[column].text(items.code(item));
    }
    CsvWriter line;
    for (const auto& cell : cells) line.cell(cell);
    line.end_row();
    for (std::uint32_t copy = 0; copy < result.synthetic.weight(record); ++copy) out += line.text();
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
std::string codebook_csv(const Source& source, const Result& result) {
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
      if (column.domain_is_public || result.safe.count_of({&item, 1}) != 0) row(column.text(code));
    }
  }
  return out.text();
}

json::object proof(const Source& source, const Wish& wish, const Result& result,
                   const Origin& origin, const Files& files) {
  json::object hashes;
  for (const auto& [name, content] : files)
    hashes[name] = {{"bytes", content.size()},
                    {"blake2b_256", hex(crypto::hash(bytes_of(content)))}};
  json::array lengths;
  for (std::size_t i = 0; i < result.errors.size(); ++i)
    lengths.push_back({{"length", i + 1},
                       {"combinations", result.errors[i].safe},
                       // Three digits say how good it is and nothing of a single person.
                       {"mean_error", std::round(result.errors[i].error * 1000) / 1000}});
  json::array columns;
  for (const auto& column : source.table.columns) columns.emplace_back(column.name());
  return {{"format", "turnstone-release-1"},
          {"program", "turnstone " TS_VERSION},
          {"input",
           {{"people", release::rounded_down(source.table.rows(), wish.k)},
            {"columns", std::move(columns)},
            {"commitment", origin.commitment}}},
          {"parameters", {{"method", "k"}, {"k", wish.k}, {"length", wish.length}}},
          {"seed", wish.seed_is_given ? "given, for a test" : "drawn by a cryptographic generator"},
          {"results", {{"people", result.synthetic.rows()}, {"lengths", std::move(lengths)}}},
          {"files", std::move(hashes)}};
}

}  // namespace

Origin origin_of(std::string_view input) {
  std::array<std::uint8_t, 32> nonce{};
  crypto::random_fill(nonce);
  std::string bound{reinterpret_cast<const char*>(nonce.data()), nonce.size()};  // NOLINT: bytes
  bound += input;
  return {hex(crypto::hash(bytes_of(bound))), hex(nonce)};
}

Files package_of(const Source& source, const Wish& wish, const Result& result, const Origin& origin,
                 Files more) {
  auto out = std::move(more);
  out["aggregates.csv"] = aggregates_csv(source, wish, result);
  out["synthetic.csv"] = synthetic_csv(source, wish, result);
  out["codebook.csv"] = codebook_csv(source, result);
  out["proof.json"] = json::serialize(proof(source, wish, result, origin, out)) + '\n';
  return out;
}

}  // namespace ts::releases
