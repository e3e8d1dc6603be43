#include "base/log.h"

#include <unistd.h>

#include <algorithm>

#include "base/time.h"

namespace ts::log {
namespace {

constexpr std::size_t longest_token = 60;

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

}  // namespace

Value::Value(const Token& token) : text_{'"'} {
  for (const char c : token.text.substr(0, longest_token)) text_ += plain(c) ? c : '?';
  text_ += '"';
}

Value::Value(SqlState state) {
  const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  const bool sound =
      state.text.size() == 5 && std::all_of(state.text.begin(), state.text.end(), plain);
  text_ = '"' + std::string{sound ? state.text : "?"} + '"';
}

void event(MessageKey name, std::initializer_list<Field> fields) {
  std::string line = R"({"at":")" + to_text(SystemClock{}.now()) + R"(","event":")";
  line += name.text();
  line += '"';
  for (const auto& [key, value] : fields) {
    line += ",\"";
    line += key.text();
    line += "\":" + value.json();
  }
  line += "}\n";
  // One write, so that lines of several threads do not mix; a log that cannot be written is lost.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace ts::log
