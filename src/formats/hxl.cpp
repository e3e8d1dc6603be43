#include "formats/hxl.h"

#include <map>
#include <span>

#include "base/data.h"

namespace ts::formats {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a letter and the letters, digits and _ behind it off `text`.
bool take_word(std::string_view& text) {
  if (text.empty() || !is_letter(text.front())) return false;
  while (!text.empty() &&
         (is_letter(text.front()) || is_digit(text.front()) || text.front() == '_'))
    text.remove_prefix(1);
  return true;
}

using Tags = std::map<std::string, std::string, std::less<>>;

Tags read_tags() {
  const auto table = read_csv(std::string{data::file("formats/hxl.csv")});
  Tags out;
  for (std::size_t row = 0; row < table.rows(); ++row)
    out.emplace(table.cell(row, 0), table.cell(row, 1));
  return out;
}

}  // namespace

bool is_hxl_tag(std::string_view cell) {
  auto text = trimmed(cell);
  if (!text.starts_with('#')) return false;
  text.remove_prefix(1);
  if (!take_word(text)) return false;
  for (;;) {
    text = trimmed(text);
    if (text.empty()) return true;
    if (text.front() != '+') return false;
    text.remove_prefix(1);
    text = trimmed(text);
    if (!take_word(text)) return false;
  }
}

CsvTable read_tagged_csv(std::string text, const CsvLimits& limits) {
  auto out = read_csv(std::move(text), limits);
  if (out.rows() == 0 || !is_hxl_row(std::span{out.cells}.first(out.columns()))) return out;
  out.cells.erase(out.cells.begin(),
                  out.cells.begin() + static_cast<std::ptrdiff_t>(out.columns()));
  out.lines.erase(out.lines.begin());
  return out;
}

std::string hxl_tag_of(std::string_view field) {
  static const auto tags = read_tags();
  if (const auto found = tags.find(field); found != tags.end()) return found->second;
  std::string name;
  for (const char c : field)
    if ((c >= 'a' && c <= 'z') || is_digit(c))
      name += c;
    else if (is_letter(c))
      name += static_cast<char>(c - 'A' + 'a');
  // An attribute begins with a letter.
  if (!name.empty() && is_digit(name.front())) name.insert(0, 1, 'n');
  return name.empty() ? "#meta" : "#meta+" + name;
}

}  // namespace ts::formats
