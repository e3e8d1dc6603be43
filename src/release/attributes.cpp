#include "release/attributes.h"

#include "base/failure.h"

namespace ts::release {
namespace {

constexpr std::size_t most_values = 0xFFFF;

void refuse_unless_fit(const Table& table) {
  std::vector<Problem> problems;
  for (const auto& column : table.columns) {
    if (!column.domain_is_public) problems.push_back({column.name(), "release.domain_not_public"});
    if (column.largest() >= most_values)
      problems.push_back({column.name(), "release.domain_large"});
  }
  refuse_if_any(std::move(problems));
}

}  // namespace

Attributes::Attributes(const Table& table) : rows_{table.rows()} {
  refuse_unless_fit(table);
  for (std::uint32_t c = 0; c < table.columns.size(); ++c) {
    const auto& column = table.columns[c];
    if (!column.multi_valued()) {
      origins_.push_back({c, missing});
      sizes_.push_back(column.largest() + 1);
      auto& codes = codes_.emplace_back(rows_);
      for (std::size_t row = 0; row < rows_; ++row)
        codes[row] = static_cast<std::uint16_t>(column.code(row));
      continue;
    }
    const auto first = codes_.size();
    for (Code value = 1; value <= column.largest(); ++value) {
      origins_.push_back({c, value});
      sizes_.push_back(2);
      codes_.emplace_back(rows_);
    }
    for (std::size_t row = 0; row < rows_; ++row)
      column.each_code(row, [&](Code value) { codes_[first + value - 1][row] = 1; });
  }
}

Table table_of(const std::vector<std::vector<std::uint16_t>>& codes,
               const std::vector<Attributes::Origin>& origins, const Table& like) {
  Table table;
  for (const auto& column : like.columns) {
    auto& copy = table.columns.emplace_back(column.name(), column.kind(), column.domain());
    copy.domain_is_public = column.domain_is_public;
    copy.hierarchy = column.hierarchy;
  }
  const auto rows = codes.empty() ? 0 : codes.front().size();
  std::vector<Code> values;
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t a = 0; a < origins.size();) {
      auto& column = table.columns[origins[a].column];
      if (!column.multi_valued()) {
        column.add(codes[a++][row]);
        continue;
      }
      values.clear();
      const auto of = origins[a].column;
      for (; a < origins.size() && origins[a].column == of; ++a)
        if (codes[a][row] != 0) values.push_back(origins[a].value);
      column.add(values);
    }
  return table;
}

}  // namespace ts::release
