#include "releases/verify.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <unordered_set>

#include "base/bytes.h"
#include "crypto/crypto.h"
#include "formats/csv.h"
#include "releases/verify_microdata.h"

namespace ts::releases {
namespace {

namespace json = boost::json;
using release::Item;

enum class Method { k, noise, microdata, cell_keys };
constexpr std::array<std::string_view, 4> methods{"k", "differential privacy", "microdata",
                                                  "cell keys"};

struct Proof {
  Method method = Method::k;
  std::uint32_t k = 1;      ///< counts are multiples of it
  std::uint32_t least = 1;  ///< that is told
  std::size_t length = 0;
  std::uint64_t people = 0;
  MicrodataPromise promise;
  json::object parameters, files;
};

MicrodataPromise promise_of(const json::object& parameters) {
  MicrodataPromise out{.k = parameters.at("k").to_number<std::uint64_t>(),
                       .l = parameters.at("l").to_number<std::uint64_t>(),
                       .t = parameters.at("t").to_number<double>(),
                       .known = {},
                       .sensitive = {}};
  for (const auto& name : parameters.at("quasi_identifiers").as_array())
    out.known.emplace_back(name.as_string());
  if (const auto* sensitive = parameters.if_contains("sensitive"))
    out.sensitive = sensitive->as_string();
  return out;
}

Proof proof_of(const Files& files) {
  const auto found = files.find("proof.json");
  if (found == files.end()) throw Failure{Fault::invalid, "release.not_a_package"};
  boost::system::error_code error;
  const auto value = json::parse(found->second, error);
  if (error) throw Failure{Fault::invalid, "release.not_a_package"};
  try {
    Proof out;
    const auto& parameters = value.at("parameters").as_object();
    const auto method =
        std::ranges::find(methods, std::string_view{parameters.at("method").as_string()});
    if (method == methods.end()) throw Failure{Fault::invalid, "release.not_a_package"};
    out.method = static_cast<Method>(method - methods.begin());
    out.parameters = parameters;
    out.people = value.at("results").at("people").to_number<std::uint64_t>();
    out.files = value.at("files").as_object();
    if (out.method == Method::microdata) {
      out.promise = promise_of(parameters);
    } else {
      // Noisy counts are multiples of one.
      out.k = out.method == Method::k ? parameters.at("k").to_number<std::uint32_t>() : 1;
      out.least = out.method == Method::cell_keys
                      ? parameters.at("least_told").to_number<std::uint32_t>()
                      : out.k;
      out.length = parameters.at("length").to_number<std::size_t>();
    }
    const bool possible = out.method == Method::microdata
                              ? out.promise.k >= 2
                              : out.k >= (out.method == Method::k ? 2U : 1U) && out.length >= 1 &&
                                    out.length <= release::longest;
    if (possible && value.at("format") == "turnstone-release-1") return out;
  } catch (const std::exception&) {  // Boost.JSON has one type for each way to be malformed
  }
  throw Failure{Fault::invalid, "release.not_a_package"};
}

class Verification {
 public:
  explicit Verification(const Files& files) : files_{files}, proof_{proof_of(files)} {}

  Verified run() {
    check_files();
    if (problems_.empty()) check_content();
    return {.problems = std::move(problems_),
            .said = said_,
            .figures = {{"files", files_.size() - 1},
                        {"k", proof_.method == Method::microdata ? proof_.promise.k : proof_.k},
                        {"l", proof_.promise.l},
                        {"length", proof_.length},
                        {"combinations", told_.size()},
                        {"records", records_}}};
  }

 private:
  void check_files() {
    for (const auto& [name, content] : files_) {
      if (name == "proof.json") continue;
      const auto digest =
          crypto::hash({reinterpret_cast<const std::uint8_t*>(content.data()),  // NOLINT: bytes
                        content.size()});
      const auto* said = proof_.files.if_contains(name);
      const auto* hash = said != nullptr && said->is_object()
                             ? said->get_object().if_contains("blake2b_256")
                             : nullptr;
      if (hash == nullptr || *hash != hex(digest).c_str()) problem(name, "release.verify.file");
    }
    for (const auto& file : proof_.files)
      if (!files_.contains(std::string_view{file.key()}))
        problem(file.key(), "release.verify.file");
    for (const auto* name : needed())
      if (!proof_.files.contains(name)) problem(name, "release.verify.file");
  }

  std::vector<const char*> needed() const {
    switch (proof_.method) {
      case Method::microdata:
        return {"microdata.csv", "codebook.csv"};
      case Method::cell_keys:
        return {"aggregates.csv", "perturbation.csv"};
      default:
        return {"aggregates.csv", "synthetic.csv", "codebook.csv"};
    }
  }

  void check_content() {
    switch (proof_.method) {
      case Method::k:
        said_ = "verify.k";
        check_aggregates();
        return check_synthetic();
      case Method::noise:
        said_ = "verify.noise";
        check_aggregates();
        return check_synthetic();
      case Method::microdata:
        said_ = "verify.microdata";
        return check_microdata();
      case Method::cell_keys:
        said_ = "verify.cell_keys";
        return check_aggregates();
    }
  }

  void check_microdata() {
    const auto rows = formats::read_csv(files_.at("microdata.csv"));
    records_ = rows.rows();
    if (records_ != proof_.people) problem("microdata.csv", "release.verify.people");
    std::vector<std::string> ordered;
    const auto* distance = proof_.parameters.if_contains("distance");
    if (distance != nullptr && *distance == "over the order") {
      const auto values = formats::read_csv(files_.at("codebook.csv"));
      for (std::size_t row = 0; row < values.rows(); ++row)
        if (values.columns() == 4 && values.cell(row, 0) == proof_.promise.sensitive)
          ordered.emplace_back(values.cell(row, 3));
    }
    if (!keeps(rows, proof_.promise, ordered)) problem("microdata.csv", "release.verify.alike");
  }

  /// Attribute and value as one text; the lengths keep "a","bc" and "ab","c" apart.
  Item item(std::string_view attribute, std::string_view value) {
    auto name = std::to_string(attribute.size()) + ':';
    name += attribute;
    name += value;
    return numbering_.code(name);
  }

  void check_aggregates() {
    const auto csv = formats::read_csv(files_.at("aggregates.csv"));
    if (csv.columns() != 1 + 2 * proof_.length)
      return problem("aggregates.csv", "release.verify.count");
    release::Combinations told{proof_.length};
    std::vector<std::pair<std::vector<Item>, std::uint32_t>> rows;
    for (std::size_t row = 0; row < csv.rows(); ++row) {
      std::vector<Item> items;
      for (std::size_t i = 1; i < csv.columns(); i += 2)
        if (!csv.cell(row, i).empty())
          items.push_back(item(csv.cell(row, i), csv.cell(row, i + 1)));
      std::ranges::sort(items);
      const auto count = number(csv.cell(row, 0));
      if (count < proof_.least || count % proof_.k != 0)
        return problem("aggregates.csv", "release.verify.count");
      if (!items.empty()) rows.emplace_back(std::move(items), count);
    }
    std::ranges::sort(rows);
    for (const auto& [items, count] : rows) told.add(items, count);
    told_ = std::move(told);
    if (proof_.method == Method::cell_keys) return;  // each count has its own noise
    for (const auto& [items, count] : rows)
      for (std::size_t without = 0; items.size() > 1 && without < items.size(); ++without) {
        auto part = items;
        part.erase(part.begin() + static_cast<std::ptrdiff_t>(without));
        if (told_.count_of(part) < count) return problem("aggregates.csv", "release.verify.count");
      }
  }

  static std::uint32_t number(std::string_view text) {
    std::uint64_t out = 0;
    for (const char c : text) {
      if (c < '0' || c > '9' || out > 100'000'000) return 0;
      out = out * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return static_cast<std::uint32_t>(out);
  }

  std::unordered_set<std::string> multi_valued() {
    const auto csv = formats::read_csv(files_.at("codebook.csv"));
    std::unordered_set<std::string> out;
    for (std::size_t row = 0; row < csv.rows(); ++row)
      if (csv.columns() == 4 && csv.cell(row, 1) == "multi_valued") out.emplace(csv.cell(row, 0));
    return out;
  }

  void check_synthetic() {
    const auto several = multi_valued();
    const auto csv = formats::read_csv(files_.at("synthetic.csv"));
    release::Records records;
    std::vector<Item> items;
    for (std::size_t row = 0; row < csv.rows(); ++row) {
      // HXL tags, below the header.
      if (row == 0 && csv.cell(row, 0).starts_with('#')) continue;
      items.clear();
      for (std::size_t column = 0; column < csv.columns(); ++column) {
        auto cell = csv.cell(row, column);
        const bool split = several.contains(std::string{csv.header[column]});
        while (!cell.empty()) {
          const auto end = split ? std::min(cell.find(';'), cell.size()) : cell.size();
          items.push_back(item(csv.header[column], cell.substr(0, end)));
          cell.remove_prefix(std::min(end + 1, cell.size()));
        }
      }
      std::ranges::sort(items);
      records.add(items, 1);
    }
    records_ = records.rows();
    if (records_ != proof_.people) problem("synthetic.csv", "release.verify.people");
    // Under noise, who is in a record says nothing of who is in the data.
    if (proof_.method == Method::noise) return;
    const auto all = release::count_combinations(records, {.length = proof_.length});
    for (std::size_t length = 1; length <= all.length(); ++length)
      for (std::size_t i = 0; i < all.size(length); ++i)
        if (told_.count_of(all.items(length, i)) == 0)
          return problem("synthetic.csv", "release.verify.combination");
  }

  void problem(std::string_view file, MessageKey key) {
    problems_.push_back({std::string{file}, key});
  }

  const Files& files_;
  Proof proof_;
  std::vector<Problem> problems_;
  std::string said_;
  std::uint64_t records_ = 0;
  release::Numbering numbering_;
  release::Combinations told_;
};

}  // namespace

Verified verify(const Files& files) { return Verification{files}.run(); }

}  // namespace ts::releases
