#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/time.h"
#include "node/node.h"

/// Backups: the stores in one folder, the keys in another, because they must not be kept equally
/// long. docs/operations.md says what a backup can and cannot bring back.
namespace ts::node {

/// What a backup consists of: "store/<organisation>.db", "keys/<organisation>.db", "keys/node.json"
/// and "backup.json", which names every file with its BLAKE2b-256.
struct Backup {
  std::filesystem::path folder;
  std::size_t organisations = 0;
  std::uintmax_t bytes = 0;
};

/// Copies a data directory, also while it is served, into a new folder inside `out`, named by the
/// time: two files for each organisation, also where they lie in a database. Needs no key.
/// `Failure{absent, "node.missing"}`, `{unavailable, "store.…"}`.
Backup back_up(const Layout& layout, const std::filesystem::path& out, const Clock& clock);

struct Restored {
  std::size_t organisations = 0;
  std::size_t forgotten_again = 0;  ///< cases that the directory before had forgotten
  std::optional<std::filesystem::path> set_aside;  ///< where the directory before now lies
  /// Of `audit verify` on the result; and "restore.forgotten_unknown" when the directory before was
  /// too damaged to tell what it had forgotten.
  std::vector<audit::Finding> findings;
};

/// Puts a backup where `layout` says. It is made ready beside: the files are held against
/// backup.json (`Failure{invalid, "backup.incomplete"}`, `{invalid, "backup.altered"}`), opened
/// ("vault.wrong_passphrase"), and every case that the directory in its place has forgotten is
/// forgotten in it, too. Only then is that directory set aside, never overwritten; "store.in_use"
/// while it is served, "restore.over_newer" when a newer program has written there. Not into a
/// database (`Failure{invalid, "restore.into_database"}`).
Restored restore(const Layout& layout, const std::filesystem::path& backup,
                 const vault::Opener& opener, const Clock& clock);

}  // namespace ts::node
