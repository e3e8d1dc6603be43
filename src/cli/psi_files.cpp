#include "cli/psi_files.h"

#include <array>
#include <iostream>
#include <system_error>

#include "cli/cli.h"
#include "formats/csv.h"

namespace ts::cli {

using namespace ts::private_matching;

PeopleRead read_list(const PsiOptions& options) {
  auto out = read_people(formats::read_text_file(options.list), options.columns);
  const auto& found = out.columns;
  const std::array<std::pair<const char*, const std::string*>, 5> columns{
      {{"id", &found.id},
       {"given name", &found.given_name},
       {"family name", &found.family_name},
       {"birth date", &found.birth_date},
       {"place", &found.place}}};
  for (const auto& [what, header] : columns)
    std::cerr << what << ": " << (header->empty() ? "-" : *header) << '\n';
  if (out.without_date > 0) std::cerr << say("psi.without_date") << ' ' << out.without_date << '\n';
  return out;
}

Bytes read_bytes(const std::filesystem::path& file) {
  const auto text = formats::read_text_file(file.string());
  return {text.begin(), text.end()};
}

void take_away(const std::filesystem::path& kept) {
  std::error_code error;
  std::filesystem::remove(kept, error);
  if (error) throw Failure{Fault::unavailable, "store.failed"};
}

}  // namespace ts::cli
