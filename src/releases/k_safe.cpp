#include <cmath>

#include "release/safe_records.h"
#include "releases/package.h"

namespace ts::releases {
namespace {

void refuse(const Source& source, const Wish& wish) {
  if (wish.k < 2) throw Failure{Fault::invalid, "release.k_small"};
  if (wish.length < 1 || wish.length > release::longest)
    throw Failure{Fault::invalid, "release.length_range"};
  if (wish.k > source.table.rows()) throw Failure{Fault::invalid, "release.k_above_rows"};
}

Errors errors_of(const release::Combinations& safe, const release::Combinations& synthetic,
                 std::size_t length) {
  Errors out{.safe = safe.size(length)};
  for (std::size_t i = 0; i < out.safe; ++i) {
    const double real = safe.count(length, i);
    const double made = synthetic.count_of(safe.items(length, i));
    out.error += std::abs(made - real) / real;
    if (made == 0) ++out.lost;
  }
  if (out.safe != 0) out.error /= static_cast<double>(out.safe);
  return out;
}

}  // namespace

Result k_safe(const Source& source, const Wish& wish, const Progress& progress) {
  refuse(source, wish);
  const release::Items items{source.table};
  const auto records = release::distinct_records(source.table, items);
  Result out;
  out.safe = release::count_combinations(
      records, {.length = wish.length, .at_least = wish.k, .threads = wish.threads},
      progress.part(0, 0.3));
  if (out.safe.size() == 0) throw Failure{Fault::invalid, "release.nothing_safe"};
  out.synthetic = release::draw_safe_records(
      records, items, out.safe, {.k = wish.k, .length = wish.length, .seed = wish.seed},
      progress.part(0.3, 0.9));
  const auto made = release::count_combinations(
      out.synthetic, {.length = wish.length, .threads = wish.threads}, progress.part(0.9, 1));
  for (std::size_t length = 1; length <= wish.length; ++length)
    out.errors.push_back(errors_of(out.safe, made, length));
  return out;
}

}  // namespace ts::releases
