#include "releases/reading.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/failure.h"
#include "base/number.h"
#include "releases/dates.h"

namespace ts::releases {
namespace {

using release::Code;
using release::Codes;
using release::Column;
using release::Numbering;

/// A column as it stands in the file: its different texts, and which row has which.
struct Texts {
  Numbering numbering;
  Codes codes;
};

/// A column that is asked for: where it stands, and what it is, if that was said.
struct Wanted {
  std::size_t place;
  const ColumnSpec* spec;
};

/// Of a few columns at once, whose cells are near each other in memory.
constexpr std::size_t at_once = 8;
std::vector<Texts> texts_of(const formats::CsvTable& csv, std::span<const Wanted> columns) {
  std::vector<Texts> out(columns.size());
  std::vector<std::vector<Code>> codes(columns.size(), std::vector<Code>(csv.rows()));
  // Most cells are a digit or two: those of one byte need no hashing.
  std::vector<std::array<Code, 256>> of_byte(columns.size());
  for (std::size_t row = 0; row < csv.rows(); ++row)
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto cell = csv.cell(row, columns[i].place);
      if (cell.size() != 1) {
        codes[i][row] = out[i].numbering.code(cell);
        continue;
      }
      auto& code = of_byte[i][static_cast<unsigned char>(cell.front())];
      if (code == release::missing) code = out[i].numbering.code(cell);
      codes[i][row] = code;
    }
  for (std::size_t i = 0; i < columns.size(); ++i) out[i].codes = Codes{codes[i]};
  return out;
}

std::vector<std::string> band_names(const std::vector<std::int64_t>& bands) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    auto name = std::to_string(bands[i]);
    if (i + 1 == bands.size())
      name += '+';
    else if (bands[i + 1] - 1 > bands[i])
      name += '-' + std::to_string(bands[i + 1] - 1);
    out.push_back(std::move(name));
  }
  return out;
}

/// Numbers by their size, before all other texts.
bool before(const std::string& a, const std::string& b) {
  const auto x = number_of<std::int64_t>(a);
  const auto y = number_of<std::int64_t>(b);
  if (x && y) return *x != *y ? *x < *y : a < b;
  if (x || y) return x.has_value();
  return a < b;
}

/// Makes one column: from the texts of its cells to codes of its domain.
class Encoding {
 public:
  Encoding(const ColumnSpec& spec, bool zero_is_missing, std::vector<Problem>& problems)
      : spec_{spec}, zero_is_missing_{zero_is_missing}, problems_{problems} {}

  Column column(const Texts& texts) {
    const auto& all = texts.numbering.texts();
    std::vector<std::vector<std::string>> values(all.size() + 1);
    for (std::size_t i = 0; i < all.size(); ++i) values[i + 1] = values_of(all[i]);

    auto domain = listed_domain();
    const bool listed = !domain.empty();
    if (!listed) domain = found_domain(values);
    Numbering numbering;
    for (const auto& value : domain) numbering.code(value);

    std::vector<std::vector<Code>> codes(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (const auto& value : values[i]) {
        codes[i].push_back(numbering.find(value));
        if (codes[i].back() == release::missing) problem("release.value_not_listed");
      }
      std::ranges::sort(codes[i]);
      codes[i].erase(std::unique(codes[i].begin(), codes[i].end()), codes[i].end());
    }

    Column out{spec_.name, spec_.kind, std::move(domain)};
    out.domain_is_public = listed;
    out.hierarchy = hierarchy(out);
    if (failed_) return out;
    if (!out.multi_valued()) {
      std::vector<Code> only(codes.size());
      for (std::size_t i = 0; i < codes.size(); ++i)
        only[i] = codes[i].empty() ? release::missing : codes[i].front();
      out.fill(texts.codes.translated(only));
      return out;
    }
    out.reserve(texts.codes.size());
    texts.codes.visit([&](auto rows) {
      for (const auto text : rows) out.add(codes[text]);
    });
    return out;
  }

 private:
  std::vector<std::string> values_of(const std::string& text) {
    if ((zero_is_missing_ && text == "0") ||
        std::ranges::find(spec_.missing, text) != spec_.missing.end())
      return {};
    switch (spec_.kind) {
      case Kind::categorical:
        return {text};
      case Kind::ordinal:
        return {spec_.bands.empty() ? text : band_of(text)};
      case Kind::date:
        return {date_of(text)};
      case Kind::multi_valued:
        return parts_of(text);
    }
    return {};
  }

  std::string band_of(const std::string& text) {
    const auto number = number_of<std::int64_t>(text);
    if (!number || *number < spec_.bands.front()) {
      problem("release.not_a_number");
      return text;
    }
    const auto band = std::ranges::upper_bound(spec_.bands, *number) - spec_.bands.begin() - 1;
    return band_names(spec_.bands)[static_cast<std::size_t>(band)];
  }

  std::string date_of(const std::string& text) {
    if (auto date = rounded_date(text, spec_.rounding)) return *std::move(date);
    problem("release.not_a_date");
    return text;
  }

  std::vector<std::string> parts_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
      const auto end = std::min(text.find(spec_.separator), text.size());
      auto part = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      while (part.starts_with(' ')) part.remove_prefix(1);
      while (part.ends_with(' ')) part.remove_suffix(1);
      if (part.find(';') != part.npos) problem("release.value_has_semicolon");
      if (!part.empty()) out.emplace_back(part);
    }
    return out;
  }

  std::vector<std::string> listed_domain() const {
    if (!spec_.values.empty()) return spec_.values;
    if (!spec_.bands.empty()) return band_names(spec_.bands);
    if (spec_.kind == Kind::date && spec_.to_year != 0)
      return dates_between(spec_.from_year, spec_.to_year, spec_.rounding);
    return {};
  }

  /// In order, so that codes do not say who came first in the file.
  static std::vector<std::string> found_domain(
      const std::vector<std::vector<std::string>>& values) {
    std::vector<std::string> out;
    for (const auto& each : values) out.insert(out.end(), each.begin(), each.end());
    std::ranges::sort(out, before);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  release::Hierarchy hierarchy(const Column& column) {
    release::Hierarchy out;
    for (const auto& names : spec_.groups) {
      Numbering numbering;
      std::vector<Code> group_of{release::missing};
      for (const auto& value : column.domain()) {
        const auto found = names.find(value);
        if (found == names.end() || found->second.empty()) problem("release.group_missing");
        group_of.push_back(numbering.code(found == names.end() ? value : found->second));
      }
      out.levels.push_back({std::move(group_of), numbering.texts()});
    }
    return out;
  }

  void problem(MessageKey key) {
    if (!failed_) problems_.push_back({spec_.name, key});
    failed_ = true;
  }

  const ColumnSpec& spec_;
  bool zero_is_missing_;
  std::vector<Problem>& problems_;
  bool failed_ = false;
};

/// What a column looks like; nothing when it is different in most rows.
std::optional<ColumnSpec> recognised(std::string_view header, const Texts& texts,
                                     bool zero_is_missing) {
  ColumnSpec out;
  out.name = header;
  const auto& all = texts.numbering.texts();
  // Days are rounded however few there are: a day is rare, and says who.
  const auto dates = std::ranges::all_of(all, [](const auto& text) {
    return text.size() == 10 && rounded_date(text, Rounding::year).has_value();
  });
  if (dates && !all.empty()) {
    out.kind = Kind::date;
    return out;
  }
  constexpr std::size_t few = 30;
  if (all.size() <= few) return out;
  std::int64_t least = 0;
  std::int64_t most = 0;
  const auto numbers = std::ranges::all_of(all, [&](const auto& text) {
    const auto number = number_of<std::int64_t>(text);
    least = std::min(least, number.value_or(0));
    most = std::max(most, number.value_or(0));
    return number.has_value();
  });
  if (numbers && !zero_is_missing && least >= 0 && most < 1000) {
    out.kind = Kind::ordinal;
    for (std::int64_t band = 0; band <= most; band += 10) out.bands.push_back(band);
    return out;
  }
  if (all.size() > texts.codes.size() / 2) return std::nullopt;
  return out;
}

/// Rows of a person as one.
class People {
 public:
  People(const formats::CsvTable& csv, std::size_t subject) {
    Numbering numbering;
    std::vector<Problem> problems;
    for (std::size_t row = 0; row < csv.rows(); ++row) {
      const auto person = numbering.code(csv.cell(row, subject));
      if (person == release::missing) {
        problems.push_back({"line " + std::to_string(csv.lines[row]), "release.subject_missing"});
        throw Failure{Fault::invalid, "release.unreadable", std::move(problems)};
      }
      if (person > rows_.size()) rows_.emplace_back();
      rows_[person - 1].push_back(row);
    }
    names_ = numbering.texts();
  }

  const std::vector<std::string>& names() const { return names_; }

  Column merged(const Column& column) const {
    auto domain = column.domain();
    const bool may_differ = !column.multi_valued();
    if (may_differ) domain.emplace_back(several);
    Column out{column.name(), column.kind(), std::move(domain)};
    out.domain_is_public = column.domain_is_public;
    out.hierarchy = column.hierarchy;
    for (auto& level : out.hierarchy.levels) {
      if (!may_differ) break;
      level.names.emplace_back(several);
      level.group_of.push_back(static_cast<Code>(level.names.size()));
    }
    std::vector<Code> codes;
    for (const auto& rows : rows_) {
      codes.clear();
      for (const auto row : rows)
        column.each_code(row, [&codes](Code code) { codes.push_back(code); });
      std::ranges::sort(codes);
      codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
      if (may_differ && codes.size() > 1) codes.assign(1, out.largest());
      out.add(codes);
    }
    return out;
  }

 private:
  std::vector<std::vector<std::size_t>> rows_;
  std::vector<std::string> names_;
};

std::vector<Wanted> wanted_of(const formats::CsvTable& csv, const Spec& spec,
                              std::vector<Problem>& problems) {
  std::vector<Wanted> out;
  for (const auto& column : spec.columns) {
    if (const auto place = csv.place_of(column.name))
      out.push_back({*place, &column});
    else
      problems.push_back({column.name, "release.column_absent"});
  }
  if (spec.columns.empty())
    for (std::size_t i = 0; i < csv.columns(); ++i)
      if (csv.header[i] != spec.subject) out.push_back({i, nullptr});
  return out;
}

}  // namespace

Source read_source(const formats::CsvTable& csv, const Spec& spec) {
  if (csv.rows() == 0) throw Failure{Fault::invalid, "release.no_rows"};
  Source out;
  std::vector<Problem> problems;
  const auto add = [&](const ColumnSpec& column, const Texts& texts) {
    out.table.columns.push_back(Encoding{column, spec.zero_is_missing, problems}.column(texts));
    out.columns.push_back(column);
  };
  const auto wanted = wanted_of(csv, spec, problems);
  for (std::size_t from = 0; from < wanted.size(); from += at_once) {
    const auto few = std::span{wanted}.subspan(from, std::min(at_once, wanted.size() - from));
    const auto texts = texts_of(csv, few);
    for (std::size_t i = 0; i < few.size(); ++i) {
      const auto& header = csv.header[few[i].place];
      if (few[i].spec != nullptr)
        add(*few[i].spec, texts[i]);
      else if (const auto column = recognised(header, texts[i], spec.zero_is_missing))
        add(*column, texts[i]);
      else
        out.left_out.emplace_back(header);
    }
  }
  const auto subject = csv.place_of(spec.subject);
  if (!spec.subject.empty() && !subject)
    problems.push_back({spec.subject, "release.column_absent"});
  if (!problems.empty()) throw Failure{Fault::invalid, "release.unreadable", std::move(problems)};
  if (out.table.columns.empty()) throw Failure{Fault::invalid, "release.no_columns"};
  if (subject) {
    const People people{csv, *subject};
    for (auto& column : out.table.columns) column = people.merged(column);
    out.people = people.names();
  }
  return out;
}

}  // namespace ts::releases
