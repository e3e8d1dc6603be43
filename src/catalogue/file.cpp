#include "catalogue/file.h"

#include <algorithm>

#include "base/number.h"

namespace ts::catalogue {
namespace {

constexpr std::size_t most_name = 200;

/// Takes what stands before the next space.
std::string_view word(std::string_view& rest) {
  const auto end = std::min(rest.find(' '), rest.size());
  const auto out = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return out;
}

bool is_media_type(std::string_view text) {
  const auto slash = text.find('/');
  return text.size() <= 100 && slash != std::string_view::npos && slash > 0 &&
         slash + 1 < text.size() && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  std::string_view{"/+-."}.find(c) != std::string_view::npos;
         });
}

/// Safe to hand to whoever saves it: no folder, no hidden file, nothing that moves a cursor.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= most_name && text.front() != '.' &&
         std::none_of(text.begin(), text.end(), [](unsigned char c) {
           return c < 0x20 || c == 0x7f || c == '/' || c == '\\';
         });
}

}  // namespace

std::optional<File> file_of(std::string_view text) {
  const auto id = RecordId::parse(word(text));
  const auto bytes = number_of<std::int64_t>(word(text));
  const auto media_type = word(text);
  if (!id || !bytes || *bytes < 1 || *bytes > most_file_bytes || !is_media_type(media_type) ||
      !is_name(text))
    return std::nullopt;
  return File{
      .id = *id, .bytes = *bytes, .media_type = std::string{media_type}, .name = std::string{text}};
}

}  // namespace ts::catalogue
