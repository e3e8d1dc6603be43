#include "vault/node_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <string>

#include "base/failure.h"

namespace ts::vault {
namespace {

namespace json = boost::json;
constexpr std::int64_t format = 1;
constexpr std::size_t shortest_passphrase = 12;
constexpr std::size_t largest_file = 64 * 1024;

/// A file as an open descriptor, closed when it goes.
class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      // A pipe in the place of a file must not make the program wait for whoever fills it.
      : fd_{::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK, 0600)} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool ok() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// Nothing when it cannot be read or is larger than any file that we write.
std::optional<Bytes> read_all(int fd) {
  Bytes out(largest_file + 1);
  std::size_t size = 0;
  while (size < out.size()) {
    const auto got = ::read(fd, out.data() + size, out.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > largest_file) return std::nullopt;
  out.resize(size);
  return out;
}

void write_all(int fd, BytesView bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto put = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) throw Failure{Fault::unavailable, "store.full"};
    done += static_cast<std::size_t>(put);
  }
  if (::fsync(fd) != 0) throw Failure{Fault::unavailable, "store.failed"};
}

/// False when there is such a file already.
bool write_new(const std::filesystem::path& path, BytesView bytes) {
  const Descriptor file{path, O_WRONLY | O_CREAT | O_EXCL};
  if (!file.ok() && errno == EEXIST) return false;
  if (!file.ok()) throw Failure{Fault::unavailable, "store.failed"};
  try {
    write_all(file.get(), bytes);
  } catch (const Failure&) {
    ::unlink(path.c_str());  // half a key would stand in the way of the next try
    throw;
  }
  return true;
}

struct Sealed {
  NodeId node;
  bool by_passphrase = true;
  crypto::Salt salt{};
  crypto::Cost cost;
  Bytes key;
};

Bytes place(const Sealed& sealed) {
  return ByteWriter{}
      .part("turnstone node key 1")
      .part(sealed.node.bytes())
      .part(sealed.by_passphrase ? "passphrase" : "key_file")
      .part(sealed.salt)
      .u64(sealed.cost.memory_bytes)
      .u64(sealed.cost.passes)
      .bytes();
}

crypto::Secret wrapping_key(const Sealed& sealed, const Opener& opener) {
  if (const auto* text = std::get_if<crypto::SecretText>(&opener))
    return crypto::key_from(*text, sealed.salt, sealed.cost);
  return key_of_file(std::get<std::filesystem::path>(opener));
}

Sealed parse(std::string_view text) {
  // A file of another shape may be a newer one; only its format number says so.
  boost::system::error_code error;
  const auto value = json::parse(text, error);
  const auto* object = error ? nullptr : value.if_object();
  const auto* version = object ? object->if_contains("format") : nullptr;
  if (!version || !version->is_int64()) throw Failure{Fault::unavailable, "node.damaged"};
  if (version->as_int64() > format) throw Failure{Fault::unavailable, "node.newer_version"};
  if (version->as_int64() != format) throw Failure{Fault::unavailable, "node.damaged"};

  const auto text_at = [&](std::string_view name) -> std::string_view {
    const auto* found = object->if_contains(name);
    if (!found || !found->is_string()) throw Failure{Fault::unavailable, "node.damaged"};
    return found->as_string();
  };
  const auto number_at = [&](std::string_view name) {
    const auto* found = object->if_contains(name);
    if (!found || !found->is_int64() || found->as_int64() < 0)
      throw Failure{Fault::unavailable, "node.damaged"};
    return static_cast<std::uint64_t>(found->as_int64());
  };
  const auto node = NodeId::parse(text_at("node"));
  const auto salt = from_hex(text_at("salt"));
  const auto key = from_hex(text_at("sealed_key"));
  const auto sealed_by = text_at("sealed_by");
  Sealed out{.node = node.value_or(NodeId{}),
             .by_passphrase = sealed_by == "passphrase",
             .cost = {.memory_bytes = number_at("memory_bytes"), .passes = number_at("passes")},
             .key = key.value_or(Bytes{})};
  // What Argon2id takes at least, and what no machine of ours has to spare.
  constexpr std::uint64_t least_memory = 8192;
  constexpr std::uint64_t most_memory = 4ULL << 30;
  if (!node || !key || !salt || salt->size() != out.salt.size() ||
      (!out.by_passphrase && sealed_by != "key_file") || out.cost.memory_bytes < least_memory ||
      out.cost.memory_bytes > most_memory || out.cost.passes < 1 || out.cost.passes > 100)
    throw Failure{Fault::unavailable, "node.damaged"};
  std::copy(salt->begin(), salt->end(), out.salt.begin());
  return out;
}

Sealed load(const std::filesystem::path& path) {
  const Descriptor file{path, O_RDONLY};
  if (!file.ok()) throw Failure{Fault::absent, "node.missing"};
  const auto bytes = read_all(file.get());
  if (!bytes) throw Failure{Fault::unavailable, "node.damaged"};
  return parse(text_of(*bytes));
}

/// What stands in the file.
std::string sealed_text(NodeId node, const crypto::Secret& key, const Opener& opener,
                        crypto::Cost cost) {
  const auto* text = std::get_if<crypto::SecretText>(&opener);
  if (text && text->reveal().size() < shortest_passphrase)
    throw Failure{Fault::invalid, "vault.short_passphrase"};
  Sealed sealed{.node = node,
                .by_passphrase = text != nullptr,
                .salt = crypto::random_salt(),
                .cost = cost,
                .key = {}};
  sealed.key = crypto::seal(wrapping_key(sealed, opener), place(sealed), key.reveal());
  const json::object out{{"format", format},
                         {"node", sealed.node.text()},
                         {"sealed_by", sealed.by_passphrase ? "passphrase" : "key_file"},
                         {"salt", hex(sealed.salt)},
                         {"memory_bytes", sealed.cost.memory_bytes},
                         {"passes", sealed.cost.passes},
                         {"sealed_key", hex(sealed.key)}};
  return json::serialize(out) + "\n";
}

/// Puts one file in the place of another, durably.
void replace(const std::filesystem::path& file, const std::filesystem::path& by) {
  if (::rename(by.c_str(), file.c_str()) != 0) throw Failure{Fault::unavailable, "store.failed"};
  const auto parent = file.parent_path();
  const Descriptor folder{parent.empty() ? "." : parent, O_RDONLY | O_DIRECTORY};
  if (!folder.ok() || ::fsync(folder.get()) != 0) throw Failure{Fault::unavailable, "store.failed"};
}

}  // namespace

crypto::Secret key_of_file(const std::filesystem::path& path) {
  const Descriptor file{path, O_RDONLY};
  struct stat about{};
  const bool private_file = file.ok() && ::fstat(file.get(), &about) == 0 &&
                            S_ISREG(about.st_mode) && (about.st_mode & 077) == 0;
  auto bytes = private_file ? read_all(file.get()) : std::nullopt;
  if (!bytes || bytes->size() < crypto::Secret::size)
    throw Failure{Fault::invalid, "vault.key_file"};
  const auto whole = crypto::Secret::from(crypto::hash(*bytes));
  crypto::wipe(*bytes);
  return crypto::derive(*whole, "key file");
}

void create_node_key(const std::filesystem::path& file, const Opener& opener, crypto::Cost cost) {
  const auto text = sealed_text(NodeId::random(), crypto::Secret::random(), opener, cost);
  if (!write_new(file, bytes_of(text))) throw Failure{Fault::conflict, "node.exists"};
}

void change_opener(const std::filesystem::path& file, const Opener& current, const Opener& next,
                   crypto::Cost cost) {
  const auto key = unlock_node_key(file, current);
  const auto text = sealed_text(load(file).node, key, next, cost);
  const std::filesystem::path beside = file.string() + ".new";
  ::unlink(beside.c_str());  // of a change that was interrupted
  if (!write_new(beside, bytes_of(text))) throw Failure{Fault::conflict, "node.exists"};
  replace(file, beside);
}

crypto::Secret unlock_node_key(const std::filesystem::path& file, const Opener& opener) {
  const auto sealed = load(file);
  if (sealed.by_passphrase != std::holds_alternative<crypto::SecretText>(opener))
    throw Failure{Fault::invalid, "vault.other_opener"};
  auto bytes = crypto::open(wrapping_key(sealed, opener), place(sealed), sealed.key);
  auto key = bytes ? crypto::Secret::from(*bytes) : std::nullopt;
  if (bytes) crypto::wipe(*bytes);
  if (!key) throw Failure{Fault::invalid, "vault.wrong_passphrase"};
  return std::move(*key);
}

bool opened_by_passphrase(const std::filesystem::path& file) { return load(file).by_passphrase; }

void write_key_file(const std::filesystem::path& file) {
  const auto key = crypto::Secret::random();
  if (!write_new(file, key.reveal())) throw Failure{Fault::conflict, "vault.key_file_exists"};
}

}  // namespace ts::vault
