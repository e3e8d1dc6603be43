// Tables of lists as somebody uploads them: a table whose figures agree with one another, or a
// Failure that says what is wrong. The strata of a table hold the people of the whole.
#include "base/failure.h"
#include "estimates/read_lists.h"

namespace {

using namespace ts;

void agree(const estimate::CaptureTable& table) {
  const auto& counts = table.counts;
  ensure(table.lists() == counts.lists && counts.lists >= 2);
  ensure(counts.people() >= 1 && counts.people() <= static_cast<double>(estimate::most_people));
  for (unsigned i = 0; i < counts.lists; ++i) {
    ensure(counts.margin[estimate::single(i)] <= counts.people());
    for (unsigned j = i + 1; j < counts.lists; ++j)
      ensure(counts.margin[estimate::pair_of(i, j)] <= counts.margin[estimate::single(i)]);
  }
}

template <class Read>
void refused_or(const Read& read) {
  try {
    read();
  } catch (const Failure& failure) {
    ensure(failure.fault() == Fault::invalid);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  refused_or([&] { agree(estimates::read_histories(text)); });
  refused_or([&] { agree(estimates::read_overlaps(text)); });
  refused_or([&] {
    for (const auto& stratum : estimates::read_strata(text, "part")) {
      ensure(!stratum.name.empty());
      agree(stratum.table);
    }
  });
  return 0;
}
