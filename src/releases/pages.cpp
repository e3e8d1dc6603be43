#include "releases/pages.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "releases/explorer.h"
#include "releases/proof.h"
#include "releases/release_report.h"

namespace ts::releases {
namespace {

using release::Combinations;
using release::Items;
using release::Table;

/// Counts of single values as they are published.
Combinations rounded_singles(const Combinations& safe, std::uint32_t k) {
  Combinations singles{1};
  for (std::size_t i = 0; i < safe.size(1); ++i)
    singles.add(safe.items(1, i),
                static_cast<std::uint32_t>(release::rounded_down(safe.count(1, i), k)));
  return singles;
}

/// `variety`: of the data, what fewer than k people share being rare.
std::vector<release::CombinationErrors> errors_of(const Result& result,
                                                  const std::vector<release::Variety>& variety) {
  std::vector<release::CombinationErrors> all;
  for (std::size_t i = 0; i < result.errors.size(); ++i) {
    const auto& errors = result.errors[i];
    const auto& [different, rare] = variety[i];
    all.push_back({.real = different,
                   .released = errors.safe,
                   .error = 0,
                   .error_of_released = errors.error,
                   .error_of_shared = errors.error,
                   .suppressed = static_cast<double>(rare) /
                                 static_cast<double>(std::max<std::uint64_t>(1, different)),
                   .fabricated = 0});
  }
  return all;
}

/// With the values that its records have and no others, unless they are public: that there is a
/// value at all would tell of the few who have it. Dates can be too many to be shown.
Table with_told_values(const Table& synthetic) {
  Table out;
  for (const auto& column : synthetic.columns) {
    if (column.domain_is_public && column.kind() != release::Kind::date) {
      out.columns.push_back(column);
      continue;
    }
    std::vector<release::Code> code_of(column.largest() + 1);
    for (std::size_t row = 0; row < column.rows(); ++row)
      column.each_code(row, [&](release::Code code) { code_of[code] = 1; });
    std::vector<std::string> domain;
    for (release::Code code = 1; code <= column.largest(); ++code) {
      if (code_of[code] == release::missing) continue;
      domain.emplace_back(column.text(code));
      code_of[code] = static_cast<release::Code>(domain.size());
    }
    auto& copy = out.columns.emplace_back(column.name(), column.kind(), std::move(domain));
    std::vector<release::Code> codes;
    for (std::size_t row = 0; row < column.rows(); ++row) {
      codes.clear();
      column.each_code(row, [&](release::Code code) { codes.push_back(code_of[code]); });
      if (column.multi_valued())
        copy.add(codes);
      else
        copy.add(codes.empty() ? release::missing : codes.front());
    }
  }
  return out;
}

Pages written(ReportFacts facts, const Told& told, const Table& synthetic) {
  facts.title = told.title;
  facts.purpose = told.purpose;
  facts.attacks.insert(facts.attacks.end(), told.also.begin(), told.also.end());
  Pages pages{.files = {}, .attacks = facts.attacks, .verdict = release::judge(facts.attacks)};
  pages.files["report.html"] = report_html(facts, told.language);
  pages.files["explorer.html"] =
      explorer_html(with_told_values(synthetic), told.title, told.language);
  return pages;
}

}  // namespace

Pages pages_of(const Source& source, const Wish& wish, const Result& result, const Told& told,
               const Progress& progress) {
  const Items items{source.table};
  const auto synthetic = release::table_of(result.synthetic, items, source.table);
  const auto method = [&](const Table& half) {
    auto smaller = wish;
    // Half as many people share a combination half as often: with the same k, what is attacked
    // would tell less than what is released.
    smaller.k = std::max(2U, wish.k / 2);
    const Source part{.table = half, .columns = source.columns, .left_out = {}};
    return release::table_of(k_safe(part, smaller).synthetic, items, half);
  };
  ReportFacts facts;
  facts.k = wish.k;
  facts.length = wish.length;
  facts.people = release::rounded_down(source.table.rows(), wish.k);
  facts.records = synthetic.rows();
  facts.errors =
      errors_of(result, release::variety(release::distinct_records(source.table, items),
                                         wish.length, wish.k, wish.threads, progress.part(0, 0.2)));
  facts.attacks = release::attack(source.table, method, {.seed = wish.seed}, progress.part(0.2, 1));
  facts.charts = charts_of(rounded_singles(result.safe, wish.k), synthetic);
  facts.parameters = {{"k", std::to_string(wish.k)}, {"length", std::to_string(wish.length)}};
  return written(std::move(facts), told, synthetic);
}

Pages pages_of(const Source& source, const PrivateWish& wish, const PrivateResult& result,
               const Told& told, release::BitSource& bits, const Progress& progress) {
  const auto& synthetic = result.made.synthesis.records;
  const auto method = [&](const Table& half) {
    return release::synthesise(half, {.within = wish.within}, bits).records;
  };
  ReportFacts facts;
  facts.protection = Protection::differentially_private;
  facts.length = wish.length;
  facts.budget = wish.within;
  facts.people = static_cast<std::uint64_t>(result.made.synthesis.measured.total);  // with noise
  facts.records = synthetic.rows();
  facts.errors = result.errors;
  facts.attacks = release::attack(source.table, method, {.seed = bits.bits()}, progress);
  facts.charts = charts_of(result.made.aggregates.told, synthetic);
  facts.parameters = {{"epsilon", exact(wish.within.epsilon)},
                      {"delta", exact(wish.within.delta)},
                      {"rho", exact(result.made.spent.value)},
                      {"length", std::to_string(wish.length)}};
  return written(std::move(facts), told, synthetic);
}

void accept(Files& package, std::string_view because, std::string_view language) {
  accept_in_report(package.at("report.html"), because, language);
  accept_in_proof(package, because);
}

}  // namespace ts::releases
