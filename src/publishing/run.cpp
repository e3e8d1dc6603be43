#include "publishing/run.h"

#include <boost/json.hpp>
#include <utility>

#include "lang/messages.h"
#include "publishing/differencing.h"
#include "publishing/dp_package.h"
#include "publishing/findings.h"
#include "release/accountant.h"
#include "release/attacks.h"
#include "release/bits.h"
#include "releases/explorer.h"
#include "releases/package.h"
#include "releases/release_report.h"

namespace ts::publishing {
namespace {

namespace json = boost::json;
using documents::Files;

/// One of the two methods at work, from the columns to the files.
class Maker {
 public:
  Maker(const Release& release, const releases::Source& source)
      : release_{release}, parameters_{release.parameters}, source_{source} {}

  bool dp() const { return parameters_.method == Method::dp; }
  std::size_t length() const { return static_cast<std::size_t>(parameters_.length); }

  void make(const Progress& progress) {
    if (dp()) {
      dp_ = make_dp(source_, parameters_, progress);
      synthetic_ = dp_->synthetic;
      return;
    }
    wish_ = wish();
    k_safe_ = releases::k_safe(source_, wish_, progress);
    synthetic_ = people_of(k_safe_->synthetic, source_.table);
  }
  const release::Table& synthetic() const { return synthetic_; }

  /// The same method on other rows, for the attacks: the whole of it, noise and all.
  release::Table again(const release::Table& rows) const {
    if (dp()) return dp_records(rows, parameters_);
    auto fewer = wish();
    fewer.k = static_cast<std::uint32_t>(std::min<std::size_t>(fewer.k, rows.rows()));
    const releases::Source other{.table = rows, .columns = source_.columns, .left_out = {}};
    return people_of(releases::k_safe(other, fewer).synthetic, rows);
  }

  /// Report, explorer, tables and the proof over all of them.
  Files package(releases::ReportFacts facts) const {
    facts.records = synthetic_.rows();
    facts.charts = releases::charts_of(dp() ? dp_->told : rounded(), synthetic_);
    Files more{{"explorer.html", releases::explorer_html(synthetic_, release_.purpose, "en")}};
    for (const auto language : lang::spoken_languages)
      more["report." + std::string{language} + ".html"] = releases::report_html(facts, language);
    if (dp()) return dp_package_of(source_, parameters_, *dp_, std::move(more));
    return releases::package_of(source_, wish_, *k_safe_, releases::origin_of(bytes_of_table()),
                                std::move(more));
  }

 private:
  releases::Wish wish() const {
    return {.k = static_cast<std::uint32_t>(parameters_.k),
            .length = length(),
            .seed = release::SecretBits{}.bits(),
            .hxl = true};
  }

  static release::Table people_of(const release::Records& records, const release::Table& like) {
    return release::table_of(records, release::Items{like}, like);
  }

  /// The counts as they are told.
  release::Combinations rounded() const {
    release::Combinations out{k_safe_->safe.length()};
    for (std::size_t length = 1; length <= k_safe_->safe.length(); ++length)
      for (std::size_t i = 0; i < k_safe_->safe.size(length); ++i)
        out.add(k_safe_->safe.items(length, i), static_cast<std::uint32_t>(release::rounded_down(
                                                    k_safe_->safe.count(length, i), wish_.k)));
    return out;
  }

  /// The columns as bytes, for the commitment of the proof.
  std::string bytes_of_table() const {
    ByteWriter out;
    for (const auto& column : source_.table.columns) {
      out.part(column.name());
      for (std::size_t row = 0; row < column.rows(); ++row) {
        column.each_code(row, [&](release::Code code) { out.u64(code); });
        out.u64(0);
      }
    }
    return std::string{text_of(out.bytes())};
  }

  const Release& release_;
  const Parameters& parameters_;
  const releases::Source& source_;
  releases::Wish wish_;
  std::optional<releases::Result> k_safe_;
  std::optional<DpResult> dp_;
  release::Table synthetic_;
};

/// What the report tells. Of a release with noise neither errors nor attacks: they are worked out
/// from the data without noise, and are not paid for.
releases::ReportFacts facts_of(const Release& release, const releases::Source& source,
                               const std::vector<release::CombinationErrors>& errors,
                               const std::vector<release::AttackResult>& attacks) {
  const auto& parameters = release.parameters;
  const bool dp = parameters.method == Method::dp;
  releases::ReportFacts out{.title = release.purpose,
                            .protection = dp ? releases::Protection::differentially_private
                                             : releases::Protection::k_anonymous,
                            .k = static_cast<std::uint32_t>(parameters.k),
                            .length = static_cast<std::size_t>(parameters.length),
                            .budget = {.epsilon = parameters.epsilon, .delta = parameters.delta}};
  if (dp) return out;
  out.people = release::rounded_down(source.table.rows(), out.k);
  out.errors = errors;
  out.attacks = attacks;
  return out;
}

release::Combinations combinations_of(const release::Table& table, std::size_t length,
                                      const Progress& progress) {
  const release::Items items{table};
  return release::count_combinations(release::distinct_records(table, items), {.length = length},
                                     progress);
}

/// The attack that takes this release from the one before; nothing when there is none, or when
/// noise makes it needless.
std::optional<Difference> difference(const Release& release, const Files& files,
                                     const std::optional<Files>& earlier) {
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
  Maker maker{release, source};
  maker.make(progress.part(0, 0.35));
  const auto attacks = release::attack(
      source.table, [&](const release::Table& rows) { return maker.again(rows); }, {},
      progress.part(0.35, 0.8));
  const auto verdict = release::judge(attacks);
  const auto errors = release::combination_errors(
      combinations_of(source.table, maker.length(), progress.part(0.8, 0.85)),
      combinations_of(maker.synthetic(), maker.length(), progress.part(0.85, 0.9)));

  Outcome out{.inside = {},
              .outside = {},
              .package = maker.package(facts_of(release, source, errors, attacks))};
  const auto taken = difference(release, out.package, earlier);
  out.passed = verdict.passed && (!taken || taken->singled_out == 0);
  auto found = attacks_of(attacks, verdict);
  if (taken) found.push_back(attack_of(*taken));
  out.inside = {{"people", source.table.rows()},
                {"records", maker.synthetic().rows()},
                {"charts", charts_of(&source.table, maker.synthetic())},
                {"rare", rare_of(source.table, static_cast<std::uint32_t>(release.parameters.k),
                                 maker.length(), progress.part(0.9, 1))},
                {"attacks", found},
                {"utility", utility_of(errors)},
                {"files", names_of(out.package)}};
  out.outside = {{"records", maker.synthetic().rows()},
                 {"charts", charts_of(nullptr, maker.synthetic())},
                 {"attacks", maker.dp() ? json::array{} : found},
                 {"utility", maker.dp() ? json::array{} : utility_of(errors)},
                 {"files", names_of(out.package)}};
  return out;
}

}  // namespace ts::publishing
