#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "publishing/differencing.h"
#include "release/attacks.h"
#include "release/records.h"
#include "release/utility.h"

/// What is shown of a release to those who decide about it, as JSON.
namespace ts::publishing {

/// For each column how many have each value, in the data and in the release; without `before` in
/// the release only.
boost::json::array charts_of(const release::Table* before, const release::Table& after);

/// How many combinations of each length fewer than `k` people share, and the rarest of up to two
/// values. For those inside only, and only until it is decided.
boost::json::object rare_of(const release::Table& table, std::uint32_t k, std::size_t length,
                            const Progress& progress);

/// The attacks, each with what it claimed and how often it was right.
boost::json::array attacks_of(const std::vector<release::AttackResult>& results,
                              const release::Verdict& verdict);
/// One person who is singled out is a failure.
release::AttackResult attack_of(const Difference& difference);

/// Mean error and kept share by length.
boost::json::array utility_of(const std::vector<release::CombinationErrors>& errors);

}  // namespace ts::publishing
