#include "node/doctor.h"

#include <sys/stat.h>
#include <sys/timex.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include "node/organisation.h"

namespace ts::node {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t least_free = 1ULL << 30;
constexpr std::chrono::hours backup_every{48}, backup_kept{24 * 30};
constexpr std::chrono::minutes clock_slack{5};

/// Nothing when it cannot be read: a machine need not have it.
std::string text_in(const fs::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

bool is_encrypted(const std::string& device) {
  std::error_code error;
  const auto real = fs::canonical(device, error);
  return !error && text_in("/sys/class/block" / real.filename() / "dm/uuid").starts_with("CRYPT-");
}

bool hibernates() {
  return text_in("/sys/power/state").find("disk") != std::string::npos &&
         text_in("/sys/power/disk").find("[disabled]") == std::string::npos;
}

bool keeps_time() {
  timex state{};
  return ::adjtimex(&state) != TIME_ERROR;
}

void look_at_rights(const fs::path& path, std::vector<Ailment>& out) {
  std::error_code error;
  const auto rights = fs::symlink_status(path, error).permissions();
  constexpr auto others = fs::perms::group_all | fs::perms::others_all;
  if (!error && (rights & others) != fs::perms::none)
    out.push_back({"doctor.others_may_read", path.string()});
}

void look_at_organisation(const db::Place& place, const std::string& id, const Clock& clock,
                          std::vector<Ailment>& out) {
  const auto database = db::Database::open_read_only(place);
  const auto newest = database->read([](db::Latest& tx) { return audit::newest(tx, 0, 1); });
  if (!newest.empty() && newest.front().at > clock.now() + clock_slack)
    out.push_back({"doctor.clock_behind", id});
  if (!verify_sealed(place).ok()) out.push_back({"doctor.chain", id});
}

bool on_one_disk(const fs::path& a, const fs::path& b) {
  struct stat one{}, other{};
  return ::stat(a.c_str(), &one) == 0 && ::stat(b.c_str(), &other) == 0 &&
         one.st_dev == other.st_dev;
}

}  // namespace

Machine this_machine() {
  return {.plain_swaps = plain_swaps(text_in("/proc/swaps"), is_encrypted),
          .hibernates = hibernates(),
          .keeps_time = keeps_time()};
}

std::vector<Ailment> examine(const Machine& machine) {
  std::vector<Ailment> out;
  for (const auto& swap : machine.plain_swaps) out.push_back({"doctor.swap", swap});
  // Without swap there is nowhere to write the memory to; encrypted swap keeps it.
  if (machine.hibernates && !machine.plain_swaps.empty()) out.push_back({"doctor.hibernation"});
  if (!machine.keeps_time) out.push_back({"doctor.clock_adrift"});
  return out;
}

std::vector<Ailment> examine(const Layout& layout, const Clock& clock) {
  const auto ids = layout.organisation_ids();
  std::vector<Ailment> out;
  look_at_rights(layout.root, out);
  std::error_code error;
  for (auto at = fs::recursive_directory_iterator{layout.root, error};
       !error && at != fs::recursive_directory_iterator{}; at.increment(error))
    // A file that went meanwhile is none: a server at work makes and removes some.
    if (std::error_code gone; at->is_regular_file(gone)) look_at_rights(at->path(), out);
  if (error) out.push_back({"store.failed", layout.root.string()});
  const auto space = fs::space(layout.root, error);
  if (!error && space.available < std::max(least_free, space.capacity / 20))
    out.push_back({"doctor.disk_low", layout.root.string()});
  for (const auto id : ids) try {
      look_at_organisation(layout.place(id), id.text(), clock, out);
    } catch (const Failure& failure) {
      out.push_back({failure.key(), id.text()});
    }
  return out;
}

std::vector<Ailment> examine_key_file(const fs::path& file, const Layout& layout) {
  std::vector<Ailment> out;
  look_at_rights(file, out);
  if (on_one_disk(file, layout.root)) out.push_back({"doctor.key_beside_data", file.string()});
  try {
    vault::unlock_node_key(layout.node_file(), file);
  } catch (const Failure& failure) {
    out.push_back({failure.key(), file.string()});
  }
  return out;
}

std::vector<Ailment> examine_backups(const fs::path& folder, const Clock& clock) {
  std::vector<Ailment> out;
  std::optional<Instant> newest;
  std::error_code error;
  for (auto at = fs::directory_iterator{folder, error}; !error && at != fs::directory_iterator{};
       at.increment(error)) {
    auto name = at->path().filename().string();  // 2026-03-01T09-30-00.000Z
    if (name.size() > 16) name[13] = name[16] = ':';
    const auto made = parse_instant(name);
    if (!made) continue;
    newest = std::max(newest.value_or(*made), *made);
    if (*made + backup_kept < clock.now())
      out.push_back({"doctor.backup_undoes_forgetting", at->path().string()});
  }
  std::sort(out.begin(), out.end(),
            [](const Ailment& a, const Ailment& b) { return a.where < b.where; });
  if (!newest) out.push_back({"doctor.backup_none", folder.string()});
  if (newest && *newest + backup_every < clock.now())
    out.push_back({"doctor.backup_old", folder.string()});
  return out;
}

}  // namespace ts::node
