#include <cmath>
#include <functional>

#include "estimates/page_parts.h"
#include "estimates/pictures.h"

namespace ts::estimates {
namespace {

using namespace estimate;
using report::Table;
using report::Tone;

/// The report, section by section, in the order in which it should be read.
class Report {
 public:
  Report(const Study& study, const Disclosure& disclosure, const Provenance& provenance,
         const report::Words& words)
      : study_{study},
        shown_{disclosure},
        provenance_{provenance},
        words_{words},
        drawing_{study, shown_, words},
        page_{words, words("estimate.title"), words("estimate.subtitle")} {}

  std::string html() {
    if (study_.refused()) {
      refusal();
    } else {
      headline();
      warnings();
      answers();
    }
    overlaps();
    if (!study_.refused()) {
      models();
      resampling();
      sensitivity();
      consistency();
    }
    put_assumptions(page_, words_);
    provenance();
    return page_.html();
  }

 private:
  std::string say(std::string_view begin, std::string_view name) const {
    return words_(std::string{begin} + std::string{name});
  }
  std::string total(double value) const { return shown_.estimate_text(words_, value); }
  std::string total(const std::optional<double>& value) const {
    return value ? total(*value) : words_("estimate.outcome.not_estimable");
  }
  std::string count(double value) const { return shown_.count_text(words_, value); }
  std::string unseen(double value) const {
    return words_.number(shown_.unseen(value, study_.used.counts.people()));
  }

  void refusal() {
    std::string reasons;
    for (const auto each : study_.refusals)
      reasons += (reasons.empty() ? "" : " ") + say("estimate.refusal.", name_of(each));
    page_.notice(Tone::bad, words_("estimate.refused"), reasons);
    page_.figures({{words_("estimate.people_seen"), count(study_.given.counts.people())},
                   {words_("estimate.seen_twice"), count(study_.seen_twice)}});
  }

  void headline() {
    if (!study_.totals) {
      page_.notice(Tone::bad, words_("estimate.refused"), words_("estimate.none_estimable"));
      return;
    }
    put_range(page_, words_, shown_,
              {{words_("estimate.people_seen"), count(study_.given.counts.people())},
               {words_("estimate.seen_twice"), count(study_.seen_twice)}},
              *study_.totals, *study_.range);
  }

  void warnings() {
    if (study_.warnings.empty()) return;
    page_.section(words_("estimate.section.warnings"));
    put_warnings(page_, words_, study_);
  }

  void answers() {
    page_.section(words_("estimate.section.answers"));
    page_.picture(forest(drawing_), words_("estimate.picture.forest_says"));
    Table table{.caption = words_("estimate.table.answers"),
                .header = {words_("estimate.column.method"), words_("estimate.column.total"),
                           words_("estimate.column.unseen"), words_("estimate.column.interval"),
                           words_("estimate.column.kind")},
                .rows = {},
                .numbers = {1, 2, 3}};
    for (const auto& answer : study_.answers) {
      const auto name = name_of_method(words_, answer.method);
      if (!answer.total) {
        table.rows.push_back(
            {name, "–", "–", "–", say("estimate.outcome.", name_of(answer.outcome))});
        continue;
      }
      bool first = true;
      for (const auto& each : answer.limits) {
        table.rows.push_back({first ? name : "", first ? total(*answer.total) : "",
                              first ? unseen(*answer.total) : "",
                              interval_text(words_, shown_, {each.low, each.high}),
                              kind_of(words_, each)});
        first = false;
      }
    }
    page_.table(table);
    std::vector<std::string> methods;
    for (const auto& answer : study_.answers)
      methods.push_back(name_of_method(words_, answer.method) + ": " +
                        say("estimate.about.", name_of(answer.method)));
    page_.list(methods);
  }

  void overlaps() {
    page_.section(words_("estimate.section.overlaps"));
    if (study_.given.counts.histories_known())
      page_.picture(estimates::overlaps(drawing_), words_("estimate.picture.overlaps_says"));
    Table table{
        .caption = words_("estimate.table.overlaps"),
        .header = {words_("estimate.column.lists"), words_("estimate.column.observed"),
                   words_("estimate.column.independent"), words_("estimate.column.expected")},
        .rows = {},
        .numbers = {1, 2, 3}};
    const auto expected = [&](double value) {
      if (value <= 0) return std::string{"–"};
      return words_.number(shown_.expected(value), shown_.exact() ? 1 : 0);
    };
    for (const auto& each : study_.pairs)
      table.rows.push_back({study_.used.text_of(each.pair), count(each.observed),
                            expected(each.independent), expected(each.expected)});
    page_.table(table);
  }

  void models() {
    if (study_.models.empty()) return;
    page_.section(words_("estimate.section.models"));
    std::string humps;
    for (const auto& hump : study_.humps)
      if (hump.share >= 0.1)
        humps += (humps.empty() ? "" : "; ") +
                 words_("estimate.hump",
                        {{"total", total(hump.total)}, {"share", words_.percent(hump.share, 0)}});
    page_.paragraph(words_("estimate.models_text",
                           {{"count", words_.number(static_cast<double>(study_.models_considered))},
                            {"humps", humps}}));
    page_.picture(estimates::models(drawing_), words_("estimate.picture.models_says"));
    Table table{.caption = words_("estimate.table.models"),
                .header = {words_("estimate.column.model"), words_("estimate.column.total"),
                           words_("estimate.column.bic"), words_("estimate.column.weight")},
                .rows = {},
                .numbers = {1, 2, 3}};
    for (std::size_t i = 0; i < std::min<std::size_t>(study_.models.size(), 15); ++i) {
      const auto& each = study_.models[i];
      auto name = each.model.text(study_.used.names);
      if (name.empty()) name = name_of_method(words_, Method::independent);
      table.rows.push_back({name, total(each.fit.total()),
                            words_.number(each.bic - study_.models[0].bic, 1),
                            words_.percent(each.weight)});
    }
    page_.fold(words_("estimate.table.models"), table);
  }

  void resampling() {
    if (!study_.replicates) return;
    page_.section(words_("estimate.section.resampling"));
    page_.paragraph(words_(
        "estimate.resampling_text",
        {{"count", words_.number(static_cast<double>(study_.replicates->totals.size()))},
         {"without", words_.number(static_cast<double>(study_.replicates->without_estimate()))}}));
    page_.picture(estimates::replicates(drawing_), words_("estimate.picture.replicates_says"));
    Table table{.caption = words_("estimate.table.terms"),
                .header = {words_("estimate.column.lists"), words_("estimate.column.chosen")},
                .rows = {},
                .numbers = {1}};
    for (const Mask pair : pairs_of(study_.used.lists()))
      table.rows.push_back(
          {study_.used.text_of(pair), words_.percent(study_.replicates->chosen[pair], 0)});
    page_.fold(words_("estimate.table.terms"), table);
    const auto& fit = study_.stepwise->fitness;
    if (fit && fit->p)
      page_.paragraph(words_("estimate.fit_text", {{"share", words_.percent(*fit->p, 0)}}));
  }

  Table variants(std::string_view caption, const std::vector<Variant>& given,
                 const std::function<std::string(const Variant&)>& label) const {
    Table out{.caption = words_(caption),
              .header = {words_("estimate.column.variant"), words_("estimate.column.total")},
              .rows = {},
              .numbers = {1}};
    for (const auto& each : given) out.rows.push_back({label(each), total(each.total)});
    return out;
  }

  void sensitivity() {
    if (!study_.options.sensitivity || !study_.stepwise) return;
    page_.section(words_("estimate.section.sensitivity"));
    page_.paragraph(words_("estimate.sensitivity_text"));
    if (!study_.left_out.empty())
      page_.picture(estimates::left_out(drawing_), words_("estimate.picture.left_out_says"));
    page_.table(variants("estimate.table.multiplied", study_.multiplied, [&](const Variant& each) {
      return "× " + words_.number(each.value, each.value < 1 ? 1 : 0);
    }));
    page_.table(variants("estimate.table.missed", study_.missed_matches, [&](const Variant& each) {
      return each.value > 0 ? words_("estimate.missed", {{"share", words_.percent(each.value, 0)}})
                            : words_("estimate.wrong", {{"share", words_.percent(-each.value, 0)}});
    }));
    page_.table(variants("estimate.table.thresholds", study_.thresholds, [&](const Variant& each) {
      return words_.number(each.value, each.value == 0 || each.value == 1 ? 0 : 3);
    }));
    if (!study_.orders.empty())
      page_.table(variants("estimate.table.orders", study_.orders,
                           [&](const Variant& each) { return words_.number(each.value); }));
    if (!study_.merged.empty())
      page_.table(variants("estimate.table.merged", study_.merged, [&](const Variant& each) {
        return study_.used.names[each.list] + " + " + study_.used.names[each.other_list];
      }));
  }

  void consistency() {
    if (study_.consistency.empty()) return;
    page_.section(words_("estimate.section.consistency"));
    page_.paragraph(words_("estimate.consistency_text"));
    Table table{.caption = words_("estimate.section.consistency"),
                .header = {words_("estimate.column.list"), words_("estimate.column.known"),
                           words_("estimate.column.estimated")},
                .rows = {},
                .numbers = {1, 2}};
    for (const auto& each : study_.consistency)
      table.rows.push_back({study_.used.names[each.list], count(each.truth), total(each.total)});
    page_.table(table);
  }

  void provenance() {
    page_.section(words_("estimate.section.provenance"));
    const auto& o = study_.options;
    std::vector<std::pair<std::string, std::string>> rows{
        {words_("estimate.made.program"), "Turnstone " + provenance_.program},
        {words_("estimate.made.seed"), std::to_string(o.seed)},
        {words_("estimate.made.threshold"), words_.number(o.threshold, 3)},
        {words_("estimate.made.order"), words_.number(o.order)},
        {words_("estimate.made.replicates"), words_.number(static_cast<double>(o.replicates))}};
    if (!provenance_.input_digest.empty())
      rows.emplace_back(words_("estimate.made.digest"), provenance_.input_digest);
    Table table{.caption = words_("estimate.section.provenance"),
                .header = {words_("estimate.column.what"), words_("estimate.column.value")},
                .rows = {}};
    for (auto& [what, value] : rows) table.rows.push_back({what, value});
    page_.table(table);
    put_disclosure(page_, words_, shown_);
  }

  const Study& study_;
  Disclosure shown_;
  const Provenance& provenance_;
  const report::Words& words_;
  Drawing drawing_;
  report::Page page_;
};

}  // namespace

std::string report_html(const Study& study, const Disclosure& disclosure,
                        const Provenance& provenance, const report::Words& words) {
  return Report{study, disclosure, provenance, words}.html();
}

}  // namespace ts::estimates
