#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/failure.h"
#include "base/id.h"

namespace ts::log {

/// The five digits and capital letters by which SQL names an error (SQLSTATE); anything else in
/// their place is shown as "?".
struct SqlState {
  std::string_view text;
};

/// The name of a file that an operator chose, or a key that is known at run time only. It is cut at
/// 60 bytes, and what is no letter, digit, dot, dash or underscore becomes a question mark: never
/// for what was typed about somebody.
struct Token {
  std::string_view text;
};

/// What a log line may hold: ids, numbers, message keys and literals. A string met at run time does
/// not convert, so nothing about a person gets in.
class Value {
 public:
  template <std::integral T>
  Value(T number) : text_{std::to_string(number)} {}  // NOLINT: implicit on purpose
  template <class Tag>
  Value(const Id<Tag>& id) : text_{'"' + id.text() + '"'} {}             // NOLINT
  Value(MessageKey key) : text_{'"' + std::string{key.text()} + '"'} {}  // NOLINT
  Value(SqlState state);                                                 // NOLINT
  Value(const Token& token);                                             // NOLINT
  Value(const Bug& bug) : text_{'"' + std::string{bug.what()} + '"'} {}  // NOLINT: a place of ours
  const std::string& json() const { return text_; }

 private:
  std::string text_;
};

struct Field {
  MessageKey name;
  Value value;
};

/// One line of JSON on standard error: {"at": …, "event": name, fields…}.
void event(MessageKey name, std::initializer_list<Field> fields = {});

}  // namespace ts::log
