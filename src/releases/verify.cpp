#include "releases/verify.h"

#include <algorithm>
#include <boost/json.hpp>
#include <unordered_set>

#include "base/bytes.h"
#include "crypto/crypto.h"
#include "formats/csv.h"

namespace ts::releases {
namespace {

namespace json = boost::json;
using release::Item;

struct Proof {
  std::uint32_t k = 0;
  std::size_t length = 0;
  std::uint64_t people = 0;
  json::object files;
};

Proof proof_of(const Files& files) {
  const auto found = files.find("proof.json");
  if (found == files.end()) throw Failure{Fault::invalid, "release.not_a_package"};
  boost::system::error_code error;
  const auto value = json::parse(found->second, error);
  if (error) throw Failure{Fault::invalid, "release.not_a_package"};
  try {
    Proof out;
    const auto& parameters = value.at("parameters");
    out.k = parameters.at("k").to_number<std::uint32_t>();
    out.length = parameters.at("length").to_number<std::size_t>();
    out.people = value.at("results").at("people").to_number<std::uint64_t>();
    out.files = value.at("files").as_object();
    if (value.at("format") == "turnstone-release-1" && out.k >= 2 && out.length >= 1 &&
        out.length <= release::longest)
      return out;
  } catch (const std::exception&) {  // Boost.JSON has one type for each way to be malformed
  }
  throw Failure{Fault::invalid, "release.not_a_package"};
}

class Verification {
 public:
  explicit Verification(const Files& files) : files_{files}, proof_{proof_of(files)} {}

  std::vector<Problem> run() {
    check_files();
    if (!problems_.empty()) return std::move(problems_);
    check_aggregates();
    check_synthetic();
    return std::move(problems_);
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
    for (const auto* name : {"aggregates.csv", "synthetic.csv", "codebook.csv"})
      if (!proof_.files.contains(name)) problem(name, "release.verify.file");
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
      if (count < proof_.k || count % proof_.k != 0)
        return problem("aggregates.csv", "release.verify.count");
      if (!items.empty()) rows.emplace_back(std::move(items), count);
    }
    std::ranges::sort(rows);
    for (const auto& [items, count] : rows) told.add(items, count);
    told_ = std::move(told);
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
    if (records.rows() != proof_.people) problem("synthetic.csv", "release.verify.people");
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
  release::Numbering numbering_;
  release::Combinations told_;
};

}  // namespace

std::vector<Problem> verify(const Files& files) { return Verification{files}.run(); }

}  // namespace ts::releases
