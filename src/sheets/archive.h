#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ts::sheets {

/// A zip file in memory (libzip). Known to this module only.
class Archive {
 public:
  /// Reads the directory; nothing when it is no zip file.
  static std::optional<Archive> open(std::string_view bytes);
  Archive(Archive&& other) noexcept;
  Archive& operator=(Archive&&) = delete;
  ~Archive();

  /// Nothing when it is not there or does not unpack. `room` bytes at most, and `room` is lessened
  /// by what was read: `Failure{too_large, "sheet.too_large"}`.
  std::optional<std::string> file(const std::string& name, std::size_t& room) const;

 private:
  explicit Archive(void* zip) : zip_{zip} {}
  void* zip_;
};

/// A zip file with these members.
std::string pack(const std::map<std::string, std::string>& files);

}  // namespace ts::sheets
