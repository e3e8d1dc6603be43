#pragma once

#include <array>
#include <string_view>

/// How the words of a pack are spelt, in the order of their enumerations.
namespace ts::rules::names {

using Name = std::string_view;
inline constexpr std::array<Name, 3> truth{"no", "yes", "unknown"};
inline constexpr std::array<Name, 5> outcome{"open", "needs_info", "closed", "not_in_force",
                                             "display_only"};
inline constexpr std::array<Name, 3> confidence{"high", "medium", "low"};
inline constexpr std::array<Name, 6> stage{"identification",   "reflection",      "assistance",
                                           "temporary_permit", "settlement_path", "return"};
inline constexpr std::array<Name, 6> form{"permit", "deferred_removal", "certificate",
                                          "right",  "support_only",     "not_stated"};
inline constexpr std::array<Name, 4> work{"yes", "no", "on_permit", "not_stated"};
inline constexpr std::array<Name, 4> cooperation{"none", "required", "required_unless",
                                                 "not_stated"};
inline constexpr std::array<Name, 4> part{"condition", "nationality", "bar", "ending"};
inline constexpr std::array<Name, 4> fact_type{"bool", "date", "number", "enum"};
inline constexpr std::array<Name, 2> role{"law", "baseline"};
inline constexpr std::array<Name, 4> covered{"yes", "no", "partly", "not_stated"};
inline constexpr std::array<Name, 5> effect{"coexists", "excludes", "suspends", "converts_to",
                                            "informs"};
inline constexpr std::array<Name, 3> pays{"union_no_double", "first_wins", "specific_wins"};
inline constexpr std::array<Name, 3> start{"earliest", "latest", "first_listed"};
inline constexpr std::array<Name, 2> counting{"day_after", "same_day"};
inline constexpr std::array<Name, 3> ends{"by_length", "latest", "earliest"};
inline constexpr std::array<Name, 2> running{"stay", "move"};

}  // namespace ts::rules::names
