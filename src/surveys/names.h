#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "surveys/surveys.h"

/// The names of codes, in one place for writing and reading.
namespace ts::surveys {

template <class Code, std::size_t n>
using Names = std::array<std::pair<Code, std::string_view>, n>;

inline constexpr Names<Sampling, 4> sampling_names{{{Sampling::everybody, "everybody"},
                                                    {Sampling::random, "random"},
                                                    {Sampling::convenience, "convenience"},
                                                    {Sampling::referred, "referred"}}};
inline constexpr Names<Sex, 4> sex_names{
    {{Sex::women, "women"}, {Sex::men, "men"}, {Sex::other, "other"}, {Sex::unknown, "unknown"}}};
inline constexpr Names<Age, 3> age_names{
    {{Age::children, "children"}, {Age::adults, "adults"}, {Age::unknown, "unknown"}}};

template <class Code, std::size_t n>
std::optional<Code> code_named(const Names<Code, n>& names, std::string_view text) {
  for (const auto& [code, name] : names)
    if (name == text) return code;
  return std::nullopt;
}

}  // namespace ts::surveys
