#include "cli/commands.h"
#include "cli/link.h"
#include "cli/private_matching.h"

namespace ts::cli {
namespace {

void add_link_command(Commands& commands) {
  const auto o = std::make_shared<LinkOptions>();
  auto* app =
      commands.add(commands.app, "link", "Find records that are perhaps one person", cli::link, o);
  app->add_option("A.csv", o->a, "A file, CSV with a header")->required();
  app->add_option("B.csv", o->b, "Another; without it, duplicates within the first");
  app->add_option("--spec", o->spec, "How what is compared (JSON); else guessed by the columns");
  app->add_option("--truth", o->truth, "A column of both files: equal values are one person");
  app->add_option("--out", o->out, "The folder that is made for the results");
  app->add_option("--language", o->language, "Of the report: en fr es pt ru ar")
      ->capture_default_str();
  app->add_option("--threads", o->threads, "0: one a processor")->capture_default_str();
  app->add_flag("--plan-only", o->plan_only, "Only count which pairs would be compared");
  app->add_flag("--json", o->json, "Answer in JSON");
}

void add_common(Commands& commands, CLI::App* app, PsiOptions& o) {
  auto& options = commands.options;
  options.add(app, "key-file", o.key_file, "A file of 32 random bytes that both sides have")
      ->required();
  options.add(app, "out", o.out, "The folder that is made")->required();
  options.add(app, "threads", o.threads, "0: one a processor")->capture_default_str();
}

void add_list(CLI::App* app, PsiOptions& o) {
  app->add_option("LIST.csv", o.list, "A person a line; - is standard input")->required();
  app->add_option("--id", o.columns.id, "Column of ids; columns are found by their headers");
  app->add_option("--given", o.columns.given_name, "Column of given names, or of whole names");
  app->add_option("--family", o.columns.family_name, "Column of family names");
  app->add_option("--birth", o.columns.birth_date, "Column of birth dates, as 1994-03-28");
  app->add_option("--place", o.columns.place, "Column of places");
}

/// In the file of --config they hold for all who answer here.
void add_budget(Commands& commands, CLI::App* app, PsiOptions& o) {
  auto& options = commands.options;
  options.add(app, "asked-questions", o.budget.questions, "That are answered within the days")
      ->capture_default_str();
  options.add(app, "asked-people", o.budget.people, "Who may be on their lists together")
      ->capture_default_str();
  options.add(app, "asked-days", o.budget.days, "The days")->capture_default_str();
}

/// Of several organisations.
void add_round_commands(Commands& commands, CLI::App& psi) {
  const auto joined = std::make_shared<PsiRoundOptions>();
  auto* join =
      commands.add(psi, "join", "Of several lists: ours, for the next party", psi_join, joined);
  add_list(join, joined->psi);
  add_common(commands, join, joined->psi);
  join->add_option("--round", joined->round, "What all have agreed to call it")->required();
  join->add_option("--party", joined->party, "Our number, from 1")->required();
  join->add_option("--of", joined->of, "How many parties there are, 2 to 10")->required();
  join->add_option("--name", joined->name, "What our list is called in the table")->required();

  const auto passing = std::make_shared<PsiRoundOptions>();
  auto* pass =
      commands.add(psi, "pass", "Another party's list, further on its way", psi_pass, passing);
  add_common(commands, pass, passing->psi);
  add_budget(commands, pass, passing->psi);
  pass->add_option("LIST.psi", passing->psi.message, "From the party before us")->required();
  pass->add_option("--kept", passing->psi.kept, "The newest kept.psi of the round")->required();

  const auto tallied = std::make_shared<PsiRoundOptions>();
  auto* tally = commands.add(psi, "tally", "How many are on which lists", psi_tally, tallied);
  add_common(commands, tally, tallied->psi);
  tally->add_option("LISTS.psi", tallied->lists, "All lists, after the last party")->required();
  tally->add_option("--least", tallied->least, "Figures of fewer people are not told")
      ->capture_default_str();
  tally->add_flag("--inside", tallied->inside,
                  "Exact figures, too, for an estimate: for inside the organisation only");
}

void add_psi_commands(Commands& commands) {
  auto* psi = commands.app.add_subcommand(
      "psi", "Who is on two organisations' lists, or how many on several, and no name shown");
  psi->require_subcommand(1);
  const auto offered = std::make_shared<PsiOptions>();
  auto* offer =
      commands.add(*psi, "offer", "Ask: what is sent to the other side", psi_offer, offered);
  add_list(offer, *offered);
  add_common(commands, offer, *offered);
  offer->add_flag("--count", offered->count, "Learn only how many are on both lists");

  const auto answered = std::make_shared<PsiOptions>();
  auto* answer =
      commands.add(*psi, "answer", "Answer the other side's offer", psi_answer, answered);
  add_list(answer, *answered);
  add_common(commands, answer, *answered);
  answer->add_option("--offer", answered->message, "The other side's offer.psi")->required();
  add_budget(commands, answer, *answered);

  const auto asking = std::make_shared<PsiOptions>();
  auto* asked = commands.add(*psi, "asked", "What was asked of us under a key", psi_asked, asking);
  commands.options.add(asked, "key-file", asking->key_file, "The file of the shared key")
      ->required();
  add_budget(commands, asked, *asking);

  const auto finished = std::make_shared<PsiOptions>();
  auto* finish = commands.add(*psi, "finish", "Read the answer", psi_finish, finished);
  add_common(commands, finish, *finished);
  finish->add_option("--answer", finished->message, "The other side's answer.psi")->required();
  finish->add_option("--kept", finished->kept, "The kept.psi of the offer")->required();
  add_round_commands(commands, *psi);
}

/// What is compared by a third party.
void add_unit_commands(Commands& commands) {
  auto& options = commands.options;
  const auto encoding = std::make_shared<EncodeOptions>();
  auto* encode =
      commands.add(commands.app, "encode", "A list as vectors that a linkage unit can compare",
                   encode_list, encoding);
  encode->add_option("LIST.csv", encoding->list, "A person a line; - is standard input")
      ->required();
  encode->add_option("--schema", encoding->schema, "Which column is what (JSON)");
  options
      .add(encode, "key-file", encoding->key_file,
           "A file of 32 random bytes that both sides have, and not the linkage unit")
      ->required();
  options.add(encode, "out", encoding->out, "The folder that is made")->required();
  options.add(encode, "threads", encoding->threads, "0: one a processor")->capture_default_str();

  const auto matching = std::make_shared<MatchOptions>();
  auto* match = commands.add(commands.app, "match", "Compare the vectors of two lists", match_lists,
                             matching);
  match->add_option("A.tsc", matching->a, "The vectors of one side")->required();
  match->add_option("B.tsc", matching->b, "Those of the other")->required();
  match->add_option("--at", matching->at,
                    "From which Dice coefficient people are alike, in both views");
  options.add(match, "out", matching->out, "The folder that is made")->required();
  options.add(match, "threads", matching->threads, "0: one a processor")->capture_default_str();
}

}  // namespace

void add_matching_commands(Commands& commands) {
  add_link_command(commands);
  add_psi_commands(commands);
  add_unit_commands(commands);
}

}  // namespace ts::cli
