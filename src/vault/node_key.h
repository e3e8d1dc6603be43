#pragma once

#include <filesystem>
#include <optional>
#include <variant>

#include "base/id.h"
#include "crypto/crypto.h"

namespace ts::vault {

using NodeId = Id<struct NodeTag>;

/// What opens a node: a passphrase somebody types, or a file of 32 bytes or more that only the
/// service can read (a service credential is such a file).
using Opener = std::variant<crypto::SecretText, std::filesystem::path>;

/// Makes a node key, seals it with `opener` and writes `file` ("node.json", mode 0600), which must
/// not exist. A weak passphrase (under 12 characters) is `Failure{invalid,
/// "vault.short_passphrase"}`, an existing file `Failure{conflict, "node.exists"}`, a key file that
/// is missing, shorter than 32 bytes or readable by others `Failure{invalid, "vault.key_file"}`.
void create_node_key(const std::filesystem::path& file, const Opener& opener,
                     crypto::Cost cost = {.memory_bytes = 256ULL << 20, .passes = 3});

/// The node key from `file`. `Failure`: "node.missing" (no such file), "node.newer_version",
/// "node.damaged", "vault.key_file", "vault.other_opener" (it is sealed by the other kind),
/// "vault.wrong_passphrase" (or another key file).
crypto::Secret unlock_node_key(const std::filesystem::path& file, const Opener& opener);

/// Seals the node key in `file` with `next` instead of `current`, while the node may be open: at
/// any moment the file is whole, and opened by the one or by the other. The key itself stays, so a
/// copy of the file as it was is still opened by `current`. The failures of both above.
void change_opener(const std::filesystem::path& file, const Opener& current, const Opener& next,
                   crypto::Cost cost = {.memory_bytes = 256ULL << 20, .passes = 3});

/// How `file` is sealed: true by a passphrase, false by a key file. The same failures.
bool opened_by_passphrase(const std::filesystem::path& file);

/// The key that a key file holds. `Failure{invalid, "vault.key_file"}` as above.
crypto::Secret key_of_file(const std::filesystem::path& file);

/// Writes a new key file: 32 random bytes, mode 0600. An existing file is left alone
/// (`Failure{conflict, "vault.key_file_exists"}`).
void write_key_file(const std::filesystem::path& file);

}  // namespace ts::vault
