#include "base/parallel.h"
#include "linkage/model.h"

namespace ts::linkage {

Comparing::Comparing(const Records& records)
    : records_{records}, remembered_(records.fields(), std::vector<Slot>(slots)) {}

Compared Comparing::field(std::size_t field, std::uint32_t a, std::uint32_t b) {
  const auto first = records_.code_a(field, a), second = records_.code_b(field, b);
  const auto key = std::uint64_t{first} << 32 | second;
  auto& slot = remembered_[field][key * 0x9E3779B97F4A7C15ULL >> 51];
  if (slot.key != key) slot = {key, records_.field(field).compare(first, second)};
  return slot.compared;
}

unsigned workers_for(unsigned threads) { return threads == 0 ? processors() : threads; }

void each_candidate(Candidates& candidates, unsigned threads, const Progress& progress,
                    const TakePairs& take) {
  const auto workers = workers_for(threads);
  const auto rules = candidates.rules().size();
  for (std::size_t r = 0; r < rules; ++r) {
    candidates.prepare(r);
    parallel_for(workers, workers, [&](std::size_t worker) {
      for (auto part = worker; part < Candidates::parts; part += workers)
        candidates.each(r, part, [&](auto pairs) {
          progress.check();
          take(static_cast<unsigned>(worker), pairs);
        });
    });
    progress.at(static_cast<double>(r + 1) / static_cast<double>(rules));
  }
}

}  // namespace ts::linkage
