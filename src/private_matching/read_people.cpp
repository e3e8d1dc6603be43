#include "private_matching/read_people.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/failure.h"
#include "formats/csv.h"
#include "formats/hxl.h"
#include "lang/text.h"

namespace ts::private_matching {
namespace {

using Names = std::span<const std::string_view>;
constexpr std::array<std::string_view, 6> of_ids{"id",        "rec_id", "record",
                                                 "record_id", "person", "case"};
constexpr std::array<std::string_view, 6> of_given{"given_name", "given_names", "first_name",
                                                   "name",       "full_name",   "names"};
constexpr std::array<std::string_view, 4> of_family{"family_name", "surname", "last_name",
                                                    "family_names"};
constexpr std::array<std::string_view, 3> of_birth{"birth_date", "date_of_birth", "dob"};
constexpr std::array<std::string_view, 6> of_place{
    "place_of_origin", "place", "place_of_birth", "state", "region", "country_of_origin"};

std::string header_form(std::string_view header) {
  auto out = lang::fold(formats::trimmed(header));
  std::ranges::replace_if(out, [](char c) { return c == ' ' || c == '-'; }, '_');
  return out;
}

using Found = std::optional<std::size_t>;

Found column_of(const formats::CsvTable& csv, const std::string& wanted, Names usual) {
  const auto at = [&](const auto& fits) {
    const auto found = std::ranges::find_if(csv.header, fits);
    return found == csv.header.end() ? Found{}
                                     : Found{static_cast<std::size_t>(found - csv.header.begin())};
  };
  if (!wanted.empty()) {
    const auto found =
        at([&](auto header) { return formats::trimmed(header) == formats::trimmed(wanted); });
    if (!found) throw Failure{Fault::invalid, "psi.no_column"};
    return found;
  }
  for (const auto name : usual)
    if (const auto found = at([&](auto header) { return header_form(header) == name; }))
      return found;
  return std::nullopt;
}

}  // namespace

PeopleRead read_people(std::string text, const Columns& wanted) {
  const auto csv = formats::read_tagged_csv(std::move(text));
  const auto id = column_of(csv, wanted.id, of_ids),
             given = column_of(csv, wanted.given_name, of_given),
             family = column_of(csv, wanted.family_name, of_family),
             birth = column_of(csv, wanted.birth_date, of_birth),
             place = column_of(csv, wanted.place, of_place);
  if (!given && !family) throw Failure{Fault::invalid, "psi.no_names"};
  const auto header = [&](Found column) {
    return column ? std::string{formats::trimmed(csv.header[*column])} : std::string{};
  };
  PeopleRead out;
  out.columns = {header(id), header(given), header(family), header(birth), header(place)};
  for (std::size_t row = 0; row < csv.rows(); ++row) {
    const auto cell = [&](Found column) {
      return column ? std::string{formats::trimmed(csv.cell(row, *column))} : std::string{};
    };
    out.people.push_back({cell(given), cell(family), cell(birth), cell(place)});
    out.ids.push_back(id ? cell(id) : std::to_string(csv.lines[row]));
    if (normal_of(out.people.back()).date.empty()) ++out.without_date;
  }
  return out;
}

}  // namespace ts::private_matching
