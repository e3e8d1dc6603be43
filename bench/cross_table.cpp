// The promise of figures: a cross table over four columns of a million cases in 20 ms of one core.
// `bench_cross_table [CASES]`. Beside it, in the same run, the limit: reading the same columns'
// bytes once from memory, which is what a table cannot be counted without.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "base/number.h"
#include "base/used.h"
#include "catalogue/catalogue.h"
#include "frames/cross.h"

namespace {

using namespace ts;

constexpr int times = 21;

double cpu_ms() { return 1e3 * cpu_seconds(); }

template <class Work>
double median_ms(const Work& work) {
  std::vector<double> took;
  for (int i = 0; i < times; ++i) {
    const auto start = cpu_ms();
    work();
    took.push_back(cpu_ms() - start);
  }
  std::nth_element(took.begin(), took.begin() + times / 2, took.end());
  return took[times / 2];
}

void fill(frames::Table& table, std::size_t cases) {
  std::mt19937_64 chance{1};
  const auto& catalogue = catalogue::Catalogue::built_in();
  const auto some = [&](std::string_view field) {
    const auto& values = catalogue.field(field)->values;
    return values[chance() % values.size()];
  };
  for (std::size_t i = 0; i < cases; ++i) {
    IdBytes bytes{};
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(chance());
    records::CaseFile file;
    file.id = CaseId{bytes};
    std::vector<std::string> types{some("vic_TypeOfExploitation")};
    if (chance() % 4 == 0) types.push_back(some("vic_TypeOfExploitation"));
    const auto record = [](std::string kind, catalogue::Fields fields) {
      return records::Record{.id = RecordId::random(),
                             .kind = std::move(kind),
                             .revision = 1,
                             .changed_at = {},
                             .changed_by = {},
                             .fields = std::move(fields)};
    };
    table.put(
        {.file = file,
         .records = {
             record("person", {{"prs_Gender", some("prs_Gender")},
                               {"prs_NumberOfChildren", static_cast<std::int64_t>(chance() % 6)}}),
             record("context", {{"vic_TypeOfExploitation", types},
                                {"vic_TraffickingStatus", some("vic_TraffickingStatus")}})}});
  }
}

void measure(const frames::Table& table, const std::vector<const char*>& fields) {
  std::vector<const frames::FieldColumn*> columns;
  std::string name;
  for (const auto* field : fields) {
    columns.push_back(table.column(field));
    name += std::string{name.empty() ? "" : ", "} + field;
  }
  std::size_t cells = 0;
  const auto whole = median_ms([&] {
    // As the service asks it: whoever reads figures of all.
    std::vector<std::uint8_t> wanted(table.rows());
    for (frames::Row row = 0; row < table.rows(); ++row) wanted[row] = table.used(row);
    cells = 0;
    frames::CrossTable{columns, wanted}.each([&](const auto&, std::uint32_t) { ++cells; });
  });
  std::size_t bytes = table.rows();
  for (const auto* column : columns)
    bytes += table.rows() * (column->choice() ? column->choice()->width() : sizeof(std::uint64_t));
  std::vector<char> from(bytes, 1), to(bytes);
  const auto limit = median_ms([&] { std::memcpy(to.data(), from.data(), bytes); });
  std::printf("%-90s %6.1f ms (promised 20), %zu cells; copying its %.1f MB %.1f ms\n",
              name.c_str(), whole, cells, static_cast<double>(bytes) / 1e6, limit);
}

}  // namespace

int main(int argc, char** argv) {
  const auto cases = argc > 1 ? number_of<std::size_t>(argv[1]).value_or(0) : 1'000'000;
  frames::Table table{catalogue::Catalogue::built_in()};
  fill(table, cases);
  std::printf("%zu cases, %.0f MB of columns\n", table.cases(),
              static_cast<double>(table.bytes()) / 1e6);
  measure(table, {"prs_Gender", "prs_NumberOfChildren", "vic_TraffickingStatus"});
  measure(table, {"prs_Gender", "prs_NumberOfChildren", "vic_TraffickingStatus",
                  "vic_TypeOfExploitation"});
  return 0;
}
