#pragma once

#include <filesystem>
#include <vector>

#include "rules/rules.h"

namespace ts::rules {

/// The JSON files of a folder, by name; sub-folders are left alone. A file beyond 1 MB is left out
/// (and then missing from its index).
/// `Failure{invalid, "rules.no_file"}` when the folder cannot be read.
std::vector<File> read_folder(const std::filesystem::path& folder);
/// `Failure{invalid, "rules.no_file"}` when the file cannot be read, or is beyond 1 MB.
File read_file(const std::filesystem::path& path);

/// What an installation put into `rules` of its data directory, added to what is in use: at the
/// start the packs of the program, later those that a running program has. So a pack that is
/// refused leaves the one that was there, and one whose file is gone stays until the next start.
/// Without that folder, or when it cannot be read, nothing changes. What was refused is for the
/// log.
Library::Loaded installed(const std::filesystem::path& data, const Library& in_use);

/// The index.json that the files would have, as they are: who writes it says that they were
/// reviewed.
File index_of(const std::vector<File>& files);

}  // namespace ts::rules
