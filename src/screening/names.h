#pragma once

#include <array>
#include <string_view>

/// How the words of the files are spelt, in the order of their enumerations.
namespace ts::screening::names {

using Name = std::string_view;
inline constexpr std::array<Name, 4> reply{"yes", "no", "unknown", "refused"};
inline constexpr std::array<Name, 4> strength{"none", "weak", "medium", "strong"};
inline constexpr std::array<Name, 3> audience{"anyone", "adult", "child"};
inline constexpr std::array<Name, 2> needs{"all", "any"};

}  // namespace ts::screening::names
