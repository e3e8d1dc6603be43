#include "node/doctor.h"

#include <sys/stat.h>

#include <boost/json.hpp>
#include <iostream>

#include "cli/cli.h"

namespace ts::cli {
namespace {

namespace json = boost::json;

/// What of the settings cannot work, beside the data directory.
void look_at_settings(const Settings& settings, std::vector<node::Ailment>& out) {
  struct stat key{};
  if (!settings.certificate.empty() && !std::filesystem::exists(settings.certificate))
    out.push_back({"serve.certificate_unreadable", settings.certificate.string()});
  if (settings.private_key.empty()) return;
  if (::stat(settings.private_key.c_str(), &key) != 0)
    out.push_back({"serve.certificate_unreadable", settings.private_key.string()});
  else if ((key.st_mode & S_IRWXO) != 0)
    out.push_back({"serve.private_key_exposed", settings.private_key.string()});
}

void append(std::vector<node::Ailment>& out, const std::vector<node::Ailment>& more) {
  out.insert(out.end(), more.begin(), more.end());
}

}  // namespace

int doctor(const Settings& settings) {
  const SystemClock clock;
  const auto layout = layout_of(settings);
  auto found = node::examine(layout, clock);
  append(found, node::examine(node::this_machine()));
  if (!settings.key_file.empty()) append(found, node::examine_key_file(settings.key_file, layout));
  if (!settings.backups.empty()) append(found, node::examine_backups(settings.backups, clock));
  look_at_settings(settings, found);

  if (settings.json) {
    json::array list;
    for (const auto& each : found)
      list.push_back(json::object{
          {"key", each.key.text()}, {"message", say(each.key.text())}, {"where", each.where}});
    std::cout << json::serialize(json::object{{"ok", found.empty()}, {"findings", list}}) << '\n';
  } else {
    if (found.empty()) std::cout << say("cli.doctor_well") << '\n';
    for (const auto& each : found)
      std::cout << "- " << say(each.key.text())
                << (each.where.empty() ? "" : " [" + each.where + "]") << '\n';
  }
  return found.empty() ? done : findings;
}

}  // namespace ts::cli
