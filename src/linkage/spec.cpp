#include "linkage/spec.h"

#include <array>

namespace ts::linkage {

std::string_view name_of(Kind kind) {
  constexpr std::array<std::string_view, 7> names{"name",  "kin",  "date", "place",
                                                  "phone", "code", "exact"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(Level level) {
  constexpr std::array<std::string_view, levels> names{"missing", "different", "little", "weak",
                                                       "near",    "close",     "alike",  "equal"};
  return names.at(static_cast<std::size_t>(level));
}

std::string_view name_of(Part part) {
  constexpr std::array<std::string_view, 6> names{"value", "words", "word",
                                                  "start", "year",  "month_day"};
  return names.at(static_cast<std::size_t>(part));
}

}  // namespace ts::linkage
