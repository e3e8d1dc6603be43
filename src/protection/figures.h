#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protection/dossier.h"

/// Reporting table P1: what became of applications, as acts. Pure.
namespace ts::protection {

/// One application, with what figures may tell it apart by.
struct Act {
  std::string status, pack;
  Date applied{};
  std::optional<Date> granted = {}, refused = {}, withdrawn = {};  ///< at most one of them
  std::string sex, age, citizenship;                               ///< empty: not known
};
Act act_of(const Dossier& dossier, const Application& application);

enum class Period { year, quarter, month };
enum class Split { none, sex, age, citizenship, status, pack };
std::optional<Period> period_of(std::string_view text);
std::optional<Split> split_of(std::string_view text);

/// A figure of a period and a group. `pending`: applied for by the end of the period and not
/// decided by then. Days are from the application to the decision, of what was decided in the
/// period; nothing when nothing was. In safe figures what is held back is nothing.
struct Figure {
  std::string period;  ///< "2008", "2008-Q1", "2008-03"
  std::string group;   ///< a value of the split; empty: not known, or no split
  std::optional<std::int64_t> applied, granted, refused, withdrawn, pending;
  std::optional<std::int64_t> median_days, p90_days;
};

struct Question {
  int from = 0, to = 0;  ///< years, both included
  Period period = Period::year;
  Split split = Split::none;
};
/// In the order of time, then of groups; periods in which nothing happened are there, too, when
/// there is no split.
std::vector<Figure> figures_of(const std::vector<Act>& acts, const Question& question);

/// Figures for anyone outside the office. What was applied for, granted, refused and withdrawn in a
/// year are tables of its periods and of the groups; each goes through the small-cell rule
/// (release::safe_table): counts below `least` are held back, and others with which one could be
/// worked out from the totals. So does what is pending in a period (release::safe_line). What is
/// told is rounded to a multiple of `base`, which also blurs what the measures say about each
/// other. Days are told of at least `least` decisions.
void make_safe(std::vector<Figure>& figures, std::int64_t base, std::int64_t least);

}  // namespace ts::protection
