#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>

#include "base/data.h"
#include "base/failure.h"
#include "cli/cli.h"
#include "cli/rules.h"
#include "rules/examples.h"
#include "rules/folder.h"
#include "rules/pack.h"
#include "rules/words.h"

namespace ts::cli {
namespace {

namespace json = boost::json;

/// What is checked: files, and the library that came of them.
struct Checked {
  std::vector<rules::File> files;
  rules::Library library;
  std::vector<rules::Refusal> refusals;
  std::size_t examples = 0;
};

std::vector<rules::File> built_in_files() {
  std::vector<rules::File> out;
  for (const auto& each : data::files())
    if (each.name.starts_with("rules/"))
      out.push_back({std::string{each.name.substr(6)}, std::string{each.content}});
  return out;
}

/// One file is looked at for itself, with its examples if it has any: nobody reviewed it yet.
std::vector<rules::File> one_pack(const std::filesystem::path& path) {
  std::vector<rules::File> out{rules::read_file(path)};
  const auto index = rules::index_of(out);
  auto beside = path;
  beside.replace_extension(".tests.json");
  if (std::filesystem::exists(beside)) out.push_back(rules::read_file(beside));
  out.push_back(index);
  return out;
}

std::vector<rules::File> files_of(const RulesCheck& options) {
  if (options.path.empty()) return built_in_files();
  if (!std::filesystem::is_directory(options.path)) return one_pack(options.path);
  auto out = rules::read_folder(options.path);
  if (!options.write_index) return out;
  std::erase_if(out, [](const rules::File& file) { return file.name == "index.json"; });
  out.push_back(rules::index_of(out));
  return out;
}

/// The pack that came of a file; null when it was refused.
std::shared_ptr<const rules::Pack> pack_of(const Checked& checked, std::string_view file) {
  for (const auto& each : checked.files)
    if (each.name == file) return checked.library.text_of(each);
  return nullptr;
}

void try_examples(Checked& checked) {
  constexpr std::string_view ending = ".tests.json";
  for (const auto& each : checked.files) {
    if (!each.name.ends_with(ending)) continue;
    const auto name = each.name.substr(0, each.name.size() - ending.size()) + ".json";
    const auto pack = pack_of(checked, name);
    if (!pack) continue;
    const auto tried = rules::try_examples(each, *pack, checked.library);
    checked.examples += tried.count;
    checked.refusals.insert(checked.refusals.end(), tried.differences.begin(),
                            tried.differences.end());
  }
}

std::string line_of(const rules::Refusal& refusal, const RulesCheck& options,
                    const rules::Library& library) {
  return rules::say({refusal.line > 0 ? "rules.refused" : "rules.refused_file",
                     {{"file", refusal.file},
                      {"line", std::int64_t{refusal.line}},
                      {"reason", rules::say(refusal.reason, options.language, library)}}},
                    options.language, library);
}

std::vector<std::shared_ptr<const rules::Pack>> packs_of(const Checked& checked) {
  std::vector<std::shared_ptr<const rules::Pack>> out;
  for (const auto& each : checked.files)
    if (auto pack = pack_of(checked, each.name)) out.push_back(std::move(pack));
  return out;
}

void print(const Checked& checked, const RulesCheck& options) {
  const auto packs = packs_of(checked);
  for (const auto& pack : packs) {
    for (const auto& line : rules::plain(*pack, options.language, checked.library))
      std::cout << line << '\n';
    std::cout << '\n';
  }
  for (const auto& each : checked.refusals)
    std::cout << line_of(each, options, checked.library) << '\n';
  std::cout << rules::say({"rules.checked",
                           {{"packs", static_cast<std::int64_t>(packs.size())},
                            {"examples", static_cast<std::int64_t>(checked.examples)}}},
                          options.language, checked.library)
            << '\n';
}

void print_json(const Checked& checked, const RulesCheck& options) {
  json::array packs;
  for (const auto& pack : packs_of(checked)) {
    json::array means;
    for (const auto& line : rules::plain(*pack, options.language, checked.library))
      means.emplace_back(line);
    packs.push_back(json::object{{"pack", pack->stamp.pack},
                                 {"version", pack->stamp.version},
                                 {"hash", pack->stamp.hash},
                                 {"jurisdiction", pack->jurisdiction},
                                 {"means", std::move(means)}});
  }
  json::array refusals;
  for (const auto& each : checked.refusals)
    refusals.push_back(
        json::object{{"file", each.file},
                     {"line", each.line},
                     {"code", each.reason.key},
                     {"reason", rules::say(each.reason, options.language, checked.library)}});
  std::cout << json::serialize(json::object{{"packs", std::move(packs)},
                                            {"refusals", std::move(refusals)},
                                            {"examples", checked.examples}})
            << '\n';
}

}  // namespace

int rules_check(const RulesCheck& options) {
  auto files = files_of(options);
  auto loaded = rules::Library::built_in().with(files);
  Checked checked{std::move(files), std::move(loaded.library), std::move(loaded.refusals)};
  try_examples(checked);
  if (options.json)
    print_json(checked, options);
  else
    print(checked, options);
  if (!checked.refusals.empty()) return findings;
  if (options.write_index && !options.path.empty()) {
    std::ofstream out{options.path / "index.json", std::ios::binary};
    out << rules::index_of(checked.files).content;
    if (!out.flush()) throw Failure{Fault::unavailable, "store.failed"};
  }
  return done;
}

}  // namespace ts::cli
