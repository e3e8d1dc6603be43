#pragma once

#include <filesystem>
#include <optional>
#include <string>

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
};

/// Writes offer.psi, to be sent, and kept.psi, to be kept (sealed under the key).
int psi_offer(const PsiOptions& options);
/// Writes answer.psi, to be sent, and people.csv, to be kept: who is meant by which number.
int psi_answer(const PsiOptions& options);
/// Writes matches.csv, or count.json, and takes kept.psi away, so that an answer counts once.
int psi_finish(const PsiOptions& options);

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
