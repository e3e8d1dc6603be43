#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/picture.h"
#include "report/words.h"

namespace ts::report {

enum class Tone { plain, good, warning, bad };

struct Table {
  std::string caption;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  /// Columns that hold numbers, aligned at the end of the line; by index.
  std::vector<std::size_t> numbers = {};
};

/// One report. Whatever is handed in is text, and is escaped here; only pictures are markup.
class Page {
 public:
  /// `subtitle` may be empty.
  Page(const Words& words, std::string_view title, std::string_view subtitle);

  Page& section(std::string_view title);
  Page& paragraph(std::string_view text);
  /// A box that stands out.
  Page& notice(Tone tone, std::string_view title, std::string_view text);
  Page& list(const std::vector<std::string>& items);
  Page& table(const Table& table);
  /// Label and figure side by side, large.
  Page& figures(const std::vector<std::pair<std::string, std::string>>& label_and_figure);
  Page& picture(const Picture& picture, std::string_view caption);
  /// Closed until the reader opens it.
  Page& fold(std::string_view summary, const Table& inside);

  std::string html() const;

 private:
  std::string head_;
  std::string body_;
  bool section_open_ = false;
};

/// The markup of a notice, to find it again in a page.
std::string notice_html(Tone tone, std::string_view title, std::string_view text);

/// Text as it may stand in HTML and in attributes.
std::string escape(std::string_view text);

/// JSON as a script of the page reads it.
std::string json_block(std::string_view id, std::string_view json);

}  // namespace ts::report
