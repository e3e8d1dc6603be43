#include <algorithm>
#include <array>
#include <iostream>

#include "cli/cli.h"
#include "cli/private_matching.h"
#include "cli/psi_files.h"
#include "cli/psi_questions.h"
#include "formats/csv.h"
#include "formats/out_folder.h"
#include "private_matching/overlap.h"
#include "release/small_cells.h"

namespace ts::cli {
namespace {

using namespace ts::private_matching;

constexpr std::string_view round_bound = "turnstone kept round";
/// Nothing smaller is told, whatever was agreed.
constexpr std::uint64_t smallest_least = 10;

void write_kept(formats::OutFolder& out, const Party& party, const crypto::Secret& shared) {
  out.write("kept.psi", text_of(crypto::seal(crypto::derive(shared, round_bound),
                                             bytes_of(round_bound), party.keep())));
}

/// `people` by mask, as `estimate` reads it; where there is nothing, fewer than `least`.
std::string histories_csv(const std::vector<std::string>& names,
                          const std::vector<release::Told>& people, std::uint64_t least) {
  formats::CsvWriter csv;
  for (const auto& name : names) csv.cell(name);
  csv.cell("count").end_row();
  for (std::size_t mask = 1; mask < people.size(); ++mask) {
    for (std::size_t list = 0; list < names.size(); ++list)
      csv.number(static_cast<std::int64_t>(mask >> list & 1U));
    if (people[mask])
      csv.number(static_cast<std::int64_t>(*people[mask]));
    else
      csv.cell("<" + std::to_string(least));
    csv.end_row();
  }
  return csv.text();
}

}  // namespace

int psi_join(const PsiRoundOptions& options) {
  // Columns that `estimate` takes for something else than a list.
  constexpr std::array<std::string_view, 4> taken{"count", "people", "id", "person"};
  if (options.party < 1 || std::ranges::find(taken, options.name) != taken.end())
    throw Failure{Fault::invalid, "psi.bad_round"};
  const auto shared = vault::key_of_file(options.psi.key_file);
  formats::OutFolder out{options.psi.out};
  const auto list = list_of(read_list(options.psi).people);
  const Party party{list,
                    {.label = options.round,
                     .parties = options.of,
                     .party = options.party - 1,
                     .name = options.name},
                    shared,
                    crypto::Secret::random(),
                    options.psi.threads};
  out.write("list.psi", text_of(party.list()));
  write_kept(out, party, shared);
  out.publish();
  std::cout << say("psi.list_made") << '\n';
  return done;
}

int psi_pass(const PsiRoundOptions& options) {
  const auto shared = vault::key_of_file(options.psi.key_file);
  formats::OutFolder out{options.psi.out};
  const auto kept = crypto::open(crypto::derive(shared, round_bound), bytes_of(round_bound),
                                 read_bytes(options.psi.kept));
  if (!kept) throw Failure{Fault::invalid, "psi.not_kept"};
  auto party = Party::resume(*kept, shared, options.psi.threads);
  const auto list = read_bytes(options.psi.message);
  out.write("list.psi", text_of(party.pass(list)));
  QuestionsFile{options.psi.key_file, shared}.book(
      {.at = SystemClock{}.now(),
       .asking = Asking::round,
       .people = read_travelling(list, shared).people(),
       .message = crypto::hash(list)},
      options.psi.budget);
  if (!party.finished()) write_kept(out, party, shared);
  out.publish();
  take_away(options.psi.kept);
  std::cout << say(party.finished() ? "psi.passed_last" : "psi.passed") << '\n';
  return done;
}

int psi_tally(const PsiRoundOptions& options) {
  if (options.least < smallest_least) throw Failure{Fault::invalid, "agreement.cell_too_small"};
  const auto shared = vault::key_of_file(options.psi.key_file);
  formats::OutFolder out{options.psi.out};
  std::vector<Bytes> messages;
  for (const auto& list : options.lists) messages.push_back(read_bytes(list));
  const auto overlap = tally(messages, shared);
  const auto told =
      release::safe_histories(overlap.people, {.least = options.least, .base = options.least});
  out.write("overlap.csv", histories_csv(overlap.names, told, options.least));
  if (options.inside)
    out.write("histories.csv",
              histories_csv(overlap.names, {overlap.people.begin(), overlap.people.end()}, 0));
  out.publish();
  std::cout << say(options.inside ? "psi.tallied_inside" : "psi.tallied") << '\n';
  return done;
}

}  // namespace ts::cli
