#include "rules/folder.h"

#include <algorithm>
#include <fstream>

#include "base/failure.h"
#include "rules/shelf.h"

namespace ts::rules {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_bytes = 1 << 20;

std::optional<File> read(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error || size > most_bytes) return std::nullopt;
  std::ifstream in{path, std::ios::binary};
  std::string content(static_cast<std::size_t>(size), '\0');
  if (!in.read(content.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  return File{path.filename().string(), std::move(content)};
}

}  // namespace

std::vector<File> read_folder(const fs::path& folder) {
  std::error_code error;
  std::vector<File> out;
  for (const auto& each : fs::directory_iterator{folder, error})
    if (each.path().extension() == ".json" && each.is_regular_file(error))
      if (auto file = read(each.path())) out.push_back(std::move(*file));
  if (error) throw Failure{Fault::invalid, "rules.no_file"};
  std::sort(out.begin(), out.end(), [](const File& a, const File& b) { return a.name < b.name; });
  return out;
}

File read_file(const fs::path& path) {
  auto out = read(path);
  if (!out) throw Failure{Fault::invalid, "rules.no_file"};
  return std::move(*out);
}

Library::Loaded installed(const fs::path& data, const Library& in_use) {
  const auto folder = data / "rules";
  std::error_code error;
  if (!fs::is_directory(folder, error)) return {in_use, {}};
  try {
    return in_use.with(read_folder(folder));
  } catch (const Failure& failure) {
    return {in_use, {{"rules", 0, {std::string{failure.key().text()}, {}}}}};
  }
}

File index_of(const std::vector<File>& files) {
  std::string lines;
  for (const auto& each : files) {
    if (!Shelf::pack_file(each.name)) continue;
    lines += (lines.empty() ? "\n" : ",\n");
    lines += "    \"" + each.name + "\": \"" + hash_of(each.content) + '"';
  }
  return {"index.json", "{\n  \"packs\": {" + lines + "\n  }\n}\n"};
}

}  // namespace ts::rules
