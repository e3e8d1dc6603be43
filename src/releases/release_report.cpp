#include "releases/release_report.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "lang/messages.h"
#include "releases/report_pictures.h"
#include "report/page.h"

namespace ts::releases {
namespace {

using release::Attack;
using report::Tone;
using report::Words;

std::string attack_text(const Words& words, Attack attack) {
  switch (attack) {
    case Attack::uniqueness:
      return words("attack.uniqueness");
    case Attack::linkage:
      return words("attack.linkage");
    case Attack::membership:
      return words("attack.membership");
    case Attack::shadow:
      return words("attack.shadow");
    case Attack::attribute:
      return words("attack.attribute");
    case Attack::differencing:
      return words("attack.differencing");
  }
  throw Bug{std::source_location::current()};
}

void say_verdict(report::Page& page, const Words& words, const ReportFacts& facts) {
  const auto verdict = release::judge(facts.attacks);
  if (facts.attacks.empty())
    page.notice(Tone::warning, {}, words("report.verdict_none"));
  else if (verdict.passed)
    page.notice(Tone::good, {}, words("report.verdict_passed"));
  else
    page.notice(Tone::bad, {}, words("report.verdict_failed"));
}

void say_method(report::Page& page, const Words& words, const ReportFacts& facts) {
  page.section(words("report.purpose"))
      .paragraph(facts.purpose.empty() ? words("report.no_purpose") : facts.purpose);
  page.section(words("report.method"));
  if (facts.protection == Protection::k_anonymous)
    page.paragraph(words("report.method_k", {{"length", words.number(double(facts.length))},
                                             {"k", words.number(facts.k)}}));
  else
    page.paragraph(words("report.method_private", {{"epsilon", exact(facts.budget.epsilon)},
                                                   {"delta", exact(facts.budget.delta)}}));
  page.section(words("report.risk"))
      .paragraph(words(facts.protection == Protection::k_anonymous ? "report.risk_k"
                                                                   : "report.risk_private"));
}

void say_losses(report::Page& page, const Words& words, const ReportFacts& facts) {
  page.section(words("report.lost")).paragraph(words("report.lost_text"));
  report::Table table{
      .caption = words("report.errors_chart"),
      .header = {words("report.length"), words("report.told"), words("report.error"),
                 words("report.suppressed"), words("report.fabricated")},
      .rows = {},
      .numbers = {1, 2, 3, 4}};
  for (std::size_t i = 0; i < facts.errors.size(); ++i) {
    const auto& errors = facts.errors[i];
    table.rows.push_back({words.number(double(i + 1)), words.number(double(errors.released)),
                          words.percent(errors.error_of_released), words.percent(errors.suppressed),
                          words.percent(errors.fabricated)});
  }
  page.picture(errors_picture(words, facts.errors), {}).table(table);
}

void say_charts(report::Page& page, const Words& words, const ReportFacts& facts) {
  page.section(words("report.charts")).paragraph(words("report.charts_text"));
  for (const auto& chart : facts.charts)
    page.picture(bars_picture(words, chart), words("report.chart", {{"column", chart.column}}));
}

void say_attacks(report::Page& page, const Words& words, const ReportFacts& facts) {
  page.section(words("report.attacks")).paragraph(words("report.attacks_text"));
  report::Table table{
      .caption = words("report.attacks"),
      .header = {words("report.attack"), words("report.claims"), words("report.right"),
                 words("report.baseline"), words("report.result")},
      .rows = {},
      .numbers = {1, 2, 3}};
  const auto verdict = release::judge(facts.attacks);
  for (const auto& result : facts.attacks) {
    if (result.claims == 0) continue;
    const bool failed = std::ranges::find(verdict.failed, result.attack) != verdict.failed.end();
    // To the percent: what is finer would tell of the data.
    table.rows.push_back({attack_text(words, result.attack), words.number(double(result.claims)),
                          words.percent(double(result.right) / double(result.claims), 0),
                          words.percent(result.baseline, 0),
                          words(failed ? "report.failed" : "report.withstood")});
  }
  for (const auto attack : verdict.not_run)
    table.rows.push_back({attack_text(words, attack), "", "", "", words("report.not_run")});
  page.table(table);
}

void say_checks(report::Page& page, const Words& words, const ReportFacts& facts) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, value] : facts.parameters) rows.push_back({name, value});
  page.section(words("report.parameters"))
      .table({.caption = words("report.parameters"),
              .header = {words("report.parameter"), words("report.value")},
              .rows = std::move(rows)});
  page.section(words("report.check")).paragraph(words("report.check_text"));
}

}  // namespace

std::string exact(double value) {
  std::array<char, 32> buffer{};
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

std::vector<ReportFacts::Chart> charts_of(const release::Combinations& told,
                                          const release::Table& synthetic) {
  const release::Items items{synthetic};
  std::vector<ReportFacts::Chart> charts;
  for (std::size_t c = 0; c < synthetic.columns.size(); ++c) {
    const auto& column = synthetic.columns[c];
    std::vector<std::uint64_t> synthetic_counts(column.largest() + 1);
    for (std::size_t row = 0; row < column.rows(); ++row)
      column.each_code(row, [&](release::Code code) { ++synthetic_counts[code]; });
    auto& chart = charts.emplace_back(ReportFacts::Chart{column.name(), {}});
    for (release::Code code = 1; code <= column.largest(); ++code) {
      const std::uint64_t counted = told.count_of(std::vector{items.item(c, code)});
      // A value that nobody named beforehand and too few people have is told by no name either; and
      // there can be hundreds of dates.
      const bool named = column.domain_is_public && column.kind() != release::Kind::date;
      if (counted == 0 && synthetic_counts[code] == 0 && !named) continue;
      chart.bars.push_back({std::string{column.text(code)}, counted, synthetic_counts[code]});
    }
  }
  return charts;
}

void accept_in_report(std::string& html, std::string_view because, std::string_view language) {
  const Words words{lang::built_in("release"), language};
  const auto warning = report::notice_html(Tone::bad, {}, words("report.verdict_failed"));
  const auto at = html.find(warning);
  ensure(at != html.npos);
  html.replace(at, warning.size(),
               report::notice_html(Tone::warning, words("report.verdict_accepted"), because));
}

std::string report_html(const ReportFacts& facts, std::string_view language) {
  const Words words{lang::built_in("release"), language};
  report::Page page{words, words("report.title", {{"title", facts.title}}), {}};
  say_verdict(page, words, facts);
  std::uint64_t told = 0;
  for (const auto& errors : facts.errors) told += errors.released;
  page.figures({{words("report.people"), words.number(double(facts.people))},
                {words("report.records"), words.number(double(facts.records))},
                {words("report.combinations"), words.number(double(told))}});
  say_method(page, words, facts);
  say_losses(page, words, facts);
  say_charts(page, words, facts);
  say_attacks(page, words, facts);
  say_checks(page, words, facts);
  return page.html();
}

}  // namespace ts::releases
