// The sealed form of a body. It is JSON, but written and read here: the library prints and reads
// doubles in its own way, accepts more than one spelling of the same body, and is slower.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/failure.h"
#include "catalogue/value.h"

namespace ts::catalogue {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::string_view digits = "0123456789abcdef";

class Writer {
 public:
  Bytes write(const Fields& fields) {
    out_ += static_cast<char>(version);
    out_ += '{';
    bool first = true;
    for (const auto& [name, value] : fields) {
      if (!first) out_ += ',';
      first = false;
      text(name);
      out_ += ':';
      std::visit([this](const auto& held) { put(held); }, value);
    }
    out_ += '}';
    return {out_.begin(), out_.end()};
  }

 private:
  void put(bool value) { out_ += value ? "true" : "false"; }

  void put(std::int64_t value) { number(value); }

  void put(double value) {
    ensure(std::isfinite(value));
    const auto start = out_.size();
    number(value);
    // A whole number must not come back as an integer.
    if (out_.find_first_of(".e", start) == std::string::npos) out_ += ".0";
  }

  void put(const std::string& value) { text(value); }

  void put(const std::vector<std::string>& values) {
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      text(values[i]);
    }
    out_ += ']';
  }

  template <class Number>
  void number(Number value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out_.append(buffer, end);
  }

  void text(std::string_view text) {
    out_ += '"';
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (byte < 0x20) {
        out_ += "\\u00";
        out_ += digits[byte >> 4];
        out_ += digits[byte & 15];
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  std::string out_;
};

/// Reads what Writer writes. It may let another spelling of the same body through (`decode`
/// compares).
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_{rest} {}

  std::optional<Fields> fields() {
    if (!take('{')) return std::nullopt;
    Fields out;
    if (take('}')) return at_end(std::move(out));
    do {
      auto name = text();
      if (!name || !take(':')) return std::nullopt;
      auto held = value();
      if (!held) return std::nullopt;
      if (!out.emplace(std::move(*name), std::move(*held)).second) return std::nullopt;
    } while (take(','));
    if (!take('}')) return std::nullopt;
    return at_end(std::move(out));
  }

 private:
  std::optional<Fields> at_end(Fields fields) const {
    if (!rest_.empty()) return std::nullopt;
    return fields;
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::optional<Value> value() {
    if (rest_.empty()) return std::nullopt;
    switch (rest_.front()) {
      case '"':
        return text();
      case '[':
        return list();
      case 't':
        return take("true") ? std::optional<Value>{true} : std::nullopt;
      case 'f':
        return take("false") ? std::optional<Value>{false} : std::nullopt;
      default:
        return number();
    }
  }

  std::optional<Value> number() {
    const auto length = std::min(rest_.find_first_not_of("0123456789+-.e"), rest_.size());
    const auto token = rest_.substr(0, length);
    rest_.remove_prefix(length);
    if (token.find_first_of(".e") == std::string_view::npos) return number<std::int64_t>(token);
    return number<double>(token);
  }

  template <class Number>
  static std::optional<Value> number(std::string_view token) {
    Number out{};
    const auto end = token.data() + token.size();
    const auto [at, error] = std::from_chars(token.data(), end, out);
    if (error != std::errc{} || at != end) return std::nullopt;
    return out;
  }

  std::optional<Value> list() {
    std::vector<std::string> out;
    take('[');
    if (take(']')) return out;
    do {
      auto each = text();
      if (!each) return std::nullopt;
      out.push_back(std::move(*each));
    } while (take(','));
    if (!take(']')) return std::nullopt;
    return out;
  }

  std::optional<std::string> text() {
    if (!take('"')) return std::nullopt;
    std::string out;
    for (;;) {
      const auto plain = rest_.find_first_of("\"\\");
      if (plain == std::string_view::npos) return std::nullopt;
      out += rest_.substr(0, plain);
      rest_.remove_prefix(plain);
      if (take('"')) return out;
      const auto c = escaped();
      if (!c) return std::nullopt;
      out += *c;
    }
  }

  std::optional<char> escaped() {
    if (take("\\\"")) return '"';
    if (take("\\\\")) return '\\';
    if (!take("\\u00") || rest_.size() < 2) return std::nullopt;
    const auto high = digits.find(rest_[0]);
    const auto low = digits.find(rest_[1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    rest_.remove_prefix(2);
    return static_cast<char>(high << 4 | low);
  }

  std::string_view rest_;
};

}  // namespace

Bytes encode(const Fields& fields) { return Writer{}.write(fields); }

std::optional<Fields> decode(BytesView bytes) {
  if (bytes.empty() || bytes[0] != version) return std::nullopt;
  auto fields = Reader{text_of(bytes.subspan(1))}.fields();
  if (!fields) return std::nullopt;
  // One body, one spelling: what is sealed can be compared and hashed as it is. A number that is
  // not finite has no spelling.
  for (const auto& [name, value] : *fields)
    if (const auto* real = std::get_if<double>(&value); real && !std::isfinite(*real))
      return std::nullopt;
  const auto again = encode(*fields);
  if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) return std::nullopt;
  return fields;
}

}  // namespace ts::catalogue
