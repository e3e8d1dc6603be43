#pragma once

#include <string_view>

#include "crypto/crypto.h"
#include "release/cell_keys.h"

namespace ts::releases {

/// The number of a person for cell-key noise: the same for the same secret, in every process and
/// for good; without the secret it tells nothing of who it is.
release::RecordKey record_key(const crypto::Secret& secret, std::string_view person);

}  // namespace ts::releases
