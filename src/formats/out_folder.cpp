#include "formats/out_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/failure.h"
#include "base/id.h"

namespace ts::formats {
namespace {

[[noreturn]] void failed(int error) {
  throw Failure{Fault::unavailable, error == ENOSPC || error == EDQUOT || error == EFBIG
                                        ? MessageKey{"store.full"}
                                        : MessageKey{"store.failed"}};
}

/// Until what is in a folder or file is on the disk.
void flush(const std::filesystem::path& path) {
  const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (number < 0) failed(errno);
  const int state = ::fsync(number);
  const int error = errno;
  ::close(number);
  if (state != 0) failed(error);
}

}  // namespace

OutFolder::OutFolder(std::filesystem::path place) : place_{std::filesystem::absolute(place)} {
  if (place_.filename().empty()) place_ = place_.parent_path();
  std::error_code error;
  if (std::filesystem::exists(place_, error) &&
      !(std::filesystem::is_directory(place_, error) && std::filesystem::is_empty(place_, error)))
    throw Failure{Fault::conflict, "out.not_empty"};
  work_ = place_.parent_path() /
          ('.' + place_.filename().string() + '.' + Id<OutFolder>::random().text());
  if (!std::filesystem::create_directory(work_, error))
    throw Failure{Fault::invalid, "out.no_parent"};
}

OutFolder::~OutFolder() {
  std::error_code error;
  if (!published_) std::filesystem::remove_all(work_, error);
}

void OutFolder::write(std::string_view name, std::string_view content) {
  const auto file = path(name);
  const int number = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (number < 0) failed(errno);
  int error = 0;
  while (error == 0 && !content.empty()) {
    const auto written = ::write(number, content.data(), content.size());
    if (written >= 0)
      content.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      error = errno;
  }
  if (error == 0 && ::fsync(number) != 0) error = errno;
  if (::close(number) != 0 && error == 0) error = errno;
  if (error != 0) failed(error);
}

void OutFolder::publish() {
  ensure(!published_);
  flush(work_);
  std::error_code error;
  std::filesystem::remove(place_, error);  // if it was there, it is empty
  std::filesystem::rename(work_, place_, error);
  if (error) throw Failure{Fault::conflict, "out.not_empty"};
  published_ = true;
  flush(place_.parent_path());
}

}  // namespace ts::formats
