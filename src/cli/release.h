#pragma once

#include <cstdint>
#include <optional>
#include <string>

/// `turnstone release`: from a file about people to a package that may be given to anyone.
namespace ts::cli {

struct ReleaseOptions {
  std::string in, out, spec;
  std::string method;  ///< empty: dp when an epsilon is given, else k
  std::uint32_t k = 10;
  std::size_t length = 3;
  std::optional<std::uint64_t> seed;
  unsigned threads = 0;
  /// Of differential privacy; without a delta the usual one for the rows.
  std::optional<double> epsilon, delta;
  std::uint32_t l = 1;  ///< of microdata, as t
  double t = 1;
  std::string key;  ///< of cell keys: the file of the secret
  std::string title = "Release", purpose, language = "en";
  std::string accepted_because;  ///< why a release that fails its attacks goes out all the same
  bool zero_is_missing = false, hxl = false, json = false;
};
int release(const ReleaseOptions& options);

struct VerifyReleaseOptions {
  std::string folder;
  bool json = false;
};
int verify_release(const VerifyReleaseOptions& options);

}  // namespace ts::cli
