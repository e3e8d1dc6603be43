#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/failure.h"
#include "base/time.h"
#include "node/node.h"

/// What is not as it should be around a data directory, in plain words: for whoever keeps the
/// machine, while the program serves or not. Looks and changes nothing.
namespace ts::node {

struct Ailment {
  MessageKey key;
  std::string where = {};  ///< a path, or the id of an organisation
};

/// What the machine says of itself.
struct Machine {
  std::vector<std::string> plain_swaps;  ///< swap that is not known to be encrypted
  bool hibernates = false;               ///< it can write all memory to disk
  bool keeps_time = true;                ///< its clock is held right by the network
};
Machine this_machine();
/// The devices and files of /proc/swaps (`text`) that lie open: neither in memory (zram) nor one
/// that `is_encrypted`.
template <class F>
std::vector<std::string> plain_swaps(std::string_view text, F&& is_encrypted);

/// "doctor.swap", "doctor.hibernation", "doctor.clock_adrift".
std::vector<Ailment> examine(const Machine& machine);

/// The data directory and the files in it: "doctor.others_may_read" (each that is not its owner's
/// only), "doctor.disk_low" (under 1 GB or a twentieth left), and of each organisation
/// "doctor.clock_behind" (the chain has an entry from the future) and "doctor.chain" (what `audit
/// verify` tells more of). `Failure{absent, "node.missing"}` when it is none.
std::vector<Ailment> examine(const Layout& layout, const Clock& clock);

/// "doctor.key_beside_data" (on the disk of the data), "doctor.others_may_read", and what keeps the
/// node from being opened with it.
std::vector<Ailment> examine_key_file(const std::filesystem::path& file, const Layout& layout);

/// Folders that `backup` made, by their names: "doctor.backup_none", "doctor.backup_old" (the
/// newest is older than two days), "doctor.backup_undoes_forgetting" (each that is older than
/// thirty).
std::vector<Ailment> examine_backups(const std::filesystem::path& folder, const Clock& clock);

// ------------------------------------------------------------------------------------------------

template <class F>
std::vector<std::string> plain_swaps(std::string_view text, F&& is_encrypted) {
  std::vector<std::string> out;
  for (bool head = true; !text.empty(); head = false) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::string name{line.substr(0, line.find_first_of(" \t"))};
    if (!head && !name.empty() && !name.starts_with("/dev/zram") && !is_encrypted(name))
      out.push_back(name);
  }
  return out;
}

}  // namespace ts::node
