#include "openrosa/multipart.h"

#include <algorithm>

namespace ts::openrosa {
namespace {

constexpr std::size_t most_parts = 100, longest_boundary = 70;

bool same_letter(char a, char b) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return small(a) == small(b);
}

/// Where `wanted` stands in `text`, whatever the case of its letters.
std::size_t found(std::string_view text, std::string_view wanted) {
  const auto at = std::ranges::search(text, wanted, same_letter);
  return at.empty() ? std::string_view::npos : static_cast<std::size_t>(at.begin() - text.begin());
}

/// What stands behind `name=`, with or without quotes; nothing when it does not.
std::optional<std::string_view> parameter(std::string_view text, std::string_view name) {
  const auto wanted = std::string{name} + '=';
  for (bool is_other = true; is_other;) {
    const auto at = found(text, wanted);
    if (at == std::string_view::npos) return std::nullopt;
    // "filename=" ends like "name=".
    is_other = at > 0 && text[at - 1] != ' ' && text[at - 1] != ';';
    text.remove_prefix(at + wanted.size());
  }
  if (!text.starts_with('"')) return text.substr(0, text.find_first_of("; \r\n"));
  text.remove_prefix(1);
  const auto end = text.find('"');
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(0, end);
}

/// The name that the header of a part gives it.
std::string name_of(std::string_view header) {
  const auto at = found(header, "content-disposition:");
  if (at == std::string_view::npos) return {};
  header.remove_prefix(at);
  const auto name = parameter(header.substr(0, header.find("\r\n")), "name");
  return name ? std::string{*name} : std::string{};
}

}  // namespace

std::optional<std::vector<Part>> parts_of(std::string_view content_type, std::string_view body) {
  if (found(content_type, "multipart/form-data") != 0) return std::nullopt;
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > longest_boundary) return std::nullopt;
  const auto line = "--" + std::string{*boundary};
  // What stands before the first boundary is nobody's.
  auto at = body.starts_with(line) ? 0 : body.find("\r\n" + line);
  if (at == std::string_view::npos) return std::nullopt;
  body.remove_prefix(at + line.size() + (at == 0 ? 0 : 2));
  std::vector<Part> out;
  while (!body.starts_with("--")) {
    const auto head = body.find("\r\n\r\n");
    if (!body.starts_with("\r\n") || head == std::string_view::npos || out.size() == most_parts)
      return std::nullopt;
    const auto header = body.substr(0, head + 2);
    body.remove_prefix(head + 4);
    const auto end = body.find("\r\n" + line);
    if (end == std::string_view::npos) return std::nullopt;
    out.push_back({.name = name_of(header), .content = body.substr(0, end)});
    body.remove_prefix(end + 2 + line.size());
  }
  return out;
}

}  // namespace ts::openrosa
