#include "linkage/examined.h"

#include <algorithm>

#include "base/parallel.h"
#include "linkage/mixed.h"

namespace ts::linkage {
namespace {
constexpr std::uint32_t rows_at_once = 256;
}

Examined::Examined(const Records& records, const Candidates& candidates, std::size_t most,
                   unsigned threads, const Progress& progress)
    : fields_{records.fields()},
      every_{static_cast<std::uint32_t>(std::max<std::uint64_t>(1, candidates.pairs() / most))},
      parts_(workers_for(threads)) {
  each_candidate(candidates, records, every_, threads, progress,
                 [&](unsigned worker, std::uint32_t a, auto of_b) {
                   auto& part = parts_[worker];
                   Outcomes pair;
                   each_in_time(records, of_b, [&](std::uint32_t b) {
                     records.compare(records.codes_a(a), records.codes_b(b), pair);
                     part.rows.push_back({a, b});
                     part.compared.insert(part.compared.end(), pair.begin(),
                                          pair.begin() + static_cast<std::ptrdiff_t>(fields_));
                   });
                 });
}

unsigned workers_for(unsigned threads) { return threads == 0 ? processors() : threads; }

void each_candidate(const Candidates& candidates, const Records& records, std::uint32_t every,
                    unsigned threads, const Progress& progress, const TakeRow& take) {
  const auto workers = workers_for(threads);
  const auto blocks = (records.rows_a() + rows_at_once - 1) / rows_at_once;
  parallel_for(workers, workers, [&](std::size_t worker) {
    std::vector<std::uint32_t> rows;
    for (auto block = static_cast<std::uint32_t>(worker); block < blocks; block += workers) {
      progress.check();
      const auto to = std::min(records.rows_a(), (block + 1) * rows_at_once);
      for (auto a = block * rows_at_once; a < to; ++a) {
        if (every > 1 && mixed(a) % every != 0) continue;
        candidates.of(a, rows);
        take(static_cast<unsigned>(worker), a, rows);
      }
      if (worker == 0) progress.at(static_cast<double>(block + 1) / blocks);
    }
  });
}

}  // namespace ts::linkage
