#include "private_matching/attacks.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace ts::private_matching {
namespace {

template <class Value>
using Groups = std::vector<std::pair<Value, std::vector<std::size_t>>>;

/// Who has which value, the most frequent values first.
template <class Value>
Groups<Value> groups_of(std::span<const Value> values) {
  std::map<Value, std::vector<std::size_t>> by_value;
  for (std::size_t i = 0; i < values.size(); ++i) by_value[values[i]].push_back(i);
  Groups<Value> out{by_value.begin(), by_value.end()};
  std::ranges::stable_sort(out, std::greater<>{}, [](const auto& g) { return g.second.size(); });
  return out;
}

// ---- who resembles whom

using Row = std::vector<float>;
using Matrix = std::vector<Row>;

Matrix resemblances(std::span<const Code> codes) {
  const auto ones = [](const Code& a, const Code& b) {
    int out = 0;
    for (std::size_t w = 0; w < code_words; ++w) out += std::popcount(a.at(w) & b.at(w));
    return static_cast<float>(out);
  };
  Matrix out(codes.size(), Row(codes.size()));
  for (std::size_t i = 0; i < codes.size(); ++i)
    for (std::size_t j = 0; j < codes.size(); ++j)
      if (i != j)
        out[i][j] = 2 * ones(codes[i], codes[j]) /
                    std::max(1.0F, ones(codes[i], codes[i]) + ones(codes[j], codes[j]));
  return out;
}

/// Of each person the strongest resemblances.
Matrix strongest(const Matrix& all, std::size_t count) {
  Matrix out;
  for (auto row : all) {
    count = std::min(count, row.size());
    std::ranges::partial_sort(row, row.begin() + static_cast<std::ptrdiff_t>(count),
                              std::greater<>{});
    row.resize(count);
    out.push_back(std::move(row));
  }
  return out;
}

/// Of each person the resemblance to some.
Matrix to_some(const Matrix& all, const std::vector<std::size_t>& some) {
  Matrix out;
  for (const auto& row : all) {
    Row chosen;
    for (const auto one : some) chosen.push_back(row[one]);
    out.push_back(std::move(chosen));
  }
  return out;
}

struct Pair {
  std::size_t code, known;
  float margin;  ///< how much worse the next best is
};

/// Pairs of rows that are nearest to each other, the surest first.
std::vector<Pair> nearest(const Matrix& codes, const Matrix& known) {
  std::vector<std::size_t> of_known(known.size(), nobody);
  std::vector<float> distance_of_known(known.size(), INFINITY);
  std::vector<Pair> out;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    float best = INFINITY, second = INFINITY;
    std::size_t at = nobody;
    for (std::size_t j = 0; j < known.size(); ++j) {
      float distance = 0;
      for (std::size_t k = 0; k < codes[i].size(); ++k)
        distance += std::abs(codes[i][k] - known[j][k]);
      if (distance < distance_of_known[j]) distance_of_known[j] = distance, of_known[j] = i;
      if (distance < best)
        second = std::exchange(best, distance), at = j;
      else
        second = std::min(second, distance);
    }
    out.push_back({i, at, second - best});
  }
  std::erase_if(out,
                [&](const Pair& p) { return p.known == nobody || of_known[p.known] != p.code; });
  std::ranges::stable_sort(out, std::greater<>{}, &Pair::margin);
  return out;
}

// ---- bits that belong together

/// By bit, which vectors have it.
using Column = std::vector<std::uint64_t>;

std::size_t ones(const Column& a) {
  std::size_t out = 0;
  for (const auto word : a) out += static_cast<std::size_t>(std::popcount(word));
  return out;
}
Column both(Column a, const Column& b) {
  for (std::size_t w = 0; w < a.size(); ++w) a[w] &= b[w];
  return a;
}
bool has(const Column& column, std::size_t i) { return (column[i / 64] >> (i % 64) & 1U) != 0; }

std::vector<Column> columns_of(std::span<const Code> codes) {
  std::vector<Column> out(64 * code_words, Column((codes.size() + 63) / 64));
  for (std::size_t i = 0; i < codes.size(); ++i)
    for (std::size_t bit = 0; bit < out.size(); ++bit)
      if ((codes[i].at(bit / 64) >> (bit % 64) & 1U) != 0)
        out[bit][i / 64] |= std::uint64_t{1} << (i % 64);
  return out;
}

/// How much more often two columns are set together than by chance, in standard deviations.
double beyond_chance(const Column& a, const Column& b, std::size_t n) {
  const auto count = static_cast<double>(n);
  const double pa = static_cast<double>(ones(a)) / count, pb = static_cast<double>(ones(b)) / count;
  const double together = static_cast<double>(ones(both(a, b))) / count;
  const double spread = std::sqrt(std::max(1e-12, pa * (1 - pa) * pb * (1 - pb) / count));
  return (together - pa * pb) / spread;
}

constexpr double certain = 8;           // standard deviations
constexpr std::size_t fewest_bits = 5;  // of a pattern

/// The people who have a pattern that begins with one column: columns join while they belong to the
/// people that are left.
Column pattern_from(std::size_t first, const std::vector<Column>& columns, std::size_t n,
                    std::vector<bool>& used) {
  auto people = columns[first];
  std::vector<std::pair<double, std::size_t>> near;
  for (std::size_t bit = 0; bit < columns.size(); ++bit)
    if (bit != first)
      if (const auto z = beyond_chance(columns[first], columns[bit], n); z > certain)
        near.emplace_back(-z, bit);
  std::ranges::sort(near);
  std::size_t joined = 1;
  for (const auto& [z, bit] : near) {
    auto fewer = both(people, columns[bit]);
    // Those who have the part have all of its bits: nobody of them may get lost any more.
    if (joined >= 3 && ones(fewer) * 100 < ones(people) * 95) continue;
    if (joined < 3 && ones(fewer) * 100 < ones(people) * 30) continue;
    people = std::move(fewer);
    used[bit] = true;
    ++joined;
  }
  if (joined < fewest_bits) people.assign(people.size(), 0);
  return people;
}

}  // namespace

Guesses attack_by_frequency(std::span<const Code> codes, const std::vector<std::string>& values) {
  Guesses out(codes.size(), nobody);
  const auto seen = groups_of<Code>(codes);
  const auto known = groups_of<std::string>(values);
  for (std::size_t rank = 0; rank < std::min(seen.size(), known.size()); ++rank) {
    if (seen[rank].second.size() < 2) break;  // among those that occur once there is no order
    for (const auto i : seen[rank].second) out[i] = known[rank].second.front();
  }
  return out;
}

Guesses attack_by_patterns(std::span<const Code> codes,
                           const std::vector<std::vector<std::string>>& parts) {
  const auto columns = columns_of(codes);
  std::vector<bool> used(columns.size());
  std::vector<Column> patterns;
  for (std::size_t bit = 0; bit < columns.size(); ++bit) {
    if (used[bit]) continue;
    auto people = pattern_from(bit, columns, codes.size(), used);
    if (ones(people) > 0 && std::ranges::find(patterns, people) == patterns.end())
      patterns.push_back(std::move(people));
  }
  std::ranges::stable_sort(patterns, std::greater<>{}, ones);

  std::map<std::string, Column> known;
  for (std::size_t i = 0; i < parts.size(); ++i)
    for (const auto& part : parts[i])
      known.try_emplace(part, Column((parts.size() + 63) / 64)).first->second[i / 64] |=
          std::uint64_t{1} << (i % 64);
  std::vector<Column> by_part;
  for (auto& [part, people] : known) by_part.push_back(std::move(people));
  std::ranges::stable_sort(by_part, std::greater<>{}, ones);

  // Each pattern is the part that is nearest to it in how many people have it.
  Matrix of_codes(codes.size()), of_known(parts.size());
  for (const auto& pattern : patterns) {
    const auto count = static_cast<double>(ones(pattern));
    const auto part = std::ranges::min_element(by_part, {}, [&](const Column& column) {
      return std::abs(static_cast<double>(ones(column)) - count);
    });
    if (part == by_part.end()) break;
    for (std::size_t i = 0; i < codes.size(); ++i) of_codes[i].push_back(has(pattern, i));
    for (std::size_t i = 0; i < parts.size(); ++i) of_known[i].push_back(has(*part, i));
  }
  Guesses out(codes.size(), nobody);
  for (const auto& pair : nearest(of_codes, of_known)) {
    if (pair.margin <= 0) break;  // others fit as well
    out[pair.code] = pair.known;
  }
  return out;
}

Guesses attack_by_graph(std::span<const Code> codes, std::span<const Code> own_codes) {
  const auto seen = resemblances(codes), known = resemblances(own_codes);
  auto pairs = nearest(strongest(seen, 40), strongest(known, 40));
  for (const std::size_t trusted : {30, 60, 120, 200}) {
    std::vector<std::size_t> of_seen, of_known;
    for (std::size_t i = 0; i < std::min(pairs.size(), trusted); ++i) {
      of_seen.push_back(pairs[i].code);
      of_known.push_back(pairs[i].known);
    }
    pairs = nearest(to_some(seen, of_seen), to_some(known, of_known));
  }
  Guesses out(codes.size(), nobody);
  for (const auto& pair : pairs) out[pair.code] = pair.known;
  return out;
}

}  // namespace ts::private_matching
