#pragma once

#include <string>
#include <vector>

#include "rules/folder.h"
#include "rules/pack.h"
#include "rules/rules.h"

/// Small packs and days for the tests.
namespace ts::rules::trial {

inline Date day(std::string_view text) { return *parse_date(text); }
inline std::string text_of(const std::optional<Date>& date) {
  return date ? to_text(*date) : "none";
}

/// A pack of a country that there is not, with one status "stay" of these members.
inline std::string pack_with(const std::string& members, const std::string& name = "zz",
                             const std::string& head = "") {
  return "{\"pack\": \"" + name +
         "\", \"version\": \"1.0.0\", \"jurisdiction\": \"ZZ\", \"time_zone\": \"Europe/Oslo\",\n" +
         head + "\"statuses\": [\n{\"id\": \"stay\", \"stage\": \"reflection\",\n" + members +
         "\n\"sources\": [{\"doc\": \"A law\", \"confidence\": \"high\"}]}]}\n";
}

/// The program's packs and these, as files "0.json", "1.json", ….
inline Library::Loaded loaded(const std::vector<std::string>& packs,
                              const Library& onto = Library::built_in()) {
  std::vector<File> files;
  for (const auto& each : packs) files.push_back({std::to_string(files.size()) + ".json", each});
  files.push_back(index_of(files));
  return onto.with(files);
}

/// The one answer of a pack that has one status.
inline Answer answer(const Library& library, const Situation& situation,
                     std::string_view pack = "zz") {
  return library.answers(*library.pack(pack), situation).at(0);
}

}  // namespace ts::rules::trial
