// How accurate and how fast differential privacy is, on the CTDC sample. Beside it, what the
// neighbours reach by shared measurements (see docs/release.md).

#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "base/used.h"
#include "release/dp_aggregates.h"
#include "release/dp_synthesis.h"
#include "release/utility.h"

namespace {

using namespace ts;
using namespace ts::release;

Table read_sample(const char* path) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  Table table;
  std::stringstream header{line};
  for (std::string name; std::getline(header, name, ',');) {
    const int largest = name == "Age Band" ? 9 : name == "Trafficking Duration" ? 3 : 1;
    std::vector<std::string> domain;
    for (int v = 1; v <= largest; ++v) domain.push_back(std::to_string(v));
    table.columns.emplace_back(name, Kind::categorical, domain).domain_is_public = true;
  }
  while (std::getline(file, line))
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      table.columns[c].add(static_cast<Code>(line[2 * c] - '0'));
  return table;
}

/// Rows drawn with replacement: a data set of the size that the neighbours were measured on.
Table drawn(const Table& table, std::size_t rows) {
  Table more;
  for (const auto& column : table.columns)
    more.columns.emplace_back(column.name(), column.kind(), column.domain()).domain_is_public =
        true;
  SeededBits source{1};
  for (std::size_t i = 0; i < rows; ++i) {
    const auto row = uniform_below(source, table.rows());
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      more.columns[c].add(table.columns[c].code(row));
  }
  return more;
}

const char* text_option(int argc, char** argv, std::string_view name) {
  for (int i = 1; i + 1 < argc; ++i)
    if (argv[i] == name) return argv[i + 1];
  return nullptr;
}

double option(int argc, char** argv, const std::string& name, double otherwise) {
  const auto* text = text_option(argc, argv, name);
  return text == nullptr ? otherwise : std::atof(text);
}

void say_distances(const char* name, const CodedRows& real, const CodedRows& made,
                   const Attributes& attributes, double seconds) {
  std::cout << name << ": " << seconds << " CPU s; mean (greatest) total variation distance of";
  for (std::size_t length = 1; length <= 3; ++length) {
    const auto distance = marginal_distance(real, made, attributes.sizes(), length);
    std::cout << ' ' << length << "-way " << distance.mean << " (" << distance.most << ')';
  }
  std::cout << '\n';
}

void bench_synthesis(const Table& table, SynthesisPlan plan, std::uint64_t seed) {
  const Attributes attributes{table};
  const auto real = attributes.all();
  for (const auto design : {SynthesisPlan::Design::tree, SynthesisPlan::Design::worthwhile}) {
    plan.design = design;
    SeededBits source{seed};
    const double start = cpu_seconds();
    const auto measured = measure(attributes, plan, source);
    const auto made = generate(measured, attributes.sizes(), plan, source.bits());
    say_distances(design == SynthesisPlan::Design::tree ? "  as MST chooses" : "  ours", real, made,
                  attributes, cpu_seconds() - start);
  }
}

/// For `node bench/release_check.mjs DIR/rows.csv DIR 10 3 --noisy`: what was there, what is told.
void write_down(const std::string& folder, const Table& table, const Combinations& told) {
  std::ofstream rows{folder + "/rows.csv"};
  for (const auto& column : table.columns)
    rows << (&column == table.columns.data() ? "" : ",") << column.name();
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (const auto& column : table.columns)
      rows << (&column == table.columns.data() ? '\n' : ',') << column.text(column.code(row));
  std::ofstream counts{folder + "/aggregates.csv"};
  counts << "count\n";
  const Items items{table};
  for (std::size_t length = 1; length <= told.length(); ++length)
    for (std::size_t i = 0; i < told.size(length); ++i) {
      counts << told.count(length, i);
      for (const auto item : told.items(length, i)) {
        const auto& column = table.columns[items.column(item)];
        counts << ',' << column.name() << ',' << column.text(items.code(item));
      }
      counts << '\n';
    }
}

void bench_aggregates(const Table& table, const SynthesisPlan& plan, const DpCounting& how,
                      double for_records, std::uint64_t seed, const char* folder) {
  SeededBits source{seed};
  const double start = cpu_seconds();
  const auto release = release_privately(table, plan, how, source, for_records);
  const double seconds = cpu_seconds() - start;
  if (folder != nullptr) write_down(folder, table, release.aggregates.told);
  const Items items{table};
  const auto truth = count_combinations(distinct_records(table, items), {.length = 3});
  std::cout << "  ours: " << seconds << " CPU s with its records;"
            << " error as SDS counts it (what 10 people share, and what is told; SDS, goal),"
            << " of what is told, of all; suppressed, fabricated:\n";
  constexpr std::array<double, 3> neighbour{0.047, 0.201, 0.678};
  std::size_t length = 0;
  for (const auto& errors : combination_errors(truth, release.aggregates.told)) {
    const double sds = neighbour[length++];
    std::cout << "    length " << length << ": " << errors.error_of_shared << " (" << sds << ", "
              << sds / 2 << "), " << errors.error_of_released << ", " << errors.error << "; "
              << errors.suppressed << ", " << errors.fabricated << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr
        << "bench_release_dp SAMPLE.csv [--rows N] [--epsilon E] [--runs N] [--counts-only 1]\n"
           "other settings of the counts: [--least N] [--certain1 C] [--certain2 C] [--certain C] "
           "[--in-full SHARE]\n"
           "  [--for-records SHARE] [--out DIR: the last run, for release_check.mjs --noisy]\n";
    return 2;
  }
  DpCounting how;
  how.at_least = static_cast<std::uint32_t>(option(argc, argv, "--least", how.at_least));
  for (std::size_t i = 2; i < how.certainty.size(); ++i)
    how.certainty[i] = option(argc, argv, "--certain", how.certainty[i]);
  how.certainty[1] = option(argc, argv, "--certain2", how.certainty[1]);
  how.certainty[0] = option(argc, argv, "--certain1", how.certainty[0]);
  how.in_full = option(argc, argv, "--in-full", how.in_full);
  auto table = read_sample(argv[1]);
  if (const auto rows = option(argc, argv, "--rows", 0); rows > 0)
    table = drawn(table, static_cast<std::size_t>(rows));
  const auto* folder = text_option(argc, argv, "--out");
  const double epsilon = option(argc, argv, "--epsilon", 1);
  for (int seed = 1; seed <= option(argc, argv, "--runs", 1); ++seed) {
    std::cout
        << "rows " << table.rows() << ", epsilon " << epsilon << ", seed " << seed << '\n'
        << "synthesis, delta 1e-9 (MST, 91,043 rows: 87 CPU s; 0.0002, 0.0149, 0.0327; goal: 9 "
           "CPU s, not worse at 2 and 3)\n";
    if (option(argc, argv, "--counts-only", 0) == 0)
      bench_synthesis(table, {.within = {epsilon, 1e-9}}, static_cast<std::uint64_t>(seed));
    std::cout << "aggregates, delta 1e-6 (SDS, 91,043 rows: of length 3, 46.7 % suppressed; goal: "
                 "half)\n";
    bench_aggregates(table, {.within = {epsilon, 1e-6}}, how,
                     option(argc, argv, "--for-records", 0.1), static_cast<std::uint64_t>(seed),
                     folder);
  }
}
