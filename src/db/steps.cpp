#include "db/steps.h"

#include <sqlite3.h>

#include <algorithm>
#include <charconv>

#include "base/data.h"

namespace ts::db {
namespace {

/// Without what follows "--" on a line: a word in a comment must not decide anything.
std::string without_comments(std::string_view sql) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '\'') quoted = !quoted;
    if (!quoted && sql.substr(i).starts_with("--")) i = std::min(sql.find('\n', i), sql.size());
    if (i < sql.size()) out += sql[i];
  }
  return out;
}

}  // namespace

std::string spelled(std::string_view sql, const Spelling& spelling) {
  std::string out{sql};
  for (const auto& [word, meaning] : spelling)
    for (auto at = out.find(word); at != std::string::npos; at = out.find(word, at))
      out.replace(at, word.size(), meaning);
  return out;
}

std::vector<std::string> statements_of(std::string_view sql) {
  std::vector<std::string> out;
  std::string statement;
  for (const char c : without_comments(sql)) {
    statement += c;
    if (c != ';' || !sqlite3_complete(statement.c_str())) continue;
    out.push_back(std::move(statement));
    statement.clear();
  }
  ensure(statement.find_first_not_of(" \t\r\n") == std::string::npos);
  return out;
}

int newest(const std::vector<Migration>& migrations) {
  return migrations.empty() ? 0 : migrations.back().version;
}

std::vector<Migration> built_in_migrations(std::string_view folder) {
  const auto path = std::string{folder} + '/';
  std::vector<Migration> out;
  for (const auto& file : data::files()) {
    if (!file.name.starts_with(path) || !file.name.ends_with(".sql")) continue;
    Migration step{0, file.name.substr(path.size()), file.content};
    step.name.remove_suffix(4);
    std::from_chars(step.name.data(), step.name.data() + step.name.size(), step.version);
    ensure(step.version > newest(out));  // numbered, and in order
    out.push_back(step);
  }
  return out;
}

}  // namespace ts::db
