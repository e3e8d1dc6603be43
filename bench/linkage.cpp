// What linkage promises, measured: quality on published and invented files with default settings,
// processor seconds at three sizes, memory. `bench_linkage FOLDER
// [full|noid|mini|febrl1|crossscript [-v]|speed [small|all] [-v]|index|ask]`, FOLDER being where
// the files are. docs/linkage.md has the figures.
#include "linkage/linkage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/large.h"
#include "base/used.h"
#include "formats/csv.h"
#include "linkage/index.h"
#include "linkages/people.h"
#include "stats/random.h"

namespace {

using namespace ts;
using namespace ts::linkage;

// Splink 5.0.0.dev4 on DuckDB 1.5.6, measured on 2026-11-23 on a machine like this one.
struct Neighbour {
  const char* profile;
  double pairs_f1, one_to_one_f1, cpu_seconds;
};
constexpr Neighbour splink[] = {
    {"full", .9996, .9999, 7.9}, {"noid", .9933, .9972, 4.0}, {"mini", .9394, .9828, 3.5}};

struct File {
  formats::CsvTable csv;
  Table table;
  explicit File(const std::string& path)
      : csv{formats::read_csv(formats::read_text_file(path))}, table{linkages::table_of(csv)} {}
  const std::vector<std::string_view>& column(const std::string& name) const {
    const auto at = std::find(table.names.begin(), table.names.end(), name);
    return table.columns[static_cast<std::size_t>(at - table.names.begin())];
  }
};

std::vector<std::string_view> febrl_truth(const File& file) {
  std::vector<std::string_view> out;
  for (auto id : file.column("rec_id")) {
    id.remove_prefix(4);
    out.push_back(id.substr(0, id.find('-')));
  }
  return out;
}

void keep(Spec& spec, const std::vector<std::string>& names, bool wanted) {
  std::erase_if(spec.comparisons, [&](const Comparison& each) {
    return (std::find(names.begin(), names.end(), each.name) != names.end()) != wanted;
  });
}

void print(const char* what, const Evaluation& e, double seconds) {
  std::printf("| %-16s | %.4f %.4f | %.4f %.4f | %.4f %.4f | %.3f | %.3f | %6.2f |\n", what,
              e.usual.pairs.f1, e.best_pairs.pairs.f1, e.usual.one_to_one.f1,
              e.best_one_to_one.one_to_one.f1, e.usual.pairs.precision, e.usual.pairs.recall,
              e.calibration_error, e.recall_at_precision_95, seconds);
  std::fflush(stdout);
}

void explain_model(const Linkage& linkage) {
  for (std::size_t f = 0; f < linkage.spec().comparisons.size(); ++f) {
    std::printf("  %-14s", linkage.spec().comparisons[f].name.c_str());
    for (std::size_t o = 1; o < outcomes; ++o)
      std::printf(" %.3f/%.5f", linkage.model().fields[f].m[o], linkage.model().fields[f].u[o]);
    std::printf("\n");
  }
  for (const auto& rule : linkage.candidates().rules()) {
    std::printf("  rule %9llu:", static_cast<unsigned long long>(rule.pairs));
    for (const auto& key : rule.rule)
      std::printf(" %s.%s", linkage.spec().comparisons[key.comparison].name.c_str(),
                  std::string{name_of(key.part)}.c_str());
    std::printf("\n");
  }
  std::printf("  matches %.0f of %.0f pairs, loss %.4f\n", linkage.model().matches,
              linkage.model().pairs, linkage.loss());
}

void febrl4(const std::string& folder, const char* profile, bool verbose) {
  const File a{folder + "/febrl_dataset4a.csv"}, b{folder + "/febrl_dataset4b.csv"};
  auto spec = linkages::guess(a.table, &b.table, {}).spec;
  if (std::strcmp(profile, "noid") == 0) keep(spec, {"soc_sec_id"}, false);
  if (std::strcmp(profile, "mini") == 0)
    keep(spec, {"given_name", "surname", "date_of_birth", "state"}, true);
  const double before = cpu_seconds();
  const Linkage linkage{spec, a.table, &b.table, {}};
  const double seconds = cpu_seconds() - before;
  const auto e =
      evaluate(linkage.links(), linkage.records(), febrl_truth(a), febrl_truth(b), spec.threshold);
  print((std::string{"febrl4 "} + profile).c_str(), e, seconds);
  for (const auto& each : splink)
    if (std::strcmp(each.profile, profile) == 0)
      std::printf("|   Splink, best   |        %.4f |        %.4f |\n", each.pairs_f1,
                  each.one_to_one_f1);
  if (verbose) explain_model(linkage);
}

void febrl1(const std::string& folder) {
  const File a{folder + "/febrl_dataset1.csv"};
  const auto spec = linkages::guess(a.table, nullptr, {}).spec;
  const double before = cpu_seconds();
  const Linkage linkage{spec, a.table, nullptr, {}};
  const double seconds = cpu_seconds() - before;
  print("febrl1", evaluate(linkage.links(), linkage.records(), febrl_truth(a), {}, spec.threshold),
        seconds);
}

/// A name for the letters that most of a name is written in, or for how its place is.
std::map<std::string, std::string> cultures(const File& names) {
  std::map<std::string, std::string> out;
  for (std::size_t row = 0; row < names.csv.rows(); ++row) {
    out[std::string{names.column("native")[row]}] = names.column("language")[row];
    out[std::string{names.column("latin")[row]}] = names.column("language")[row];
  }
  return out;
}
std::string culture_of(const std::map<std::string, std::string>& all, std::string_view name) {
  for (std::size_t i = 0; i <= name.size();) {
    const auto end = std::min(name.find(' ', i), name.size());
    const auto found = all.find(std::string{name.substr(i, end - i)});
    if (found != all.end()) return found->second;
    i = end + 1;
  }
  return "?";
}

void crossscript(const std::string& folder, bool verbose) {
  const File a{folder + "/crossscript_a.csv"}, b{folder + "/crossscript_b.csv"};
  const auto spec = linkages::guess(a.table, &b.table, {"entity"}).spec;
  const double before = cpu_seconds();
  const Linkage linkage{spec, a.table, &b.table, {}};
  const double seconds = cpu_seconds() - before;
  const auto& truth_a = a.column("entity");
  const auto& truth_b = b.column("entity");
  print("crossscript",
        evaluate(linkage.links(), linkage.records(), truth_a, truth_b, spec.threshold), seconds);
  const auto known = cultures(File{folder + "/crossscript_names.csv"});
  std::map<std::string, std::array<double, 3>> by;  // right, linked, there
  std::map<std::string_view, std::string> culture;
  for (std::size_t i = 0; i < truth_a.size(); ++i)
    culture[truth_a[i]] = culture_of(known, a.column("name")[i]);
  for (const auto each : truth_b)
    if (culture.count(each) != 0) ++by[culture[each]][2];
  for (const auto& link : linkage.chosen()) {
    auto& of = by[culture[truth_a[link.a]]];
    ++of[1];
    of[0] += truth_a[link.a] == truth_b[link.b];
  }
  for (const auto& [name, of] : by)
    std::printf("    %s one to one F1 %.3f (of %.0f)\n", name.c_str(),
                2 * of[0] / std::max(1.0, of[1] + of[2]), of[2]);
  if (verbose) explain_model(linkage);
}

/// FEBRL 4's values put together anew: 70 % in both files, none to four errors in the second.
class MadeUp {
 public:
  MadeUp(const std::string& folder, std::size_t rows) : source_{folder + "/febrl_dataset4a.csv"} {
    stats::Random chance{7, rows};
    for (auto* table : {&a_, &b_}) {
      table->names = {"given_name", "surname", "date_of_birth", "suburb", "postcode", "state"};
      table->columns.resize(table->names.size());
    }
    for (std::size_t i = 0; i < rows; ++i) {
      const auto person = drawn(chance);
      add(person, a_);
      truth_a_.push_back(kept(std::to_string(i)));
      if (chance.uniform() < 0.7) {
        add(spoilt(person, chance), b_);
        truth_b_.push_back(truth_a_.back());
      } else {
        add(drawn(chance), b_);
        truth_b_.push_back(kept("b" + std::to_string(i)));
      }
    }
  }
  const Table& table(bool first) const { return first ? a_ : b_; }
  const std::vector<std::string_view>& truth(bool first) const {
    return first ? truth_a_ : truth_b_;
  }

 private:
  using Row = std::vector<std::string>;
  std::string value(const std::string& column, stats::Random& chance) {
    const auto& all = source_.column(column);
    return std::string{all[chance.below(static_cast<std::uint32_t>(all.size()))]};
  }
  Row drawn(stats::Random& chance) {
    Row out;
    for (const auto& name : a_.names) out.push_back(value(name, chance));
    if (chance.uniform() < 0.4) {  // a longer tail of names
      out[1] += static_cast<char>('a' + chance.below(26));
      out[1] += static_cast<char>('a' + chance.below(26));
    }
    return out;
  }
  static Row spoilt(Row row, stats::Random& chance) {
    for (auto errors = chance.below(5); errors > 0; --errors) {
      auto& text = row[chance.below(static_cast<std::uint32_t>(row.size()))];
      const auto what = chance.below(10);
      if (text.size() < 2) continue;
      const auto at = chance.below(static_cast<std::uint32_t>(text.size() - 1));
      if (what < 5) {
        text[at] =
            static_cast<char>((text[at] >= '0' && text[at] <= '9' ? '0' : 'a') + chance.below(10));
      } else if (what < 7) {
        std::swap(text[at], text[at + 1]);
      } else if (what < 9) {
        text.erase(at, 1);
      } else {
        text.clear();
      }
    }
    return row;
  }
  /// One text behind the other, as in the file that would be read.
  std::string_view kept(std::string_view text) {
    constexpr std::size_t at_once = 1 << 20;
    if (texts_.empty() || texts_.back().size() + text.size() > at_once)
      texts_.emplace_back().reserve(at_once);
    auto& last = texts_.back();
    last += text;
    return std::string_view{last}.substr(last.size() - text.size());
  }
  void add(const Row& row, Table& table) {
    for (std::size_t c = 0; c < row.size(); ++c) table.columns[c].push_back(kept(row[c]));
  }

  File source_;
  Table a_, b_;
  std::deque<std::string> texts_;
  std::vector<std::string_view> truth_a_, truth_b_;
};

/// Share of the people in both files whom a rule brings together.
double brought(const Candidates& candidates, const MadeUp& people) {
  const auto &a = people.truth(true), &b = people.truth(false);
  std::size_t both = 0, found = 0;
  for (std::uint32_t i = 0; i < a.size(); ++i) {  // who is in both stands in the same row
    if (a[i] != b[i]) continue;
    ++both;
    found += candidates.times_found(i, i) > 0;
  }
  return static_cast<double>(found) / static_cast<double>(both);
}

void speed(const std::string& folder, std::size_t rows, double goal, double neighbour,
           bool verbose) {
  const MadeUp people{folder, rows};
  const auto &a = people.table(true), &b = people.table(false);
  const double base = peak_megabytes() / 1e3, before = cpu_seconds();
  auto spec = linkages::guess(a, &b, {}).spec;
  const Linkage linkage{spec, a, &b, {}};
  const double seconds = cpu_seconds() - before;
  if (verbose) explain_model(linkage);
  const auto e = evaluate(linkage.links(), linkage.records(), people.truth(true),
                          people.truth(false), spec.threshold);
  std::printf(
      "%zu + %zu: %.3f CPU s (goal %.2f, Splink %.1f), %llu pairs, peak %.2f GB of which "
      "the made-up people %.2f, F1 %.4f (precision %.4f, recall %.4f, of which %.4f were brought "
      "together), one to one %.4f\n",
      rows, rows, seconds, goal, neighbour,
      static_cast<unsigned long long>(linkage.candidates().pairs()), peak_megabytes() / 1e3, base,
      e.usual.pairs.f1, e.usual.pairs.precision, e.usual.pairs.recall,
      brought(linkage.candidates(), people), e.usual.one_to_one.f1);
  std::fflush(stdout);
}

/// One person of the second file against all of the first, as the server asks before a case is
/// opened.
void ask(const std::string& folder, std::size_t rows) {
  constexpr std::size_t questions = 300;
  const MadeUp people{folder, rows};
  const auto &a = people.table(true), &b = people.table(false);
  const auto spec = linkages::guess(a, &b, {}).spec;
  const auto &truth_a = people.truth(true), &truth_b = people.truth(false);
  double before = cpu_seconds();
  constexpr TrainOptions one_thread{.seed = 1, .threads = 1};
  Index index{spec, a, one_thread};
  const double learning = cpu_seconds() - before;
  before = cpu_seconds();
  const Index again{spec, a, one_thread, index.learned()};
  const double making = cpu_seconds() - before;
  std::size_t there = 0, first = 0, shown = 0, by_name = 0, for_nobody = 0;
  double asking = 0;
  for (std::size_t i = 0; i < questions; ++i) {
    std::vector<std::string_view> cells, names;
    for (const auto& comparison : spec.comparisons)
      for (const auto& column : comparison.columns) {
        const auto at = std::find(b.names.begin(), b.names.end(), column) - b.names.begin();
        cells.push_back(b.columns[static_cast<std::size_t>(at)][i]);
        names.push_back(comparison.kind == Kind::name ? cells.back() : "");
      }
    const auto is_own = [&](const auto& each) { return each.row == i; };
    const auto named = index.find(names, 0, 1000);
    by_name += truth_a[i] == truth_b[i] && std::ranges::any_of(named, is_own);
    before = cpu_seconds();
    const auto found = index.find(cells, 0.15, 12);
    asking += cpu_seconds() - before;
    const bool known = truth_a[i] == truth_b[i];
    there += known;
    const auto own = std::ranges::find_if(found, is_own);
    if (known) first += !found.empty() && own == found.begin();
    if (known) shown += own != found.end();
    if (!known) for_nobody += !found.empty();
  }
  std::printf(
      "one of %zu: made in %.3f CPU s (with learning %.2f), asked in %.1f CPU ms; of %zu who "
      "are there %zu first, %zu shown, %zu met by their name alone; of %zu who are not, somebody "
      "shown for %zu\n",
      rows, making, learning, 1e3 * asking / questions, there, first, shown, by_name,
      questions - there, for_nobody);
  std::fflush(stdout);
}

/// One person against a list, as somebody asks before a case is opened.
void one_person(const std::string& folder, std::size_t rows) {
  const MadeUp people{folder, rows};
  const auto &a = people.table(true), &b = people.table(false);
  const auto &truth_a = people.truth(true), &truth_b = people.truth(false);
  auto spec = linkages::guess(a, nullptr, {}).spec;
  double before = cpu_seconds();
  Index index{spec, a, {}};
  std::printf("index of %zu people: %.1f CPU s\n", rows, cpu_seconds() - before);
  std::vector<std::string_view> cells;
  std::vector<double> seconds;
  std::size_t there = 0, first = 0, strangers = 0, named = 0;
  for (std::size_t row = 0; row < rows; row += rows / 10'000) {
    cells.clear();
    for (const auto& comparison : spec.comparisons)
      for (const auto& name : comparison.columns) {
        const auto at = std::find(b.names.begin(), b.names.end(), name) - b.names.begin();
        cells.push_back(b.columns[static_cast<std::size_t>(at)][row]);
      }
    before = cpu_seconds();
    const auto found = index.find(cells);
    seconds.push_back(cpu_seconds() - before);
    const bool some = !found.empty() && found[0].probability >= 0.5;
    const bool on_list = truth_a[row] == truth_b[row];
    (on_list ? there : strangers) += 1;
    if (on_list) first += some && found[0].row == row;
    if (!on_list) named += some;
  }
  std::sort(seconds.begin(), seconds.end());
  const auto at = [&](double share) {
    return 1e3 * seconds[static_cast<std::size_t>(share * static_cast<double>(seconds.size() - 1))];
  };
  std::printf(
      "one person against them, CPU ms: median %.3f, 99th percentile %.3f (goal 0.5), longest "
      "%.3f; "
      "of %zu who are there %.4f found first, of %zu who are not %.4f taken for another\n",
      at(0.5), at(0.99), at(1), there, static_cast<double>(first) / static_cast<double>(there),
      strangers, static_cast<double>(named) / static_cast<double>(strangers));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  keep_freed_memory();
  const std::string folder = argv[1], what = argc > 2 ? argv[2] : "";
  const bool verbose = argc > 3 && std::strcmp(argv[3], "-v") == 0;
  if (what == "ask") {
    for (const std::size_t rows : {2'000UL, 20'000UL, 100'000UL}) ask(folder, rows);
    return 0;
  }
  if (what != "speed" && what != "index") {
    std::printf(
        "| profile | pair F1: default, best | 1-1 F1: default, best | P, R | calibration "
        "| 1-1 recall at P .95 | CPU s |\n");
    for (const char* profile : {"full", "noid", "mini"})
      if (what.empty() || what == profile) febrl4(folder, profile, verbose);
    if (what.empty() || what == "febrl1") febrl1(folder);
    if (what.empty() || what == "crossscript") crossscript(folder, verbose);
  }
  if (what == "index") one_person(folder, 500'000);
  if (what == "speed") {
    const bool rules = std::strcmp(argv[argc - 1], "-v") == 0;
    const std::string sizes = argc > 3 ? argv[3] : "";
    speed(folder, 5'000, 0.15, 4.0, rules);
    if (sizes != "small") speed(folder, 50'000, 0.8, 9.0, rules);
    if (sizes == "all") speed(folder, 500'000, 10, 147, rules);
  }
  return 0;
}
