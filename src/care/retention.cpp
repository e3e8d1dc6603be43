#include "care/retention.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <string>

#include "base/data.h"
#include "care/age.h"

namespace ts::care {
namespace {

using catalogue::text_in;

struct Policy {
  std::map<std::string, int, std::less<>> months;  ///< by the reason of closing; "": another one
  int child_until_age = 0;
};

const Policy& policy() {
  static const auto read = [] {
    Policy out;
    const auto file = boost::json::parse(data::file("policy/retention.json"));
    for (const auto& [reason, months] : file.at("months").as_object())
      out.months.emplace(reason, months.to_number<int>());
    out.child_until_age = file.at("child_until_age").to_number<int>();
    ensure(out.months.contains(""));
    return out;
  }();
  return read;
}

}  // namespace

std::optional<Date> kept_until(const std::vector<records::Record>& records) {
  const auto own =
      std::ranges::find_if(records, [](const auto& one) { return one.kind == "case"; });
  const auto reason =
      own == records.end() ? std::string_view{} : text_in(own->fields, "tsn_CloseReason");
  if (reason.empty()) return std::nullopt;
  // Closing is the last that is written into a case's own record.
  const auto closed = date_of(own->changed_at);
  const auto& months = policy().months;
  const auto found = months.find(reason);
  auto out = months_after(closed, found == months.end() ? months.find("")->second : found->second);
  if (const auto age = least_age(records, closed); age && *age < of_age)
    out = std::max(out, months_after(closed, 12 * (policy().child_until_age - *age)));
  return out;
}

bool is_held(const std::vector<records::Record>& records, Date today) {
  return std::ranges::any_of(records, [&](const auto& record) {
    if (record.kind != "hold" || record.fields.contains("tsn_HoldLifted")) return false;
    const auto until = parse_date(text_in(record.fields, "tsn_HoldUntil"));
    return !until || today <= *until;
  });
}

}  // namespace ts::care
