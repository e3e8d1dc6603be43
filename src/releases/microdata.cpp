#include "releases/microdata.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <utility>

#include "formats/csv.h"
#include "releases/proof.h"

namespace ts::releases {
namespace {

namespace json = boost::json;
using formats::CsvWriter;
using release::Table;

/// The columns by what is said of them.
struct Roles {
  std::vector<std::size_t> known;  ///< to others: the quasi-identifiers
  std::vector<std::size_t> sensitive;
};

Roles roles_of(const Source& source) {
  Roles out;
  for (std::size_t i = 0; i < source.columns.size(); ++i) {
    const auto& column = source.columns[i];
    if (!column.quasi_identifier && !column.sensitive) continue;
    if (source.table.columns[i].multi_valued())
      throw Failure{
          Fault::invalid, "release.unreadable", {{column.name, "release.takes_one_value"}}};
    (column.sensitive ? out.sensitive : out.known).push_back(i);
  }
  return out;
}

void refuse(const Source& source, const MicrodataWish& wish, const Roles& roles) {
  if (wish.k < 2) throw Failure{Fault::invalid, "release.k_small"};
  if (wish.k > source.table.rows()) throw Failure{Fault::invalid, "release.k_above_rows"};
  if (roles.known.empty()) throw Failure{Fault::invalid, "release.no_quasi_identifier"};
  const bool needs_one = wish.l > 1 || wish.t < 1;
  if (roles.sensitive.size() > 1 || (needs_one && roles.sensitive.empty()) || wish.l < 1 ||
      !(wish.t >= 0))
    throw Failure{Fault::invalid, "release.one_sensitive"};
}

std::string microdata_csv(const Table& table) {
  std::vector<std::string> lines;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    CsvWriter line;
    for (const auto& column : table.columns) line.cell(column.text(column.code(row)));
    line.end_row();
    lines.push_back(line.text());
  }
  std::ranges::sort(lines);  // the order of the file may tell who came when
  CsvWriter head;
  for (const auto& column : table.columns) head.cell(column.name());
  head.end_row();
  std::string out = head.text();
  for (const auto& line : lines) out += line;
  return out;
}

/// Values that occur; others would tell that somebody was left out.
std::string codebook_csv(const Microdata& made) {
  CsvWriter out;
  out.cell("attribute").cell("kind").cell("level").cell("value").end_row();
  for (std::size_t i = 0; i < made.table.columns.size(); ++i) {
    const auto& column = made.table.columns[i];
    const bool known = i < made.recoding.levels.size();
    std::vector<bool> used(column.largest() + 1);
    for (std::size_t row = 0; row < column.rows(); ++row) used[column.code(row)] = true;
    for (release::Code code = 1; code <= column.largest(); ++code) {
      if (!used[code]) continue;
      out.cell(column.name()).cell(known ? "quasi_identifier" : "sensitive");
      out.number(known ? static_cast<std::int64_t>(made.recoding.levels[i]) : 0);
      out.cell(column.text(code)).end_row();
    }
  }
  return out.text();
}

double rounded(double share) { return std::round(share * 1000) / 1000; }

}  // namespace

Microdata microdata(const Source& source, const MicrodataWish& wish, const Progress& progress) {
  const auto roles = roles_of(source);
  refuse(source, wish, roles);
  Table chosen;
  for (const auto i : roles.known) chosen.columns.push_back(source.table.columns[i]);
  for (const auto i : roles.sensitive) chosen.columns.push_back(source.table.columns[i]);
  Microdata out;
  for (std::size_t i = 0; i < roles.known.size(); ++i) out.wish.quasi_identifiers.push_back(i);
  if (!roles.sensitive.empty()) out.wish.sensitive = roles.known.size();
  out.wish.k = wish.k;
  out.wish.l = wish.l;
  out.wish.t = wish.t;
  out.recoding = release::recode(chosen, out.wish, progress);
  out.table = release::recoded(chosen, out.wish, out.recoding);
  return out;
}

Files package_of(const Source& source, const MicrodataWish& wish, const Microdata& made,
                 const Origin& origin) {
  Files out;
  out["microdata.csv"] = microdata_csv(made.table);
  out["codebook.csv"] = codebook_csv(made);
  json::array known;
  for (const auto i : made.wish.quasi_identifiers) known.emplace_back(made.table.columns[i].name());
  json::object parameters{{"method", "microdata"},
                          {"k", wish.k},
                          {"l", wish.l},
                          {"t", wish.t},
                          {"quasi_identifiers", std::move(known)}};
  if (made.wish.sensitive) {
    const auto& column = made.table.columns[*made.wish.sensitive];
    parameters["sensitive"] = column.name();
    parameters["distance"] = column.ordered() ? "over the order" : "of shares";
  }
  out["proof.json"] = proof_of(made.table, origin,
                               {.people = source.table.rows(),
                                .parameters = std::move(parameters),
                                .results = {{"people", made.table.rows()},
                                            {"loss", rounded(made.recoding.loss)},
                                            {"least_loss", rounded(made.recoding.bound)}}},
                               out);
  return out;
}

}  // namespace ts::releases
