#include "sheets/archive.h"

#include <zip.h>

#include <utility>

#include "base/failure.h"

namespace ts::sheets {

std::optional<Archive> Archive::open(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  auto* zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  if (!zip && source) zip_source_free(source);
  zip_error_fini(&error);
  if (!zip) return std::nullopt;
  return Archive{zip};
}

Archive::Archive(Archive&& other) noexcept : zip_{std::exchange(other.zip_, nullptr)} {}

Archive::~Archive() {
  if (zip_) zip_discard(static_cast<zip_t*>(zip_));
}

std::optional<std::string> Archive::file(const std::string& name, std::size_t& room) const {
  auto* member = zip_fopen(static_cast<zip_t*>(zip_), name.c_str(), 0);
  if (!member) return std::nullopt;
  // What the directory says of its size is not believed: reading stops at the limit.
  std::string out;
  char buffer[16'384];
  zip_int64_t read = 0;
  while ((read = zip_fread(member, buffer, sizeof buffer)) > 0) {
    const auto count = static_cast<std::size_t>(read);
    if (count > room) {
      zip_fclose(member);
      throw Failure{Fault::too_large, "sheet.too_large"};
    }
    room -= count;
    out.append(buffer, count);
  }
  zip_fclose(member);
  if (read < 0) return std::nullopt;
  return out;
}

std::string pack(const std::map<std::string, std::string>& files) {
  zip_error_t error;
  zip_error_init(&error);
  auto* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  ensure(target != nullptr);
  zip_source_keep(target);  // the archive gives up one hold on it when it is closed
  auto* zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  ensure(zip != nullptr);
  for (const auto& [name, content] : files) {
    auto* source = zip_source_buffer(zip, content.data(), content.size(), 0);
    const auto index = source ? zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
    ensure(index >= 0);
    // The same content makes the same file, whenever it is written.
    zip_file_set_mtime(zip, static_cast<zip_uint64_t>(index), 315'532'800, 0);
  }
  ensure(zip_close(zip) == 0);
  ensure(zip_source_open(target) == 0);
  std::string out;
  char buffer[16'384];
  for (zip_int64_t read = 0; (read = zip_source_read(target, buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<std::size_t>(read));
  zip_source_close(target);
  zip_source_free(target);
  zip_error_fini(&error);
  return out;
}

}  // namespace ts::sheets
