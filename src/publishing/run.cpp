#include "publishing/run.h"

#include <boost/json.hpp>
#include <utility>

#include "publishing/differencing.h"
#include "publishing/dp_package.h"
#include "publishing/findings.h"
#include "release/accountant.h"
#include "release/attacks.h"
#include "release/bits.h"
#include "releases/package.h"

namespace ts::publishing {
namespace {

namespace json = boost::json;

/// What came of one of the two methods.
struct Made {
  release::Table synthetic;
  documents::Files files;
};

std::uint64_t secret_seed() { return release::SecretBits{}.bits(); }

releases::Wish wish_of(const Parameters& parameters) {
  return {.k = static_cast<std::uint32_t>(parameters.k),
          .length = static_cast<std::size_t>(parameters.length),
          .seed = secret_seed(),
          .hxl = true};
}

/// The columns as bytes, for the commitment of the proof.
std::string bytes_of_table(const release::Table& table) {
  ByteWriter out;
  for (const auto& column : table.columns) {
    out.part(column.name());
    for (std::size_t row = 0; row < column.rows(); ++row) {
      column.each_code(row, [&](release::Code code) { out.u64(code); });
      out.u64(0);
    }
  }
  return std::string{text_of(out.bytes())};
}

Made make_k_safe(const Release& release, const releases::Source& source, const Progress& progress) {
  const auto wish = wish_of(release.parameters);
  const auto result = releases::k_safe(source, wish, progress);
  const release::Items items{source.table};
  return {.synthetic = release::table_of(result.synthetic, items, source.table),
          .files = releases::package_of(source, wish, result,
                                        releases::origin_of(bytes_of_table(source.table)))};
}

/// The same method on other rows, for the attacks: the whole of it, noise and all.
release::Method method_of(const Release& release, const releases::Source& source) {
  return [&](const release::Table& rows) {
    if (release.parameters.method == Method::dp) return dp_records(rows, release.parameters);
    auto wish = wish_of(release.parameters);
    wish.k = static_cast<std::uint32_t>(std::min<std::size_t>(wish.k, rows.rows()));
    const auto result = releases::k_safe({rows, source.columns, {}}, wish);
    return release::table_of(result.synthetic, release::Items{rows}, rows);
  };
}

release::Combinations combinations_of(const release::Table& table, std::size_t length,
                                      const Progress& progress) {
  const release::Items items{table};
  return release::count_combinations(release::distinct_records(table, items), {.length = length},
                                     progress);
}

/// The attack that takes this release from the one before; nothing when there is none, or when
/// noise makes it needless.
std::optional<Difference> difference(const Release& release, const documents::Files& files,
                                     const std::optional<documents::Files>& earlier) {
  if (!earlier || release.parameters.method == Method::dp) return std::nullopt;
  const auto aggregates = earlier->find("aggregates.csv");
  const auto proof = earlier->find("proof.json");
  if (aggregates == earlier->end() || proof == earlier->end()) return std::nullopt;
  const auto parameters = json::parse(proof->second).at("parameters");
  if (parameters.at("method") != "k") return std::nullopt;
  const auto k_before = parameters.at("k").to_number<std::int64_t>();
  return difference_of({.aggregates = aggregates->second, .k = k_before},
                       {.aggregates = files.at("aggregates.csv"), .k = release.parameters.k},
                       std::max(k_before, release.parameters.k));
}

json::array names_of(const documents::Files& files) {
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
            const std::optional<documents::Files>& earlier, const Progress& progress) {
  const auto& parameters = release.parameters;
  const auto length = static_cast<std::size_t>(parameters.length);
  auto made = parameters.method == Method::dp ? Made{}
                                              : make_k_safe(release, source, progress.part(0, 0.4));
  if (parameters.method == Method::dp) {
    auto dp = make_dp(source, parameters, progress.part(0, 0.4));
    made = {.synthetic = std::move(dp.synthetic), .files = std::move(dp.files)};
  }
  const auto attacks =
      release::attack(source.table, method_of(release, source), {}, progress.part(0.4, 0.85));
  const auto verdict = release::judge(attacks);
  const auto taken = difference(release, made.files, earlier);
  const auto errors = release::combination_errors(
      combinations_of(source.table, length, progress.part(0.85, 0.9)),
      combinations_of(made.synthetic, length, progress.part(0.9, 0.95)));

  Outcome out{.passed = verdict.passed && (!taken || taken->singled_out == 0),
              .inside = {},
              .outside = {},
              .package = std::move(made.files)};
  auto found = attacks_of(attacks, verdict);
  if (taken) found.push_back(attack_of(*taken));
  out.outside = {{"records", made.synthetic.rows()},
                 {"charts", charts_of(nullptr, made.synthetic)},
                 {"attacks", found},
                 {"utility", utility_of(errors)},
                 {"files", names_of(out.package)}};
  out.inside = out.outside;
  if (parameters.method == Method::dp) {
    // Worked out from the data without noise, and not paid for: not for anybody outside.
    out.outside["attacks"] = json::array{};
    out.outside["utility"] = json::array{};
  }
  out.inside["people"] = source.table.rows();
  out.inside["charts"] = charts_of(&source.table, made.synthetic);
  out.inside["rare"] = rare_of(source.table, static_cast<std::uint32_t>(parameters.k), length,
                               progress.part(0.95, 1));
  return out;
}

}  // namespace ts::publishing
