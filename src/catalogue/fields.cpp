// The sealed form of a body. It is JSON, but not the library's: that prints and reads doubles in
// its own way, accepts more than one spelling of the same body, and is slower.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/json_text.h"
#include "catalogue/value.h"

namespace ts::catalogue {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t usual_fields = 8;

/// Reads what `encode` writes, and no other spelling of the same body: what is sealed can be
/// compared and hashed as it is.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_{rest} {}

  std::optional<Fields> fields() {
    if (!take('{')) return std::nullopt;
    Fields out;
    if (take('}')) return at_end(std::move(out));
    out.reserve(usual_fields);
    do {
      auto name = text();
      if (!name || !take(':')) return std::nullopt;
      if (!out.empty() && *name <= out.rbegin()->first) return std::nullopt;
      auto held = value();
      if (!held) return std::nullopt;
      out.emplace_hint(out.end(), std::move(*name), std::move(*held));
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
    JsonText again;
    again.value(out);
    if (again.text() != token) return std::nullopt;
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
      const auto plain =
          std::ranges::find_if_not(rest_, [](char c) { return JsonText::plain(c); }) -
          rest_.begin();
      out += rest_.substr(0, static_cast<std::size_t>(plain));
      rest_.remove_prefix(static_cast<std::size_t>(plain));
      if (take('"')) return out;
      const auto c = escaped();
      if (!c) return std::nullopt;
      out += *c;
    }
  }

  /// Of the letters that are written so, and of no other.
  std::optional<char> escaped() {
    if (take("\\\"")) return '"';
    if (take("\\\\")) return '\\';
    if (!take("\\u00") || rest_.size() < 2) return std::nullopt;
    const auto high = digits.find(rest_[0]);
    const auto low = digits.find(rest_[1]);
    if (high > 1 || low == std::string_view::npos) return std::nullopt;
    rest_.remove_prefix(2);
    return static_cast<char>(high << 4 | low);
  }

  std::string_view rest_;
};

}  // namespace

void write(JsonText& out, const Value& value) {
  const auto* values = std::get_if<std::vector<std::string>>(&value);
  if (values) {
    out.begin_array();
    for (const auto& each : *values) out.value(each);
    out.end_array();
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    out.value(*text);
  } else if (const auto* yes = std::get_if<bool>(&value)) {
    out.value(*yes);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out.value(*number);
  } else {
    out.value(std::get<double>(value));
  }
}

Bytes encode(const Fields& fields) {
  JsonText body;
  body.begin_object();
  for (const auto& [name, value] : fields) write(body.key(name), value);
  body.end_object();
  Bytes out{version};
  out.insert(out.end(), body.text().begin(), body.text().end());
  return out;
}

std::optional<Fields> decode(BytesView bytes) {
  if (bytes.empty() || bytes[0] != version) return std::nullopt;
  return Reader{text_of(bytes.subspan(1))}.fields();
}

}  // namespace ts::catalogue
