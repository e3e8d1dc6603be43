#include "private_matching/normal.h"

#include <algorithm>
#include <numeric>

#include "base/data.h"
#include "formats/csv.h"
#include "lang/latin.h"
#include "lang/name_compare.h"
#include "lang/names.h"
#include "lang/text.h"

namespace ts::private_matching {
namespace {

constexpr std::size_t prefix_letters = 3;
constexpr std::size_t date_digits = 8;

std::string prefix_of(std::string_view word) {
  auto rest = word;
  for (std::size_t i = 0; i < prefix_letters && !rest.empty(); ++i) lang::take_code_point(rest);
  return std::string{word.substr(0, word.size() - rest.size())};
}

/// Without particles and initials, unless there is nothing else.
std::vector<std::size_t> telling_words(const std::vector<std::string>& words) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (lang::word_weight(words[i]) >= 1) out.push_back(i);
  if (out.empty()) {
    out.resize(words.size());
    std::iota(out.begin(), out.end(), std::size_t{0});
  }
  return out;
}

std::string date_of(std::string_view written) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string out;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (digit(written[i]))
      out += written[i];
    else if (written[i] != '-' || written.size() != date_digits + 2 || (i != 4 && i != 7))
      return {};
  }
  return out.size() == date_digits ? out : std::string{};
}

std::string place_of(std::string_view written) {
  std::string out;
  for (const auto& word : lang::latin_words(written)) out += (out.empty() ? "" : " ") + word;
  return out;
}

ByteWriter& add(ByteWriter& out, const Word& word) {
  return out.part(word.whole).part(word.prefix).part(word.sound);
}

crypto::Digest make_fingerprint() {
  ByteWriter out;
  out.u64(normal_version);
  for (const auto& vector : normal_vectors()) {
    const auto normal = normal_of(vector.person);
    add(add(out, normal.first), normal.last).part(normal.date).part(normal.place);
  }
  return crypto::hash(out.bytes());
}

}  // namespace

const Normals::Name& Normals::name(const std::string& written) {
  const auto [found, is_new] = names_.try_emplace(written);
  auto& name = found->second;
  if (!is_new) return name;
  const auto keys = lang::keys_of(written);
  const auto words = telling_words(keys.tokens);
  if (words.empty()) return name;
  const auto word = [&](std::size_t i) {
    return Word{
        .whole = keys.tokens[i], .prefix = prefix_of(keys.tokens[i]), .sound = keys.sounds[i]};
  };
  name = {.first = word(words.front()), .last = word(words.back()), .several = words.size() > 1};
  return name;
}

Normal Normals::of(const Person& person) {
  const auto& given = name(person.given_name);
  const auto& family = name(person.family_name);
  const auto [place, is_new] = places_.try_emplace(person.place);
  if (is_new) place->second = place_of(person.place);
  Normal out;
  out.date = date_of(person.birth_date);
  out.place = place->second;
  if (!given.first.empty())
    out.first = given.first;
  else if (family.several)
    out.first = family.first;
  if (!family.last.empty())
    out.last = family.last;
  else if (given.several)
    out.last = given.last;
  return out;
}

Normal normal_of(const Person& person) { return Normals{}.of(person); }

LargeVector<Normal> normals_of(std::span<const Person> people) {
  Normals all;
  LargeVector<Normal> out;
  out.reserve(people.size());
  for (const auto& person : people) out.push_back(all.of(person));
  return out;
}

const crypto::Digest& normal_fingerprint() {
  static const auto fingerprint = make_fingerprint();
  return fingerprint;
}

std::vector<NormalVector> normal_vectors() {
  const auto csv =
      formats::read_csv(std::string{data::file("private_matching/normal.csv")}, {.columns = 10});
  std::vector<NormalVector> out;
  for (std::size_t row = 0; row < csv.rows(); ++row) {
    const auto cell = [&](std::size_t column) { return std::string{csv.cell(row, column)}; };
    const auto word = [&](std::size_t column) {
      return Word{
          .whole = cell(column), .prefix = prefix_of(cell(column)), .sound = cell(column + 1)};
    };
    out.push_back(
        {.person = {.given_name = cell(0),
                    .family_name = cell(1),
                    .birth_date = cell(2),
                    .place = cell(3)},
         .normal = {.first = word(4), .last = word(6), .date = cell(8), .place = cell(9)}});
  }
  return out;
}

}  // namespace ts::private_matching
