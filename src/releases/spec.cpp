#include "releases/spec.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "base/failure.h"

namespace ts::releases {
namespace {

namespace json = boost::json;

template <class T, std::size_t size>
std::optional<T> named(const std::array<std::pair<std::string_view, T>, size>& names,
                       std::string_view name) {
  const auto found = std::ranges::find(names, name, &std::pair<std::string_view, T>::first);
  if (found == names.end()) return std::nullopt;
  return found->second;
}

constexpr std::array<std::pair<std::string_view, Kind>, 4> kinds{
    {{"categorical", Kind::categorical},
     {"multi_valued", Kind::multi_valued},
     {"ordinal", Kind::ordinal},
     {"date", Kind::date}}};
constexpr std::array<std::pair<std::string_view, Rounding>, 3> roundings{
    {{"year", Rounding::year}, {"quarter", Rounding::quarter}, {"month", Rounding::month}}};

/// Reads one object member by member; what it does not know is a problem, too, for it may be a
/// protection that was misspelled.
class Reading {
 public:
  Reading(std::string place, const json::value& value, std::vector<Problem>& problems)
      : place_{std::move(place)}, problems_{problems} {
    if (value.is_object())
      object_ = &value.get_object();
    else
      problem("");
  }

  void text(std::string_view name, std::string& out) {
    take(name, [&](const json::value& value) {
      if (!value.is_string()) return false;
      out = std::string{value.get_string()};
      return true;
    });
  }
  void flag(std::string_view name, bool& out) {
    take(name, [&](const json::value& value) {
      if (!value.is_bool()) return false;
      out = value.get_bool();
      return true;
    });
  }
  template <class Each>
  void list(std::string_view name, const Each& each) {
    take(name, [&](const json::value& value) {
      return value.is_array() && std::ranges::all_of(value.get_array(), each);
    });
  }
  void texts(std::string_view name, std::vector<std::string>& out) {
    list(name, [&out](const json::value& value) {
      if (!value.is_string()) return false;
      out.emplace_back(value.get_string());
      return true;
    });
  }
  template <class T, std::size_t size>
  void choice(std::string_view name, const std::array<std::pair<std::string_view, T>, size>& names,
              T& out) {
    take(name, [&](const json::value& value) {
      if (!value.is_string()) return false;
      const auto found = named(names, std::string_view{value.get_string()});
      if (found) out = *found;
      return found.has_value();
    });
  }
  template <class Number>
  void number(std::string_view name, Number& out) {
    take(name, [&](const json::value& value) {
      if (!value.is_int64()) return false;
      out = static_cast<Number>(value.get_int64());
      return true;
    });
  }
  /// Whatever was not asked for.
  void finish() {
    if (object_ == nullptr) return;
    for (const auto& member : *object_)
      if (std::ranges::find(asked_, std::string_view{member.key()}) == asked_.end())
        problem(member.key());
  }

 private:
  template <class Use>
  void take(std::string_view name, const Use& use) {
    asked_.push_back(name);
    if (object_ == nullptr) return;
    if (const auto* value = object_->if_contains(name); value != nullptr && !use(*value))
      problem(name);
  }
  void problem(std::string_view name) {
    problems_.push_back({place_ + std::string{name}, "release.spec_member"});
  }

  std::string place_;
  std::vector<Problem>& problems_;
  const json::object* object_ = nullptr;
  std::vector<std::string_view> asked_;
};

bool read_groups(const json::value& value, ColumnSpec& out) {
  if (!value.is_object()) return false;
  auto& level = out.groups.emplace_back();
  for (const auto& member : value.get_object()) {
    if (!member.value().is_string()) return false;
    level.emplace(member.key(), member.value().get_string());
  }
  return true;
}

ColumnSpec read_column(const json::value& value, std::size_t number,
                       std::vector<Problem>& problems) {
  ColumnSpec out;
  Reading in{"columns[" + std::to_string(number) + "].", value, problems};
  in.text("name", out.name);
  in.choice("kind", kinds, out.kind);
  in.texts("values", out.values);
  in.list("bands", [&out](const json::value& band) {
    if (!band.is_int64()) return false;
    out.bands.push_back(band.get_int64());
    return out.bands.size() < 2 || out.bands[out.bands.size() - 2] < out.bands.back();
  });
  in.choice("round_to", roundings, out.rounding);
  in.number("from_year", out.from_year);
  in.number("to_year", out.to_year);
  std::string separator{out.separator};
  in.text("separator", separator);
  if (separator.size() == 1) out.separator = separator.front();
  in.texts("missing", out.missing);
  in.list("groups", [&out](const json::value& level) { return read_groups(level, out); });
  in.flag("quasi_identifier", out.quasi_identifier);
  in.flag("sensitive", out.sensitive);
  in.text("hxl", out.hxl);
  in.finish();
  if (out.name.empty() || separator.size() != 1 || out.to_year < out.from_year ||
      out.to_year - out.from_year > 1000)
    problems.push_back({"columns[" + std::to_string(number) + "]", "release.spec_member"});
  return out;
}

}  // namespace

std::string_view text(Rounding rounding) {
  return roundings[static_cast<std::size_t>(rounding)].first;
}
std::optional<Rounding> rounding_of(std::string_view text) { return named(roundings, text); }

Spec parse_spec(std::string_view text) {
  boost::system::error_code error;
  const auto value = json::parse(text, error);
  if (error) throw Failure{Fault::invalid, "release.spec_malformed"};
  Spec out;
  std::vector<Problem> problems;
  Reading in{"", value, problems};
  in.text("subject", out.subject);
  in.flag("zero_is_missing", out.zero_is_missing);
  in.list("columns", [&](const json::value& column) {
    out.columns.push_back(read_column(column, out.columns.size(), problems));
    return true;
  });
  in.finish();
  if (!problems.empty())
    throw Failure{Fault::invalid, "release.spec_malformed", std::move(problems)};
  return out;
}

}  // namespace ts::releases
