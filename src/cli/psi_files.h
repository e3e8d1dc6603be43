#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "cli/private_matching.h"

/// What the commands of `psi` have in common.
namespace ts::cli {

/// The list, after what was found in it was told on standard error.
private_matching::PeopleRead read_list(const PsiOptions& options);
Bytes read_bytes(const std::filesystem::path& file);
/// What was kept serves once.
void take_away(const std::filesystem::path& kept);

}  // namespace ts::cli
