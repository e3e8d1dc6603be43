#include "cli/estimate.h"

#include <algorithm>
#include <iostream>
#include <sstream>

#include "base/bytes.h"
#include "cli/cli.h"
#include "cli/interruptible.h"
#include "crypto/crypto.h"
#include "estimates/read_lists.h"
#include "estimates/strata_results.h"
#include "formats/csv.h"
#include "formats/out_folder.h"
#include "lang/messages.h"
#include "report/words.h"

namespace ts::cli {
namespace {

using namespace ts::estimate;

std::vector<Method> methods_of(const std::string& names) {
  if (names == "all") return {all_methods.begin(), all_methods.end()};
  std::vector<Method> out;
  std::stringstream stream{names};
  for (std::string name; std::getline(stream, name, ',');) {
    const auto method = method_named(name);
    if (!method)
      throw Failure{
          Fault::invalid, "estimate.bad_options", {{"method", "estimate.unknown_method"}}};
    out.push_back(*method);
  }
  return out;
}

StudyOptions study_options(const EstimateOptions& options) {
  StudyOptions out;
  out.methods = methods_of(options.methods);
  out.threshold = options.threshold;
  out.order = options.order;
  out.replicates = options.replicates;
  out.seed = options.seed;
  out.threads = options.threads;
  return out;
}

/// One line a method: what a person wants to see at the end of the command.
class Print {
 public:
  Print(const estimates::Disclosure& disclosure, const report::Words& words)
      : shown_{disclosure}, words_{words} {}

  void study(const Study& study) const {
    for (const auto refusal : study.refusals)
      std::cout << words_("estimate.refused") << ": "
                << words_("estimate.refusal." + std::string{name_of(refusal)}) << '\n';
    for (const auto& answer : study.answers)
      line(answer.method, answer.total, answer.limits,
           words_("estimate.outcome." + std::string{name_of(answer.outcome)}));
    for (const auto warning : study.warnings)
      std::cerr << words_("estimate.warning." + std::string{name_of(warning)}) << '\n';
  }

  void strata(const StrataStudy& study) const {
    std::cout << words_("estimate.section.sum") << '\n';
    for (const auto& sum : study.sums) {
      std::string parts;
      for (const auto s : sum.without) parts += (parts.empty() ? "" : ", ") + study.strata[s].name;
      line(sum.method, sum.total, sum.limits, words_("estimate.sum_without", {{"parts", parts}}));
    }
    for (const auto& [name, one] : study.strata) {
      std::cout << '\n' << name << '\n';
      this->study(one);
    }
  }

 private:
  std::string text(double total) const { return shown_.estimate_text(words_, total); }
  void line(Method method, const std::optional<double>& total, const std::vector<Limits>& limits,
            const std::string& otherwise) const {
    std::cout << words_("estimate.method." + std::string{name_of(method)}) << '\t'
              << (total ? text(*total) : otherwise);
    if (total && !limits.empty())
      std::cout << '\t' << text(limits.front().low) << " – " << text(limits.front().high);
    std::cout << '\n';
  }

  const estimates::Disclosure& shown_;
  const report::Words& words_;
};

/// Everything that one run of the command needs.
struct Run {
  const EstimateOptions& options;
  StudyOptions wanted;
  report::Words words;
  estimates::Disclosure disclosure;
  estimates::Provenance provenance;
  formats::OutFolder& out;
  const Progress& progress;
};

int done_with(const Run& run, const std::string& json, bool all_estimated) {
  run.out.publish();
  if (run.options.json) std::cout << json;
  return all_estimated ? done : findings;
}

int whole(const Run& run, std::string text) {
  const auto table = run.options.pairs ? estimates::read_overlaps(std::move(text))
                                       : estimates::read_histories(std::move(text));
  const auto study = run_study(table, run.wanted, run.progress);
  const auto json = estimates::to_json(study, run.disclosure, run.provenance);
  run.out.write("estimate.json", json);
  run.out.write("answers.csv", estimates::answers_csv(study, run.disclosure));
  run.out.write("models.csv", estimates::models_csv(study, run.disclosure));
  run.out.write("sensitivity.csv", estimates::sensitivity_csv(study, run.disclosure));
  run.out.write("report.html",
                estimates::report_html(study, run.disclosure, run.provenance, run.words));
  if (!run.options.json) Print{run.disclosure, run.words}.study(study);
  return done_with(run, json, study.all_estimated());
}

int by_strata(const Run& run, std::string text) {
  if (run.options.pairs) throw Failure{Fault::invalid, "estimate.strata_and_pairs"};
  const auto strata = estimates::read_strata(std::move(text), run.options.strata);
  const auto study = run_strata(strata, run.wanted, run.progress);
  const auto json = estimates::to_json(study, run.disclosure, run.provenance);
  run.out.write("estimate.json", json);
  run.out.write("answers.csv", estimates::answers_csv(study, run.disclosure));
  run.out.write("report.html",
                estimates::report_html(study, run.disclosure, run.provenance, run.words));
  for (std::size_t s = 0; s < study.strata.size(); ++s)
    run.out.write(
        "stratum-" + std::to_string(s + 1) + ".html",
        estimates::report_html(study.strata[s].study, run.disclosure, run.provenance, run.words));
  if (!run.options.json) Print{run.disclosure, run.words}.strata(study);
  return done_with(run, json, study.all_estimated());
}

}  // namespace

int estimate(const EstimateOptions& options) {
  auto wanted = study_options(options);
  check_options(wanted);
  if (!lang::is_spoken(options.language))
    throw Failure{Fault::invalid, "estimate.bad_options", {{"language", "estimate.out_of_bounds"}}};
  const report::Words words{lang::built_in("estimate"), options.language};
  const Interruptible interruptible;
  const auto progress = interruptible.progress();
  formats::OutFolder out{options.out};
  auto text = formats::read_text_file(options.lists);
  const Run run{
      .options = options,
      .wanted = std::move(wanted),
      .words = words,
      .disclosure =
          options.inside ? estimates::Disclosure::inside() : estimates::Disclosure::outside(),
      .provenance = {.program = TS_VERSION, .input_digest = hex(crypto::hash(bytes_of(text)))},
      .out = out,
      .progress = progress};
  return options.strata.empty() ? whole(run, std::move(text)) : by_strata(run, std::move(text));
}

}  // namespace ts::cli
