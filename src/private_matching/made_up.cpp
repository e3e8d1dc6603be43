#include "private_matching/made_up.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "base/failure.h"
#include "base/number.h"
#include "formats/csv.h"
#include "stats/random.h"

namespace ts::private_matching {
namespace {

using stats::Random;
using Part = std::string Person::*;
constexpr std::array<Part, 4> parts{&Person::given_name, &Person::family_name, &Person::birth_date,
                                    &Person::place};

/// Levenshtein's.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto before = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto changed = before + (a[i] == b[j] ? 0 : 1);
      before = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, before + 1});
    }
  }
  return row.back();
}

class Maker {
 public:
  Maker(const MadeUpList& originals, const MadeUpList& duplicates, std::uint64_t seed)
      : originals_{originals.people}, random_{seed, 0} {
    std::map<std::uint64_t, std::size_t> at;
    for (std::size_t i = 0; i < originals.truth.size(); ++i) at[originals.truth[i]] = i;
    for (std::size_t i = 0; i < duplicates.truth.size(); ++i)
      if (const auto found = at.find(duplicates.truth[i]); found != at.end())
        errors_.emplace_back(originals.people[found->second], duplicates.people[i]);
    ensure(!errors_.empty());
  }

  Person person() {
    Person out;
    for (const auto part : parts) out.*part = one_of(originals_).*part;
    // Days of their own, so that no date is more common than it should be.
    if (out.birth_date.size() == 8)
      out.birth_date.replace(4, 4, two_digits(1 + below(12)) + two_digits(1 + below(28)));
    return out;
  }

  Person with_errors(Person person) {
    const auto& [before, after] = one_of(errors_);
    if (before.given_name == after.family_name && before.family_name == after.given_name) {
      std::swap(person.given_name, person.family_name);
      return person;
    }
    for (const auto part : parts) change(person, part, before.*part, after.*part);
    return person;
  }

  template <class List>
  void shuffle(List& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }

 private:
  std::size_t below(std::size_t bound) { return random_.below(static_cast<std::uint32_t>(bound)); }
  template <class List>
  const typename List::value_type& one_of(const List& list) {
    return list[below(list.size())];
  }
  static std::string two_digits(std::size_t number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
  }

  void change(Person& person, Part part, const std::string& before, const std::string& after) {
    if (before == after) return;
    auto& text = person.*part;
    const auto far = distance(before, after);
    if (after.empty())
      text.clear();
    else if (part != &Person::birth_date && far > 3 && !before.empty() && before[0] != after[0])
      text = one_of(originals_).*part;
    else
      for (int i = 0; i < (far <= 2 ? 1 : 2); ++i) mistype(text, part == &Person::birth_date);
  }

  /// Another letter, two swapped, one left out or one too many; dates keep their length.
  void mistype(std::string& text, bool date) {
    if (text.empty()) return;
    const auto at = below(text.size());
    const auto kind = below(4);
    const auto letter = static_cast<char>(date ? '0' + below(10) : 'a' + below(26));
    if (kind == 0)
      text[at] = letter;
    else if (kind == 1 || date)
      std::swap(text[at], text[std::min(at + 1, text.size() - 1)]);
    else if (kind == 2)
      text.erase(at, 1);
    else
      text.insert(at, 1, letter);
  }

  const std::vector<Person>& originals_;
  std::vector<std::pair<Person, Person>> errors_;
  Random random_;
};

}  // namespace

MadeUpList read_febrl(std::string text) {
  const auto csv = formats::read_csv(std::move(text));
  const auto column = [&](std::string_view name) {
    const auto found = std::ranges::find(csv.header, name, formats::trimmed);
    ensure(found != csv.header.end());
    return static_cast<std::size_t>(found - csv.header.begin());
  };
  const auto id = column("rec_id"), given = column("given_name"), family = column("surname"),
             birth = column("date_of_birth"), place = column("state");
  MadeUpList out;
  for (std::size_t row = 0; row < csv.rows(); ++row) {
    const auto cell = [&](std::size_t c) {
      return std::string{formats::trimmed(csv.cell(row, c))};
    };
    const auto number = cell(id).substr(4);  // behind "rec-"
    out.truth.push_back(number_of<std::uint64_t>(number.substr(0, number.find('-'))).value());
    out.people.push_back({cell(given), cell(family), cell(birth), cell(place)});
  }
  return out;
}

namespace {

using Numbered = std::vector<std::pair<std::uint64_t, Person>>;

MadeUpList in_any_order(Maker& maker, Numbered numbered) {
  maker.shuffle(numbered);
  MadeUpList out;
  for (auto& [number, person] : numbered) {
    out.truth.push_back(number);
    out.people.push_back(std::move(person));
  }
  return out;
}

}  // namespace

TwoLists made_up_lists(const MadeUpList& originals, const MadeUpList& duplicates, std::size_t size,
                       std::size_t common, std::uint64_t seed) {
  Maker maker{originals, duplicates, seed};
  Numbered a, b;
  for (std::uint64_t number = 0; number < 2 * size - common; ++number) {
    const auto person = maker.person();
    if (number < size) a.emplace_back(number, person);
    if (number < common || number >= size) b.emplace_back(number, maker.with_errors(person));
  }
  auto first = in_any_order(maker, std::move(a));
  return {std::move(first), in_any_order(maker, std::move(b))};
}

std::vector<MadeUpList> made_up_overlap(const MadeUpList& originals, const MadeUpList& duplicates,
                                        const std::vector<std::size_t>& histories,
                                        std::uint64_t seed) {
  Maker maker{originals, duplicates, seed};
  std::vector<Numbered> lists(static_cast<std::size_t>(std::countr_zero(histories.size())));
  std::uint64_t number = 0;
  for (std::size_t mask = 1; mask < histories.size(); ++mask)
    for (std::size_t i = 0; i < histories[mask]; ++i, ++number) {
      const auto person = maker.person();
      for (std::size_t list = 0; list < lists.size(); ++list)
        if ((mask >> list & 1U) != 0)
          lists[list].emplace_back(number, list == 0 ? person : maker.with_errors(person));
    }
  std::vector<MadeUpList> out;
  for (auto& list : lists) out.push_back(in_any_order(maker, std::move(list)));
  return out;
}

Quality quality(std::size_t right, std::size_t found, std::size_t there) {
  const auto share = [](std::size_t part, std::size_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  return {share(right, found), share(right, there)};
}

std::size_t in_common(const MadeUpList& a, const MadeUpList& b) {
  const std::set<std::uint64_t> people{a.truth.begin(), a.truth.end()};
  const std::set<std::uint64_t> others{b.truth.begin(), b.truth.end()};
  return static_cast<std::size_t>(
      std::ranges::count_if(others, [&](auto one) { return people.contains(one); }));
}

}  // namespace ts::private_matching
