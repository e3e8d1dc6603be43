#include "releases/cell_tables.h"

#include <boost/json.hpp>
#include <numeric>

#include "formats/csv.h"
#include "releases/proof.h"
#include "releases/record_keys.h"

namespace ts::releases {
namespace {

using release::PerturbationTable;
using release::RecordKey;

/// How often which noise is added to a count, in millionths; the last row is that of all above.
std::string perturbation_csv(const PerturbationTable& table, const release::Perturbation& how) {
  formats::CsvWriter out;
  out.cell("count").cell("noise").cell("per_million").end_row();
  for (std::int64_t count = 1; count <= how.most + how.least_told; ++count) {
    const auto& row = table.row(static_cast<std::uint64_t>(count));
    for (std::size_t i = 0; i < row.noise.size(); ++i)
      out.number(count)
          .number(row.noise[i])
          .number(static_cast<std::int64_t>(row.chance[i] * 1e6 + 0.5))
          .end_row();
  }
  return out.text();
}

}  // namespace

Files cell_tables(const Source& source, const CellTablesWish& wish, const crypto::Secret& secret,
                  const Origin& origin) {
  if (wish.length < 1 || wish.length > release::longest)
    throw Failure{Fault::invalid, "release.length_range"};
  if (source.people.empty()) throw Failure{Fault::invalid, "release.needs_subject"};
  std::vector<RecordKey> keys;
  for (const auto& person : source.people) keys.push_back(record_key(secret, person));
  const PerturbationTable perturbation{wish.perturbation};
  const auto told = release::perturbed_combinations(source.table, keys, wish.length, perturbation);
  const auto everybody = perturbation.perturbed(
      source.table.rows(), std::accumulate(keys.begin(), keys.end(), RecordKey{0}));
  Files out;
  out["aggregates.csv"] = aggregates_csv(source, wish.length, 1, everybody, told);
  out["perturbation.csv"] = perturbation_csv(perturbation, wish.perturbation);
  out["proof.json"] = proof_of(source.table, origin,
                               {.people = everybody,
                                .parameters = {{"method", "cell keys"},
                                               {"length", wish.length},
                                               {"most", wish.perturbation.most},
                                               {"variance", wish.perturbation.variance},
                                               {"least_told", wish.perturbation.least_told}},
                                .results = {{"people", everybody}, {"combinations", told.size()}}},
                               out);
  return out;
}

}  // namespace ts::releases
