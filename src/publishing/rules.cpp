#include "publishing/rules.h"

#include <boost/json.hpp>

#include "base/data.h"
#include "release/accountant.h"

namespace ts::publishing {

double Rules::budget() const {
  return release::cost_within({.epsilon = budget_epsilon, .delta = budget_delta}).value;
}

const Rules& Rules::built_in() {
  static const Rules rules = [] {
    const auto file = boost::json::parse(data::file("policy/release.json"));
    const auto number = [](const boost::json::value& at) { return at.to_number<double>(); };
    return Rules{.k_least = file.at("k_least").to_number<std::int64_t>(),
                 .epsilon_most = number(file.at("epsilon_most")),
                 .budget_epsilon = number(file.at("budget").at("epsilon")),
                 .budget_delta = number(file.at("budget").at("delta"))};
  }();
  return rules;
}

}  // namespace ts::publishing
