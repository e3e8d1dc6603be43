#include "publishing/run.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "publishing/differencing.h"
#include "publishing/findings.h"
#include "release/accountant.h"
#include "release/bits.h"
#include "releases/package.h"
#include "releases/pages.h"
#include "releases/privately.h"

namespace ts::publishing {
namespace {

namespace json = boost::json;
using documents::Files;

/// What came of one of the two methods.
struct Made {
  release::Table synthetic;
  releases::Pages pages;
  Files package;
};

/// The columns as bytes, for the commitment of the proof.
releases::Origin origin_of(const release::Table& table) {
  ByteWriter out;
  for (const auto& column : table.columns) {
    out.part(column.name());
    for (std::size_t row = 0; row < column.rows(); ++row) {
      column.each_code(row, [&](release::Code code) { out.u64(code); });
      out.u64(0);
    }
  }
  return releases::origin_of(text_of(out.bytes()));
}

releases::Told told_of(const Release& release) {
  return {.title = release.purpose, .purpose = release.receiver, .language = release.language};
}

/// The attack that takes this release from the one before; nothing when there is none, or when that
/// one has noise. With noise in this one, it is needless.
std::optional<Difference> difference(const Release& release, std::string_view aggregates,
                                     const std::optional<Files>& earlier) {
  if (!earlier) return std::nullopt;
  const auto before = earlier->find("aggregates.csv");
  const auto proof = earlier->find("proof.json");
  if (before == earlier->end() || proof == earlier->end()) return std::nullopt;
  const auto parameters = json::parse(proof->second).at("parameters");
  if (parameters.at("method") != "k") return std::nullopt;
  const auto k_before = parameters.at("k").to_number<std::int64_t>();
  return difference_of({.aggregates = before->second, .k = k_before},
                       {.aggregates = aggregates, .k = release.parameters.k},
                       std::max(k_before, release.parameters.k));
}

Made make_k_safe(const Release& release, const releases::Source& source,
                 const std::optional<Files>& earlier, const Progress& progress) {
  const releases::Wish wish{.k = static_cast<std::uint32_t>(release.parameters.k),
                            .length = static_cast<std::size_t>(release.parameters.length),
                            .seed = release::SecretBits{}.bits(),
                            .hxl = true};
  const auto result = releases::k_safe(source, wish, progress.part(0, 0.4));
  auto told = told_of(release);
  const auto aggregates =
      releases::aggregates_csv(source, wish.length, wish.k, source.table.rows(), result.safe);
  if (const auto taken = difference(release, aggregates, earlier))
    told.also.push_back(attack_of(*taken));
  Made out{
      .synthetic = release::table_of(result.synthetic, release::Items{source.table}, source.table),
      .pages = releases::pages_of(source, wish, result, told, progress.part(0.4, 1)),
      .package = {}};
  out.package =
      releases::package_of(source, wish, result, origin_of(source.table), out.pages.files);
  return out;
}

Made make_privately(const Release& release, const releases::Source& source,
                    const Progress& progress) {
  const auto& parameters = release.parameters;
  const releases::PrivateWish wish{
      .within = {.epsilon = parameters.epsilon, .delta = parameters.delta},
      .length = static_cast<std::size_t>(parameters.length),
      .hxl = true};
  release::SecretBits bits;
  const auto result = releases::privately(source, wish, bits);
  progress.at(0.4);
  Made out{.synthetic = result.made.synthesis.records,
           .pages = releases::pages_of(source, wish, result, told_of(release), bits,
                                       progress.part(0.4, 1)),
           .package = {}};
  out.package =
      releases::package_of(source, wish, result, origin_of(source.table), out.pages.files);
  return out;
}

release::Combinations combinations_of(const release::Table& table, std::size_t length,
                                      const Progress& progress) {
  const release::Items items{table};
  return release::count_combinations(release::distinct_records(table, items), {.length = length},
                                     progress);
}

json::array names_of(const Files& files) {
  json::array out;
  for (const auto& [name, content] : files) out.emplace_back(name);
  return out;
}

}  // namespace

double cost_of(const Parameters& parameters) {
  if (parameters.method != Method::dp) return 0;
  return release::cost_within({.epsilon = parameters.epsilon, .delta = parameters.delta}).value;
}

Outcome run(const Release& release, const releases::Source& source,
            const std::optional<Files>& earlier, const Progress& progress) {
  const bool dp = release.parameters.method == Method::dp;
  const auto length = static_cast<std::size_t>(release.parameters.length);
  auto made = dp ? make_privately(release, source, progress.part(0, 0.8))
                 : make_k_safe(release, source, earlier, progress.part(0, 0.8));
  const auto errors = utility_of(release::combination_errors(
      combinations_of(source.table, length, progress.part(0.8, 0.85)),
      combinations_of(made.synthetic, length, progress.part(0.85, 0.9))));
  const auto attacks = attacks_of(made.pages.attacks, made.pages.verdict);

  Outcome out{.passed = made.pages.verdict.passed,
              .inside = {},
              .outside = {},
              .package = std::move(made.package)};
  out.outside = {{"records", made.synthetic.rows()},
                 {"charts", charts_of(nullptr, made.synthetic)},
                 {"attacks", attacks},
                 {"utility", errors},
                 {"files", names_of(out.package)}};
  out.inside = out.outside;
  out.inside["people"] = source.table.rows();
  out.inside["charts"] = charts_of(&source.table, made.synthetic);
  out.inside["rare"] = rare_of(source.table, static_cast<std::uint32_t>(release.parameters.k),
                               length, progress.part(0.9, 1));
  return out;
}

}  // namespace ts::publishing
