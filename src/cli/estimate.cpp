#include "cli/estimate.h"

#include <algorithm>
#include <iostream>
#include <sstream>

#include "base/bytes.h"
#include "cli/cli.h"
#include "crypto/crypto.h"
#include "estimates/read_lists.h"
#include "estimates/results.h"
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

std::string language_of(const std::string& wanted) {
  const auto& spoken = lang::spoken_languages;
  if (std::find(spoken.begin(), spoken.end(), wanted) == spoken.end())
    throw Failure{Fault::invalid, "estimate.bad_options", {{"language", "estimate.out_of_bounds"}}};
  return wanted;
}

/// One line a method: what a person wants to see at the end of the command.
void print(const Study& study, const estimates::Disclosure& disclosure,
           const report::Words& words) {
  for (const auto refusal : study.refusals)
    std::cout << words("estimate.refused") << ": "
              << words("estimate.refusal." + std::string{name_of(refusal)}) << '\n';
  for (const auto& answer : study.answers) {
    std::cout << words("estimate.method." + std::string{name_of(answer.method)}) << '\t';
    if (!answer.total) {
      std::cout << words("estimate.outcome." + std::string{name_of(answer.outcome)}) << '\n';
      continue;
    }
    std::cout << disclosure.estimate_text(words, *answer.total);
    if (!answer.limits.empty())
      std::cout << '\t' << disclosure.estimate_text(words, answer.limits.front().low) << " – "
                << disclosure.estimate_text(words, answer.limits.front().high);
    std::cout << '\n';
  }
  for (const auto warning : study.warnings)
    std::cerr << words("estimate.warning." + std::string{name_of(warning)}) << '\n';
}

}  // namespace

int estimate(const EstimateOptions& options) {
  const auto wanted = study_options(options);
  const report::Words words{lang::built_in("estimate"), language_of(options.language)};
  formats::OutFolder out{options.out};
  auto text = formats::read_text_file(options.lists);
  const estimates::Provenance provenance{.program = TS_VERSION,
                                         .input_digest = hex(crypto::hash(bytes_of(text)))};
  const auto table = options.pairs ? estimates::read_overlaps(std::move(text))
                                   : estimates::read_histories(std::move(text));
  const auto study = run_study(table, wanted);

  const auto disclosure =
      options.inside ? estimates::Disclosure::inside() : estimates::Disclosure::outside();
  const auto json = estimates::to_json(study, disclosure, provenance);
  out.write("estimate.json", json);
  out.write("answers.csv", estimates::answers_csv(study, disclosure));
  out.write("models.csv", estimates::models_csv(study, disclosure));
  out.write("sensitivity.csv", estimates::sensitivity_csv(study, disclosure));
  out.write("report.html", estimates::report_html(study, disclosure, provenance, words));
  out.publish();
  if (options.json)
    std::cout << json;
  else
    print(study, disclosure, words);
  return study.all_estimated() ? done : findings;
}

}  // namespace ts::cli
