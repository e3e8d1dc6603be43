#include <boost/json.hpp>
#include <iostream>

#include "cli/cli.h"
#include "cli/private_matching.h"
#include "cli/psi_files.h"
#include "cli/psi_questions.h"
#include "formats/csv.h"
#include "formats/out_folder.h"
#include "private_matching/intersection.h"
#include "release/small_cells.h"

namespace ts::cli {
namespace {

using namespace ts::private_matching;

constexpr std::string_view bound = "turnstone kept offer";

std::string ids_of(const Entry& entry, const PeopleRead& list) {
  std::string out;
  for (const auto row : entry.rows) out += (out.empty() ? "" : " ") + list.ids[row];
  return out;
}

/// What an agreement of keys says, in the words of the columns.
std::string agreement(std::uint8_t shared) {
  constexpr std::array<std::string_view, slots> names{
      "word+date",      "word+date",      "sound+date",           "sound+date",
      "word+day+place", "word+day+place", "words+digits of date", "words+place"};
  std::string out;
  std::string_view before;
  for (std::size_t s = 0; s < slots; ++s) {
    if ((shared >> s & 1U) == 0 || names.at(s) == before) continue;
    before = names.at(s);
    out.append(out.empty() ? "" : "; ").append(before);
  }
  return out;
}

std::string matches_csv(const Receiver::Result& result, const std::vector<std::string>& ids) {
  formats::CsvWriter csv;
  for (const auto* name : {"id", "number", "probability", "bits", "agrees"}) csv.cell(name);
  csv.end_row();
  for (const auto& pair : result.pairs) {
    csv.cell(ids.at(pair.own)).number(static_cast<std::int64_t>(pair.peer + 1));
    csv.number(std::round(pair.probability * 1000) / 1000).number(std::round(pair.bits * 10) / 10);
    csv.cell(agreement(pair.shared)).end_row();
  }
  return csv.text();
}

/// What may be told of a number of people; what fewer than ten have is held back.
std::string count_json(std::size_t both) {
  const auto told = release::safe_counts({both}).front();
  boost::json::object out;
  out["on_both"] = told ? boost::json::value(*told) : boost::json::value("<10");
  return boost::json::serialize(out) + '\n';
}

}  // namespace

int psi_offer(const PsiOptions& options) {
  const auto shared = vault::key_of_file(options.key_file);
  formats::OutFolder out{options.out};
  const auto read = read_list(options);
  const auto list = list_of(read.people);
  const Receiver receiver{list, options.count ? Mode::count : Mode::match, shared,
                          crypto::Secret::random(), options.threads};
  ByteWriter kept;
  kept.part(receiver.keep());
  for (const auto& entry : list.entries) kept.part(ids_of(entry, read));
  out.write("offer.psi", text_of(receiver.offer()));
  out.write("kept.psi",
            text_of(crypto::seal(crypto::derive(shared, bound), bytes_of(bound), kept.bytes())));
  out.publish();
  std::cout << say("psi.offer_made") << '\n';
  return done;
}

int psi_answer(const PsiOptions& options) {
  const auto shared = vault::key_of_file(options.key_file);
  formats::OutFolder out{options.out};
  const auto read = read_list(options);
  const auto list = list_of(read.people);
  Sender sender{list, shared, crypto::Secret::random(), options.threads};
  const auto offer = read_bytes(options.message);
  const auto reply = sender.reply(offer);
  QuestionsFile{options.key_file, shared}.book(
      {.at = SystemClock{}.now(),
       .asking = reply.mode == Mode::match ? Asking::match : Asking::count,
       .people = reply.asked,
       .message = crypto::hash(offer)},
      options.budget);
  formats::CsvWriter people;
  people.cell("number").cell("id").end_row();
  for (std::size_t i = 0; i < reply.people.size(); ++i)
    if (const auto entry = reply.people[i])
      people.number(static_cast<std::int64_t>(i + 1))
          .cell(ids_of(list.entries[*entry], read))
          .end_row();
  out.write("answer.psi", text_of(reply.answer));
  if (reply.mode == Mode::match) out.write("people.csv", people.text());
  out.publish();
  std::cout << say("psi.answer_made") << '\n';
  return done;
}

int psi_finish(const PsiOptions& options) {
  const auto shared = vault::key_of_file(options.key_file);
  formats::OutFolder out{options.out};
  const auto kept =
      crypto::open(crypto::derive(shared, bound), bytes_of(bound), read_bytes(options.kept));
  if (!kept) throw Failure{Fault::invalid, "psi.not_kept"};
  ByteReader reader{*kept};
  const auto state = reader.part();
  if (!state) throw Failure{Fault::invalid, "psi.not_kept"};
  std::vector<std::string> ids;
  while (const auto id = reader.part()) ids.emplace_back(text_of(*id));
  auto receiver = Receiver::resume(*state, shared, options.threads);
  const auto result = receiver.finish(read_bytes(options.message));
  if (receiver.mode() == Mode::match)
    out.write("matches.csv", matches_csv(result, ids));
  else
    out.write("count.json", count_json(result.pairs.size()));
  out.publish();
  take_away(options.kept);
  std::cout << say(result.pairs.empty() ? "psi.found_nobody" : "psi.finished_well") << '\n';
  return done;
}

}  // namespace ts::cli
