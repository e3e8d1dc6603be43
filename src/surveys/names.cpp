#include "surveys/names.h"

namespace ts::surveys {

std::string_view text(Sampling sampling) {
  return sampling_names[static_cast<std::size_t>(sampling)].second;
}
std::string_view text(Sex sex) { return sex_names[static_cast<std::size_t>(sex)].second; }
std::string_view text(Age age) { return age_names[static_cast<std::size_t>(age)].second; }

std::optional<Sampling> sampling_of(std::string_view text) {
  return code_named(sampling_names, text);
}
std::optional<Sex> sex_of(std::string_view text) { return code_named(sex_names, text); }
std::optional<Age> age_of(std::string_view text) { return code_named(age_names, text); }

}  // namespace ts::surveys
