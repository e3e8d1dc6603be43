#pragma once

#include <filesystem>
#include <string_view>

namespace ts::formats {

/// A folder of results that appears whole or not at all: files are written beside the place and
/// moved there by `publish`; what was not published is removed.
class OutFolder {
 public:
  /// `place` must not exist, or be an empty folder (`Failure{conflict, "out.not_empty"}`); its
  /// parent must be there and writable (`Failure{invalid, "out.no_parent"}`).
  explicit OutFolder(std::filesystem::path place);
  ~OutFolder();
  OutFolder(const OutFolder&) = delete;
  OutFolder& operator=(const OutFolder&) = delete;

  /// Writes one file, durably. `Failure{unavailable, "store.full"}` or `"store.failed"`.
  void write(std::string_view name, std::string_view content);
  /// Where a file is while it is not published yet.
  std::filesystem::path path(std::string_view name) const { return work_ / name; }
  /// Moves all of it to its place.
  void publish();

 private:
  std::filesystem::path place_;
  std::filesystem::path work_;
  bool published_ = false;
};

}  // namespace ts::formats
