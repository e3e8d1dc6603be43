#pragma once

#include <vector>

#include "db/sqlite.h"

namespace ts::db {

/// The last step that the store has had; 0 for a new one.
int version_of(Connection& connection);

/// Refuses a store that is newer than the steps, or of which a file is missing.
void check_version(Connection& connection, const std::vector<Migration>& migrations);

/// Takes every step that the store has not had, after copying what it holds. The version reached.
int migrate(SqliteConnection& connection, const Location& location,
            const std::vector<Migration>& migrations);

}  // namespace ts::db
