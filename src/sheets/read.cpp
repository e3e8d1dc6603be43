#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

#include "base/failure.h"
#include "base/number.h"
#include "base/time.h"
#include "sheets/archive.h"
#include "sheets/workbook.h"
#include "sheets/xml.h"

namespace ts::sheets {
namespace {

using Strings = std::vector<std::string>;

[[noreturn]] void no_workbook() { throw Failure{Fault::invalid, "sheet.not_a_workbook"}; }
[[noreturn]] void too_large() { throw Failure{Fault::too_large, "sheet.too_large"}; }

std::string attribute(const Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string{} : found->second;
}

/// The shared strings; of a text in several runs all of them, of a reading aid (rPh) none.
Strings shared_strings(const std::string& xml) {
  Strings out;
  bool in_text = false;
  int reading_aid = 0;
  const bool whole = read_xml(xml, {.begin =
                                        [&](std::string_view name, const Attributes&) {
                                          if (name == "si") out.emplace_back();
                                          if (name == "rPh") ++reading_aid;
                                          in_text = name == "t" && reading_aid == 0;
                                        },
                                    .end =
                                        [&](std::string_view name) {
                                          if (name == "rPh") --reading_aid;
                                          if (name == "t") in_text = false;
                                        },
                                    .text =
                                        [&](std::string_view text) {
                                          if (in_text && !out.empty()) out.back() += text;
                                        }});
  if (!whole) no_workbook();
  return out;
}

/// Whether a format of numbers shows a day: years or days outside of quotes and brackets.
bool shows_day(std::string_view format) {
  bool quoted = false, bracketed = false;
  for (const char c : format) {
    if (c == '"') quoted = !quoted;
    if (c == '[') bracketed = true;
    if (c == ']') bracketed = false;
    if (!quoted && !bracketed && (c == 'y' || c == 'Y' || c == 'd' || c == 'D')) return true;
  }
  return false;
}

/// The numbers of the cell styles that show a day (ECMA-376, 18.8.30 for those that are built in).
std::set<std::size_t> day_styles(const std::string& xml) {
  std::set<int> formats{14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58};
  std::set<std::size_t> out;
  bool in_cells = false;
  std::size_t style = 0;
  read_xml(xml, {.begin =
                     [&](std::string_view name, const Attributes& attributes) {
                       const auto id = number_of<int>(attribute(attributes, "numFmtId"));
                       if (name == "numFmt" && id && shows_day(attribute(attributes, "formatCode")))
                         formats.insert(*id);
                       if (name == "cellXfs") in_cells = true;
                       if (name != "xf" || !in_cells) return;
                       if (id && formats.contains(*id)) out.insert(style);
                       ++style;
                     },
                 .end =
                     [&](std::string_view name) {
                       if (name == "cellXfs") in_cells = false;
                     }});
  return out;
}

/// "AM12": the column from 0.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t out = 0, letters = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    out = out * 26 + static_cast<std::size_t>(c - 'A') + 1;
    if (++letters > 3) return std::nullopt;
  }
  return letters == 0 ? std::nullopt : std::optional{out - 1};
}

/// Days since 1899-12-30, as spreadsheets count; a part of a day is left out.
std::string day_of(double serial) {
  if (!(serial >= 1 && serial < 2'958'466)) return {};
  const auto days = std::chrono::sys_days{Date{std::chrono::year{1899} / 12 / 30}} +
                    std::chrono::days{static_cast<int>(serial)};
  return to_text(Date{days});
}

/// Reads the cells of one sheet.
class Cells {
 public:
  /// What it makes is taken off `left`.
  Cells(const Strings& strings, const std::set<std::size_t>& days, Limits& left)
      : strings_{strings}, days_{days}, left_{left} {}

  std::vector<Strings> read(const std::string& xml) {
    const bool whole = read_xml(
        xml, {.begin = [&](std::string_view name, const Attributes& given) { begin(name, given); },
              .end = [&](std::string_view name) { end(name); },
              .text =
                  [&](std::string_view text) {
                    if (in_value_) value_ += text;
                  }});
    if (!whole) no_workbook();
    return std::move(rows_);
  }

 private:
  void begin(std::string_view name, const Attributes& given) {
    if (name == "row") {
      const auto row = number_of<std::size_t>(attribute(given, "r")).value_or(rows_.size() + 1);
      if (row > left_.rows) too_large();
      if (row > rows_.size()) rows_.resize(row);
      row_ = row == 0 ? 0 : row - 1;
      next_ = 0;
    } else if (name == "c") {
      column_ = column_of(attribute(given, "r")).value_or(next_);
      if (column_ >= left_.columns) too_large();
      next_ = column_ + 1;
      type_ = attribute(given, "t");
      style_ = number_of<std::size_t>(attribute(given, "s"));
      value_.clear();
    } else if (name == "v" || name == "t") {
      in_value_ = true;
    }
  }

  void end(std::string_view name) {
    if (name == "v" || name == "t") in_value_ = false;
    if (name != "c" || value_.empty() || row_ >= rows_.size()) return;
    auto& row = rows_[row_];
    if (row.size() <= column_) {
      take(left_.cells, column_ + 1 - row.size());
      row.resize(column_ + 1);
    }
    row[column_] = shown();
    take(left_.text, row[column_].size());
  }

  static void take(std::size_t& left, std::size_t wanted) {
    if (wanted > left) too_large();
    left -= wanted;
  }

  std::string shown() const {
    if (type_ == "s") {
      const auto index = number_of<std::size_t>(value_);
      return index && *index < strings_.size() ? strings_[*index] : std::string{};
    }
    if (type_ == "b") return value_ == "1" ? "TRUE" : "FALSE";
    const auto serial = number_of<double>(value_);
    if (type_.empty() && serial && style_ && days_.contains(*style_)) return day_of(*serial);
    return value_;
  }

  const Strings& strings_;
  const std::set<std::size_t>& days_;
  Limits& left_;
  std::vector<Strings> rows_;
  std::size_t row_ = 0, column_ = 0, next_ = 0;
  std::string type_, value_;
  std::optional<std::size_t> style_;
  bool in_value_ = false;
};

/// The sheets of the workbook: their names and the ids of what holds them.
std::vector<std::pair<std::string, std::string>> listed(const std::string& xml) {
  std::vector<std::pair<std::string, std::string>> out;
  const bool whole =
      read_xml(xml, {.begin =
                         [&](std::string_view name, const Attributes& given) {
                           // "r:id" and "sheetId" are told apart by their names without the
                           // namespace.
                           if (name == "sheet")
                             out.emplace_back(attribute(given, "name"), attribute(given, "id"));
                         },
                     .end = [](std::string_view) {}});
  if (!whole || out.empty()) no_workbook();
  return out;
}

/// The files that the ids of the workbook stand for.
Attributes targets(const std::string& xml) {
  Attributes out;
  read_xml(xml, {.begin =
                     [&](std::string_view name, const Attributes& given) {
                       if (name == "Relationship")
                         out[attribute(given, "Id")] = attribute(given, "Target");
                     },
                 .end = [](std::string_view) {}});
  return out;
}

}  // namespace

std::vector<Sheet> read_workbook(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes) too_large();
  const auto archive = Archive::open(bytes);
  if (!archive) no_workbook();
  auto room = limits.unpacked;
  const auto workbook = archive->file("xl/workbook.xml", room);
  const auto relations = archive->file("xl/_rels/workbook.xml.rels", room);
  if (!workbook || !relations) no_workbook();
  const auto strings_xml = archive->file("xl/sharedStrings.xml", room);
  const auto styles_xml = archive->file("xl/styles.xml", room);
  const auto strings = strings_xml ? shared_strings(*strings_xml) : Strings{};
  const auto days = styles_xml ? day_styles(*styles_xml) : std::set<std::size_t>{};
  const auto files = targets(*relations);
  auto left = limits;
  std::vector<Sheet> out;
  for (const auto& [name, id] : listed(*workbook)) {
    auto target = attribute(files, id);
    target = target.starts_with('/') ? target.substr(1) : "xl/" + target;
    const auto xml = archive->file(target, room);
    if (!xml) no_workbook();
    out.push_back({.name = name, .rows = Cells{strings, days, left}.read(*xml)});
  }
  return out;
}

}  // namespace ts::sheets
