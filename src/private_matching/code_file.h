#pragma once

#include "private_matching/codes.h"

namespace ts::private_matching {

/// Vectors of a list as a file for the linkage unit: `TSCV`, version, number of views, digest of
/// the normal form, number of people, then by view blocks of eight vectors word by word
/// (similar.h), and a digest of all before, against accidents. Numbers are little endian. Nothing
/// in it says who is who.
Bytes write_codes(const Encoded& encoded);

/// `Failure{invalid}`: "codes.not_codes" (another file, cut or damaged), "codes.other_version".
struct CodesRead {
  Encoded encoded;
  crypto::Digest fingerprint{};  ///< of the program that wrote it
};
CodesRead read_codes(BytesView bytes);

}  // namespace ts::private_matching
