#include "report/page.h"

#include <algorithm>

#include "base/data.h"
#include "base/failure.h"

namespace ts::report {
namespace {

std::string_view name(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "plain";
    case Tone::good:
      return "good";
    case Tone::warning:
      return "warning";
    case Tone::bad:
      return "bad";
  }
  throw Bug{std::source_location::current()};
}

std::string element(std::string_view tag, std::string_view text) {
  return '<' + std::string{tag} + '>' + escape(text) + "</" + std::string{tag} + '>';
}

std::string row(const Table& table, const std::vector<std::string>& cells, bool head) {
  std::string out = "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool heading = head || i == 0;
    const bool number =
        std::find(table.numbers.begin(), table.numbers.end(), i) != table.numbers.end();
    out += heading ? (head ? "<th scope=\"col\"" : "<th scope=\"row\"") : "<td";
    if (number) out += " class=\"number\"";
    out += '>' + escape(cells[i]) + (heading ? "</th>" : "</td>");
  }
  return out + "</tr>";
}

std::string table_html(const Table& table) {
  // A table that is wider than a phone is scrolled by itself, by keyboard too.
  std::string out = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                    escape(table.caption) + "\"><table>";
  if (!table.caption.empty()) out += element("caption", table.caption);
  out += "<thead>" + row(table, table.header, true) + "</thead><tbody>";
  for (const auto& cells : table.rows) out += row(table, cells, false);
  return out + "</tbody></table></div>";
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  return out;
}

Page::Page(const Words& words, std::string_view title, std::string_view subtitle) {
  head_ = "<!doctype html>\n<html lang=\"" + escape(words.language()) + "\" dir=\"" +
          (words.right_to_left() ? "rtl" : "ltr") +
          "\"><head><meta charset=\"utf-8\">"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'\">"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
          "<meta name=\"referrer\" content=\"no-referrer\">" +
          element("title", title) + "<style>" + std::string{data::file("report/report.css")} +
          "</style></head><body><main>";
  body_ = element("h1", title);
  if (!subtitle.empty()) body_ += "<p class=\"subtitle\">" + escape(subtitle) + "</p>";
}

Page& Page::section(std::string_view title) {
  if (section_open_) body_ += "</section>";
  section_open_ = true;
  body_ += "<section>" + element("h2", title);
  return *this;
}

Page& Page::paragraph(std::string_view text) {
  body_ += element("p", text);
  return *this;
}

Page& Page::notice(Tone tone, std::string_view title, std::string_view text) {
  body_ += notice_html(tone, title, text);
  return *this;
}

Page& Page::list(const std::vector<std::string>& items) {
  body_ += "<ul>";
  for (const auto& item : items) body_ += element("li", item);
  body_ += "</ul>";
  return *this;
}

Page& Page::table(const Table& table) {
  body_ += table_html(table);
  return *this;
}

Page& Page::figures(const std::vector<std::pair<std::string, std::string>>& label_and_figure) {
  body_ += "<dl class=\"figures\">";
  for (const auto& [label, figure] : label_and_figure)
    body_ += "<div>" + element("dt", label) + element("dd", figure) + "</div>";
  body_ += "</dl>";
  return *this;
}

Page& Page::picture(const Picture& picture, std::string_view caption) {
  // On a phone it keeps its size and is scrolled, by keyboard too.
  body_ += "<figure><div class=\"scroll\" tabindex=\"0\">" + picture.svg() + "</div>";
  if (!caption.empty()) body_ += element("figcaption", caption);
  body_ += "</figure>";
  return *this;
}

Page& Page::fold(std::string_view summary, const Table& inside) {
  body_ += "<details>" + element("summary", summary) + table_html(inside) + "</details>";
  return *this;
}

std::string notice_html(Tone tone, std::string_view title, std::string_view text) {
  auto out = "<div class=\"notice " + std::string{name(tone)} + "\"><p>";
  if (!title.empty()) out += element("strong", title) + ' ';
  return out + escape(text) + "</p></div>";
}

std::string Page::html() const {
  return head_ + body_ + (section_open_ ? "</section>" : "") + "</main></body></html>\n";
}

std::string json_block(std::string_view id, std::string_view json) {
  std::string out = "<script type=\"application/json\" id=\"" + escape(id) + "\">";
  for (const char c : json)
    if (c == '<')
      out += "\\u003c";  // or it could end the block
    else
      out += c;
  return out + "</script>\n";
}

}  // namespace ts::report
