// The goals of data releases (docs/release.md): tables and records under the k guarantee, beside
// what the Synthetic Data Showcase 1.9.0 needed for the extract of 91,043 rows of which the sample
// is a part. CPU seconds, user and system; memory at its peak, each case in a process of its own.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <ctime>
#include <functional>
#include <iostream>
#include <string>

#include "base/used.h"
#include "crypto/crypto.h"
#include "formats/csv.h"
#include "release/combinations.h"
#include "releases/package.h"
#include "stats/random.h"

namespace {

using namespace ts;

std::string fixed(double value, int digits) {
  std::array<char, 64> out{};
  const auto end =
      std::to_chars(out.data(), out.data() + out.size(), value, std::chars_format::fixed, digits);
  return {out.data(), end.ptr};
}

/// Cases whose name begins otherwise are passed over.
std::string_view chosen;

/// In a child, so that memory and time are its own.
void measured(const std::string& name, const std::string& neighbour, const std::string& goal,
              const std::function<std::string()>& work) {
  if (!name.starts_with(chosen)) return;
  std::cout << name << '\n' << "  " << std::flush;
  const auto child = fork();
  if (child == 0) {
    std::cout << work() << std::flush;
    _exit(0);
  }
  int state = 0;
  rusage usage{};
  wait4(child, &state, 0, &usage);
  std::cout << "\n  in all " << fixed(seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), 2)
            << " CPU s, " << fixed(static_cast<double>(usage.ru_maxrss) / 1024, 0)
            << " MB\n  neighbour: " << neighbour << "\n  goal: " << goal << '\n';
}

std::string repeated(const std::string& csv, int times) {
  const auto header = csv.find('\n') + 1;
  std::string out = csv;
  for (int i = 1; i < times; ++i) out.append(csv, header);
  return out;
}

/// Ages, places, work and so on with some dependence: census-like, invented.
std::string census(std::size_t rows, std::size_t columns) {
  stats::Random random{48, 0};
  std::string out;
  for (std::size_t i = 0; i < columns; ++i) out += (i == 0 ? "c" : ",c") + std::to_string(i);
  out += '\n';
  for (std::size_t row = 0; row < rows; ++row) {
    const auto kind = random.below(6);
    for (std::size_t i = 0; i < columns; ++i) {
      const auto values = static_cast<std::uint32_t>(2 + i % 6 * 3);
      const auto free = std::min(random.below(values), random.below(values));
      const auto value = random.below(3) == 0 ? free : (kind * (i + 1)) % values;
      if (i > 0) out += ',';
      out += std::to_string(value);
    }
    out += '\n';
  }
  return out;
}

releases::Source source_of(const std::string& csv, bool sparse) {
  return releases::read_source(formats::read_csv(csv),
                               {.subject = {}, .zero_is_missing = sparse, .columns = {}});
}

std::string aggregates(const std::string& csv, bool sparse, std::size_t length) {
  const auto begin = cpu_seconds();
  const auto source = source_of(csv, sparse);
  const auto read = cpu_seconds();
  const release::Items items{source.table};
  const auto found = release::count_combinations(release::distinct_records(source.table, items),
                                                 {.length = length, .at_least = 10});
  return "reading " + fixed(read - begin, 3) + ", counting " + fixed(cpu_seconds() - read, 3) +
         " CPU s; " + std::to_string(found.size()) + " combinations";
}

std::string records(const std::string& csv, bool sparse) {
  const auto source = source_of(csv, sparse);
  const auto begin = cpu_seconds();
  const auto result = releases::k_safe(source, {.k = 10, .length = 3, .seed = 1, .threads = 1});
  std::string out = "synthesis with its evaluation " + fixed(cpu_seconds() - begin, 3) +
                    " CPU s; " + std::to_string(result.synthetic.rows()) + " records; error";
  std::size_t lost = 0;
  for (const auto& errors : result.errors) {
    out += ' ' + fixed(errors.error, 4);
    lost += errors.lost;
  }
  return out + "; " + std::to_string(lost) + " of " + std::to_string(result.safe.size()) + " lost";
}

}  // namespace

/// bench_release FILE [CASE]: the sample of the CTDC extract (../shared/data/ctdc).
/// bench_release census ROWS COLUMNS: prints the invented table, for bench/release_check.mjs.
int main(int argc, char** argv) {
  if (argc == 4 && std::string_view{argv[1]} == "census") {
    std::cout << census(std::stoul(argv[2]), std::stoul(argv[3]));
    return 0;
  }
  if (argc == 3) chosen = argv[2];
  if (argc != 2 && argc != 3) {
    std::cerr << "bench_release FILE [CASE] | census ROWS COLUMNS\n";
    return 2;
  }
  crypto::start();
  const auto sample = formats::read_text_file(argv[1]);
  const auto tripled = repeated(sample, 3);
  const std::string none = "not measured";
  for (const std::size_t length : {3U, 4U})
    measured("aggregates, sparse, 90,000 rows, length " + std::to_string(length),
             length == 3 ? "1.3 CPU s" : "1.7 CPU s",
             length == 3 ? "0.13 CPU s, half of its memory" : "0.17 CPU s, half of its memory",
             [&] { return aggregates(tripled, true, length); });
  const std::string sparse = "3.0 CPU s, 326 MB, error 0.0008 0.135 0.231";
  const std::string dense = "not done in 690 CPU s, 2.3 GB and more";
  const std::string less = "0.3 CPU s, 80 MB, error 0.0675 0.1155 of length 2 and 3";
  const std::string at_all = "5 CPU s, 500 MB";
  measured("records, sparse, 30,000 rows", sparse, less, [&] { return records(sample, true); });
  measured("records, sparse, 90,000 rows", sparse, less, [&] { return records(tripled, true); });
  measured("records, zeros significant, 30,000 rows", dense, at_all,
           [&] { return records(sample, false); });
  measured("records, zeros significant, 90,000 rows", dense, at_all,
           [&] { return records(tripled, false); });
  // Scaling: ten times the rows, twice the columns.
  const std::string linear = "close to linear in rows: ten times the first";
  measured("aggregates, sparse, 300,000 rows", none, linear,
           [&] { return aggregates(repeated(sample, 10), true, 3); });
  measured("records, sparse, 300,000 rows", none, linear,
           [&] { return records(repeated(sample, 10), true); });
  const auto named = [](std::size_t rows, std::size_t columns) {
    return "census-like, " + std::to_string(rows) + " rows, " + std::to_string(columns) +
           " columns";
  };
  // Twice the columns have 2,024 sets of three instead of 220: 9.2 times as many.
  const auto of = [&](std::size_t columns) {
    return columns > 12 ? "columns by the length alone: 9.2 times the first" : linear;
  };
  for (const auto& [rows, columns] : {std::pair{48'000U, 12U}, {480'000U, 12U}, {48'000U, 24U}})
    measured("aggregates, " + named(rows, columns), none, of(columns),
             [&] { return aggregates(census(rows, columns), false, 3); });
  for (const auto& [rows, columns] : {std::pair{4'800U, 12U}, {48'000U, 12U}, {4'800U, 24U}})
    measured("records, " + named(rows, columns), none, of(columns),
             [&] { return records(census(rows, columns), false); });
  return 0;
}
