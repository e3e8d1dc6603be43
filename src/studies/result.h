#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "estimate/study.h"
#include "estimates/disclosure.h"
#include "studies/study.h"

/// What the engine found, as it is kept and shown. Methods, warnings and reasons by their names;
/// the words for them are the report's.
namespace ts::studies {

/// Every figure as `disclosure` shows it; counts that it hides are left out.
boost::json::object result_of(const estimate::Study& study,
                              const std::optional<Population>& population,
                              const estimates::Disclosure& disclosure);

/// People per 100,000 of the population, to two decimals.
double per_100000(double people, const Population& population,
                  const estimates::Disclosure& disclosure);

/// SDG 16.2.2: people per 100,000 of the population, one row a method.
std::string sdg_csv(const estimate::Study& study, const Population& population,
                    const estimates::Disclosure& disclosure);

}  // namespace ts::studies
