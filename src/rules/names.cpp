#include "rules/names.h"

#include "rules/pack.h"

namespace ts::rules {
namespace {

template <class Enum, std::size_t N>
std::string_view name_of(Enum value, const std::array<std::string_view, N>& names) {
  return names[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view text(Truth value) { return name_of(value, names::truth); }
std::string_view text(Outcome value) { return name_of(value, names::outcome); }
std::string_view text(Confidence value) { return name_of(value, names::confidence); }
std::string_view text(Stage value) { return name_of(value, names::stage); }
std::string_view text(Form value) { return name_of(value, names::form); }
std::string_view text(Work value) { return name_of(value, names::work); }
std::string_view text(Cooperation value) { return name_of(value, names::cooperation); }
std::string_view text(Reason::Part value) { return name_of(value, names::part); }

const Status* Pack::status(std::string_view id) const {
  for (const auto& each : statuses)
    if (each.id == id) return &each;
  return nullptr;
}

}  // namespace ts::rules
