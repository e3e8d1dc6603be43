#include "cli/commands.h"
#include "cli/estimate.h"

namespace ts::cli {

void add_estimate_command(Commands& commands) {
  auto& options = commands.options;
  const auto o = std::make_shared<EstimateOptions>();
  auto* app =
      commands.add(commands.app, "estimate",
                   "How many people has nobody found: from overlaps of lists", cli::estimate, o);
  app->add_option("LISTS.csv", o->lists,
                  "A column of 0 and 1 a list, and a column count; - is input")
      ->required();
  options.add(app, "out", o->out, "The folder that is made for the results")->required();
  app->add_flag("--pairs", o->pairs, "Only list sizes and overlaps: columns list, other, people");
  options.add(app, "strata", o->strata,
              "A column that takes the table apart: each part is estimated, and all added up");
  options.add(app, "method", o->methods,
              "all, or of independent,stepwise,aic,bic,averaged,downhill,graphs,latent_classes");
  options.add(app, "threshold", o->threshold, "Of the stepwise rule")->capture_default_str();
  options.add(app, "order", o->order, "Lists in the largest term of a model, 2 to 4")
      ->capture_default_str();
  options.add(app, "replicates", o->replicates, "Resampled tables")->capture_default_str();
  options.add(app, "seed", o->seed, "The same seed, the same result")->capture_default_str();
  options.add(app, "threads", o->threads, "0: one a processor")->capture_default_str();
  options.add(app, "language", o->language, "Of the report: en fr es pt ru ar")
      ->capture_default_str();
  app->add_flag("--inside", o->inside, "Exact counts: for inside the organisation only");
  app->add_flag("--json", o->json, "Answer in JSON");
}

}  // namespace ts::cli
