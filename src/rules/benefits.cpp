#include <algorithm>
#include <set>

#include "rules/rules.h"

namespace ts::rules {

std::vector<Paid> pay_once(std::span<const Held> held) {
  std::vector<Paid> out;
  for (const auto& status : held) {
    for (const auto& benefit : status.benefits) {
      const auto found = std::find_if(out.begin(), out.end(),
                                      [&](const Paid& paid) { return paid.benefit == benefit; });
      if (found == out.end())
        out.push_back({benefit, status.status, {}});
      else if (found->paid_by != status.status)
        found->other.push_back(status.status);
    }
  }
  return out;
}

std::vector<std::string> lapsing(std::span<const Held> held, std::string_view ending) {
  std::set<std::string_view> still;
  for (const auto& each : held)
    if (each.status != ending) still.insert(each.benefits.begin(), each.benefits.end());
  std::vector<std::string> out;
  for (const auto& each : held)
    if (each.status == ending)
      for (const auto& benefit : each.benefits)
        if (still.insert(benefit).second) out.push_back(benefit);
  return out;
}

}  // namespace ts::rules
