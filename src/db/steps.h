#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/db.h"

/// The text of schema steps, apart from the engines.
namespace ts::db {

/// What `{store}`, `{int}` and so on stand for.
using Spelling = std::vector<std::pair<std::string_view, std::string_view>>;

std::string spelled(std::string_view sql, const Spelling& spelling);

/// The statements of a step, each with its semicolon, without comments.
std::vector<std::string> statements_of(std::string_view sql);

/// The number of the last step; 0 when there is none.
int newest(const std::vector<Migration>& steps);

}  // namespace ts::db
