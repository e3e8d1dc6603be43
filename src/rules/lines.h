#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/rules.h"

/// JSON that knows its lines: who writes a pack is told where it is wrong, which no library here
/// can say of anything but its syntax.
namespace ts::rules {

struct Member;

struct Json {
  enum class Kind : std::uint8_t { null, boolean, number, text, list, object };
  Kind kind = Kind::null;
  int line = 0;
  bool truth = false;
  std::int64_t number = 0;
  std::string text;
  std::vector<Json> items;
  std::vector<Member> members;
};

/// Of an object. (A pair of what is not complete yet is more than every compiler takes.)
struct Member {
  std::string name;
  Json value;
};

/// Collects why a file cannot be taken.
class Findings {
 public:
  explicit Findings(std::string file) : file_{std::move(file)} {}
  using Args = std::map<std::string, Word, std::less<>>;
  void add(int line, std::string key, Args args = {}) {
    refusals_.push_back({file_, line, {std::move(key), std::move(args)}});
  }
  bool empty() const { return refusals_.empty(); }
  const std::vector<Refusal>& all() const { return refusals_; }

 private:
  std::string file_;
  std::vector<Refusal> refusals_;
};

/// RFC 8259, with less: numbers are whole and have at most 15 digits, a name stands once in an
/// object, nothing is nested more than 40 deep. Nothing, and one finding, when it is not that.
std::optional<Json> read_json(std::string_view text, Findings& findings);

/// The members of one object, read by name. What is missing, of another type or left over is found.
class Members {
 public:
  Members(const Json& value, Findings& findings);
  /// Every member must have been asked for.
  void done() const;

  const Json* find(std::string_view name);  ///< null when it is not there
  const Json* need(std::string_view name);  ///< null, and a finding, when it is not there
  std::string text(std::string_view name);  ///< must be there
  std::string text_if(std::string_view name);
  bool flag(std::string_view name);
  std::optional<std::int64_t> number_if(std::string_view name);
  std::optional<Date> date_if(std::string_view name);
  std::optional<Duration> length_if(std::string_view name);
  const std::vector<Json>& list(std::string_view name);  ///< empty when it is not there
  std::vector<std::string> texts(std::string_view name);
  /// One of `names`, by its index; the first when it is not there.
  template <class Enum>
  Enum choice(std::string_view name, std::span<const std::string_view> names) {
    return static_cast<Enum>(index(name, names));
  }
  int line() const { return value_.line; }

 private:
  const Json* of(std::string_view name, Json::Kind kind);
  std::size_t index(std::string_view name, std::span<const std::string_view> names);
  const Json& value_;
  Findings& findings_;
  std::set<std::string_view> asked_;
};

/// "P6M", or {"working_days": 5}.
std::optional<Duration> read_length(const Json& value, Findings& findings);

}  // namespace ts::rules
