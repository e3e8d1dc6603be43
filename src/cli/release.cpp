#include "cli/release.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <memory>

#include "api/problem.h"
#include "base/used.h"
#include "cli/cli.h"
#include "crypto/crypto.h"
#include "formats/csv.h"
#include "formats/hxl.h"
#include "formats/out_folder.h"
#include "lang/messages.h"
#include "releases/cell_tables.h"
#include "releases/microdata.h"
#include "releases/package.h"
#include "releases/pages.h"
#include "releases/privately.h"
#include "releases/verify.h"
#include "report/words.h"
#include "vault/node_key.h"

namespace ts::cli {
namespace {

namespace json = boost::json;

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
  return {.title = options.title, .purpose = options.purpose, .language = options.language};
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
          {"peak_megabytes", peak_megabytes()}};
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
                            result.synthetic.rows(), cpu_seconds());
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
                            result.made.synthesis.records.rows(), cpu_seconds());
  summary["rho"] = result.made.spent.value;
  auto pages = releases::pages_of(source, wish, result, told_of(options), *bits);
  summary["attacks"] = told_of(pages.attacks);
  return {releases::package_of(source, wish, result, origin, std::move(pages.files)), pages.verdict,
          std::move(summary)};
}

/// Nothing is drawn, so there is nothing that an attack could be trained on: what k, l and t
/// promise is worked out again by `verify`.
Package microdata_package(const ReleaseOptions& options, const releases::Source& source,
                          const releases::Origin& origin) {
  const releases::MicrodataWish wish{.k = options.k, .l = options.l, .t = options.t};
  const auto made = releases::microdata(source, wish);
  auto summary = summary_of(source, origin, {}, 0, 0, cpu_seconds());
  summary["left_out_people"] = made.recoding.suppressed.size();
  summary["loss"] = made.recoding.loss;
  summary["least_loss"] = made.recoding.bound;
  return {releases::package_of(source, wish, made, origin), {}, std::move(summary)};
}

Package cell_key_package(const ReleaseOptions& options, const releases::Source& source,
                         const releases::Origin& origin) {
  if (options.key.empty()) throw Failure{Fault::invalid, "release.needs_key"};
  if (!std::filesystem::exists(options.key)) {
    vault::write_key_file(options.key);
    std::cerr << say("release.key_made") << '\n';
  }
  const auto secret = crypto::derive(vault::key_of_file(options.key), "cell keys of releases");
  auto files = releases::cell_tables(source, {.length = options.length}, secret, origin);
  const auto told = std::ranges::count(files.at("aggregates.csv"), '\n') - 2;
  auto summary = summary_of(source, origin, {}, static_cast<std::size_t>(told), 0, cpu_seconds());
  return {std::move(files), {}, std::move(summary)};
}

Package package_of(const ReleaseOptions& options, const releases::Source& source,
                   const releases::Origin& origin) {
  if (options.method == "microdata") return microdata_package(options, source, origin);
  if (options.method == "cell-keys") return cell_key_package(options, source, origin);
  if (options.method == "dp" && !options.epsilon)
    throw Failure{Fault::invalid, "release.epsilon_range"};
  return options.epsilon && options.method != "k" ? private_package(options, source, origin)
                                                  : k_package(options, source, origin);
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
  const auto source = releases::read_source(formats::read_tagged_csv(std::move(text)), spec);
  auto package = package_of(options, source, origin);
  options.json ? print(package.summary) : print_for_people(package.summary);
  if (!package.verdict.passed && options.accepted_because.empty()) {
    std::cerr << say("release.attack_succeeded") << '\n';
    return findings;  // the folder never appears
  }
  if (!package.verdict.passed)
    releases::accept(package.files, options.accepted_because, options.language);
  for (const auto& [name, content] : package.files) folder.write(name, content);
  folder.publish();
  return done;
}

int verify_release(const VerifyReleaseOptions& options) {
  const auto verified = releases::verify(files_in(options.folder));
  const auto& problems = verified.problems;
  json::array found;
  for (const auto& problem : problems) {
    found.push_back({{"file", problem.field}, {"key", problem.message.text()}});
    if (!options.json) std::cout << problem.field << ": " << say(problem.message.text()) << '\n';
  }
  const report::Words words{lang::built_in("release"), language_here()};
  if (options.json) {
    json::object checked;
    for (const auto& [name, figure] : verified.figures) checked[name] = figure;
    print({{"verified", problems.empty()},
           {"problems", std::move(found)},
           {"checked", std::move(checked)}});
  } else if (problems.empty()) {
    lang::MessageArgs figures;
    for (const auto& [name, figure] : verified.figures)
      figures.emplace(name, words.number(static_cast<double>(figure)));
    std::cout << words(verified.said, figures) << '\n';
  }
  return problems.empty() ? done : findings;
}

}  // namespace ts::cli
