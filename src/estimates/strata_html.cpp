#include "estimates/page_parts.h"
#include "estimates/pictures.h"
#include "estimates/strata_results.h"
#include "report/page.h"

namespace ts::estimates {
namespace {

using namespace estimate;
using report::Table;
using report::Tone;

/// The sum first, then a section for each stratum, then what is assumed.
class StrataReport {
 public:
  StrataReport(const StrataStudy& study, const Disclosure& disclosure, const report::Words& words)
      : study_{study},
        shown_{disclosure},
        words_{words},
        page_{words, words("estimate.title"), words("estimate.strata_subtitle")} {}

  std::string html(const Provenance& provenance) {
    headline();
    sums();
    summary();
    for (std::size_t s = 0; s < study_.strata.size(); ++s) stratum(s);
    put_assumptions(page_, words_);
    page_.paragraph(words_("estimate.made.program") + ": Turnstone " + provenance.program);
    put_disclosure(page_, words_, shown_);
    return page_.html();
  }

 private:
  std::string total(double value) const { return shown_.estimate_text(words_, value); }
  std::string interval(const std::optional<Interval>& of) const {
    return of ? interval_text(words_, shown_, *of) : "–";
  }

  std::string names(const std::vector<std::size_t>& strata) const {
    std::string out;
    for (const auto s : strata) out += (out.empty() ? "" : ", ") + study_.strata[s].name;
    return out;
  }
  std::string reasons(const Study& study) const {
    std::string out;
    for (const auto each : study.refusals)
      out += (out.empty() ? "" : " ") + words_("estimate.refusal." + std::string{name_of(each)});
    return out;
  }

  void headline() {
    const auto seen =
        std::pair{words_("estimate.people_seen"), shown_.count_text(words_, study_.people)};
    if (!study_.totals) {
      page_.notice(Tone::bad, words_("estimate.refused"), words_("estimate.no_sum"));
      page_.figures({seen});
      return;
    }
    put_range(page_, words_, shown_, {seen}, *study_.totals, *study_.range);
  }

  void sums() {
    page_.section(words_("estimate.section.sum"));
    page_.paragraph(words_("estimate.sum_text"));
    Table table{.caption = words_("estimate.section.sum"),
                .header = {words_("estimate.column.method"), words_("estimate.column.total"),
                           words_("estimate.column.interval"), words_("estimate.column.kind")},
                .rows = {},
                .numbers = {1, 2}};
    for (const auto& sum : study_.sums) {
      const auto method = name_of_method(words_, sum.method);
      if (!sum.total) {
        table.rows.push_back(
            {method, "–", "–", words_("estimate.sum_without", {{"parts", names(sum.without)}})});
        continue;
      }
      bool first = true;
      for (const auto& each : sum.limits) {
        table.rows.push_back({first ? method : "", first ? total(*sum.total) : "",
                              interval(Interval{each.low, each.high}), kind_of(words_, each)});
        first = false;
      }
    }
    page_.table(table);
  }

  void summary() {
    page_.section(words_("estimate.section.strata"));
    Table table{.caption = words_("estimate.section.strata"),
                .header = {words_("estimate.column.part"), words_("estimate.people_seen"),
                           words_("estimate.methods_say"), words_("estimate.intervals_reach")},
                .rows = {},
                .numbers = {1, 2, 3}};
    for (const auto& [name, study] : study_.strata)
      table.rows.push_back({name, shown_.count_text(words_, study.given.counts.people()),
                            interval(study.totals), interval(study.range)});
    page_.table(table);
  }

  void stratum(std::size_t s) {
    const auto& [name, study] = study_.strata[s];
    page_.section(name);
    if (study.refused()) {
      page_.notice(Tone::bad, words_("estimate.refused"), reasons(study));
      return;
    }
    page_.picture(forest({study, shown_, words_}), words_("estimate.picture.forest_says"));
    put_warnings(page_, words_, study);
    page_.paragraph(
        words_("estimate.own_report", {{"file", "stratum-" + std::to_string(s + 1) + ".html"}}));
  }

  const StrataStudy& study_;
  Disclosure shown_;
  const report::Words& words_;
  report::Page page_;
};

}  // namespace

std::string report_html(const StrataStudy& study, const Disclosure& disclosure,
                        const Provenance& provenance, const report::Words& words) {
  return StrataReport{study, disclosure, words}.html(provenance);
}

}  // namespace ts::estimates
