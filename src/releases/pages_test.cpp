#include "releases/pages.h"

#include <gtest/gtest.h>

#include <string>

#include "base/data.h"
#include "crypto/sha256.h"
#include "lang/messages.h"
#include "release/dp_trial.h"
#include "releases/explorer.h"
#include "releases/privately.h"
#include "releases/release_report.h"
#include "releases/verify.h"

namespace ts::releases {
namespace {

using release::Attack;

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t times(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

release::Table synthetic() {
  release::Table table;
  table.columns.emplace_back("country", release::Kind::categorical,
                             std::vector<std::string>{"AUT", "NOR", "XYZ", "GHA", "BRA"});
  table.columns.emplace_back("<means>", release::Kind::multi_valued,
                             std::vector<std::string>{"debt", "</script><b>threats"});
  for (const release::Code country : {1U, 1U, 2U, 0U, 5U}) {
    table.columns[0].add(country);
    table.columns[1].add(country == 1 ? std::vector<release::Code>{1, 2}
                                      : std::vector<release::Code>{});
  }
  return table;
}

ReportFacts facts() {
  ReportFacts facts{.title = "People & places", .purpose = "A test of <words>"};
  facts.k = 10;
  facts.length = 3;
  facts.people = 5;
  facts.records = 5;
  facts.errors = {{.real = 4,
                   .released = 3,
                   .error = 0.3,
                   .error_of_released = 0.031,
                   .suppressed = 0.25,
                   .fabricated = 0},
                  {.real = 9,
                   .released = 6,
                   .error = 0.5,
                   .error_of_released = 0.123,
                   .suppressed = 0.333,
                   .fabricated = 0.017}};
  facts.attacks = {{Attack::membership, 200, 104, 0.5, -0.04}, {Attack::linkage, 0, 0, 0, 0}};
  release::Combinations told{1};
  told.add(std::vector<release::Item>{0}, 2);
  facts.charts = charts_of(told, synthetic());
  facts.parameters = {{"k", "10"}};
  return facts;
}

TEST(ReleaseReport, tells_what_was_done_lost_and_attacked) {
  const auto html = report_html(facts(), "en");
  EXPECT_TRUE(holds(html, "People &amp; places"));
  EXPECT_TRUE(holds(html, "A test of &lt;words&gt;"));
  EXPECT_TRUE(holds(html, "fewer than 10 people"));
  EXPECT_TRUE(holds(html, "12.3%"));
  EXPECT_TRUE(holds(html, "withstood every attack"));
  EXPECT_TRUE(holds(html, "52%"));  // 104 of 200, to the percent
  EXPECT_EQ(times(html, "Not run"), 5U);
  EXPECT_FALSE(holds(html, "<means>"));
}

TEST(ReleaseReport, says_plainly_when_the_release_must_not_go_out) {
  auto failing = facts();
  failing.attacks[0] = {Attack::membership, 200, 180, 0.5, 0.35};
  EXPECT_TRUE(holds(report_html(failing, "en"), "must not go out"));
  failing.attacks.clear();
  EXPECT_TRUE(holds(report_html(failing, "en"), "too few people"));
}

TEST(ReleaseReport, explains_differential_privacy_with_its_budget) {
  auto noisy = facts();
  noisy.protection = Protection::differentially_private;
  noisy.budget = {1, 1e-6};
  const auto html = report_html(noisy, "en");
  EXPECT_TRUE(holds(html, "epsilon 1 and delta 1e-06"));
  EXPECT_TRUE(holds(html, "the guarantee does not cover them"));
  noisy.purpose.clear();
  EXPECT_TRUE(holds(report_html(noisy, "fr"), "Aucun but"));
}

TEST(ReleaseReport, is_whole_in_every_language) {
  for (const auto language : lang::spoken_languages) {
    const auto html = report_html(facts(), language);
    EXPECT_FALSE(holds(html, "report.")) << language;
    EXPECT_FALSE(holds(html, "attack.")) << language;
    EXPECT_EQ(holds(html, "dir=\"rtl\""), language == "ar") << language;
  }
}

TEST(ReleaseReport, shows_the_largest_values_of_a_long_column) {
  auto long_one = facts();
  ReportFacts::Chart chart{"many", {}};
  for (std::uint64_t i = 0; i < 40; ++i)
    chart.bars.push_back({"value " + std::to_string(i) + std::string(40, 'x'), i, i});
  long_one.charts = {chart};
  const auto html = report_html(long_one, "en");
  EXPECT_TRUE(holds(html, "value 39"));
  EXPECT_FALSE(holds(html, "value 27x"));
  EXPECT_TRUE(holds(html, "…"));
}

TEST(ReleaseReport, charts_hold_published_counts_and_synthetic_records_only) {
  const auto charts = facts().charts;
  ASSERT_EQ(charts.size(), 2U);
  ASSERT_EQ(charts[0].bars.size(), 3U);  // what few have is told by no name either
  EXPECT_EQ(charts[0].bars[0].counted, 2U);
  EXPECT_EQ(charts[0].bars[0].synthetic, 2U);
  EXPECT_EQ(charts[0].bars[1].counted, 0U);  // not told
  EXPECT_EQ(charts[1].bars[1].synthetic, 2U);
}

TEST(Explorer, runs_its_own_script_and_style_only) {
  const auto html = explorer_html(synthetic(), "Title", "en");
  for (const auto* file : {"explorer/explorer.js", "explorer/explorer.css"})
    EXPECT_TRUE(holds(html, "'sha256-" + crypto::sha256_base64(data::file(file)) + "'")) << file;
  EXPECT_TRUE(holds(html, "default-src 'none'"));
  EXPECT_FALSE(holds(html, "unsafe-inline"));
  EXPECT_FALSE(holds(html, "http://"));
  EXPECT_FALSE(holds(html, "https://"));
  EXPECT_FALSE(holds(html, " style="));
}

TEST(Explorer, a_value_cannot_end_the_block_that_it_is_in) {
  const auto html = explorer_html(synthetic(), "</script><i>", "en");
  EXPECT_EQ(times(html, "</script>"), 3U);  // data, words, script
  EXPECT_TRUE(holds(html, "\\u003c/script>\\u003cb>threats"));
}

TEST(Explorer, counts_rows_that_are_alike_once_and_knows_countries) {
  const auto html = explorer_html(synthetic(), "Title", "en");
  EXPECT_TRUE(holds(html, "[2,1,[1,2]]"));
  EXPECT_TRUE(holds(html, "[1,0,0]"));  // nothing known
  EXPECT_EQ(times(html, "\"countries\""), 1U);
  EXPECT_TRUE(holds(html, "[\"NO\",\""));
  EXPECT_TRUE(holds(html, "null"));  // what is no country has no tile
}

TEST(Explorer, begins_in_the_language_asked_for_and_has_all) {
  const auto html = explorer_html(synthetic(), "Title", "ar");
  EXPECT_TRUE(holds(html, "<html lang=\"ar\""));
  for (const auto language : lang::spoken_languages)
    EXPECT_TRUE(holds(html, lang::built_in("release").text(language, "explorer.none"))) << language;
}

Source people() {
  Source source;
  source.table = release::trial::people(400, 7);
  for (const auto& column : source.table.columns)
    source.columns.emplace_back().name = column.name();
  return source;
}

TEST(Pages, of_safe_records_are_written_after_the_attacks) {
  const auto source = people();
  const Wish wish{.k = 10, .length = 2, .seed = 5, .seed_is_given = true, .threads = 1};
  const auto result = k_safe(source, wish);
  const auto pages = pages_of(source, wish, result, {.title = "Invented"});
  EXPECT_EQ(pages.attacks.size(), 5U);
  EXPECT_TRUE(holds(pages.files.at("report.html"), "fewer than 10 people"));
  EXPECT_TRUE(holds(pages.files.at("explorer.html"), "Invented"));
  EXPECT_EQ(pages.verdict.passed, holds(pages.files.at("report.html"), "withstood every attack"));
}

TEST(Pages, of_a_release_that_was_accepted_say_why_and_its_proof_too) {
  auto failing = facts();
  failing.attacks[0] = {Attack::membership, 200, 180, 0.5, 0.35};
  const auto source = people();
  const Wish wish{.k = 10, .length = 2, .seed = 5};
  for (const auto* language : {"en", "ar"}) {
    auto files = package_of(source, wish, k_safe(source, wish), {.commitment = "c", .nonce = "n"},
                            {{"report.html", report_html(failing, language)}});
    accept(files, "Only for the <auditor>", language);
    EXPECT_FALSE(holds(files.at("report.html"), "must not go out"));
    EXPECT_TRUE(holds(files.at("report.html"), "Only for the &lt;auditor&gt;"));
    EXPECT_TRUE(
        holds(files.at("proof.json"), R"("accepted":{"because":"Only for the <auditor>"})"));
    EXPECT_TRUE(verify(files).problems.empty());
  }
}

TEST(Pages, of_a_private_release_tell_its_budget) {
  const auto source = people();
  release::SeededBits bits{6};
  const PrivateWish wish{.within = {1, usual_delta(400)}, .length = 2};
  const auto result = privately(source, wish, bits);
  EXPECT_EQ(result.errors.size(), 2U);
  const auto pages = pages_of(source, wish, result, {.title = "Invented", .language = "fr"}, bits);
  EXPECT_TRUE(holds(pages.files.at("report.html"), "epsilon 1"));
  EXPECT_TRUE(pages.verdict.passed);
}

TEST(Pages, a_private_package_is_verified_without_k) {
  const auto source = people();
  release::SeededBits bits{8};
  const PrivateWish wish{.within = {1, 1e-6}, .length = 2, .hxl = true};
  const auto result = privately(source, wish, bits);
  auto files = package_of(source, wish, result, {.commitment = "c", .nonce = "n"},
                          {{"report.html", "told"}});
  EXPECT_TRUE(verify(files).problems.empty());
  EXPECT_TRUE(holds(files.at("proof.json"), "\"method\":\"differential privacy\""));
  EXPECT_TRUE(holds(files.at("proof.json"), "\"neighbours\":\"all rows of one person\""));
  EXPECT_FALSE(holds(files.at("proof.json"), "\"nonce\""));
  files["report.html"] = "told otherwise";
  ASSERT_EQ(verify(files).problems.size(), 1U);
  EXPECT_EQ(verify(files).problems[0].field, "report.html");
}

TEST(Pages, a_proof_of_an_unknown_method_is_none) {
  const auto source = people();
  release::SeededBits bits{8};
  const PrivateWish wish{.within = {1, 1e-6}, .length = 1};
  auto files =
      package_of(source, wish, privately(source, wish, bits), {.commitment = "c", .nonce = "n"});
  auto& proof = files.at("proof.json");
  proof.replace(proof.find("differential privacy"), 20, "differential promise");
  EXPECT_THROW(verify(files), Failure);
}

TEST(Pages, a_budget_that_promises_nothing_is_refused) {
  release::SeededBits bits{6};
  for (const release::EpsilonDelta within :
       {release::EpsilonDelta{0, 1e-6}, {21, 1e-6}, {1, 0}, {1, 0.1}})
    EXPECT_THROW(privately(people(), {.within = within}, bits), Failure);
  EXPECT_THROW(privately(people(), {.within = {1, 1e-6}, .length = 6}, bits), Failure);
  EXPECT_DOUBLE_EQ(usual_delta(100), 1e-6);
  EXPECT_NEAR(usual_delta(1'000'000), 7.2e-8, 1e-9);
}

}  // namespace
}  // namespace ts::releases
