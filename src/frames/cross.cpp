#include "frames/cross.h"

#include <algorithm>
#include <array>

#include "base/failure.h"

namespace ts::frames {
namespace {

// Rows at a time: where their cells are stays in the nearest cache.
constexpr std::size_t at_once = 2048;

}  // namespace

CrossTable::CrossTable(std::vector<const FieldColumn*> columns,
                       std::span<const std::uint8_t> wanted) {
  std::size_t cells = 1;
  for (const auto* column : columns) {
    axes_.push_back({column, static_cast<std::uint32_t>(cells)});
    if (const auto* set = column->choices())
      sets_.push_back({set, static_cast<std::uint32_t>(cells)});
    cells *= column->dictionary().size() + 1;
    if (cells > most_cells) throw Failure{Fault::too_large, "count.too_fine"};
  }
  cells_.resize(cells);
  std::array<std::uint32_t, at_once> place{};
  for (std::size_t first = 0; first < wanted.size(); first += at_once) {
    const std::span places{place.data(), std::min(at_once, wanted.size() - first)};
    std::ranges::fill(places, 0);
    for (const auto& [column, stride] : axes_)
      if (const auto* one = column->choice()) one->add(static_cast<Row>(first), stride, places);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (sets_.empty())
        cells_[places[i]] += wanted[first + i];
      else if (wanted[first + i] != 0)
        count(static_cast<Row>(first + i), sets_.data(), places[i]);
    }
  }
  const auto told = cells_.size() - static_cast<std::size_t>(std::ranges::count(cells_, 0U));
  if (told > most_told) throw Failure{Fault::too_large, "count.too_fine"};
}

void CrossTable::count(Row row, const Set* set, std::uint32_t cell) {
  const auto* next = set == &sets_.back() ? nullptr : set + 1;
  const auto enter = [&](std::uint32_t at) {
    if (next)
      count(row, next, at);
    else
      ++cells_[at];
  };
  bool any = false;
  set->column->each_code(row, [&](Dictionary::Code code) {
    any = true;
    enter(cell + code * set->stride);
  });
  if (!any) enter(cell);
}

std::vector<std::string> CrossTable::values(std::size_t cell) const {
  std::vector<std::string> out;
  for (const auto& [column, stride] : axes_) {
    const auto& dictionary = column->dictionary();
    const auto code = cell / stride % (dictionary.size() + 1);
    out.emplace_back(dictionary.text(static_cast<Dictionary::Code>(code)));
  }
  return out;
}

}  // namespace ts::frames
