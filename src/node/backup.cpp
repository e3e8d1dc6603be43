#include "node/backup.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "base/log.h"

namespace ts::node {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string folder_name(Instant now) {
  auto name = to_text(now);  // 2026-03-01T09:30:00.000Z
  std::replace(name.begin(), name.end(), ':', '-');
  return name;
}

/// BLAKE2b-256 over the digests of a file's megabytes, so that no file need fit into memory.
std::string file_digest(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) throw Failure{Fault::invalid, "backup.incomplete"};
  Bytes buffer(1U << 20);
  Bytes digests;
  while (in) {
    in.read(reinterpret_cast<char*>(buffer.data()), static_cast<std::streamsize>(buffer.size()));
    const auto size = static_cast<std::size_t>(in.gcount());
    if (size == 0) break;
    const auto digest = crypto::hash(BytesView{buffer}.first(size));
    digests.insert(digests.end(), digest.begin(), digest.end());
  }
  return hex(crypto::hash(digests));
}

std::string read_text(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) throw Failure{Fault::invalid, "backup.incomplete"};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream out{path, std::ios::binary};
  out << text;
  out.flush();
  if (!out) throw Failure{Fault::unavailable, "store.full"};
}

void copy_private(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  fs::copy_file(from, to, error);
  if (error) throw Failure{Fault::unavailable, "store.failed"};
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
}

/// The names in backup.json, each a plain relative path of ours, held against the files.
std::vector<std::string> checked_files(const fs::path& backup) {
  boost::system::error_code error;
  const auto value = json::parse(read_text(backup / "backup.json"), error);
  const auto* files = error || !value.is_object() ? nullptr : value.as_object().if_contains("files");
  if (!files || !files->is_object()) throw Failure{Fault::invalid, "backup.incomplete"};
  std::vector<std::string> out;
  for (const auto& [name, digest] : files->as_object()) {
    const std::string path{name};
    const bool ours = path == "keys/node.json" ||
                      ((path.starts_with("store/") || path.starts_with("keys/")) &&
                       path.ends_with(".db") && OrgId::parse(fs::path{path}.stem().string()) &&
                       std::count(path.begin(), path.end(), '/') == 1);
    if (!ours || !digest.is_string()) throw Failure{Fault::invalid, "backup.altered"};
    if (file_digest(backup / path) != std::string{digest.as_string()})
      throw Failure{Fault::invalid, "backup.altered"};
    out.push_back(path);
  }
  if (std::find(out.begin(), out.end(), "keys/node.json") == out.end())
    throw Failure{Fault::invalid, "backup.incomplete"};
  return out;
}

/// Certificates of a directory that is being set aside; reading them needs no key.
std::map<OrgId, std::vector<std::pair<CaseId, records::Reason>>> forgotten_in(
    const Layout& layout) {
  std::map<OrgId, std::vector<std::pair<CaseId, records::Reason>>> out;
  for (const auto& id : layout.organisation_ids()) {
    const auto database =
        db::Database::open_read_only(Organisation::location(layout.organisation(id)));
    out[id] = database->read([](db::Reader& tx) {
      std::vector<std::pair<CaseId, records::Reason>> cases;
      for (const auto& row : tx.all("SELECT case_id, reason FROM certificate"))
        cases.emplace_back(row.id<CaseId>(0), records::reason_of(row.text(1))
                                                  .value_or(records::Reason::asked_by_person));
      return cases;
    });
  }
  return out;
}

}  // namespace

Backup back_up(const Layout& layout, const fs::path& out, const Clock& clock) {
  const auto ids = layout.organisation_ids();
  Backup made{.folder = out / folder_name(clock.now()), .organisations = ids.size()};
  std::error_code error;
  fs::create_directories(made.folder / "store", error);
  fs::create_directories(made.folder / "keys", error);
  if (error) throw Failure{Fault::unavailable, "store.failed"};
  fs::permissions(made.folder, fs::perms::owner_all);

  for (const auto& id : ids) {
    const auto database =
        db::Database::open_read_only(Organisation::location(layout.organisation(id)));
    database->backup({.store = made.folder / "store" / (id.text() + ".db"),
                      .keys = made.folder / "keys" / (id.text() + ".db")});
  }
  copy_private(layout.node_file(), made.folder / "keys" / "node.json");

  json::object files;
  for (const auto& entry : fs::recursive_directory_iterator{made.folder}) {
    if (!entry.is_regular_file()) continue;
    made.bytes += entry.file_size();
    files[fs::relative(entry.path(), made.folder).string()] = file_digest(entry.path());
  }
  write_text(made.folder / "backup.json",
             json::serialize(json::object{
                 {"format", 1}, {"made_at", to_text(clock.now())}, {"files", files}}) +
                 "\n");
  return made;
}

Restored restore(const Layout& layout, const fs::path& backup, const vault::Opener& opener,
                 const Clock& clock) {
  const auto files = checked_files(backup);
  // Before anything is moved: will it open?
  vault::unlock_node_key(backup / "keys" / "node.json", opener);

  Restored out;
  std::map<OrgId, std::vector<std::pair<CaseId, records::Reason>>> forgotten;
  if (fs::exists(layout.node_file())) {
    forgotten = forgotten_in(layout);
    out.set_aside = layout.root.string() + ".before-" + folder_name(clock.now());
    fs::rename(layout.root, *out.set_aside);
  }
  fs::create_directories(layout.organisations());
  fs::permissions(layout.root, fs::perms::owner_all);
  for (const auto& name : files) {
    const fs::path path{name};
    if (name == "keys/node.json")
      copy_private(backup / path, layout.node_file());
    else
      copy_private(backup / path, layout.organisations() / path.stem() /
                              (name.starts_with("store/") ? "store.db" : "keys.db"));
  }

  Node node{layout, opener, clock};
  for (auto* organisation : node.organisations()) {
    ++out.organisations;
    for (const auto& [id, reason] : forgotten[organisation->id()])
      out.forgotten_again += organisation->cases().forget_again(id, reason) ? 1 : 0;
    organisation->journal().note(std::nullopt, {.what = audit::What::restored});
    auto verification = organisation->verify();
    std::move(verification.findings.begin(), verification.findings.end(),
              std::back_inserter(out.findings));
  }
  return out;
}

}  // namespace ts::node
