#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"

namespace ts::catalogue {

/// What a field of the type `file` holds: which file, and enough about it to show it in a list. The
/// content lies beside the record (`records/files.h`).
struct File {
  RecordId id;
  std::int64_t bytes = 0;
  std::string media_type;  ///< "image/jpeg": what the sender said
  std::string name;        ///< as it was called where it came from; holds no path
};

/// At most so large, so that a case can be opened on a phone.
inline constexpr std::int64_t most_file_bytes = 32 * 1024 * 1024;

/// The value of such a field: "id bytes media-type name", one space between. Nothing when it is
/// none: an empty or too large file, a name with a slash, a backslash or a control character, or
/// one that begins with a dot.
std::optional<File> file_of(std::string_view text);

}  // namespace ts::catalogue
