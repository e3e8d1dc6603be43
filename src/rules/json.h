#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rules.h"

namespace ts::rules {

/// An answer for programs and pages: codes, ISO dates, and beside each code its text in the
/// language. `docs/rules.md` lists the members.
boost::json::object json_of(const Answer& answer, std::string_view language,
                            const Library& library);
boost::json::object json_of(const Clock& clock, std::string_view language, const Library& library);

/// {"on": …, "answers": […]} as text.
std::string to_json(const std::vector<Answer>& answers, Date on, std::string_view language,
                    const Library& library);

}  // namespace ts::rules
