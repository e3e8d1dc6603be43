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
constexpr std::int64_t format = 1;
using Forgotten = std::map<OrgId, std::vector<std::pair<CaseId, records::Reason>>>;

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
  const auto* about = error ? nullptr : value.if_object();
  const auto* version = about ? about->if_contains("format") : nullptr;
  if (version && version->is_int64() && version->as_int64() > format)
    throw Failure{Fault::unavailable, "node.newer_version"};
  const auto* files = about ? about->if_contains("files") : nullptr;
  if (!files || !files->is_object()) throw Failure{Fault::invalid, "backup.incomplete"};
  std::vector<std::string> out;
  for (const auto& [name, digest] : files->as_object()) {
    const std::string path{name};
    const bool ours =
        path == "keys/node.json" ||
        (((path.starts_with("store/") && path.ends_with(".json")) ||
          ((path.starts_with("store/") || path.starts_with("keys/")) && path.ends_with(".db"))) &&
         OrgId::parse(fs::path{path}.stem().string()) &&
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

/// What the directory that is set aside had forgotten.
struct Before {
  std::vector<std::shared_ptr<void>> held;  ///< nobody goes on writing there meanwhile
  Forgotten forgotten;
  std::vector<audit::Finding> findings;
};

std::vector<std::pair<CaseId, records::Reason>> certificates_of(const db::Place& place) {
  const auto database = db::Database::open_read_only(place);  // needs no key
  return database->read([](db::Reader& tx) {
    std::vector<std::pair<CaseId, records::Reason>> out;
    for (const auto& row : tx.all("SELECT case_id, reason FROM certificate"))
      if (const auto id = CaseId::parse(row.text(0)))
        out.emplace_back(
            *id, records::reason_of(row.text(1)).value_or(records::Reason::asked_by_person));
    return out;
  });
}

bool beyond_reading(const Failure& failure) {
  return failure.key() == MessageKey{"store.damaged"} ||
         failure.key() == MessageKey{"store.missing"} ||
         failure.key() == MessageKey{"store.incomplete"};
}

Before before_of(const Layout& layout) {
  Before out;
  if (!fs::exists(layout.node_file())) return out;
  for (const auto& id : layout.organisation_ids()) {
    const auto place = layout.place(id);
    out.held.push_back(db::Database::hold(std::get<db::Location>(place)));
    try {
      out.forgotten[id] = certificates_of(place);
    } catch (const Failure& failure) {
      if (failure.key() == MessageKey{"store.newer_version"})
        throw Failure{Fault::unavailable, "restore.over_newer"};
      // A broken directory is what backups are for; but somebody has to know.
      if (!beyond_reading(failure)) throw;
      out.findings.push_back({.key = "restore.forgotten_unknown"});
    }
  }
  return out;
}

/// The directory that is restored into, by a name that others can be made from.
Layout named(const Layout& layout) {
  auto root = fs::absolute(layout.root).lexically_normal();
  return {.root = root.has_filename() ? root : root.parent_path()};
}

void copy_all(const fs::path& backup, const std::vector<std::string>& files, const Layout& to) {
  for (const auto& name : files) {
    const fs::path path{name};
    if (name == "keys/node.json")
      copy_private(backup / path, to.node_file());
    else if (const auto id = OrgId::parse(path.stem().string()).value(); name.ends_with(".json"))
      copy_private(backup / path, to.own_fields(id));
    else
      copy_private(backup / path,
                   to.organisation(id) / (name.starts_with("store/") ? "store.db" : "keys.db"));
  }
}

/// Forgets again, says that it was restored, and looks at all of it.
Restored bring_up(const Layout& layout, const vault::Opener& opener, const Clock& clock,
                  const Forgotten& forgotten) {
  Restored out;
  Node node{layout, opener, clock};
  for (auto* organisation : node.organisations()) {
    ++out.organisations;
    const auto found = forgotten.find(organisation->id());
    if (found != forgotten.end())
      for (const auto& [id, reason] : found->second)
        out.forgotten_again += organisation->cases().forget_again(id, reason) ? 1 : 0;
    auto verification = organisation->verify();
    organisation->journal().note(std::nullopt, {.what = audit::What::restored});
    std::move(verification.findings.begin(), verification.findings.end(),
              std::back_inserter(out.findings));
  }
  return out;
}

void move(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) throw Failure{Fault::unavailable, "store.failed"};
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
    const auto database = db::Database::open_read_only(layout.place(id));
    database->backup({.store = made.folder / "store" / (id.text() + ".db"),
                      .keys = made.folder / "keys" / (id.text() + ".db")});
    if (const auto own = layout.own_fields(id); fs::exists(own))
      copy_private(own, made.folder / "store" / (id.text() + ".json"));
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
                 {"format", format}, {"made_at", to_text(clock.now())}, {"files", files}}) +
                 "\n");
  return made;
}

Restored restore(const Layout& layout, const fs::path& backup, const vault::Opener& opener,
                 const Clock& clock) {
  if (!layout.database.empty()) throw Failure{Fault::invalid, "restore.into_database"};
  const auto files = checked_files(backup);
  const auto target = named(layout);
  const auto before = before_of(target);

  // All of it beside, so that nothing is moved before it is known to open.
  const Layout beside{target.root.string() + ".restoring-" + folder_name(clock.now())};
  Restored out;
  try {
    copy_all(backup, files, beside);
    fs::create_directories(beside.organisations());
    fs::permissions(beside.root, fs::perms::owner_all);
    out = bring_up(beside, opener, clock, before.forgotten);
  } catch (...) {
    std::error_code ignored;  // a copy; the backup is untouched
    fs::remove_all(beside.root, ignored);
    throw;
  }
  std::error_code error;
  if (fs::exists(target.root, error) && !fs::is_empty(target.root, error)) {
    out.set_aside = target.root.string() + ".before-" + folder_name(clock.now());
    move(target.root, *out.set_aside);
  }
  move(beside.root, target.root);
  out.findings.insert(out.findings.end(), before.findings.begin(), before.findings.end());
  return out;
}

}  // namespace ts::node
