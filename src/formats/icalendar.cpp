#include "formats/icalendar.h"

#include <algorithm>

namespace ts::formats {
namespace {

constexpr std::size_t longest_line = 75;  // octets, without the line's end (RFC 5545, 3.1)

/// RFC 5545, 3.3.11.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (static_cast<unsigned char>(c) < 0x20) continue;
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    out += c;
  }
  return out;
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

void put_line(std::string& out, std::string_view line) {
  auto room = longest_line;
  while (line.size() > room) {
    auto end = room;
    while (end > 0 && continues(line[end])) --end;
    out.append(line.substr(0, end)).append("\r\n ");
    line.remove_prefix(end);
    room = longest_line - 1;  // the space counts
  }
  out.append(line).append("\r\n");
}

/// "2008-03-01" as "20080301", "09:30" as "0930".
std::string digits(std::string text) {
  std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
  return text;
}

std::string moment(Instant at) {
  const auto text = digits(to_text(at));
  return text.substr(0, 8) + 'T' + text.substr(8, 6) + 'Z';
}

void put_entry(std::string& out, const CalendarEntry& entry, const std::string& stamp) {
  put_line(out, "BEGIN:VEVENT");
  put_line(out, "UID:" + escaped(entry.uid));
  put_line(out, "DTSTAMP:" + stamp);
  const auto day = digits(to_text(entry.date));
  if (entry.time.empty())
    put_line(out, "DTSTART;VALUE=DATE:" + day);
  else
    put_line(out, "DTSTART:" + day + 'T' + digits(entry.time) + "00");
  put_line(out, "SUMMARY:" + escaped(entry.summary));
  put_line(out, "END:VEVENT");
}

}  // namespace

std::string icalendar(std::string_view name, const std::vector<CalendarEntry>& entries,
                      Instant stamp) {
  std::string out;
  put_line(out, "BEGIN:VCALENDAR");
  put_line(out, "VERSION:2.0");
  put_line(out, "PRODID:-//Turnstone//Turnstone//EN");
  put_line(out, "X-WR-CALNAME:" + escaped(name));
  for (const auto& entry : entries) put_entry(out, entry, moment(stamp));
  put_line(out, "END:VCALENDAR");
  return out;
}

}  // namespace ts::formats
