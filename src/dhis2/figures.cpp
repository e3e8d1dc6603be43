#include "dhis2/figures.h"

#include <algorithm>
#include <map>

#include "base/failure.h"
#include "base/number.h"
#include "formats/hxl.h"

namespace ts::dhis2 {

std::size_t Figures::place_of(std::string_view column) const {
  const auto found = std::ranges::find(header, column);
  if (found == header.end())
    throw Failure{Fault::invalid, "dhis2.no_column", {{std::string{column}, "dhis2.no_column"}}};
  return static_cast<std::size_t>(found - header.begin());
}

Figures read_figures(std::string csv, std::string_view figures, std::string_view tables) {
  const auto table = formats::read_tagged_csv(std::move(csv));
  Figures out;
  for (const auto name : table.header) out.header.emplace_back(formats::trimmed(name));
  const auto at = out.place_of(figures);
  std::map<std::string, std::vector<std::size_t>> together;
  std::vector<release::Told> given;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<std::string> cells;
    for (std::size_t column = 0; column < table.columns(); ++column)
      cells.emplace_back(formats::trimmed(table.cell(row, column)));
    const auto figure = number_of<std::uint64_t>(cells[at]);
    if (!figure && !cells[at].empty())
      throw Failure{Fault::invalid,
                    "dhis2.not_a_figure",
                    {{"line " + std::to_string(table.lines[row]), "dhis2.not_a_figure"}}};
    if (figure)
      together[tables.empty() ? std::string{} : cells[out.place_of(tables)]].push_back(
          out.rows.size());
    given.push_back(figure);
    out.rows.push_back(std::move(cells));
  }
  out.told.resize(out.rows.size());
  for (const auto& [name, rows] : together) {
    std::vector<std::uint64_t> counts;
    for (const auto row : rows) counts.push_back(*given[row]);
    const auto safe = release::safe_counts(counts);
    for (std::size_t i = 0; i < rows.size(); ++i) out.told[rows[i]] = safe[i];
  }
  return out;
}

}  // namespace ts::dhis2
