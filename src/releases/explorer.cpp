#include "releases/explorer.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <vector>

#include "base/data.h"
#include "crypto/sha256.h"
#include "formats/csv.h"
#include "lang/messages.h"
#include "report/page.h"

namespace ts::releases {
namespace {

namespace json = boost::json;
using release::Code;
using release::Column;

constexpr std::array<std::string_view, 11> texts{
    "explorer.clear", "explorer.help",    "explorer.language", "explorer.less",
    "explorer.map",   "explorer.missing", "explorer.more",     "explorer.none",
    "explorer.note",  "explorer.records", "explorer.title"};

/// Where a country's tile lies; by both of its codes.
struct Tile {
  std::string alpha2;
  std::string column, row;
};

const std::map<std::string, Tile, std::less<>>& tiles() {
  static const auto all = [] {
    std::map<std::string, Tile, std::less<>> read;
    const auto csv = formats::read_csv(std::string{data::file("explorer/tiles.csv")});
    for (std::size_t r = 0; r < csv.rows(); ++r) {
      const Tile tile{std::string{csv.cell(r, 1)}, std::string{csv.cell(r, 2)},
                      std::string{csv.cell(r, 3)}};
      read.emplace(csv.cell(r, 0), tile);
      read.emplace(csv.cell(r, 1), tile);
    }
    return read;
  }();
  return all;
}

json::array all_tiles() {
  json::array all;
  for (const auto& [code, tile] : tiles())
    if (code == tile.alpha2) all.emplace_back(json::array{tile.alpha2, tile.column, tile.row});
  return all;
}

/// For each value its tile, if most values are countries.
std::optional<json::array> countries_of(const Column& column) {
  json::array countries;
  std::size_t known = 0;
  for (const auto& value : column.domain()) {
    const auto found = tiles().find(value);
    if (found == tiles().end()) {
      countries.emplace_back(nullptr);
      continue;
    }
    ++known;
    const auto& [alpha2, x, y] = found->second;
    countries.emplace_back(json::array{alpha2, x, y});
  }
  if (known == 0 || 10 * known < 8 * column.domain().size()) return std::nullopt;
  return countries;
}

json::array columns_of(const release::Table& table) {
  json::array columns;
  for (const auto& column : table.columns) {
    json::object told{{"name", column.name()},
                      {"values", json::array(column.domain().begin(), column.domain().end())},
                      {"ordered", column.ordered()}};
    if (auto countries = countries_of(column)) told["countries"] = std::move(*countries);
    columns.emplace_back(std::move(told));
  }
  return columns;
}

/// Different rows, each with how often it is there: [times, value, value, [values], ...].
json::array rows_of(const release::Table& table) {
  std::map<std::vector<std::vector<Code>>, std::uint64_t> different;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<std::vector<Code>> codes(table.columns.size());
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      table.columns[c].each_code(row, [&](Code code) { codes[c].push_back(code); });
    ++different[std::move(codes)];
  }
  json::array rows;
  for (const auto& [codes, times] : different) {
    json::array told{times};
    for (std::size_t c = 0; c < codes.size(); ++c) {
      if (codes[c].empty())
        told.emplace_back(release::missing);
      else if (table.columns[c].multi_valued())
        told.emplace_back(json::array(codes[c].begin(), codes[c].end()));
      else
        told.emplace_back(codes[c].front());
    }
    rows.emplace_back(std::move(told));
  }
  return rows;
}

json::object words() {
  json::object by_language;
  const auto& messages = lang::built_in("release");
  for (const auto language : lang::spoken_languages) {
    json::object said;
    for (const auto key : texts) said[key] = messages.text(language, key);
    by_language[language] = std::move(said);
  }
  return by_language;
}

constexpr std::string_view body = R"html(<body><main>
<div class="top"><h1 id="heading"></h1>
<div><label id="language-label" for="language"></label> <select id="language"></select></div></div>
<p id="note"></p><p id="help"></p>
<div class="state" id="shown" tabindex="-1"><span aria-live="polite"><span id="records"></span> <strong id="total"></strong></span>
<button type="button" id="clear"></button></div>
<p id="none" role="status" hidden></p>
<div class="charts" id="charts"></div></main>
)html";

}  // namespace

std::string explorer_html(const release::Table& synthetic, std::string_view title,
                          std::string_view language) {
  const auto script = data::file("explorer/explorer.js");
  const auto style = data::file("explorer/explorer.css");
  std::string html =
      "<!doctype html>\n<html lang=\"" + report::escape(language) +
      "\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "base-uri 'none'; form-action 'none'; script-src 'sha256-" +
      crypto::sha256_base64(script) + "'; style-src 'sha256-" + crypto::sha256_base64(style) +
      "'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
      report::escape(title) + "</title>\n<style>" + std::string{style} + "</style></head>\n" +
      std::string{body};
  html +=
      report::json_block("data", json::serialize(json::object{{"title", title},
                                                              {"language", language},
                                                              {"columns", columns_of(synthetic)},
                                                              {"tiles", all_tiles()},
                                                              {"rows", rows_of(synthetic)}}));
  html += report::json_block("words", json::serialize(words()));
  return html + "<script>" + std::string{script} + "</script></body></html>\n";
}

}  // namespace ts::releases
