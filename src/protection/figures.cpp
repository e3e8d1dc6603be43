#include "protection/figures.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <span>

#include "protection/course.h"
#include "protection/facts.h"
#include "release/small_cells.h"

namespace ts::protection {
namespace {

struct Band {
  int from, to;
  std::string_view name;
};
constexpr std::array<Band, 9> bands{{{0, 5, "0-5"},
                                     {6, 11, "6-11"},
                                     {12, 14, "12-14"},
                                     {15, 17, "15-17"},
                                     {18, 24, "18-24"},
                                     {25, 34, "25-34"},
                                     {35, 44, "35-44"},
                                     {45, 64, "45-64"},
                                     {65, 999, "65+"}}};

std::string band_of(int age) {
  for (const auto& band : bands)
    if (age >= band.from && age <= band.to) return std::string{band.name};
  return {};
}

std::string sex_of(std::string_view gender) {
  if (gender == "Feminine" || gender == "TransgenderFeminine") return "female";
  if (gender == "Masculine" || gender == "TransgenderMasculine") return "male";
  return gender == "NonConforming" ? "other" : "";
}

std::string group_of(const Act& act, Split split) {
  switch (split) {
    case Split::none:
      return {};
    case Split::sex:
      return act.sex;
    case Split::age:
      return act.age;
    case Split::citizenship:
      return act.citizenship;
    case Split::status:
      return act.status;
    case Split::pack:
      return act.pack;
  }
  return {};
}

std::string two(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// One period: its name and its first and last day.
struct Span {
  std::string name;
  Date from, to;
  bool has(const std::optional<Date>& day) const { return day && from <= *day && *day <= to; }
};

std::vector<Span> spans_of(const Question& question) {
  using namespace std::chrono;
  const unsigned months = question.period == Period::year      ? 12
                          : question.period == Period::quarter ? 3
                                                               : 1;
  std::vector<Span> out;
  for (int y = question.from; y <= question.to; ++y)
    for (unsigned m = 1; m <= 12; m += months) {
      auto name = std::to_string(y);
      if (question.period == Period::quarter) name += "-Q" + std::to_string((m + 2) / 3);
      if (question.period == Period::month) name += '-' + two(m);
      out.push_back({std::move(name), year{y} / m / 1, Date{year{y} / (m + months - 1) / last}});
    }
  return out;
}

std::optional<Date> settled(const Act& act) {
  if (act.granted) return act.granted;
  return act.refused ? act.refused : act.withdrawn;
}

/// The nearest rank: the smallest number of days that this share of them does not exceed.
std::optional<std::int64_t> quantile(std::vector<std::int64_t>& days, std::size_t percent) {
  if (days.empty()) return std::nullopt;
  std::sort(days.begin(), days.end());
  return days[(days.size() * percent + 99) / 100 - 1];
}

struct Tally {
  std::int64_t applied = 0, granted = 0, refused = 0, withdrawn = 0, pending = 0;
  std::vector<std::int64_t> days;

  void count(const Act& act, const Span& span) {
    if (span.has(act.applied)) ++applied;
    if (span.has(act.granted)) ++granted;
    if (span.has(act.refused)) ++refused;
    if (span.has(act.withdrawn)) ++withdrawn;
    const auto end = settled(act);
    if (act.applied <= span.to && (!end || *end > span.to)) ++pending;
    const auto decided = act.granted ? act.granted : act.refused;
    if (span.has(decided)) days.push_back(days_of(*decided) - days_of(act.applied));
  }
  bool empty() const { return applied + granted + refused + withdrawn + pending == 0; }
};

std::string_view year_of(const Figure& figure) {
  return std::string_view{figure.period}.substr(0, 4);
}

/// The figures of one year, as tables of its periods and groups.
class Year {
 public:
  using Count = std::optional<std::int64_t> Figure::*;

  Year(std::span<Figure> figures, std::int64_t base, std::uint64_t least)
      : figures_{figures}, base_{base}, least_{least} {
    for (const auto& each : figures) {
      if (periods_.empty() || periods_.back() != each.period) periods_.push_back(each.period);
      groups_.insert(each.group);
    }
  }

  void hold_back(Count count) { tell(count, release::safe_table(table(count), least_).cells); }

  /// What is there at the end of each period does not add up over time.
  void hold_back_stock(Count count) {
    std::vector<std::vector<release::Told>> told;
    for (const auto& line : table(count)) told.push_back(release::safe_line(line, least_).cells);
    tell(count, told);
  }

 private:
  std::pair<std::size_t, std::size_t> place_of(const Figure& figure) const {
    const auto period = std::find(periods_.begin(), periods_.end(), figure.period);
    return {period - periods_.begin(), std::distance(groups_.begin(), groups_.find(figure.group))};
  }

  /// A group that is not there in a period is nought there.
  std::vector<std::vector<std::uint64_t>> table(Count count) const {
    std::vector<std::vector<std::uint64_t>> out(periods_.size(),
                                                std::vector<std::uint64_t>(groups_.size()));
    for (const auto& each : figures_) {
      const auto [period, group] = place_of(each);
      out[period][group] = static_cast<std::uint64_t>((each.*count).value_or(0));
    }
    return out;
  }

  void tell(Count count, const std::vector<std::vector<release::Told>>& told) {
    for (auto& each : figures_) {
      const auto [period, group] = place_of(each);
      const auto& cell = told[period][group];
      each.*count = cell ? std::optional{rounded(static_cast<std::int64_t>(*cell))} : std::nullopt;
    }
  }

  std::int64_t rounded(std::int64_t value) const { return (value + base_ / 2) / base_ * base_; }

  std::span<Figure> figures_;
  std::int64_t base_;
  std::uint64_t least_;
  std::vector<std::string> periods_;
  std::set<std::string> groups_;
};

}  // namespace

std::optional<Period> period_of(std::string_view text) {
  if (text == "year") return Period::year;
  if (text == "quarter") return Period::quarter;
  return text == "month" ? std::optional{Period::month} : std::nullopt;
}

std::optional<Split> split_of(std::string_view text) {
  constexpr std::array<std::string_view, 6> names{"none",        "sex",    "age",
                                                  "citizenship", "status", "pack"};
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Split>(found - names.begin());
}

Act act_of(const Dossier& dossier, const Application& application) {
  const auto& person = dossier.person;
  Act out{.status = application.status,
          .pack = application.stamp.pack,
          .applied = application.on,
          .sex = sex_of(person.gender),
          .age = person.born ? band_of(age_of(*person.born, application.on)) : std::string{},
          .citizenship = person.citizenship.empty() ? std::string{} : person.citizenship.front()};
  if (const auto* decision = decision_in_force(application)) {
    (decision->outcome == Outcome::refused ? out.refused : out.granted) = decision->effective();
    return out;
  }
  for (const auto& event : application.events)
    if (event.type == EventType::withdrawn) out.withdrawn = event.on;
  return out;
}

std::vector<Figure> figures_of(const std::vector<Act>& acts, const Question& question) {
  std::vector<Figure> out;
  for (const auto& span : spans_of(question)) {
    std::map<std::string, Tally> groups;
    if (question.split == Split::none) groups[""];
    for (const auto& act : acts) groups[group_of(act, question.split)].count(act, span);
    for (auto& [group, tally] : groups) {
      if (question.split != Split::none && tally.empty()) continue;
      out.push_back({.period = span.name,
                     .group = group,
                     .applied = tally.applied,
                     .granted = tally.granted,
                     .refused = tally.refused,
                     .withdrawn = tally.withdrawn,
                     .pending = tally.pending,
                     .median_days = quantile(tally.days, 50),
                     .p90_days = quantile(tally.days, 90)});
    }
  }
  return out;
}

void make_safe(std::vector<Figure>& figures, std::int64_t base, std::int64_t least) {
  constexpr std::array flows{&Figure::applied, &Figure::granted, &Figure::refused,
                             &Figure::withdrawn};
  for (auto& figure : figures)
    if (figure.granted.value_or(0) + figure.refused.value_or(0) < least)
      figure.median_days = figure.p90_days = std::nullopt;
  for (auto from = figures.begin(); from != figures.end();) {
    const auto to = std::find_if(
        from, figures.end(), [&](const Figure& each) { return year_of(each) != year_of(*from); });
    Year year{{from, to}, base, static_cast<std::uint64_t>(least)};
    for (const auto flow : flows) year.hold_back(flow);
    year.hold_back_stock(&Figure::pending);
    from = to;
  }
}

}  // namespace ts::protection
