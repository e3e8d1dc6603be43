#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ts::openrosa {

/// A part of a multipart/form-data body (RFC 7578). Views into the body.
struct Part {
  std::string name;
  std::string_view content;
};

/// Nothing when the content type is another one, or the body is not whole.
std::optional<std::vector<Part>> parts_of(std::string_view content_type, std::string_view body);

}  // namespace ts::openrosa
