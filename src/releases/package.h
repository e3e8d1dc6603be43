#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "release/combinations.h"
#include "release/records.h"
#include "releases/reading.h"

/// Packages that may be given to anyone: tables, records of nobody, and the proof.
namespace ts::releases {

/// What is asked of a release.
struct Wish {
  std::uint32_t k = 10;        ///< people who share whatever is told
  std::size_t length = 3;      ///< of the longest combinations
  std::uint64_t seed = 0;      ///< from a cryptographic generator, but in tests
  bool seed_is_given = false;  ///< somebody chose it; the proof says so
  unsigned threads = 0;        ///< 0: one a processor; the result is the same
  bool hxl = false;            ///< a row of HXL tags below the header of synthetic.csv
};

/// How well combinations of one length came through.
struct Errors {
  std::size_t safe = 0;  ///< how many at least k people have
  double error = 0;      ///< |synthetic - real| / real, averaged over the safe ones
  std::size_t lost = 0;  ///< safe ones that no synthetic record has
};

/// What was made, before it is written down.
struct Result {
  release::Combinations safe;  ///< true counts: inside only
  release::Records synthetic;
  std::vector<Errors> errors;  ///< `[0]` is of length 1
};

/// Under the guarantee that no combination of up to `length` values that fewer than `k` people have
/// is told or held by any synthetic record.
/// `Failure{invalid}`: "release.k_small" (less than 2), "release.length_range",
/// "release.k_above_rows", "release.nothing_safe".
Result k_safe(const Source& source, const Wish& wish, const Progress& progress = {});

/// Files by name.
using Files = std::map<std::string, std::string, std::less<>>;

/// What a proof says of where the data came from. The digest of a small file could be found by
/// trying, so it is bound to a nonce that stays inside.
struct Origin {
  std::string commitment;  ///< in hexadecimal: BLAKE2b-256 of nonce and file
  std::string nonce;       ///< in hexadecimal; never published
};
Origin origin_of(std::string_view input);

/// The content of aggregates.csv: counts down to multiples of `base`; the first row is of all
/// `people`.
std::string aggregates_csv(const Source& source, std::size_t longest, std::uint32_t base,
                           std::uint64_t people, const release::Combinations& told);

/// aggregates.csv, synthetic.csv, codebook.csv and, over them and `more`, proof.json.
/// docs/formats/release-package.md has them column by column.
Files package_of(const Source& source, const Wish& wish, const Result& result, const Origin& origin,
                 Files more = {});

}  // namespace ts::releases
