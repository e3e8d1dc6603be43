#include "estimates/read_lists.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "base/failure.h"
#include "formats/csv.h"
#include "formats/hxl.h"

namespace ts::estimates {
namespace {

using estimate::HistoryCount;
using estimate::Mask;

std::string_view trimmed(std::string_view cell) {
  while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) cell.remove_prefix(1);
  while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t')) cell.remove_suffix(1);
  return cell;
}

/// Whole numbers only. What is too large for the type is still a whole number: too many people.
std::optional<std::int64_t> whole_number(std::string_view cell) {
  cell = trimmed(cell);
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), out);
  if (end != cell.data() + cell.size() || cell.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return estimate::most_people + 1;
  if (error != std::errc{}) return std::nullopt;
  return out;
}

std::string line_of(const formats::CsvTable& csv, std::size_t row) {
  return "line " + std::to_string(csv.lines[row]);
}

/// Figures that somebody held back: "<5", "*", "..", as offices write them.
bool is_suppressed(std::string_view cell) {
  cell = trimmed(cell);
  return !cell.empty() && (cell.front() == '<' || cell.find_first_not_of("*.") == cell.npos);
}

MessageKey not_a_number(std::string_view cell) {
  if (is_suppressed(cell)) return "estimate.suppressed";
  return "estimate.not_whole";
}

struct Columns {
  std::vector<std::size_t> lists;
  std::optional<std::size_t> count, stratum;
};

Columns columns_of(const formats::CsvTable& csv, std::string_view stratum) {
  Columns out;
  for (std::size_t c = 0; c < csv.columns(); ++c) {
    const auto name = trimmed(csv.header[c]);
    if (!stratum.empty() && name == stratum)
      out.stratum = c;
    else if (name == "count" || name == "people")
      out.count = c;
    else if (name != "id" && name != "person")
      out.lists.push_back(c);
  }
  if (!stratum.empty() && !out.stratum)
    throw Failure{Fault::invalid, "estimate.bad_options", {{"strata", "estimate.no_such_column"}}};
  if (out.lists.empty()) throw Failure{Fault::invalid, "estimate.no_lists"};
  if (out.lists.size() > estimate::max_lists)
    throw Failure{Fault::invalid, "estimate.too_many_lists"};
  return out;
}

std::optional<Mask> history_of(const formats::CsvTable& csv, std::size_t row,
                               const std::vector<std::size_t>& lists) {
  Mask out = 0;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto cell = trimmed(csv.cell(row, lists[i]));
    if (cell != "0" && cell != "1") return std::nullopt;
    if (cell == "1") out = static_cast<Mask>(out | 1U << i);
  }
  return out;
}

void refuse(std::vector<Problem> problems) {
  if (!problems.empty()) throw Failure{Fault::invalid, "estimate.bad_table", std::move(problems)};
}

/// Twenty are enough to see what is wrong with a file.
void note(std::vector<Problem>& problems, std::string where, MessageKey what) {
  if (problems.size() < 20) problems.push_back({std::move(where), what});
}

/// Lines with the same history as one; a line on no list cannot be a person.
std::vector<HistoryCount> counted(const formats::CsvTable& csv,
                                  const std::vector<std::size_t>& rows,
                                  const std::vector<HistoryCount>& people) {
  std::vector<Problem> problems;
  std::map<Mask, std::int64_t> by_history;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (people[i].history == 0) note(problems, line_of(csv, rows[i]), "estimate.unseen_row");
    ++by_history[people[i].history];
  }
  refuse(std::move(problems));
  std::vector<HistoryCount> out;
  for (const auto& [history, number] : by_history)
    out.push_back({.history = history, .people = number});
  return out;
}

/// The table of some rows.
estimate::CaptureTable table_of(const formats::CsvTable& csv, const Columns& columns,
                                const std::vector<std::size_t>& rows) {
  std::vector<Problem> problems;
  std::vector<HistoryCount> counts;
  for (const std::size_t row : rows) {
    const auto history = history_of(csv, row, columns.lists);
    if (!history) note(problems, line_of(csv, row), "estimate.not_a_mark");
    std::optional<std::int64_t> people = 1;
    if (columns.count) {
      const auto cell = csv.cell(row, *columns.count);
      people = whole_number(cell);
      if (!people) note(problems, line_of(csv, row), not_a_number(cell));
    }
    counts.push_back({history.value_or(0), people.value_or(0), csv.lines[row]});
  }
  refuse(std::move(problems));
  if (!columns.count) counts = counted(csv, rows, counts);
  std::vector<std::string> names;
  for (const std::size_t c : columns.lists) names.emplace_back(trimmed(csv.header[c]));
  return estimate::table_of_histories(std::move(names), counts);
}

}  // namespace

estimate::CaptureTable read_histories(std::string text) {
  const auto csv = formats::read_tagged_csv(std::move(text));
  std::vector<std::size_t> rows(csv.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return table_of(csv, columns_of(csv, {}), rows);
}

std::vector<estimate::Stratum> read_strata(std::string text, std::string_view column) {
  const auto csv = formats::read_tagged_csv(std::move(text));
  const auto columns = columns_of(csv, column);
  std::vector<std::string> names;
  std::vector<std::vector<std::size_t>> rows;
  std::vector<Problem> problems;
  for (std::size_t row = 0; row < csv.rows(); ++row) {
    const std::string name{trimmed(csv.cell(row, *columns.stratum))};
    if (name.empty()) note(problems, line_of(csv, row), "estimate.no_stratum");
    const auto at =
        static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if (at == names.size()) {
      if (names.size() == most_strata) throw Failure{Fault::invalid, "estimate.too_many_strata"};
      names.push_back(name);
      rows.emplace_back();
    }
    rows[at].push_back(row);
  }
  if (names.empty()) throw Failure{Fault::invalid, "estimate.nobody"};
  refuse(std::move(problems));
  std::vector<estimate::Stratum> out;
  for (std::size_t s = 0; s < names.size(); ++s)
    out.push_back({names[s], table_of(csv, columns, rows[s])});
  return out;
}

namespace {

/// Figures of a table of overlaps as they are read: by the names of no, one or two lists.
class Overlaps {
 public:
  explicit Overlaps(const formats::CsvTable& csv) {
    for (std::size_t row = 0; row < csv.rows(); ++row) take(csv, row);
    refuse(std::move(problems_));
  }

  estimate::CaptureTable table() const {
    if (names_.size() > estimate::max_lists)
      throw Failure{Fault::invalid, "estimate.too_many_lists"};
    std::vector<Problem> problems;
    const auto figure = [&](const std::string& one, const std::string& other) {
      const auto found = figures_.find(std::minmax(one, other));
      if (found != figures_.end()) return found->second;
      note(problems,
           one.empty() && other.empty() ? "people"
           : other.empty()              ? one
                                        : one + ", " + other,
           "estimate.missing_figure");
      return std::int64_t{0};
    };
    std::vector<std::int64_t> sizes, overlaps;
    for (const auto& name : names_) sizes.push_back(figure(name, ""));
    for (std::size_t i = 0; i < names_.size(); ++i)
      for (std::size_t j = i + 1; j < names_.size(); ++j)
        overlaps.push_back(figure(names_[i], names_[j]));
    const std::int64_t people = figure("", "");
    refuse(std::move(problems));
    return estimate::table_of_overlaps(names_, sizes, overlaps, people);
  }

 private:
  void take(const formats::CsvTable& csv, std::size_t row) {
    std::string one{trimmed(csv.cell(row, 0))}, other{trimmed(csv.cell(row, 1))};
    const auto people = whole_number(csv.cell(row, 2));
    if (!people) note(problems_, line_of(csv, row), not_a_number(csv.cell(row, 2)));
    // The size of a list may also be said as its overlap with itself.
    if (one == other) other.clear();
    if (one.empty()) std::swap(one, other);
    for (const auto& name : {one, other})
      if (!name.empty() && std::find(names_.begin(), names_.end(), name) == names_.end())
        names_.push_back(name);
    const auto key = std::minmax(one, other);
    if (!figures_.emplace(key, people.value_or(0)).second)
      note(problems_, line_of(csv, row), "estimate.same_figure_twice");
  }

  std::vector<std::string> names_;
  std::map<std::pair<std::string, std::string>, std::int64_t> figures_;
  std::vector<Problem> problems_;
};

}  // namespace

estimate::CaptureTable read_overlaps(std::string text) {
  const auto csv = formats::read_tagged_csv(std::move(text));
  if (csv.columns() != 3 || trimmed(csv.header[0]) != "list" || trimmed(csv.header[1]) != "other" ||
      trimmed(csv.header[2]) != "people")
    throw Failure{Fault::invalid, "estimate.pairs_header"};
  return Overlaps{csv}.table();
}

}  // namespace ts::estimates
