#include "estimates/read_lists.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "base/failure.h"
#include "formats/csv.h"

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

struct Columns {
  std::vector<std::size_t> lists;
  std::optional<std::size_t> count;
};

Columns columns_of(const formats::CsvTable& csv) {
  Columns out;
  for (std::size_t c = 0; c < csv.columns(); ++c) {
    const auto name = trimmed(csv.header[c]);
    if (name == "count" || name == "people")
      out.count = c;
    else if (name != "id" && name != "person")
      out.lists.push_back(c);
  }
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
  if (!problems.empty())
    throw Failure{Fault::invalid, "estimate.bad_table", std::move(problems)};
}

/// Twenty are enough to see what is wrong with a file.
void note(std::vector<Problem>& problems, std::string where, MessageKey what) {
  if (problems.size() < 20) problems.push_back({std::move(where), what});
}

/// Lines with the same history as one; a line on no list cannot be a person.
std::vector<HistoryCount> counted(const formats::CsvTable& csv, const std::vector<Mask>& people) {
  std::vector<Problem> problems;
  std::map<Mask, std::int64_t> by_history;
  for (std::size_t row = 0; row < people.size(); ++row) {
    if (people[row] == 0) note(problems, line_of(csv, row), "estimate.unseen_row");
    ++by_history[people[row]];
  }
  refuse(std::move(problems));
  std::vector<HistoryCount> out;
  for (const auto& [history, number] : by_history) out.push_back({history, number});
  return out;
}

}  // namespace

estimate::CaptureTable read_histories(std::string text) {
  const auto csv = formats::read_csv(std::move(text));
  const auto columns = columns_of(csv);
  if (columns.lists.empty()) throw Failure{Fault::invalid, "estimate.no_lists"};
  if (columns.lists.size() > estimate::max_lists)
    throw Failure{Fault::invalid, "estimate.too_many_lists"};
  std::vector<std::string> names;
  for (const std::size_t c : columns.lists) names.emplace_back(trimmed(csv.header[c]));

  std::vector<Problem> problems;
  std::vector<Mask> histories;
  std::vector<HistoryCount> rows;
  for (std::size_t row = 0; row < csv.rows(); ++row) {
    const auto history = history_of(csv, row, columns.lists);
    if (!history) note(problems, line_of(csv, row), "estimate.not_a_mark");
    std::optional<std::int64_t> people = 1;
    if (columns.count) {
      people = whole_number(csv.cell(row, *columns.count));
      if (!people) note(problems, line_of(csv, row), "estimate.not_whole");
    }
    histories.push_back(history.value_or(0));
    rows.push_back({history.value_or(0), people.value_or(0)});
  }
  refuse(std::move(problems));
  return estimate::table_of_histories(std::move(names),
                                      columns.count ? rows : counted(csv, histories));
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
      note(problems, one.empty() && other.empty() ? "people" : other.empty() ? one : one + ", " + other,
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
    if (!people) note(problems_, line_of(csv, row), "estimate.not_whole");
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
  const auto csv = formats::read_csv(std::move(text));
  if (csv.columns() != 3 || trimmed(csv.header[0]) != "list" || trimmed(csv.header[1]) != "other" ||
      trimmed(csv.header[2]) != "people")
    throw Failure{Fault::invalid, "estimate.pairs_header"};
  return Overlaps{csv}.table();
}

}  // namespace ts::estimates
