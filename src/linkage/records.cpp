#include "linkage/records.h"

#include <algorithm>

#include "base/failure.h"

namespace ts::linkage {
namespace {

std::vector<std::size_t> places_of(const Comparison& comparison, const Table& table) {
  std::vector<std::size_t> out;
  for (const auto& name : comparison.columns) {
    const auto found = std::find(table.names.begin(), table.names.end(), name);
    if (found == table.names.end())
      throw Failure{Fault::invalid, "linkage.bad_spec", {{name, "linkage.no_column"}}};
    out.push_back(static_cast<std::size_t>(found - table.names.begin()));
  }
  return out;
}

unsigned height(const Compared& compared) {
  return static_cast<unsigned>(level_of(compared.outcome));
}

}  // namespace

Records::Records(const Spec& spec, const Table& a, const Table* b)
    : rows_a_{static_cast<std::uint32_t>(a.rows())},
      rows_b_{static_cast<std::uint32_t>(b ? b->rows() : a.rows())},
      one_file_{b == nullptr} {
  const auto& comparisons = spec.comparisons;
  if (comparisons.empty() || comparisons.size() > most_comparisons)
    throw Failure{Fault::invalid, "linkage.bad_spec", {{"comparisons", "linkage.how_many"}}};
  for (const auto& each : comparisons) {
    kinds_.push_back(each.kind);
    columns_.push_back(each.columns.size());
  }
  a_.resize(std::size_t{rows_a_} * fields());
  if (b) b_.resize(std::size_t{rows_b_} * fields());
  fields_.resize(fields());
  const auto prepare = [&](const std::vector<std::size_t>& together) {
    Dictionary values;
    for (const auto f : together) {
      number(f, comparisons[f], a, values, a_);
      if (b) number(f, comparisons[f], *b, values, b_);
    }
    const auto field = std::make_shared<Field>(kinds_[together.front()], values);
    for (const auto f : together) fields_[f] = field;
  };
  std::vector<std::size_t> names;
  for (std::size_t f = 0; f < fields(); ++f) {
    if (kinds_[f] == Kind::name)
      names.push_back(f);
    else
      prepare({f});
  }
  if (!names.empty()) prepare(names);
  if (names.size() >= 2) both_names_ = {names[0], names[1]};
}

void Records::number(std::size_t field, const Comparison& comparison, const Table& table,
                     Dictionary& values, std::vector<std::uint32_t>& codes) const {
  const auto places = places_of(comparison, table);
  if (places.size() == 1) {
    values.numbers(table.columns[places[0]], [&](std::size_t row, std::uint32_t number) {
      codes[row * fields() + field] = number;
    });
    return;
  }
  std::string text;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto& code = codes[row * fields() + field];
    text.clear();
    for (const auto place : places) {
      if (place != places.front()) text += between_columns;
      text += table.columns[place][row];
    }
    code = values.number(text);
  }
}

void Records::compare(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b,
                      std::span<Compared> out) const {
  for (std::size_t f = 0; f < kinds_.size(); ++f) out[f] = fields_[f]->compare(a[f], b[f]);
  if (both_names_.empty()) return;
  const auto one = both_names_[0], two = both_names_[1];
  constexpr auto fits = static_cast<unsigned>(Level::near);
  if (height(out[one]) >= fits || height(out[two]) >= fits) return;
  const auto first = fields_[one]->compare(a[one], b[two]);
  const auto second = fields_[one]->compare(a[two], b[one]);
  if (std::max(height(first), height(second)) < fits) return;
  out[one] = first;
  out[two] = second;
}

std::uint32_t Records::visit(std::span<const std::string_view> cells) {
  std::size_t cell = 0;
  for (std::size_t f = 0; f < fields(); ++f) {
    std::string text;
    for (std::size_t c = 0; c < columns_[f]; ++c) {
      if (c > 0) text += between_columns;
      text += cells[cell++];
    }
    a_.push_back(fields_[f]->visit(text));
  }
  return rows_a_;
}

void Records::leave() {
  for (std::size_t f = fields(); f-- > 0;) fields_[f]->leave();
  a_.resize(a_.size() - fields());
}

void Records::stay() {
  for (const auto& field : fields_) field->stay();
  ++rows_a_;
  if (one_file_) ++rows_b_;
}

double Records::pairs() const {
  const double a = rows_a_, b = rows_b_;
  return one_file_ ? a * (a - 1) / 2 : a * b;
}

double Records::most_matches() const {
  return std::min(rows_a_, rows_b_) / (one_file_ ? 2.0 : 1.0);
}

std::size_t Records::principal() const {
  const auto found = std::find(kinds_.begin(), kinds_.end(), Kind::name);
  return static_cast<std::size_t>(found - kinds_.begin());
}

}  // namespace ts::linkage
