#include "cli/release.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <filesystem>
#include <iostream>

#include "api/problem.h"
#include "cli/cli.h"
#include "crypto/crypto.h"
#include "formats/csv.h"
#include "formats/out_folder.h"
#include "releases/package.h"
#include "releases/verify.h"

namespace ts::cli {
namespace {

namespace json = boost::json;

struct Used {
  double seconds;
  double megabytes;
};

/// What this process has used so far: CPU time of all threads, and memory at its peak.
Used used() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return {seconds(usage.ru_utime) + seconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) / 1024};
}

std::uint64_t drawn_seed() {
  std::array<std::uint8_t, 8> bytes{};
  crypto::random_fill(bytes);
  std::uint64_t out = 0;
  for (const auto byte : bytes) out = out << 8U | byte;
  return out;
}

json::object summary_of(const releases::Source& source, const releases::Result& result,
                        const releases::Origin& origin, double seconds) {
  json::array lengths;
  for (std::size_t i = 0; i < result.errors.size(); ++i)
    lengths.push_back({{"length", i + 1},
                       {"combinations", result.errors[i].safe},
                       {"mean_error", result.errors[i].error},
                       {"lost", result.errors[i].lost}});
  json::array left_out(source.left_out.begin(), source.left_out.end());
  return {{"people", source.table.rows()},
          {"columns", source.table.columns.size()},
          {"left_out", std::move(left_out)},
          {"combinations", result.safe.size()},
          {"synthetic_people", result.synthetic.rows()},
          {"lengths", std::move(lengths)},
          {"nonce", origin.nonce},
          {"cpu_seconds", seconds},
          {"peak_megabytes", used().megabytes}};
}

void print(const json::object& summary) { std::cout << json::serialize(summary) << '\n'; }

std::string plain(double value) {
  std::array<char, 32> out{};
  const auto end =
      std::to_chars(out.data(), out.data() + out.size(), value, std::chars_format::fixed, 4);
  return {out.data(), end.ptr};
}

void print_for_people(const json::object& summary) {
  for (const auto& length : summary.at("lengths").as_array())
    std::cout << length.at("length").to_number<std::int64_t>() << '\t'
              << length.at("combinations").to_number<std::int64_t>() << '\t'
              << plain(length.at("mean_error").to_number<double>()) << '\n';
}

releases::Files files_in(const std::string& folder) {
  releases::Files out;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{folder, error})
    out.emplace(entry.path().filename().string(), formats::read_text_file(entry.path().string()));
  if (error) throw Failure{Fault::invalid, "release.not_a_package"};
  return out;
}

}  // namespace

int release(const ReleaseOptions& options) {
  if (options.in.empty() || options.out.empty())
    throw Failure{Fault::invalid, "release.needs_files"};
  auto spec = options.spec.empty() ? releases::Spec{}
                                   : releases::parse_spec(formats::read_text_file(options.spec));
  spec.zero_is_missing = spec.zero_is_missing || options.zero_is_missing;
  formats::OutFolder folder{options.out};

  auto text = formats::read_text_file(options.in);
  const auto origin = releases::origin_of(text);
  const auto source = releases::read_source(formats::read_csv(std::move(text)), spec);
  const releases::Wish wish{.k = options.k,
                            .length = options.length,
                            .seed = options.seed ? *options.seed : drawn_seed(),
                            .seed_is_given = options.seed.has_value(),
                            .threads = options.threads,
                            .hxl = options.hxl};
  const auto result = releases::k_safe(source, wish);
  for (const auto& [name, content] : releases::package_of(source, wish, result, origin))
    folder.write(name, content);
  folder.publish();

  const auto summary = summary_of(source, result, origin, used().seconds);
  options.json ? print(summary) : print_for_people(summary);
  return done;
}

int verify_release(const VerifyReleaseOptions& options) {
  const auto problems = releases::verify(files_in(options.folder));
  json::array found;
  for (const auto& problem : problems) {
    found.push_back({{"file", problem.field}, {"key", problem.message.text()}});
    if (!options.json) std::cout << problem.field << ": " << say(problem.message.text()) << '\n';
  }
  if (options.json) print({{"verified", problems.empty()}, {"problems", std::move(found)}});
  return problems.empty() ? done : findings;
}

}  // namespace ts::cli
