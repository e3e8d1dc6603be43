#include <iostream>

#include "cli/cli.h"

namespace ts::cli {

int key_change(const Settings& settings) {
  const auto current = opener(settings);
  const auto file = layout_of(settings).node_file();
  vault::unlock_node_key(file, current);  // before a new passphrase is asked for
  if (!settings.new_key_file.empty() && !std::filesystem::exists(settings.new_key_file)) {
    vault::write_key_file(settings.new_key_file);
    std::cerr << say("cli.key_file_made") << '\n';
  }
  const auto next = settings.new_key_file.empty() ? vault::Opener{new_passphrase(settings)}
                                                  : vault::Opener{settings.new_key_file};
  vault::change_opener(file, current, next);
  std::cerr << say("cli.key_changed") << '\n';
  return done;
}

}  // namespace ts::cli
