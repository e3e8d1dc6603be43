#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>

#include "cli/cli.h"

namespace ts::cli {
namespace {

constexpr std::size_t longest = 1024;

/// One line, without its end, from an open file; wiped where it stood before.
crypto::SecretText read_line(int fd) {
  std::string out;
  out.reserve(longest + 1);  // so that it never moves and leaves a copy behind
  char c = 0;
  while (out.size() <= longest) {
    const auto got = ::read(fd, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || c == '\n') break;
    out += c;
  }
  if (out.ends_with('\r')) out.pop_back();
  return crypto::SecretText{std::move(out)};
}

/// Asks on the terminal, without showing what is typed.
crypto::SecretText ask(std::string_view prompt) {
  const int fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (fd < 0) throw Failure{Fault::invalid, "cli.needs_key"};
  termios before{};
  ::tcgetattr(fd, &before);
  auto quiet = before;
  quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(fd, TCSAFLUSH, &quiet);
  [[maybe_unused]] auto wrote = ::write(fd, prompt.data(), prompt.size());
  auto out = read_line(fd);
  wrote = ::write(fd, "\n", 1);
  ::tcsetattr(fd, TCSAFLUSH, &before);
  ::close(fd);
  return out;
}

crypto::SecretText ask_twice() {
  auto first = ask(say("cli.ask_new_passphrase") + ' ');
  const auto again = ask(say("cli.ask_again") + ' ');
  if (!crypto::equal(bytes_of(first.reveal()), bytes_of(again.reveal())))
    throw Failure{Fault::invalid, "cli.not_the_same"};
  return first;
}

/// systemd's LoadCredential puts it there, readable by the service alone.
std::optional<std::filesystem::path> service_credential() {
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  if (!directory) return std::nullopt;
  auto file = std::filesystem::path{directory} / "turnstone-key";
  if (!std::filesystem::exists(file)) return std::nullopt;
  return file;
}

}  // namespace

crypto::SecretText secret_line(const std::filesystem::path& path) {
  if (path == "-") return read_line(STDIN_FILENO);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw Failure{Fault::invalid, "cli.no_passphrase_file"};
  auto out = read_line(fd);
  ::close(fd);
  return out;
}

std::optional<vault::Opener> opener_if_given(const Settings& settings) {
  if (!settings.key_file.empty()) return vault::Opener{settings.key_file};
  if (!settings.passphrase_file.empty())
    return vault::Opener{secret_line(settings.passphrase_file)};
  if (auto credential = service_credential()) return vault::Opener{std::move(*credential)};
  return std::nullopt;
}

vault::Opener opener(const Settings& settings, bool for_new_node) {
  if (auto given = opener_if_given(settings)) return std::move(*given);
  if (for_new_node) return vault::Opener{ask_twice()};
  return vault::Opener{ask(say("cli.ask_passphrase") + ' ')};
}

crypto::SecretText new_passphrase(const Settings& settings) {
  if (!settings.new_passphrase_file.empty()) return secret_line(settings.new_passphrase_file);
  return ask_twice();
}

}  // namespace ts::cli
