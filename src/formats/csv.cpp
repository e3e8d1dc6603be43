#include "formats/csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iostream>
#include <set>

#include "lang/text.h"

namespace ts::formats {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

[[noreturn]] void refuse(MessageKey what, std::size_t line) {
  throw Failure{Fault::invalid, what, {{"line " + std::to_string(line), what}}};
}

/// Walks the text once. What is unescaped is written over itself, where there is always room: two
/// quotes become one.
class Reader {
 public:
  Reader(char* begin, char* end, const CsvLimits& limits)
      : at_{begin}, end_{end}, limits_{limits} {}

  bool done() const { return at_ == end_; }
  std::size_t line() const { return line_; }

  /// Reads one record into `cells`; false for an empty line.
  bool record(std::vector<std::string_view>& cells) {
    const auto begun = line_;
    if (*at_ == '\n' || (*at_ == '\r' && at_ + 1 != end_ && at_[1] == '\n')) {
      take_line_end();
      return false;
    }
    std::size_t count = 0;
    for (;;) {
      if (++count > limits_.columns) refuse("csv.too_many_columns", begun);
      cells.push_back(!done() && *at_ == '"' ? quoted() : plain());
      if (done()) return true;
      if (*at_ == ',') {
        ++at_;
        continue;
      }
      take_line_end();
      return true;
    }
  }

 private:
  std::string_view cell(const char* from, const char* to) const {
    const auto size = static_cast<std::size_t>(to - from);
    if (size > limits_.cell_bytes) refuse("csv.cell_large", line_);
    return {from, size};
  }

  std::string_view plain() {
    const auto* from = at_;
    while (at_ != end_ && *at_ != ',' && *at_ != '\n') {
      if (*at_ == '"') refuse("csv.quote", line_);
      ++at_;
    }
    const auto* to = at_;
    if (to != from && to[-1] == '\r' && (at_ == end_ || *at_ == '\n')) --to;
    return cell(from, to);
  }

  std::string_view quoted() {
    const auto begun = line_;
    char* out = ++at_;
    const auto* from = out;
    for (;;) {
      if (at_ == end_) refuse("csv.quote", begun);
      if (*at_ == '"') {
        if (at_ + 1 == end_ || at_[1] != '"') break;
        ++at_;
      } else if (*at_ == '\n') {
        ++line_;
      }
      *out++ = *at_++;
    }
    ++at_;
    if (at_ != end_ && *at_ == '\r') ++at_;
    if (at_ != end_ && *at_ != ',' && *at_ != '\n') refuse("csv.quote", line_);
    return cell(from, out);
  }

  void take_line_end() {
    if (*at_ == '\r') ++at_;
    ++at_;
    ++line_;
  }

  char* at_;
  char* end_;
  const CsvLimits& limits_;
  std::size_t line_ = 1;
};

void check_header(const std::vector<std::string_view>& header) {
  std::set<std::string_view> seen;
  for (const auto name : header) {
    if (name.empty()) refuse("csv.header_empty", 1);
    if (!seen.insert(name).second) refuse("csv.header_twice", 1);
  }
}

std::size_t line_of(std::string_view text, std::size_t at) {
  return 1 + static_cast<std::size_t>(
                 std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

std::size_t count_of(char c, const std::vector<char>& text) {
  return static_cast<std::size_t>(std::ranges::count(text, c));
}

void check_text(std::string_view text) {
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    refuse("csv.control", line_of(text, nul));
  if (const auto bad = lang::first_not_utf8(text)) refuse("csv.not_utf8", line_of(text, *bad));
}

}  // namespace

std::string_view trimmed(std::string_view cell) {
  while (cell.starts_with(' ')) cell.remove_prefix(1);
  while (cell.ends_with(' ')) cell.remove_suffix(1);
  return cell;
}

std::optional<std::size_t> CsvTable::place_of(std::string_view name) const {
  const auto found = std::ranges::find(header, name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

CsvTable read_csv(std::string text, const CsvLimits& limits) {
  if (text.size() > limits.bytes) throw Failure{Fault::too_large, "csv.too_large"};
  check_text(text);
  CsvTable out;
  const auto skip = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  out.text_.assign(text.begin() + static_cast<std::ptrdiff_t>(skip), text.end());
  text = {};
  Reader reader{out.text_.data(), out.text_.data() + out.text_.size(), limits};
  while (!reader.done() && out.header.empty()) reader.record(out.header);
  if (out.header.empty()) throw Failure{Fault::invalid, "csv.empty"};
  check_header(out.header);
  // Room for all rows at once. More cells than separators there cannot be, whatever is quoted.
  const auto lines = 1 + count_of('\n', out.text_);
  out.lines.reserve(lines);
  out.cells.reserve(std::min(lines * out.columns(), lines + count_of(',', out.text_)));
  while (!reader.done()) {
    const auto line = reader.line();
    const auto before = out.cells.size();
    if (!reader.record(out.cells)) {
      // An empty line is a row where there is one column, whose cell is then empty.
      if (out.columns() != 1) continue;
      out.cells.emplace_back();
    }
    if (out.cells.size() - before != out.columns()) refuse("csv.ragged", line);
    out.lines.push_back(line);
  }
  return out;
}

std::string read_text_file(const std::string& path, const CsvLimits& limits) {
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file) throw Failure{Fault::invalid, "csv.unreadable"};
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string out;
  std::array<char, std::size_t{1} << 16> buffer{};
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) {
    out.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (out.size() > limits.bytes) throw Failure{Fault::too_large, "csv.too_large"};
  }
  if (in.bad()) throw Failure{Fault::invalid, "csv.unreadable"};
  return out;
}

void CsvWriter::begin_cell() {
  if (row_begun_) out_ += ',';
  row_begun_ = true;
}

CsvWriter& CsvWriter::cell(std::string_view text) {
  begin_cell();
  const bool formula = formulas_ == Formulas::neutralised && !text.empty() &&
                       std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos;
  // An empty cell alone on its line would be an empty line, and this mark no text at the beginning.
  const bool quote = formula || text.empty() || text.starts_with(byte_order_mark) ||
                     text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (!quote) {
    out_ += text;
    return *this;
  }
  out_ += '"';
  if (formula) out_ += '\'';
  for (const char c : text) {
    if (c == '"') out_ += '"';
    out_ += c;
  }
  out_ += '"';
  return *this;
}

CsvWriter& CsvWriter::number(double value) {
  begin_cell();
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out_.append(buffer.data(), end);
  return *this;
}

CsvWriter& CsvWriter::number(std::int64_t value) {
  begin_cell();
  out_ += std::to_string(value);
  return *this;
}

CsvWriter& CsvWriter::end_row() {
  out_ += '\n';
  row_begun_ = false;
  return *this;
}

}  // namespace ts::formats
