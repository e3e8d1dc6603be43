#include "studies/run.h"

#include <boost/json.hpp>
#include <utility>

#include "estimate/study.h"
#include "estimates/read_lists.h"
#include "estimates/results.h"
#include "lang/messages.h"
#include "report/words.h"
#include "studies/result.h"

namespace ts::studies {
namespace {

using estimates::Disclosure;

estimate::StudyOptions options_of(const Options& options) {
  estimate::StudyOptions out;
  out.threshold = options.threshold;
  out.replicates = static_cast<std::size_t>(options.replicates);
  out.seed = options.seed;
  return out;
}

/// What is downloaded leaves the organisation: small counts are not in it. The report is there in
/// every language, for whoever reads it may be somebody else than who asked for it.
documents::Files files_of(const estimate::Study& study, const Question& question,
                          const boost::json::object& outside) {
  const auto disclosure = Disclosure::outside();
  documents::Files out{{"result.json", boost::json::serialize(outside) + '\n'},
                       {"estimates.csv", estimates::answers_csv(study, disclosure)}};
  for (const auto language : lang::spoken_languages)
    out["report." + std::string{language} + ".html"] =
        estimates::report_html(study, disclosure, {.program = TS_VERSION, .input_digest = {}},
                               report::Words{lang::built_in("estimate"), language});
  if (question.population)
    out["sdg.csv"] = sdg_csv(study, *question.population, Disclosure::outside());
  return out;
}

}  // namespace

estimate::CaptureTable read_table(Form form, std::string csv) {
  return form == Form::histories ? estimates::read_histories(std::move(csv))
                                 : estimates::read_overlaps(std::move(csv));
}

Outcome run(const Question& question, const estimate::CaptureTable& table,
            const Progress& progress) {
  const auto study =
      estimate::run_study(table, options_of(question.options), progress.part(0, 0.95));
  Outcome out{.inside = result_of(study, question.population, Disclosure::inside()),
              .outside = result_of(study, question.population, Disclosure::outside()),
              .files = {}};
  out.files = files_of(study, question, out.outside);
  boost::json::array names;
  for (const auto& [name, content] : out.files) names.emplace_back(name);
  out.inside["files"] = names;
  out.outside["files"] = std::move(names);
  progress.at(1);
  return out;
}

}  // namespace ts::studies
