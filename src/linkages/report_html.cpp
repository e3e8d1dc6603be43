#include <algorithm>
#include <cmath>

#include "linkages/results.h"
#include "report/page.h"

namespace ts::linkages {
namespace {

using namespace linkage;

/// The report, section by section. Fields and levels only: never what stands in a record.
class Report {
 public:
  Report(const Linkage& linkage, const std::optional<Evaluation>& evaluation, const Run& run,
         const report::Words& words)
      : linkage_{linkage},
        evaluation_{evaluation},
        run_{run},
        words_{words},
        chosen_{linkage.chosen()},
        page_{words, words("linkage.title"), words("linkage.subtitle")} {}

  std::string html() {
    headline();
    if (evaluation_) quality();
    fields();
    examples();
    rules();
    provenance();
    return page_.html();
  }

 private:
  std::string count(double value) const { return words_.number(value); }
  std::string bits(double value) const {
    return (value >= 0 ? "+" : "−") + words_.number(std::abs(value), 1);
  }
  std::string level(Outcome outcome) const {
    auto out = words_("linkage.level." + std::string{name_of(level_of(outcome))});
    return apart(outcome) ? out + " *" : out;
  }

  void headline() {
    const auto& records = linkage_.records();
    page_.notice(report::Tone::warning, words_("linkage.question_title"),
                 words_("linkage.question"));
    page_.figures(
        {{words_("linkage.records"), count(records.rows_a())},
         {words_("linkage.records_b"), records.one_file() ? "–" : count(records.rows_b())},
         {words_("linkage.compared"), count(static_cast<double>(linkage_.candidates().pairs()))},
         {words_("linkage.linked"), count(static_cast<double>(chosen_.size()))}});
    page_.paragraph(words_("linkage.loss", {{"share", words_.percent(linkage_.loss(), 1)}}));
  }

  void quality() {
    page_.section(words_("linkage.section.quality"));
    page_.picture(curve(), words_("linkage.curve_says"));
    report::Table table{
        .caption = words_("linkage.section.quality"),
        .header = {words_("linkage.threshold"), words_("linkage.precision"),
                   words_("linkage.recall"), words_("linkage.f1_pairs"), words_("linkage.f1_one")},
        .rows = {},
        .numbers = {0, 1, 2, 3, 4}};
    const auto row = [&](const AtThreshold& at) {
      table.rows.push_back({words_.number(at.threshold, 2), words_.percent(at.pairs.precision, 2),
                            words_.percent(at.pairs.recall, 2), words_.number(at.pairs.f1, 4),
                            words_.number(at.one_to_one.f1, 4)});
    };
    row(evaluation_->usual);
    row(evaluation_->best_pairs);
    for (std::size_t i = 4; i < evaluation_->curve.size(); i += 5) row(evaluation_->curve[i]);
    page_.table(table);
    page_.paragraph(words_("linkage.calibration",
                           {{"error", words_.percent(evaluation_->calibration_error, 1)}}));
  }

  report::Picture curve() const {
    report::Picture out{640, 300, words_("linkage.section.quality"), words_("linkage.curve_says")};
    const auto x = report::Scale::linear(0, 1, 60, 620), y = report::Scale::linear(0, 1, 250, 20);
    std::vector<std::string> labels;
    const auto ticks = x.ticks();
    for (const auto tick : ticks) labels.push_back(words_.number(tick, 1));
    out.axis(x, 250, 20, ticks, labels);
    out.text(340, 290, words_("linkage.threshold"), report::Ink::soft, report::Anchor::middle);
    const auto draw = [&](auto value, report::Ink ink, std::string_view name, double label_y) {
      std::vector<std::pair<double, double>> points;
      for (const auto& at : evaluation_->curve) points.emplace_back(x(at.threshold), y(value(at)));
      out.path(points, ink);
      out.text(70, label_y, words_(name), ink);
    };
    draw([](const auto& at) { return at.pairs.precision; }, report::Ink::second,
         "linkage.precision", 200);
    draw([](const auto& at) { return at.pairs.recall; }, report::Ink::third, "linkage.recall", 218);
    draw([](const auto& at) { return at.pairs.f1; }, report::Ink::main, "linkage.f1_pairs", 236);
    return out;
  }

  void fields() {
    page_.section(words_("linkage.section.fields"));
    page_.paragraph(words_("linkage.fields_text"));
    for (std::size_t f = 0; f < linkage_.model().fields.size(); ++f) {
      const auto& comparison = linkage_.spec().comparisons[f];
      const auto& weights = linkage_.model().fields[f];
      report::Table table{.caption = comparison.name,
                          .header = {words_("linkage.level"), words_("linkage.m"),
                                     words_("linkage.u"), words_("linkage.bits")},
                          .rows = {},
                          .numbers = {1, 2, 3}};
      for (Outcome o = 1; o < outcomes; ++o)
        if (weights.m[o] > 1e-4 || weights.u[o] > 1e-4)
          table.rows.push_back({level(o), words_.percent(weights.m[o], 1),
                                words_.percent(weights.u[o], 3),
                                bits(bits_of(weights, comparison.kind, o, 0))});
      page_.fold(comparison.name + " (" +
                     words_("linkage.kind." + std::string{name_of(comparison.kind)}) + ")",
                 table);
    }
  }

  /// A sure pair, one at the threshold, and one just below: which field spoke for and against.
  void examples() {
    const auto& links = linkage_.links();
    if (links.empty()) return;
    page_.section(words_("linkage.section.examples"));
    const auto below = std::partition_point(links.begin(), links.end(), [&](const Link& link) {
      return link.probability >= linkage_.spec().threshold;
    });
    std::vector<Link> shown{links.front()};
    if (below != links.begin()) shown.push_back(*(below - 1));
    if (below != links.end()) shown.push_back(*below);
    for (const auto& link : shown) {
      report::Table table{
          .caption = words_("linkage.example", {{"share", words_.percent(link.probability, 1)}}),
          .header = {words_("linkage.field"), words_("linkage.level"), words_("linkage.bits")},
          .rows = {},
          .numbers = {2}};
      const auto reasons = linkage_.reasons(link);
      for (std::size_t f = 0; f < reasons.size(); ++f)
        table.rows.push_back({linkage_.spec().comparisons[f].name, level(reasons[f].outcome),
                              bits(reasons[f].bits)});
      page_.table(table);
    }
  }

  std::string rule_text(const Rule& rule) const {
    std::string out;
    for (const auto& key : rule)
      out += (out.empty() ? "" : " + ") + linkage_.spec().comparisons[key.comparison].name + " (" +
             words_("linkage.part." + std::string{name_of(key.part)}) + ")";
    return out.empty() ? words_("linkage.everything") : out;
  }
  void rules() {
    page_.section(words_("linkage.section.rules"));
    page_.paragraph(words_("linkage.rules_text"));
    report::Table table{.caption = words_("linkage.section.rules"),
                        .header = {words_("linkage.rule"), words_("linkage.compared")},
                        .rows = {},
                        .numbers = {1}};
    for (const auto& each : linkage_.candidates().rules())
      table.rows.push_back({rule_text(each.rule), count(static_cast<double>(each.pairs))});
    page_.table(table);
  }

  void provenance() {
    page_.section(words_("linkage.section.provenance"));
    page_.list({"Turnstone " + run_.program, "spec " + run_.spec_digest,
                words_("linkage.threshold") + " " + words_.number(linkage_.spec().threshold, 2)});
    page_.paragraph(words_("linkage.star"));
  }

  const Linkage& linkage_;
  const std::optional<Evaluation>& evaluation_;
  const Run& run_;
  const report::Words& words_;
  std::vector<Link> chosen_;
  report::Page page_;
};

}  // namespace

std::string report_html(const Linkage& linkage, const std::optional<Evaluation>& evaluation,
                        const Run& run, const report::Words& words) {
  return Report{linkage, evaluation, run, words}.html();
}

}  // namespace ts::linkages
