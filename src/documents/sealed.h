#pragma once

#include <optional>
#include <string_view>

#include "crypto/crypto.h"
#include "db/db.h"
#include "vault/vault.h"

/// How documents lie in the tables; known to this module only.
namespace ts::documents::sealed {

/// A sealed body opens at its own id, kind and revision only; a file under its own name, too.
Bytes seal(const vault::Keyring& keyring, DocumentId id, std::string_view kind,
           std::int64_t revision, std::string_view body);
std::optional<Bytes> open(const vault::Keyring& keyring, DocumentId id, std::string_view kind,
                          std::int64_t revision, BytesView sealed);
Bytes seal_file(const vault::Keyring& keyring, DocumentId id, std::string_view name,
                std::int64_t revision, std::string_view content);
std::optional<Bytes> open_file(const vault::Keyring& keyring, DocumentId id, std::string_view name,
                               std::int64_t revision, BytesView sealed);

/// What the chain's entry carries: over the document as it lies there, with all its files. Nothing
/// when it does not lie there.
std::optional<crypto::Digest> digest(db::Reader& tx, DocumentId id);

}  // namespace ts::documents::sealed
