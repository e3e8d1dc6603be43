#include "linkage/examined.h"

#include <algorithm>
#include <utility>

#include "base/parallel.h"
#include "linkage/mixed.h"

namespace ts::linkage {
namespace {
constexpr std::uint32_t rows_at_once = 256;
}

Examined::Examined(const Records& records, const Candidates& candidates, std::size_t most,
                   unsigned threads, const Progress& progress)
    : every_{static_cast<std::uint32_t>(std::max<std::uint64_t>(1, candidates.pairs() / most))},
      parts_(workers_for(threads), Part{{}, ComparedPairs{records.fields()}}) {
  // Rules bring some pairs twice, and rows are not dealt out evenly.
  const auto each = candidates.pairs() / every_ / parts_.size();
  for (auto& part : parts_) {
    part.rows.reserve(each);
    part.compared.reserve(each);
  }
  each_candidate(candidates, records, every_, threads, progress,
                 [&](unsigned worker, std::uint32_t a, auto of_b) {
                   auto& part = parts_[worker];
                   Outcomes pair;
                   each_in_time(records, of_b, [&](std::uint32_t b) {
                     records.compare(records.codes_a(a), records.codes_b(b), pair);
                     part.rows.push_back({a, b});
                     part.compared.add(pair);
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
    Candidates::Asked asked, next;
    for (auto block = static_cast<std::uint32_t>(worker); block < blocks; block += workers) {
      progress.check();
      const auto to = std::min(records.rows_a(), (block + 1) * rows_at_once);
      const auto wanted = [&](std::uint32_t a) {
        while (a < to && every > 1 && mixed(a) % every != 0) ++a;
        return a;
      };
      auto a = wanted(block * rows_at_once);
      if (a < to) candidates.ask(records.codes_a(a), asked);
      while (a < to) {
        // Who comes next is asked about before this one's pairs are compared.
        const auto then = wanted(a + 1);
        candidates.answer(asked, candidates.first_for(a), rows);
        if (then < to) candidates.ask(records.codes_a(then), next);
        take(static_cast<unsigned>(worker), a, rows);
        std::swap(asked, next);
        a = then;
      }
      if (worker == 0) progress.at(static_cast<double>(block + 1) / blocks);
    }
  });
}

}  // namespace ts::linkage
