#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/spec.h"
#include "stats/random.h"

/// Invented files for tests.
namespace ts::linkage::trial {

/// Two invented files: the first `common` rows of both are the same people, some misspelt.
struct Files {
  std::vector<std::vector<std::string>> a, b;
  std::vector<std::string> truth_a, truth_b;

  explicit Files(std::uint32_t rows, std::uint32_t common, std::uint64_t seed = 1) {
    stats::Random chance{seed, 9};
    for (std::uint32_t i = 0; i < rows; ++i) {
      a.push_back(person(chance));
      b.push_back(i < common ? a.back() : person(chance));
      if (i < common && i % 4 == 0) b.back()[0][1] = 'x';
      if (i < common && i % 5 == 0) b.back()[1] = b.back()[1].substr(0, 4);
      truth_a.push_back("a" + std::to_string(i));
      truth_b.push_back(i < common ? truth_a.back() : "b" + std::to_string(i));
    }
  }
  static std::vector<std::string> person(stats::Random& chance) {
    constexpr std::array<std::string_view, 8> start{"mar", "jon", "tel", "vik",
                                                    "ros", "bal", "din", "fer"};
    constexpr std::array<std::string_view, 8> end{"ina",  "oku", "emba", "itov",
                                                  "ales", "dar", "ush",  "ogan"};
    const auto word = [&] {
      return std::string{start[chance.below(8)]} + std::string{end[chance.below(8)]};
    };
    const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return {word() + ' ' + word() + std::string{end[chance.below(8)]},
            std::to_string(1960 + chance.below(50)) + '-' + two(1 + chance.below(12)) + '-' +
                two(2 + chance.below(26)),
            word() + "ville"};
  }
  static Table table(const std::vector<std::vector<std::string>>& rows) {
    Table out{{"name", "born", "town"}, std::vector<std::vector<std::string_view>>(3)};
    for (const auto& row : rows)
      for (std::size_t c = 0; c < 3; ++c) out.columns[c].emplace_back(row[c]);
    return out;
  }
  static std::vector<std::string_view> views(const std::vector<std::string>& all) {
    return {all.begin(), all.end()};
  }
};

inline Spec spec() {
  Spec out;
  out.comparisons = {{"name", Kind::name, {"name"}},
                     {"born", Kind::date, {"born"}},
                     {"town", Kind::place, {"town"}}};
  return out;
}

}  // namespace ts::linkage::trial
