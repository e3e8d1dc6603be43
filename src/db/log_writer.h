#pragma once

namespace ts::db {

/// The name of a VFS of SQLite's ("The SQLite OS Interface"): that of the system, but what is
/// written to a log is gathered and handed to the system in one piece when the log is synced or
/// looked at. SQLite writes each page of a commit in two calls, which take longer than the flush.
/// Only for a connection that syncs its log at every commit (`synchronous = full`): SQLite tells
/// others of a page only then.
const char* log_writer();

}  // namespace ts::db
