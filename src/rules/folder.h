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

/// The packs of the program and those of an installation, in `rules` of its data directory; without
/// that folder, those of the program. What was refused is for the log; the rest is in use.
Library::Loaded installed(const std::filesystem::path& data);

/// The index.json that the files would have, as they are: who writes it says that they were
/// reviewed.
File index_of(const std::vector<File>& files);

}  // namespace ts::rules
