#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

#include "catalogue/own.h"
#include "cli/cli.h"
#include "node/node.h"

namespace ts::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_bytes = 1 << 20;

std::string content_of(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error || size > most_bytes) throw Failure{Fault::invalid, "own.no_file"};
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

bool has(const node::Layout& layout, OrgId id) {
  const auto ids = layout.organisation_ids();
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// Whole or not at all: a server may start meanwhile.
void put(const std::string& text, const fs::path& place) {
  auto beside = place;
  beside += ".new";
  // Of an organisation in a database nothing else may be here.
  std::error_code ignored;
  fs::create_directories(place.parent_path(), ignored);
  std::ofstream out{beside, std::ios::binary};
  out << text;
  out.close();
  std::error_code error;
  if (out) fs::rename(beside, place, error);
  if (!out || error) throw Failure{Fault::unavailable, "store.failed"};
}

}  // namespace

int own_fields(const Settings& settings) {
  const auto text = content_of(settings.from);
  const auto own = catalogue::read_own(catalogue::Catalogue::built_in(), text);
  std::cout << "fields\t" << own.fields.size() << "\nvalues\t" << own.values.size() << '\n';
  if (settings.organisation.empty()) return done;
  const auto id = OrgId::parse(settings.organisation);
  const auto layout = layout_of(settings);
  if (!id || settings.data.empty() || !has(layout, *id))
    throw Failure{Fault::absent, "cli.no_organisation"};
  put(text, layout.own_fields(*id));
  std::cerr << say("cli.own_fields_taken") << '\n';
  return done;
}

}  // namespace ts::cli
