// How accurate and how fast differential privacy is, on the CTDC sample. Beside it, what the
// neighbours reach by shared measurements (see docs/release.md).
#include <sys/resource.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "release/dp_synthesis.h"
#include "release/utility.h"

namespace {

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

CodedRows records_of(const Table& table) {
  const Attributes attributes{table};
  CodedRows records;
  for (std::size_t a = 0; a < attributes.count(); ++a) records.push_back(attributes.codes(a));
  return records;
}

/// Rows drawn with replacement: a data set of the size that the neighbours were measured on.
Table drawn(const Table& table, std::size_t rows) {
  Table more;
  for (const auto& column : table.columns)
    more.columns.emplace_back(column.name(), column.kind(), column.domain()).domain_is_public = true;
  SeededBits source{1};
  for (std::size_t i = 0; i < rows; ++i) {
    const auto row = uniform_below(source, table.rows());
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      more.columns[c].add(table.columns[c].code(row));
  }
  return more;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         1e-6 * double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

double option(int argc, char** argv, const std::string& name, double otherwise) {
  for (int i = 1; i + 1 < argc; ++i)
    if (argv[i] == name) return std::atof(argv[i + 1]);
  return otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  auto table = read_sample(argv[1]);
  if (const auto rows = option(argc, argv, "--rows", 0); rows > 0)
    table = drawn(table, static_cast<std::size_t>(rows));
  const auto real = records_of(table);
  SynthesisPlan plan{.within = {option(argc, argv, "--epsilon", 1), option(argc, argv, "--delta", 1e-9)}};
  plan.design = option(argc, argv, "--tree", 0) > 0 ? SynthesisPlan::Design::tree : SynthesisPlan::Design::worthwhile;
  plan.for_singles = option(argc, argv, "--singles", plan.for_singles);
  plan.for_choice = option(argc, argv, "--choice", plan.for_choice);
  plan.sweeps = static_cast<int>(option(argc, argv, "--sweeps", plan.sweeps));
  plan.passes = static_cast<int>(option(argc, argv, "--passes", plan.passes));
  plan.population = static_cast<std::uint32_t>(option(argc, argv, "--population", plan.population));
  const Attributes attributes{table};
  for (int seed = 1; seed <= option(argc, argv, "--runs", 1); ++seed) {
    SeededBits source{static_cast<std::uint64_t>(seed)};
    const double start = cpu_seconds();
    const auto measured = measure(attributes, plan, source);
    const double between = cpu_seconds();
    const auto made = generate(measured, attributes.sizes(), plan, source.bits());
    const double end = cpu_seconds();
    std::cout << "rows " << table.rows() << " tables " << measured.tables.size() << " cpu measure "
              << between - start << " generate " << end - between << " mean TVD";
    for (std::size_t length = 1; length <= 3; ++length) {
      const auto distance = marginal_distance(real, made, attributes.sizes(), length);
      std::cout << ' ' << distance.mean << " (max " << distance.most << ')';
    }
    std::cout << std::endl;
    const auto released = table_of(made, attributes.origins(), table);
    const Items items{table};
    const auto truth = count_combinations(distinct_records(table, items), {.length = 3});
    for (const std::uint32_t least : {10U, 20U, 40U, 60U, 80U, 120U, 200U}) {
      const auto told = count_combinations(distinct_records(released, items), {.length = 3, .at_least = least});
      std::cout << "  at least " << least << ": error (of released) / suppressed / fabricated";
      for (const auto& errors : combination_errors(truth, told))
        std::cout << " | " << errors.error << " (" << errors.error_of_released << ") " << errors.suppressed << ' ' << errors.fabricated;
      std::cout << std::endl;
    }
  }
}
