#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/cli.h"

/// For commands*.cpp only, because CLI11 takes long to compile: what can be said to each command.
namespace ts::cli {

/// One thing that can be set: by flag, by environment (TURNSTONE_NAME), or in the file of --config,
/// the first of these that says it.
class Options {
 public:
  explicit Options(Settings& settings) : settings_{settings} {}

  template <class T>
  CLI::Option* add(CLI::App* app, const std::string& name, T& target, const std::string& help) {
    auto* option = app->add_option("--" + name, target, help);
    option->envname(environment_name(name));
    set_.push_back({option, name, [&target](const std::string& text) {
                      return CLI::detail::lexical_cast(text, target);
                    }});
    return option;
  }

  void data(CLI::App* app) {
    add(app, "data", settings_.data, "The data directory");
    add(app, "database", settings_.database,
        "Address of a PostgreSQL server where the organisations lie (postgresql://…), without a "
        "password; left out, they lie in the data directory");
  }
  void key(CLI::App* app) {
    add(app, "key-file", settings_.key_file, "A file of 32 random bytes that opens the node");
    add(app, "passphrase-file", settings_.passphrase_file,
        "A file whose first line is the passphrase of the node; - is standard input");
  }
  void json(CLI::App* app) { app->add_flag("--json", settings_.json, "Answer in JSON"); }

  /// What neither flag nor environment said, from the file.
  void read(const std::string& file);

 private:
  static std::string environment_name(const std::string& name);
  struct One {
    CLI::Option* option;
    std::string name;
    std::function<bool(const std::string&)> take;
  };
  Settings& settings_;
  std::vector<One> set_;
};

/// What the flags of each command are, and what it runs.
class Commands {
 public:
  using Command = int (*)(const Settings&);

  explicit Commands(Settings& filled);

  /// A command of the node, which shares its settings with the others.
  CLI::App* add(CLI::App& parent, const std::string& name, const std::string& help, Command chosen,
                bool needs_data = true) {
    auto* out = parent.add_subcommand(name, help);
    out->callback([this, chosen, needs_data] {
      chosen_ = [this, chosen] { return chosen(settings); };
      needs_data_ = needs_data;
    });
    return out;
  }

  /// A command that works on files and needs no node: it has options of its own, filled when it is
  /// chosen.
  template <class Own>
  CLI::App* add(CLI::App& parent, const std::string& name, const std::string& help,
                int (*chosen)(const Own&), const std::shared_ptr<Own>& own) {
    auto* out = parent.add_subcommand(name, help);
    out->callback([this, out, chosen, own] {
      if (!out->get_subcommands().empty()) return;  // that is what was meant
      chosen_ = [chosen, own] { return chosen(*own); };
      needs_data_ = false;
    });
    return out;
  }

  /// The one that was chosen, once the command line is parsed.
  int run();

  Settings& settings;
  CLI::App app{"Turnstone: the case and data system of a counter-trafficking network"};
  Options options;

 private:
  std::string config_;
  std::function<int()> chosen_;
  bool needs_data_ = true;
};

// Each in its commands_*.cpp; a new command goes to those it is like.
void add_node_commands(Commands& commands);
void add_release_commands(Commands& commands);
void add_rules_commands(Commands& commands);
void add_estimate_command(Commands& commands);
void add_matching_commands(Commands& commands);
void add_exchange_commands(Commands& commands);

}  // namespace ts::cli
