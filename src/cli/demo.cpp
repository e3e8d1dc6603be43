#include "demo/demo.h"

#include <boost/json.hpp>
#include <iomanip>
#include <iostream>

#include "cli/cli.h"
#include "node/node.h"

namespace ts::cli {
namespace {

namespace json = boost::json;

void print(const std::vector<demo::DemoAccount>& accounts, bool as_json) {
  if (as_json) {
    json::array out;
    for (const auto& account : accounts)
      out.push_back(json::object{{"login", account.login},
                                 {"passphrase", account.passphrase},
                                 {"name", account.name},
                                 {"role", account.role},
                                 {"organisation", account.organisation},
                                 {"language", account.language}});
    std::cout << json::serialize(out) << '\n';
    return;
  }
  std::cout << std::left << std::setw(22) << "sign in as" << std::setw(20) << "role"
            << "organisation\n";
  for (const auto& account : accounts)
    std::cout << std::setw(22) << account.login << std::setw(20) << account.role
              << account.organisation << '\n';
  if (!accounts.empty())
    std::cout << "\npassphrase of every demonstration account: " << accounts.front().passphrase
              << '\n';
}

}  // namespace

int demo(const Settings& settings) {
  const auto layout = layout_of(settings);
  if (!settings.key_file.empty() && !std::filesystem::exists(settings.key_file))
    vault::write_key_file(settings.key_file);
  const auto key = opener(settings, true);
  node::Node::create(layout, key);
  ManualClock clock{SystemClock{}.now() + -demo::span};  // `fill` turns it on to now
  node::Node node{layout, key, clock};
  std::size_t shown = 0;
  const auto accounts = demo::fill(node, clock, {.cases = settings.cases, .seed = settings.seed},
                                   [&](std::size_t done_now, std::size_t of) {
                                     const auto percent = of == 0 ? 100 : done_now * 100 / of;
                                     if (percent < shown + 10) return;
                                     shown = percent;
                                     std::cerr << percent << " %\n";
                                   });
  print(accounts, settings.json);
  return done;
}

}  // namespace ts::cli
