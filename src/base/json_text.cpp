#include "base/json_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/failure.h"

namespace ts {
namespace {

template <class Number>
void append(std::string& to, Number value) {
  char buffer[32];
  to.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

}  // namespace

void JsonText::separate() {
  if (comma_) text_ += ',';
  comma_ = true;
}

JsonText& JsonText::open(char bracket) {
  separate();
  text_ += bracket;
  comma_ = false;
  return *this;
}

JsonText& JsonText::close(char bracket) {
  text_ += bracket;
  comma_ = true;
  return *this;
}

JsonText& JsonText::key(std::string_view name) {
  separate();
  quoted(name);
  text_ += ':';
  comma_ = false;
  return *this;
}

JsonText& JsonText::null() {
  separate();
  text_ += "null";
  return *this;
}

JsonText& JsonText::value(bool value) {
  separate();
  text_ += value ? "true" : "false";
  return *this;
}

JsonText& JsonText::number(std::int64_t value) {
  separate();
  append(text_, value);
  return *this;
}

JsonText& JsonText::value(double value) {
  ensure(std::isfinite(value));
  separate();
  const auto start = text_.size();
  append(text_, value);
  if (text_.find_first_of(".e", start) == std::string::npos) text_ += ".0";
  return *this;
}

JsonText& JsonText::value(std::string_view text) {
  separate();
  quoted(text);
  return *this;
}

JsonText& JsonText::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

void JsonText::quoted(std::string_view text) {
  // Nearly all text is plain; looked at without a way out, it is looked at many letters at a time.
  unsigned odd = 0;
  for (const char c : text) odd |= plain(c) ? 0U : 1U;
  if (odd == 0) {
    const auto start = text_.size();
    text_.append(text.size() + 2, '"');
    std::copy(text.begin(), text.end(), text_.begin() + static_cast<std::ptrdiff_t>(start) + 1);
    return;
  }
  text_ += '"';
  for (const char c : text) plain(c) ? text_.push_back(c) : escape(c);
  text_ += '"';
}

void JsonText::escape(char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  text_ += '\\';
  if (byte >= 0x20) {
    text_ += c;
  } else {
    text_ += "u00";
    text_ += digits[byte >> 4U];
    text_ += digits[byte & 15U];
  }
}

}  // namespace ts
