#include "cli/commands.h"
#include "cli/rules.h"

namespace ts::cli {

void add_rules_commands(Commands& commands) {
  auto* rules = commands.app.add_subcommand("rules", "The law as data: packs, and what they say");
  rules->require_subcommand(1);

  const auto check = std::make_shared<RulesCheck>();
  auto* checking = commands.add(*rules, "check", "Check packs; say in plain words what they mean",
                                rules_check, check);
  checking->add_option("path", check->path,
                       "A folder or a pack; without it the packs of the program");
  checking->add_option("--language", check->language, "en fr es pt ru ar")->capture_default_str();
  checking->add_flag("--write-index", check->write_index,
                     "Put the hashes of the packs of the folder into its index.json");
  checking->add_flag("--json", check->json, "Answer in JSON");

  const auto explain = std::make_shared<RulesExplain>();
  auto* explaining = commands.add(*rules, "explain", "What a pack says about a situation, and why",
                                  rules_explain, explain);
  explaining->add_option("--pack", explain->pack, "Name of the pack")->required();
  explaining->add_option("--facts", explain->facts, "A JSON file; - is standard input")->required();
  explaining->add_option("--on", explain->on, "The day of the event");
  explaining->add_option("--rules", explain->rules, "A folder of own packs");
  explaining->add_option("--language", explain->language, "en fr es pt ru ar")
      ->capture_default_str();
  explaining->add_flag("--json", explain->json, "Answer in JSON");
}

}  // namespace ts::cli
