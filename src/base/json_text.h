#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace ts {

/// JSON (RFC 8259) written straight into its text: for what is sealed, which has one spelling only,
/// and for long answers, of which a tree of values would cost more than all else of the request.
/// Whoever writes sees to it that keys and ends stand where they belong; text is UTF-8.
class JsonText {
 public:
  JsonText& begin_object() { return open('{'); }
  JsonText& end_object() { return close('}'); }
  JsonText& begin_array() { return open('['); }
  JsonText& end_array() { return close(']'); }
  JsonText& key(std::string_view name);

  JsonText& null();
  JsonText& value(bool value);
  template <std::integral Whole>
  JsonText& value(Whole value) {
    return number(static_cast<std::int64_t>(value));
  }
  /// Finite, else a `Bug`. A whole number keeps a point, so that it does not come back as an
  /// integer.
  JsonText& value(double value);
  JsonText& value(std::string_view text);
  // Else a literal would be a bool.
  JsonText& value(const char* text) { return value(std::string_view{text}); }
  JsonText& value(const std::string& text) { return value(std::string_view{text}); }

  template <class T>
  JsonText& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  /// What is JSON already.
  JsonText& raw(std::string_view json);

  /// Whether a letter stands for itself in a text.
  static bool plain(char c) {
    return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
  }

  /// Makes room for about so many bytes.
  void reserve(std::size_t bytes) { text_.reserve(bytes); }
  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  JsonText& open(char bracket);
  JsonText& close(char bracket);
  JsonText& number(std::int64_t value);
  void separate();
  void quoted(std::string_view text);
  void escape(char c);

  std::string text_;
  bool comma_ = false;  ///< before what comes next
};

}  // namespace ts
