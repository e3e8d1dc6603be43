#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "private_matching/questions.h"
#include "private_matching/read_people.h"

/// Finding the same person on two organisations' lists: by files that may travel on a stick.
namespace ts::cli {

/// What both `psi offer` and `psi answer` are told.
struct PsiOptions {
  std::string list;                ///< a CSV file, or "-"
  std::filesystem::path key_file;  ///< 32 bytes that both organisations have
  std::filesystem::path message;   ///< the peer's: the offer, or the answer
  std::filesystem::path kept;      ///< of `finish`: what `offer` kept
  std::filesystem::path out;       ///< the folder that is made
  private_matching::Columns columns;
  unsigned threads = 0;
  bool count = false;
  private_matching::Budget budget;  ///< of what may be asked of us under the key
};

/// Writes offer.psi, to be sent, and kept.psi, to be kept (sealed under the key).
int psi_offer(const PsiOptions& options);
/// Within the budget, which is booked in KEY.asked: writes answer.psi, to be sent, and people.csv,
/// to be kept: who is meant by which number.
int psi_answer(const PsiOptions& options);
/// Writes matches.csv, or count.json, and takes kept.psi away, so that an answer counts once.
int psi_finish(const PsiOptions& options);

/// Tells what was asked under the key, and what is left. `findings` when something was refused.
int psi_asked(const PsiOptions& options);

/// A round of several organisations, of which only the overlap of their lists comes out.
struct PsiRoundOptions {
  PsiOptions psi;
  std::string round, name;
  std::size_t party = 0, of = 0;   ///< the own number from 1, and how many there are
  std::vector<std::string> lists;  ///< of `tally`: list.psi of all, met by all
  std::uint64_t least = 10;        ///< figures of fewer people are not told
  bool inside = false;
};
/// Writes list.psi, to be sent to the next party, and kept.psi, to be kept.
int psi_join(const PsiRoundOptions& options);
/// Within the budget, too: writes list.psi, to be sent on, and kept.psi anew while another list is
/// to come; takes the old kept.psi away, so that a list goes through once.
int psi_pass(const PsiRoundOptions& options);
/// Writes overlap.csv with small figures held back, and with `inside` the exact histories.csv, too,
/// which `estimate` reads.
int psi_tally(const PsiRoundOptions& options);

struct EncodeOptions {
  std::string list;    ///< a CSV file, or "-"
  std::string schema;  ///< JSON: which column is what; may be left out
  std::filesystem::path key_file, out;
  unsigned threads = 0;
};
/// Writes list.tsc, to be sent to a linkage unit, and people.csv, to be kept.
int encode_list(const EncodeOptions& options);

struct MatchOptions {
  std::string a, b;  ///< list.tsc of two sides
  std::optional<double> at;
  std::filesystem::path out;
  unsigned threads = 0;
};
/// What a linkage unit does: matches.csv, with the numbers of people.csv of both sides.
int match_lists(const MatchOptions& options);

}  // namespace ts::cli
