#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <span>

#include "formats/csv.h"
#include "formats/hxl.h"
#include "lang/countries.h"
#include "publishing/run.h"
#include "releases/dates.h"

namespace ts::publishing {
namespace {

using catalogue::Field;
using catalogue::Type;
using release::Code;

/// Where each band of a number begins; nothing finer is told. Of ages, childhood ends at 18.
using Bands = std::span<const std::int64_t>;
constexpr std::array<std::int64_t, 7> ages{0, 10, 18, 30, 40, 50, 60};
constexpr std::array<std::int64_t, 5> few{0, 1, 2, 3, 4};

Bands bands_of(const Field& field) {
  return field.name == "vic_AgeWhenTrafficked" ? Bands{ages} : Bands{few};
}

std::int64_t number_of(std::string_view text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::vector<std::string> names_of(Bands bands) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i + 1 < bands.size(); ++i) {
    const auto to = bands[i + 1] - 1;
    out.push_back(std::to_string(bands[i]) +
                  (to == bands[i] ? std::string{} : '-' + std::to_string(to)));
  }
  out.push_back(std::to_string(bands.back()) + '+');
  return out;
}

/// The code of a number's band.
Code band_of(Bands bands, std::string_view text) {
  const auto above = std::upper_bound(bands.begin() + 1, bands.end(), number_of(text));
  return static_cast<Code>(above - bands.begin());
}

release::Kind kind_of(const Field& field) {
  if (field.type == Type::multi_picklist || field.type == Type::countries)
    return release::Kind::multi_valued;
  if (field.type == Type::date) return release::Kind::date;
  return field.type == Type::integer ? release::Kind::ordinal : release::Kind::categorical;
}

/// What there can be, whether or not anybody has it. Languages are many and open: those that occur.
std::vector<std::string> domain_of(const frames::Attribute& attribute, const Dates& dates) {
  const auto& field = *attribute.field;
  if (field.type == Type::date)
    return releases::dates_between(dates.to_year - Dates::lifetime, dates.to_year, dates.rounding);
  if (field.type == Type::integer) return names_of(bands_of(field));
  if (field.type == Type::checkbox) return {"true", "false"};
  if (field.type == Type::country || field.type == Type::countries) {
    std::vector<std::string> out;
    for (const auto& country : lang::countries("en")) out.push_back(country.code);
    std::sort(out.begin(), out.end());
    return out;
  }
  return field.values.empty() ? attribute.values : field.values;
}

/// The value as it is told; empty when it says nothing.
std::string told_of(const Field& field, const std::string& value, const Dates& dates) {
  if (field.type != Type::date) return value;
  return releases::rounded_date(value, dates.rounding).value_or("");
}

release::Column column_of(const frames::Attribute& attribute, const Dates& dates) {
  const auto& field = *attribute.field;
  auto domain = domain_of(attribute, dates);
  std::map<std::string_view, Code> codes;
  for (std::size_t i = 0; i < domain.size(); ++i) codes.emplace(domain[i], i + 1);
  std::vector<Code> code_of(attribute.values.size());
  for (std::size_t i = 0; i < code_of.size(); ++i) {
    const auto value = told_of(field, attribute.values[i], dates);
    if (field.type == Type::integer) {
      code_of[i] = band_of(bands_of(field), value);
    } else if (const auto found = codes.find(value); found != codes.end()) {
      code_of[i] = found->second;  // a value that the catalogue no longer has says nothing
    }
  }
  release::Column out{field.name, kind_of(field), domain};
  out.domain_is_public = field.type != Type::language;
  out.reserve(attribute.rows());
  std::vector<Code> said;
  for (std::size_t row = 0; row < attribute.rows(); ++row) {
    said.clear();
    for (auto at = attribute.starts[row]; at < attribute.starts[row + 1]; ++at)
      if (const auto code = code_of[attribute.codes[at]]; code != release::missing)
        said.push_back(code);
    std::sort(said.begin(), said.end());
    if (out.multi_valued())
      out.add(said);
    else
      out.add(said.empty() ? release::missing : said.front());
  }
  return out;
}

}  // namespace

releases::Source source_of(const std::vector<frames::Attribute>& attributes, const Dates& dates) {
  releases::Source out;
  for (const auto& attribute : attributes) {
    out.table.columns.push_back(column_of(attribute, dates));
    releases::ColumnSpec spec;
    spec.name = attribute.field->name;
    spec.kind = out.table.columns.back().kind();
    out.columns.push_back(std::move(spec));
  }
  if (out.table.rows() == 0) throw Failure{Fault::invalid, "release.no_rows"};
  return out;
}

releases::Source source_of(std::string csv, std::string_view spec) {
  return releases::read_source(formats::read_tagged_csv(std::move(csv)),
                               spec.empty() ? releases::Spec{} : releases::parse_spec(spec));
}

}  // namespace ts::publishing
