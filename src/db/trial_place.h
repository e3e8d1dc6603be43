#pragma once

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "db/postgres.h"

/// For the tests of every module: where a store is put.
namespace ts::db::trial {

/// The address of a server for tests, beside which tools/with_postgres.sh runs them.
inline std::optional<std::string> server() {
  const char* address = std::getenv("TURNSTONE_TEST_PG");
  return address ? std::optional<std::string>{address} : std::nullopt;
}

/// A database of that server of the test's own; its address.
inline std::string own_database() {
  static std::atomic<int> count = 0;
  auto address = *server();
  const auto name = "node_" + std::to_string(::getpid()) + '_' + std::to_string(++count);
  PostgresConnection{{.url = address, .name = "nothing"}, PostgresConnection::Purpose::read}
      .execute("create database " + name);
  const auto end = address.find('?');  // "postgresql:///postgres?host=…"
  const auto begin = address.rfind('/', end) + 1;
  return address.replace(begin, end - begin, name);
}

/// Schemas of that server, named after a directory of the test's own.
inline Schemas schemas_of(const std::filesystem::path& directory) {
  Schemas out{.url = *server(), .name = "t_"};
  for (const char c : directory.filename().string())
    out.name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A'))
                : (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c
                                                                   : '_';
  // mkdtemp's names may differ by case only.
  out.name += '_' + std::to_string(std::hash<std::string>{}(directory.string()) % 1'000'000);
  return out;
}

/// Two files in `directory`; beside a server, schemas of it.
inline Place place_in(const std::filesystem::path& directory) {
  if (server()) return schemas_of(directory);
  return Location{.store = directory / "store.db", .keys = directory / "keys.db"};
}

}  // namespace ts::db::trial
