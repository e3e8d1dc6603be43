#include "base/parallel.h"
#include "linkage/model.h"

namespace ts::linkage {
namespace {
constexpr std::uint32_t rows_at_once = 256;
}

unsigned workers_for(unsigned threads) { return threads == 0 ? processors() : threads; }

void each_candidate(const Candidates& candidates, const Records& records, unsigned threads,
                    const Progress& progress, const TakeRow& take) {
  const auto workers = workers_for(threads);
  const auto blocks = (records.rows_a() + rows_at_once - 1) / rows_at_once;
  parallel_for(workers, workers, [&](std::size_t worker) {
    std::vector<std::uint32_t> rows;
    for (auto block = static_cast<std::uint32_t>(worker); block < blocks; block += workers) {
      progress.check();
      const auto to = std::min(records.rows_a(), (block + 1) * rows_at_once);
      for (auto a = block * rows_at_once; a < to; ++a) {
        candidates.of(a, rows);
        take(static_cast<unsigned>(worker), a, rows);
      }
      if (worker == 0) progress.at(static_cast<double>(block + 1) / blocks);
    }
  });
}

}  // namespace ts::linkage
