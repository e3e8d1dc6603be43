#include "rules/lines.h"

#include <algorithm>
#include <charconv>

#include "lang/text.h"

namespace ts::rules {
namespace {

constexpr int deepest = 40;

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  std::optional<Json> document() {
    auto out = value(0);
    skip_space();
    if (!out || !rest_.empty()) return std::nullopt;
    return out;
  }
  int line() const { return line_; }
  bool twice() const { return twice_; }

 private:
  void skip_space() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n' ||
                              rest_.front() == '\r' || rest_.front() == '\t')) {
      if (rest_.front() == '\n') ++line_;
      rest_.remove_prefix(1);
    }
  }

  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool take_mark(char mark) {
    skip_space();
    return take({&mark, 1});
  }

  std::optional<Json> value(int depth) {
    skip_space();
    if (rest_.empty() || depth > deepest) return std::nullopt;
    Json out;
    out.line = line_;
    switch (rest_.front()) {
      case '{':
        return object(std::move(out), depth);
      case '[':
        return list(std::move(out), depth);
      case '"':
        return string(std::move(out));
      case 't':
      case 'f':
        out.kind = Json::Kind::boolean;
        out.truth = rest_.front() == 't';
        if (!take(out.truth ? "true" : "false")) return std::nullopt;
        return out;
      case 'n':
        if (!take("null")) return std::nullopt;
        return out;
      default:
        return number(std::move(out));
    }
  }

  std::optional<Json> object(Json out, int depth) {
    out.kind = Json::Kind::object;
    take("{");
    if (take_mark('}')) return out;
    do {
      skip_space();
      auto name = quoted();
      if (!name || !take_mark(':')) return std::nullopt;
      for (const auto& [known, ignored] : out.members)
        if (known == *name) {
          twice_ = true;
          return std::nullopt;
        }
      auto held = value(depth + 1);
      if (!held) return std::nullopt;
      out.members.push_back({std::move(*name), std::move(*held)});
    } while (take_mark(','));
    if (!take_mark('}')) return std::nullopt;
    return out;
  }

  std::optional<Json> list(Json out, int depth) {
    out.kind = Json::Kind::list;
    take("[");
    if (take_mark(']')) return out;
    do {
      auto held = value(depth + 1);
      if (!held) return std::nullopt;
      out.items.push_back(std::move(*held));
    } while (take_mark(','));
    if (!take_mark(']')) return std::nullopt;
    return out;
  }

  std::optional<Json> string(Json out) {
    out.kind = Json::Kind::text;
    auto text = quoted();
    if (!text) return std::nullopt;
    out.text = std::move(*text);
    return out;
  }

  std::optional<Json> number(Json out) {
    out.kind = Json::Kind::number;
    const bool negative = take("-");
    const auto length = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (length == 0 || length > 15 || (length > 1 && rest_.front() == '0')) return std::nullopt;
    std::from_chars(rest_.data(), rest_.data() + length, out.number);
    if (negative) out.number = -out.number;
    rest_.remove_prefix(length);
    return out;
  }

  std::optional<std::string> quoted() {
    if (!take("\"")) return std::nullopt;
    std::string out;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
      if (c != '\\')
        out += c;
      else if (!escaped(out))
        return std::nullopt;
    }
    return std::nullopt;
  }

  bool escaped(std::string& out) {
    if (rest_.empty()) return false;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    constexpr std::string_view from = "\"\\/bfnrt";
    constexpr std::string_view to = "\"\\/\b\f\n\r\t";
    if (const auto at = from.find(c); at != std::string_view::npos) {
      out += to[at];
      return true;
    }
    if (c != 'u' || rest_.size() < 4) return false;
    unsigned code = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + 4, code, 16);
    // Half of a pair: who needs such a character writes it itself.
    if (error != std::errc{} || end != rest_.data() + 4 || (code >= 0xD800 && code < 0xE000))
      return false;
    rest_.remove_prefix(4);
    append_utf8(out, code);
    return true;
  }

  std::string_view rest_;
  int line_ = 1;
  bool twice_ = false;
};

bool utf8(std::string_view text) {
  // U+FFFD is what bytes that are no UTF-8 become; nobody needs it in a law.
  while (!text.empty())
    if (lang::take_code_point(text) == U'\uFFFD') return false;
  return true;
}

}  // namespace

std::optional<Json> read_json(std::string_view text, Findings& findings) {
  if (!utf8(text)) {
    findings.add(0, "rules.not_utf8");
    return std::nullopt;
  }
  Reader reader{text};
  auto out = reader.document();
  if (!out) findings.add(reader.line(), reader.twice() ? "rules.name_twice" : "rules.not_json");
  return out;
}

Members::Members(const Json& value, Findings& findings) : value_{value}, findings_{findings} {
  if (value.kind != Json::Kind::object) findings_.add(value.line, "rules.wants_object");
}

void Members::done() const {
  for (const auto& [name, value] : value_.members)
    if (!asked_.contains(name)) findings_.add(value.line, "rules.unknown_member", {{"name", name}});
}

const Json* Members::find(std::string_view name) {
  asked_.insert(name);
  for (const auto& [known, value] : value_.members)
    if (known == name) return &value;
  return nullptr;
}

const Json* Members::need(std::string_view name) {
  const auto* out = find(name);
  if (!out) findings_.add(value_.line, "rules.member_missing", {{"name", std::string{name}}});
  return out;
}

const Json* Members::of(std::string_view name, Json::Kind kind) {
  const auto* out = find(name);
  if (!out || out->kind == kind) return out;
  findings_.add(out->line, "rules.member_of_other_type", {{"name", std::string{name}}});
  return nullptr;
}

std::string Members::text(std::string_view name) {
  need(name);
  return text_if(name);
}

std::string Members::text_if(std::string_view name) {
  const auto* out = of(name, Json::Kind::text);
  return out ? out->text : std::string{};
}

bool Members::flag(std::string_view name) {
  const auto* out = of(name, Json::Kind::boolean);
  return out && out->truth;
}

std::optional<std::int64_t> Members::number_if(std::string_view name) {
  const auto* out = of(name, Json::Kind::number);
  return out ? std::optional{out->number} : std::nullopt;
}

std::optional<Date> Members::date_if(std::string_view name) {
  const auto* out = of(name, Json::Kind::text);
  if (!out) return std::nullopt;
  const auto date = parse_date(out->text);
  if (!date) findings_.add(out->line, "rules.not_a_date", {{"name", std::string{name}}});
  return date;
}

std::optional<Duration> Members::length_if(std::string_view name) {
  const auto* out = find(name);
  return out ? read_length(*out, findings_) : std::nullopt;
}

const std::vector<Json>& Members::list(std::string_view name) {
  static const std::vector<Json> none;
  const auto* out = of(name, Json::Kind::list);
  return out ? out->items : none;
}

std::vector<std::string> Members::texts(std::string_view name) {
  std::vector<std::string> out;
  for (const auto& each : list(name)) {
    if (each.kind == Json::Kind::text)
      out.push_back(each.text);
    else
      findings_.add(each.line, "rules.member_of_other_type", {{"name", std::string{name}}});
  }
  return out;
}

std::size_t Members::index(std::string_view name, std::span<const std::string_view> names) {
  const auto* out = of(name, Json::Kind::text);
  if (!out) return 0;
  const auto found = std::find(names.begin(), names.end(), out->text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  findings_.add(out->line, "rules.not_a_choice",
                {{"name", std::string{name}}, {"value", out->text}});
  return 0;
}

std::optional<Duration> read_length(const Json& value, Findings& findings) {
  if (value.kind == Json::Kind::object) {
    Members members{value, findings};
    const auto working = members.number_if("working_days");
    members.done();
    if (working && *working > 0 && *working < 10'000)
      return Duration{.working_days = static_cast<int>(*working)};
  } else if (value.kind == Json::Kind::text) {
    if (auto length = parse_duration(value.text)) return length;
  }
  findings.add(value.line, "rules.not_a_length");
  return std::nullopt;
}

}  // namespace ts::rules
