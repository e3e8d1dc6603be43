#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/failure.h"
#include "catalogue/value.h"
#include "exchange/words.h"

namespace ts::exchange {

/// What stands in a cell: a value, nothing (an empty cell), or something that is none.
struct Cell {
  std::optional<catalogue::Value> value = {};
  std::optional<MessageKey> wrong = {};
};

/// A day may be written as 2008-03-01, 1.3.2008 or 13/3/2008; one that could be two days is
/// "date.ambiguous". Bounds and lengths are the matter of `Catalogue::check`.
Cell read_cell(const catalogue::Field& field, std::string_view text, const Words& words);

/// What `read_cell` reads back to the same value.
std::string written(const catalogue::Field& field, const catalogue::Value& value,
                    const Words& words);

}  // namespace ts::exchange
