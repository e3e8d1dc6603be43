#include "cli/release.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <memory>

#include "api/problem.h"
#include "cli/cli.h"
#include "crypto/crypto.h"
#include "formats/csv.h"
#include "formats/out_folder.h"
#include "releases/package.h"
#include "releases/pages.h"
#include "releases/privately.h"
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

/// Ready to be written down, if it may go out.
struct Package {
  releases::Files files;
  release::Verdict verdict;
  json::object summary;
};

json::array told_of(const std::vector<release::AttackResult>& attacks) {
  json::array told;
  for (const auto& attack : attacks)
    told.push_back({{"attack", release::name_of(attack.attack)},
                    {"claims", attack.claims},
                    {"right", attack.right},
                    {"baseline", attack.baseline},
                    {"excess_at_least", attack.excess_at_least}});
  return told;
}

releases::Told told_of(const ReleaseOptions& options) {
  return {.title = options.title,
          .purpose = options.purpose,
          .language = options.language,
          .accepted_because = options.accepted_because};
}

json::object summary_of(const releases::Source& source, const releases::Origin& origin,
                        json::array lengths, std::size_t combinations, std::uint64_t made,
                        double seconds) {
  json::array left_out(source.left_out.begin(), source.left_out.end());
  return {{"people", source.table.rows()},
          {"columns", source.table.columns.size()},
          {"left_out", std::move(left_out)},
          {"combinations", combinations},
          {"synthetic_people", made},
          {"lengths", std::move(lengths)},
          {"nonce", origin.nonce},
          {"cpu_seconds", seconds},
          {"peak_megabytes", used().megabytes}};
}

Package k_package(const ReleaseOptions& options, const releases::Source& source,
                  const releases::Origin& origin) {
  const releases::Wish wish{.k = options.k,
                            .length = options.length,
                            .seed = options.seed ? *options.seed : drawn_seed(),
                            .seed_is_given = options.seed.has_value(),
                            .threads = options.threads,
                            .hxl = options.hxl};
  const auto result = releases::k_safe(source, wish);
  json::array lengths;
  for (std::size_t i = 0; i < result.errors.size(); ++i)
    lengths.push_back({{"length", i + 1},
                       {"combinations", result.errors[i].safe},
                       {"mean_error", result.errors[i].error},
                       {"lost", result.errors[i].lost}});
  // Before the attacks, which are no part of the method.
  auto summary = summary_of(source, origin, std::move(lengths), result.safe.size(),
                            result.synthetic.rows(), used().seconds);
  auto pages = releases::pages_of(source, wish, result, told_of(options));
  summary["attacks"] = told_of(pages.attacks);
  return {releases::package_of(source, wish, result, origin, std::move(pages.files)), pages.verdict,
          std::move(summary)};
}

Package private_package(const ReleaseOptions& options, const releases::Source& source,
                        const releases::Origin& origin) {
  const double delta = options.delta ? *options.delta : releases::usual_delta(source.table.rows());
  const releases::PrivateWish wish{.within = {*options.epsilon, delta},
                                   .length = options.length,
                                   .hxl = options.hxl,
                                   .seed_is_given = options.seed.has_value()};
  std::unique_ptr<release::BitSource> bits = std::make_unique<release::SecretBits>();
  if (options.seed) bits = std::make_unique<release::SeededBits>(*options.seed);
  const auto result = releases::privately(source, wish, *bits);
  json::array lengths;
  for (std::size_t i = 0; i < result.errors.size(); ++i)
    lengths.push_back({{"length", i + 1},
                       {"combinations", result.errors[i].released},
                       {"mean_error", result.errors[i].error_of_released},
                       {"suppressed", result.errors[i].suppressed},
                       {"fabricated", result.errors[i].fabricated}});
  auto summary = summary_of(source, origin, std::move(lengths), result.made.aggregates.told.size(),
                            result.made.synthesis.records.rows(), used().seconds);
  summary["rho"] = result.made.spent.value;
  auto pages = releases::pages_of(source, wish, result, told_of(options), *bits);
  summary["attacks"] = told_of(pages.attacks);
  return {releases::package_of(source, wish, result, origin, std::move(pages.files)), pages.verdict,
          std::move(summary)};
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
  const auto package = options.epsilon ? private_package(options, source, origin)
                                       : k_package(options, source, origin);
  options.json ? print(package.summary) : print_for_people(package.summary);
  if (!package.verdict.passed && options.accepted_because.empty()) {
    std::cerr << say("release.attack_succeeded") << '\n';
    return findings;  // the folder never appears
  }
  for (const auto& [name, content] : package.files) folder.write(name, content);
  folder.publish();
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
