#include <iostream>

#include "cli/cli.h"
#include "node/node.h"

namespace ts::cli {

int init(const Settings& settings) {
  const auto layout = layout_of(settings);
  // The key file is made when it is named and not there: the one thing to keep safe.
  if (!settings.key_file.empty() && !std::filesystem::exists(settings.key_file)) {
    vault::write_key_file(settings.key_file);
    std::cerr << say("cli.key_file_made") << '\n';
  }
  const auto key = opener(settings, true);
  node::Node::create(layout, key);
  if (!settings.organisation.empty()) {
    const SystemClock clock;
    node::Node node{layout, key, clock};
    std::cout << node.add_organisation(settings.organisation, settings.country).text() << '\n';
  }
  std::cerr << say("cli.node_made") << '\n';
  return done;
}

}  // namespace ts::cli
