#include "releases/verify_microdata.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace ts::releases {
namespace {

/// How many people have each sensitive value.
using Shares = std::map<std::string_view, double>;

double people_in(const Shares& shares) {
  double out = 0;
  for (const auto& [value, count] : shares) out += count;
  return out;
}

double share_of(const Shares& shares, std::string_view value) {
  const auto found = shares.find(value);
  return found == shares.end() ? 0 : found->second / people_in(shares);
}

/// Half the sum of the differences; over an order, the earth mover's distance.
double distance(const Shares& here, const Shares& all, const std::vector<std::string>& ordered) {
  double out = 0;
  if (ordered.empty()) {
    for (const auto& [value, count] : all)
      out += std::abs(share_of(here, value) - share_of(all, value)) / 2;
    return out;
  }
  double ahead = share_of(here, "") - share_of(all, "");
  double steps = all.contains("") ? 0 : -1;
  out = std::abs(ahead);
  for (const auto& value : ordered) {
    ahead += share_of(here, value) - share_of(all, value);
    out += std::abs(ahead);
    ++steps;
  }
  return out / std::max(steps, 1.0);
}

}  // namespace

bool keeps(const formats::CsvTable& rows, const MicrodataPromise& promise,
           const std::vector<std::string>& ordered) {
  std::vector<std::size_t> known;
  for (const auto& name : promise.known) {
    const auto place = rows.place_of(name);
    if (!place) return false;
    known.push_back(*place);
  }
  const auto sensitive = rows.place_of(promise.sensitive);
  if (!promise.sensitive.empty() && !sensitive) return false;
  std::map<std::vector<std::string_view>, Shares> alike;
  Shares all;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    std::vector<std::string_view> said;
    for (const auto column : known) said.push_back(rows.cell(row, column));
    const auto value = promise.sensitive.empty() ? std::string_view{} : rows.cell(row, *sensitive);
    ++alike[said][value];
    ++all[value];
  }
  constexpr double rounding = 1e-9;
  return std::ranges::all_of(alike, [&](const auto& group) {
    const auto& [said, shares] = group;
    return people_in(shares) >= static_cast<double>(promise.k) && shares.size() >= promise.l &&
           (promise.t >= 1 || distance(shares, all, ordered) <= promise.t + rounding);
  });
}

}  // namespace ts::releases
