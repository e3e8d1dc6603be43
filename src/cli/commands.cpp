#include "cli/commands.h"

#include <cstdlib>
#include <iostream>

#include "api/problem.h"
#include "base/log.h"
#include "lang/messages.h"

namespace ts::cli {
namespace {

int exit_of(const Failure& failure) {
  switch (failure.fault()) {
    case Fault::unavailable:
      return machine_failed;
    case Fault::invalid:
    case Fault::unauthenticated:
    case Fault::forbidden:
    case Fault::absent:
    case Fault::conflict:
    case Fault::stale:
    case Fault::unconditional:
    case Fault::too_large:
    case Fault::too_many:
      return bad_input;
  }
  return machine_failed;
}

}  // namespace

void Options::read(const std::string& file) {
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigINI{}.from_file(file);
  } catch (const CLI::Error&) {
    throw Failure{Fault::invalid, "cli.no_config"};
  }
  for (const auto& item : items)
    for (const auto& each : set_)
      if (each.name == item.name && each.option->count() == 0 && !item.inputs.empty() &&
          !each.take(item.inputs.front()))
        throw Failure{Fault::invalid, "cli.bad_config"};
}

std::string Options::environment_name(const std::string& name) {
  std::string out = "TURNSTONE_";
  for (const char c : name) out += c == '-' ? '_' : static_cast<char>(c - ('a' - 'A'));
  return out;
}

Commands::Commands(Settings& filled) : settings{filled}, options{filled} {
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--config", config_, "A file of settings: one `name = value` a line")
      ->envname("TURNSTONE_CONFIG");
  add_node_commands(*this);
  add_release_commands(*this);
  add_rules_commands(*this);
  add_estimate_command(*this);
  add_matching_commands(*this);
  add_exchange_commands(*this);
}

int Commands::run() {
  if (!config_.empty()) options.read(config_);
  if (needs_data_ && settings.data.empty()) throw Failure{Fault::invalid, "cli.needs_data"};
  return chosen_();
}

node::Layout layout_of(const Settings& settings) {
  return {.root = settings.data, .database = settings.database};
}

std::string language_here() {
  const char* locale = std::getenv("LANG");
  const std::string language = locale ? locale : "en";
  return std::string{lang::Messages::choose(language.substr(0, 2))};
}

std::string say(std::string_view key) { return api::message(key, language_here()); }

int run(int argc, char** argv) {
  Settings settings;
  Commands commands{settings};
  try {
    commands.app.parse(argc, argv);
    return commands.run();
  } catch (const CLI::ParseError& error) {
    return commands.app.exit(error) == 0 ? done : bad_input;
  } catch (const Failure& failure) {
    std::cerr << "turnstone: " << say(failure.key().text()) << '\n';
    for (const auto& problem : failure.problems())
      std::cerr << "  " << problem.field << ": " << say(problem.message.text()) << '\n';
    return exit_of(failure);
  } catch (const Bug& mistake) {
    log::event("cli.bug", {{"place", mistake}});
    std::cerr << "turnstone: " << say("program.mistake") << '\n';
    return machine_failed;
  } catch (const std::filesystem::filesystem_error&) {
    std::cerr << "turnstone: " << say("store.failed") << '\n';
    return machine_failed;
  }
}

}  // namespace ts::cli
