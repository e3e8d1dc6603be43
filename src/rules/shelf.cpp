#include "rules/shelf.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/bytes.h"
#include "crypto/crypto.h"
#include "rules/read_pack.h"

namespace ts::rules {
namespace {

/// "1.10.0" comes after "1.9.0".
std::vector<int> numbers_of(std::string_view version) {
  std::vector<int> out;
  while (!version.empty()) {
    const auto end = std::min(version.find('.'), version.size());
    int number = 0;
    std::from_chars(version.data(), version.data() + end, number);
    out.push_back(number);
    version.remove_prefix(std::min(end + 1, version.size()));
  }
  return out;
}

bool newer(const Stamp& a, const Stamp& b) { return numbers_of(a.version) > numbers_of(b.version); }

/// A file that the index names.
struct Listed {
  std::string name, hash;
  int line = 0;  ///< of the index
};

std::vector<Listed> listed(const File& index, Findings& findings) {
  std::vector<Listed> out;
  const auto document = read_json(index.content, findings);
  if (!document) return out;
  Members members{*document, findings};
  if (const auto* packs = members.need("packs")) {
    Members files{*packs, findings};
    for (const auto& [name, value] : packs->members)
      out.push_back({name, files.text(name), value.line});
  }
  members.done();
  if (!findings.empty()) out.clear();
  return out;
}

}  // namespace

std::string hash_of(std::string_view content) {
  const auto digest = crypto::hash(
      BytesView{reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
  return hex(digest);
}

bool Shelf::pack_file(std::string_view name) {
  constexpr std::string_view others[] = {"index.json", "facts.json", "benefits.json",
                                         "schema.json"};
  return name.ends_with(".json") && !name.ends_with(".tests.json") &&
         std::find(std::begin(others), std::end(others), name) == std::end(others);
}

void Shelf::take(std::span<const File> files) {
  const auto named = [&](std::string_view name) {
    return std::find_if(files.begin(), files.end(),
                        [&](const File& file) { return file.name == name; });
  };
  const auto index = named("index.json");
  if (index == files.end()) {
    refusals_.push_back({"index.json", 0, {"rules.no_index", {}}});
    return;
  }
  Findings findings{"index.json"};
  const auto wanted = listed(*index, findings);
  refusals_.insert(refusals_.end(), findings.all().begin(), findings.all().end());
  for (const auto& each : wanted) {
    const auto file = named(each.name);
    if (file == files.end())
      refusals_.push_back({each.name, 0, {"rules.file_missing", {}}});
    else if (hash_of(file->content) != each.hash)
      refusals_.push_back({"index.json", each.line, {"rules.wrong_hash", {{"name", each.name}}}});
    else
      read_one(*file, each.hash);
  }
  for (const auto& file : files)
    if (pack_file(file.name) && findings.empty() &&
        std::none_of(wanted.begin(), wanted.end(),
                     [&](const Listed& each) { return each.name == file.name; }))
      refusals_.push_back({file.name, 0, {"rules.not_in_index", {}}});
  put_all();
  sort_laws();
}

void Shelf::read_one(const File& file, const std::string& hash) {
  Findings findings{file.name};
  auto pack = read_pack(file, hash, content_->vocabulary, findings);
  refusals_.insert(refusals_.end(), findings.all().begin(), findings.all().end());
  if (pack) read_.push_back({file.name, std::move(pack)});
}

/// Of each name the highest version is used; the others are kept for those who were judged by them.
/// First what replaces a pack, so that a law that gets an end makes room for the one that follows.
void Shelf::put_all() {
  std::stable_sort(read_.begin(), read_.end(), [](const Read& a, const Read& b) {
    return newer(a.pack->stamp, b.pack->stamp);
  });
  std::stable_partition(read_.begin(), read_.end(),
                        [this](const Read& each) { return replaces_one(each); });
  for (const auto& each : read_) put(each);
}

std::vector<Shelf::PackPointer>::iterator Shelf::place_of(const std::string& name) {
  return std::lower_bound(
      content_->in_use.begin(), content_->in_use.end(), name,
      [](const auto& each, const std::string& wanted) { return each->stamp.pack < wanted; });
}

bool Shelf::replaces_one(const Read& read) {
  const auto place = place_of(read.pack->stamp.pack);
  return place != content_->in_use.end() && (*place)->stamp.pack == read.pack->stamp.pack;
}

void Shelf::put(const Read& read) {
  auto& all = content_->all;
  const bool known = std::any_of(all.begin(), all.end(),
                                 [&](const auto& each) { return each->stamp == read.pack->stamp; });
  const auto place = place_of(read.pack->stamp.pack);
  const bool replaces = replaces_one(read);
  const bool older = replaces && newer((*place)->stamp, read.pack->stamp);
  if (!older && overlaps(read)) return;
  if (!known) all.push_back(read.pack);
  if (older) return;
  if (replaces)
    *place = read.pack;
  else
    content_->in_use.insert(place, read.pack);
}

/// Two laws of one jurisdiction never hold on the same day: which would it be judged by?
bool Shelf::overlaps(const Read& read) {
  const auto& pack = *read.pack;
  if (pack.role != Pack::Role::law) return false;
  for (const auto& each : content_->in_use) {
    if (each->role != Pack::Role::law || each->jurisdiction != pack.jurisdiction ||
        each->stamp.pack == pack.stamp.pack)
      continue;
    const bool apart = (each->valid.to && pack.valid.from && *each->valid.to < *pack.valid.from) ||
                       (pack.valid.to && each->valid.from && *pack.valid.to < *each->valid.from);
    if (apart) continue;
    refusals_.push_back(
        {read.file, pack.valid_line, {"rules.overlap", {{"name", each->stamp.pack}}}});
    return true;
  }
  return false;
}

void Shelf::sort_laws() {
  auto& laws = content_->laws;
  laws.clear();
  for (const auto& each : content_->in_use)
    if (each->role == Pack::Role::law) laws.push_back(each);
  std::sort(laws.begin(), laws.end(), [](const auto& a, const auto& b) {
    return std::tie(a->jurisdiction, a->valid.from) < std::tie(b->jurisdiction, b->valid.from);
  });
}

}  // namespace ts::rules
