#include "cli/link.h"

#include <algorithm>
#include <iostream>
#include <optional>

#include "base/bytes.h"
#include "base/large.h"
#include "base/used.h"
#include "cli/cli.h"
#include "cli/interruptible.h"
#include "crypto/crypto.h"
#include "formats/hxl.h"
#include "formats/out_folder.h"
#include "linkages/people.h"
#include "linkages/results.h"
#include "linkages/spec_json.h"

namespace ts::cli {
namespace {

using namespace ts::linkage;

struct File {
  explicit File(const std::string& path)
      : csv{formats::read_tagged_csv(formats::read_text_file(path))},
        table{linkages::table_of(csv)} {}
  formats::CsvTable csv;
  Table table;
};

const std::vector<std::string_view>& column(const Table& table, const std::string& name) {
  const auto found = std::find(table.names.begin(), table.names.end(), name);
  if (found == table.names.end())
    throw Failure{Fault::invalid, "linkage.bad_spec", {{name, "linkage.no_column"}}};
  return table.columns[static_cast<std::size_t>(found - table.names.begin())];
}

void print(const Linkage& linkage, const std::optional<Evaluation>& evaluation,
           const report::Words& words) {
  std::cout << words("linkage.compared") << '\t' << linkage.candidates().pairs() << '\n'
            << words("linkage.linked") << '\t' << linkage.chosen().size() << '\n';
  if (!evaluation) return;
  const auto& q = evaluation->usual;
  std::cout << words("linkage.precision") << '\t' << words.percent(q.pairs.precision, 2) << '\n'
            << words("linkage.recall") << '\t' << words.percent(q.pairs.recall, 2) << '\n'
            << words("linkage.f1_pairs") << '\t' << words.number(q.pairs.f1, 4) << '\n'
            << words("linkage.f1_one") << '\t' << words.number(q.one_to_one.f1, 4) << '\n';
}

/// Which rules there are, and how many pairs each brings.
int plan(const Spec& spec, const Table& a, const Table* b) {
  const Records records{spec, a, b};
  const Candidates candidates{records, spec};
  for (const auto& each : candidates.rules()) {
    std::cout << each.pairs;
    for (const auto& key : each.rule)
      std::cout << '\t' << spec.comparisons[key.comparison].name << '.' << name_of(key.part);
    std::cout << '\n';
  }
  return done;
}

}  // namespace

int link(const LinkOptions& options) {
  keep_freed_memory();
  if (!lang::is_spoken(options.language))
    throw Failure{Fault::invalid, "linkage.bad_spec", {{"language", "linkage.not_so"}}};
  const report::Words words{lang::built_in("linkage"), options.language};
  const Interruptible interruptible;
  const auto progress = interruptible.progress();
  std::optional<formats::OutFolder> out;
  if (!options.plan_only) out.emplace(options.out);

  const File a{options.a};
  std::optional<File> b;
  if (!options.b.empty()) b.emplace(options.b);
  const Table* second = b ? &b->table : nullptr;
  std::vector<std::string> besides;
  if (!options.truth.empty()) besides.push_back(options.truth);
  auto guess = linkages::guess(a.table, second, besides);
  if (!options.spec.empty())
    guess.spec = linkages::read_spec(formats::read_text_file(options.spec));
  if (options.plan_only) return plan(guess.spec, a.table, second);

  std::vector<std::string_view> truth_a, truth_b;
  if (!options.truth.empty()) truth_a = column(a.table, options.truth);
  if (!options.truth.empty() && b) truth_b = column(b->table, options.truth);
  const Linkage linkage{guess.spec, a.table, second, {.threads = options.threads}, progress};
  std::optional<Evaluation> evaluation;
  if (!options.truth.empty())
    evaluation =
        evaluate(linkage.links(), linkage.records(), truth_a, truth_b, linkage.spec().threshold);

  linkages::Run run{.spec_digest = hex(crypto::hash(bytes_of(linkages::spec_json(guess.spec)))),
                    .program = TS_VERSION};
  const auto names = linkages::names_of(a.table, second, guess.record);
  out->write("pairs.csv", linkages::pairs_csv(linkage, names));
  out->write("clusters.csv", linkages::clusters_csv(linkage, names));
  out->write("model.json", linkages::model_json(linkage, run));
  run.seconds = cpu_seconds();
  run.peak_mb = peak_megabytes();
  out->write("report.html", linkages::report_html(linkage, evaluation, run, words));
  progress.check();
  out->publish();
  if (options.json)
    std::cout << linkages::summary_json(linkage, evaluation, run);
  else
    print(linkage, evaluation, words);
  return done;
}

}  // namespace ts::cli
