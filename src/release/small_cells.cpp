#include "release/small_cells.h"

#include <algorithm>
#include <limits>
#include <queue>

#include "base/failure.h"

namespace ts::release {
namespace {

constexpr auto endless = std::numeric_limits<std::uint64_t>::max();

/// A figure of the table as an edge: at every node, what comes in is what goes out.
struct Figure {
  std::size_t from, to;
  std::uint64_t count;
  bool held_back = false;
  bool primary = false;
};

/// One figure on a path, up or down.
struct Turn {
  std::size_t figure;
  bool up;
};

class Network {
 public:
  Network(std::size_t nodes, std::uint64_t k) : at_(nodes), k_{k} {}

  std::size_t add(std::size_t from, std::size_t to, std::uint64_t count) {
    const bool small = count > 0 && count < k_;
    at_[from].push_back(figures_.size());
    at_[to].push_back(figures_.size());
    figures_.push_back({from, to, count, small, small});
    return figures_.size() - 1;
  }

  Told told(std::size_t figure) const {
    const auto& of = figures_[figure];
    return of.held_back ? Told{} : Told{of.count};
  }

  void protect() {
    for (std::size_t i = 0; i < figures_.size(); ++i)
      if (figures_[i].primary)
        while (span(i) < k_ && hold_more_back(i)) {
        }
  }

 private:
  /// How far apart the values are that a held-back figure may have, up to k.
  std::uint64_t span(std::size_t figure) const {
    const auto up = room(figure, true, k_);
    return up + room(figure, false, k_ - up);
  }

  /// How far it can go up or down when others that are held back follow, up to `enough`: the
  /// largest flow (Edmonds and Karp, 1972).
  std::uint64_t room(std::size_t target, bool up, std::uint64_t enough) const {
    std::vector<std::int64_t> moved(figures_.size());
    if (!up) enough = std::min(enough, figures_[target].count);
    std::uint64_t total = 0;
    while (total < enough) {
      const auto path = way_round(target, up, moved, false);
      if (path.empty()) break;
      auto step = enough - total;
      for (const auto& turn : path) step = std::min(step, left(turn, moved));
      for (const auto& turn : path)
        moved[turn.figure] +=
            turn.up ? static_cast<std::int64_t>(step) : -static_cast<std::int64_t>(step);
      total += step;
    }
    return total;
  }

  /// How much further a figure can turn; counts have no upper end.
  std::uint64_t left(const Turn& turn, const std::vector<std::int64_t>& moved) const {
    if (turn.up) return endless;
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(figures_[turn.figure].count) +
                                      moved[turn.figure]);
  }

  /// Holds back the figures of the way round that hides least; false when there is none that is
  /// not held back already.
  bool hold_more_back(std::size_t target) {
    const std::vector<std::int64_t> still(figures_.size());
    bool more = false;
    for (const bool up : {true, false}) {
      for (const auto& turn : way_round(target, up, still, true)) {
        more |= !figures_[turn.figure].held_back;
        figures_[turn.figure].held_back = true;
      }
      if (more) return true;
    }
    return false;
  }

  struct Reached {
    std::uint64_t cost = endless;
    Turn by{};
    std::size_t from = 0;
  };

  /// A path by which other figures make up for `target` going up or down: the cheapest, where a
  /// figure costs nothing that is held back and its count otherwise (Dijkstra). Figures that are
  /// told can be on it only with `any`, and must then be able to give k or, failing that, all.
  std::vector<Turn> way_round(std::size_t target, bool up, const std::vector<std::int64_t>& moved,
                              bool any) const {
    const auto begin = up ? figures_[target].to : figures_[target].from;
    const auto end = up ? figures_[target].from : figures_[target].to;
    std::vector<Reached> reached(at_.size());
    using Next = std::pair<std::uint64_t, std::size_t>;
    std::priority_queue<Next, std::vector<Next>, std::greater<>> next;
    reached[begin].cost = 0;
    next.emplace(0, begin);
    while (!next.empty()) {
      const auto [cost, node] = next.top();
      next.pop();
      if (cost > reached[node].cost) continue;
      for (const auto each : at_[node]) {
        const auto& figure = figures_[each];
        const Turn turn{each, figure.from == node};
        const auto other = turn.up ? figure.to : figure.from;
        if (each == target || (!figure.held_back && (!any || figure.count == 0)) ||
            left(turn, moved) == 0)
          continue;
        const auto through = cost + price(turn);
        if (through >= reached[other].cost) continue;
        reached[other] = {through, turn, node};
        next.emplace(through, other);
      }
    }
    std::vector<Turn> path;
    if (reached[end].cost == endless) return path;
    for (auto node = end; node != begin; node = reached[node].from)
      path.push_back(reached[node].by);
    return path;
  }

  /// What it costs to have it on a path: what would be held back, and one for each figure, so that
  /// short ways come first. A figure that can give less than k is the last resort: it would not
  /// make the span wide enough alone.
  std::uint64_t price(const Turn& turn) const {
    const auto& figure = figures_[turn.figure];
    const std::uint64_t narrow = !turn.up && figure.count < k_ ? std::uint64_t{1} << 20U : 0;
    return 1 + narrow + (figure.held_back ? 0 : figure.count);
  }

  std::vector<Figure> figures_;
  std::vector<std::vector<std::size_t>> at_;  // by node: the figures that begin or end there
  std::uint64_t k_;
};

std::uint64_t sum(const std::vector<std::uint64_t>& counts) {
  std::uint64_t out = 0;
  for (const auto count : counts) out += count;
  return out;
}

}  // namespace

SafeLine safe_line(const std::vector<std::uint64_t>& cells, std::uint64_t k) {
  Network network{2, k};
  for (const auto count : cells) network.add(0, 1, count);
  const auto total = network.add(1, 0, sum(cells));
  network.protect();
  SafeLine out;
  for (std::size_t i = 0; i < cells.size(); ++i) out.cells.push_back(network.told(i));
  out.total = network.told(total);
  return out;
}

SafeTable safe_table(const std::vector<std::vector<std::uint64_t>>& cells, std::uint64_t k) {
  const auto rows = cells.size();
  const auto columns = rows == 0 ? 0 : cells.front().size();
  // A node for each row and each column, one that hands totals to the rows and one that takes them
  // from the columns.
  const auto source = rows + columns;
  const auto sink = source + 1;
  Network network{rows + columns + 2, k};
  std::vector<std::uint64_t> column_sums(columns);
  std::uint64_t all = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    ensure(cells[row].size() == columns);
    for (std::size_t column = 0; column < columns; ++column) {
      network.add(row, rows + column, cells[row][column]);
      column_sums[column] += cells[row][column];
    }
    all += sum(cells[row]);
  }
  std::vector<std::size_t> row_figures;
  std::vector<std::size_t> column_figures;
  for (std::size_t row = 0; row < rows; ++row)
    row_figures.push_back(network.add(source, row, sum(cells[row])));
  for (std::size_t column = 0; column < columns; ++column)
    column_figures.push_back(network.add(rows + column, sink, column_sums[column]));
  const auto total = network.add(sink, source, all);
  network.protect();

  SafeTable out;
  out.cells.resize(rows);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      out.cells[row].push_back(network.told(row * columns + column));
  for (const auto figure : row_figures) out.row_totals.push_back(network.told(figure));
  for (const auto figure : column_figures) out.column_totals.push_back(network.told(figure));
  out.total = network.told(total);
  return out;
}

namespace {

/// Counts that are told, rounded, and what that leaves open about the others.
class RoundedLine {
 public:
  RoundedLine(const std::vector<std::uint64_t>& counts, const CountRule& how)
      : counts_{counts}, how_{how}, held_back_(counts.size()), total_{sum(counts)} {
    for (std::size_t i = 0; i < counts.size(); ++i)
      held_back_[i] = counts[i] > 0 && counts[i] < how.least;
  }

  void protect() {
    while (can_be_guessed()) {
      const auto smallest = smallest_told();
      if (!smallest) return;
      held_back_[*smallest] = true;
    }
  }

  Told told(std::size_t i) const { return held_back_[i] ? Told{} : Told{rounded(counts_[i])}; }

 private:
  std::uint64_t rounded(std::uint64_t count) const {
    return (count + how_.base / 2) / how_.base * how_.base;
  }

  /// Has a count that is held back fewer than `least` values that it may have?
  bool can_be_guessed() const {
    std::size_t hidden = 0;
    std::uint64_t low = 0;  // that the told ones may be together
    std::uint64_t high = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (held_back_[i]) {
        ++hidden;
      } else if (counts_[i] > 0) {
        const auto told = rounded(counts_[i]);
        const auto least = told - std::min(told, how_.base / 2);
        low += std::max(how_.least, least);
        high += least + how_.base - 1;
      }
    }
    if (hidden == 0) return false;
    const auto most = total_ - std::min(low, total_);
    const auto least = hidden == 1 ? total_ - std::min(high, total_) : 0;
    return most - least + 1 < how_.least;
  }

  std::optional<std::size_t> smallest_told() const {
    std::optional<std::size_t> out;
    for (std::size_t i = 0; i < counts_.size(); ++i)
      if (!held_back_[i] && counts_[i] > 0 && (!out || counts_[i] < counts_[*out])) out = i;
    return out;
  }

  const std::vector<std::uint64_t>& counts_;
  const CountRule& how_;
  std::vector<bool> held_back_;
  std::uint64_t total_;
};

}  // namespace

std::vector<Told> safe_counts(const std::vector<std::uint64_t>& counts, const CountRule& how) {
  ensure(how.base >= 1);
  RoundedLine line{counts, how};
  line.protect();
  std::vector<Told> out;
  for (std::size_t i = 0; i < counts.size(); ++i) out.push_back(line.told(i));
  return out;
}

std::vector<Told> safe_cells(const std::vector<std::uint64_t>& counts,
                             const std::vector<std::vector<std::size_t>>& lines,
                             const CountRule& how) {
  auto out = safe_counts(counts, how);
  for (const auto& line : lines) {
    std::vector<std::uint64_t> of_line;
    for (const auto cell : line) of_line.push_back(counts[cell]);
    const auto told = safe_counts(of_line, how);
    for (std::size_t i = 0; i < line.size(); ++i)
      if (!told[i]) out[line[i]].reset();
  }
  return out;
}

std::vector<Told> safe_histories(const std::vector<std::uint64_t>& people, const CountRule& how) {
  std::vector<std::vector<std::size_t>> lists;
  for (std::size_t list = 1; list < people.size(); list *= 2) {
    auto& masks = lists.emplace_back();
    for (std::size_t mask = 0; mask < people.size(); ++mask)
      if ((mask & list) != 0) masks.push_back(mask);
  }
  return safe_cells(people, lists, how);
}

}  // namespace ts::release
