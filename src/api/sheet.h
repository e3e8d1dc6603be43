#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "protection/protection.h"

namespace ts::api {

/// The information sheet on the consequences of a status, as headings with their lines, in one of
/// the spoken languages (English otherwise). It says what holds for this status and this clock, and
/// nothing of why: whoever finds the paper must not learn it.
boost::json::object sheet_view(const protection::Sheet& sheet, CaseId id, std::string_view language,
                               const rules::Library& library);

}  // namespace ts::api
