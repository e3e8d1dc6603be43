#pragma once

#include <filesystem>

#include "db/sqlite.h"

namespace ts::db {

/// An open file descriptor, closed at the end.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_{number} {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  int number() const { return number_; }

 private:
  int number_ = -1;
};

/// Creates an empty file that only its owner may read, unless there is one.
void create_private(const std::filesystem::path& file);

/// Holds "<store>.in_use" beside the store until it is destroyed; `Failure{unavailable,
/// "store.in_use"}` when another has it. The system lets go of it when the process dies.
Descriptor occupy(const Location& location);

/// Copies both files as they are in the open snapshot, complete or not at all.
/// `Failure{conflict, "store.backup_exists"}`.
void copy_snapshot(SqliteConnection& connection, const Location& to);

/// Has `make` fill two empty files and puts them where `to` says, complete or not at all.
void make_copy(const Location& to, const std::function<void(const Location&)>& make);

}  // namespace ts::db
