#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/time.h"
#include "demo/story.h"
#include "node/node.h"

/// An invented network, to look around in and to test with: nobody in it exists.
namespace ts::demo {

struct Options {
  std::size_t cases = 300;
  std::uint64_t seed = 1;  ///< the same seed, the same people and stories; ids differ each time
};

/// Somebody who can sign in to the network.
struct DemoAccount {
  std::string login, name, role, organisation, passphrase, language;
};

/// How many of the cases are open by now; called from one thread at a time.
using Progress = std::function<void(std::size_t done, std::size_t of)>;

/// Makes five organisations with their accounts (the fifth an immigration office, see office.h) in
/// `node` and lets them work for `span`, through the same services as anybody: rights are asked and
/// everything is in the audit. `clock` is the node's (another is a Bug) and is turned on by exactly
/// `span`, so it should have been set back by that. `Failure{conflict, "account.login_taken"}`,
/// before anything is made, when the network is there.
std::vector<DemoAccount> fill(node::Node& node, ManualClock& clock, const Options& options,
                              const Progress& progress);

}  // namespace ts::demo
