#include "care/consent.h"

#include <algorithm>
#include <boost/json.hpp>
#include <string>

#include "base/data.h"
#include "care/age.h"
#include "lang/text.h"

namespace ts::care {
namespace {

using catalogue::Fields;
using catalogue::text_in;
using catalogue::Value;

using Texts = std::vector<std::string>;

/// From which age on who may agree, and how.
struct Tier {
  int from = 0;
  Texts by;
  Texts how;  ///< none: any
};

std::vector<Tier> read_tiers() {
  const auto texts = [](const boost::json::value& list) {
    return boost::json::value_to<Texts>(list);
  };
  const auto file = boost::json::parse(data::file("policy/consent_ages.json"));
  std::vector<Tier> out;
  for (const auto& each : file.at("ages").as_array())
    out.push_back({.from = each.at("from").to_number<int>(),
                   .by = texts(each.at("by")),
                   .how = texts(each.at("how"))});
  return out;
}

/// The last that begins at or below this age.
const Tier& tier_of(int age) {
  static const auto tiers = read_tiers();
  const Tier* out = &tiers.front();
  for (const auto& tier : tiers)
    if (tier.from <= age) out = &tier;
  return *out;
}

bool has(const Texts& texts, std::string_view text) {
  return std::ranges::find(texts, text) != texts.end();
}

bool is_ticked(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found != fields.end() && found->second == Value{true};
}

/// Nobody else learns anything.
bool stays_here(std::string_view purpose) { return purpose == "help"; }

}  // namespace

std::vector<Problem> problems_of_consent(const Fields& fields,
                                         const std::vector<records::Record>& records, Date today) {
  const auto purpose = text_in(fields, "tsn_ConsentPurpose");
  if (purpose.empty() || !stands(fields)) return {};
  std::vector<Problem> out;
  for (const auto* name : {"tsn_ConsentDate", "tsn_ConsentHow", "tsn_ConsentBy"})
    if (!fields.contains(name)) out.push_back({name, "field.required"});
  if (!stays_here(purpose))
    for (const auto* name : {"tsn_ConsentRecipient", "tsn_ConsentClasses", "tsn_ConsentUntil"})
      if (!fields.contains(name)) out.push_back({name, "field.required"});
  if (!is_ticked(fields, "tsn_ConsentLimits"))
    out.push_back({"tsn_ConsentLimits", "consent.limits_first"});

  const auto by = text_in(fields, "tsn_ConsentBy");
  if (by == "carer" || by == "person_and_carer") {
    const auto safe = text_in(fields, "tsn_ConsentCarerSafe");
    if (safe.empty())
      out.push_back({"tsn_ConsentCarerSafe", "field.required"});
    else if (safe != "safe")
      out.push_back({"tsn_ConsentCarerSafe", "consent.carer_excluded"});
  }
  if (const auto age = least_age(records, today)) {
    const auto& tier = tier_of(*age);
    const auto how = text_in(fields, "tsn_ConsentHow");
    if (!by.empty() && !has(tier.by, by)) out.push_back({"tsn_ConsentBy", "consent.by_age"});
    if (!how.empty() && !tier.how.empty() && !has(tier.how, how))
      out.push_back({"tsn_ConsentHow", "consent.how_by_age"});
  }
  return out;
}

bool stands(const Fields& consent) {
  return is_ticked(consent, "con_Consent") && !consent.contains("tsn_ConsentWithdrawn");
}

ClassSet classes_in(const Fields& consent) {
  ClassSet out;
  const auto found = consent.find("tsn_ConsentClasses");
  if (found == consent.end()) return out;
  for (const auto& letter : std::get<Texts>(found->second))
    if (const auto field_class = field_class_of(letter.front())) out.add(*field_class);
  return out;
}

bool in_force(const Fields& consent, Date today) {
  if (!stands(consent)) return false;
  const auto until = parse_partial_date(text_in(consent, "tsn_ConsentUntil"));
  return !until || today <= until->earliest();
}

bool agreed_to_file(const std::vector<records::Record>& records, Date today) {
  const records::Record* newest = nullptr;
  for (const auto& record : records) {
    const auto purpose = text_in(record.fields, "tsn_ConsentPurpose");
    if (record.kind == "consent" && (purpose.empty() || stays_here(purpose)) &&
        (!newest || newest->changed_at <= record.changed_at))
      newest = &record;
  }
  return newest && in_force(newest->fields, today);
}

ClassSet agreed(const std::vector<records::Record>& records, std::string_view purpose,
                std::string_view recipient, Date today) {
  ClassSet out;
  const auto wanted = lang::fold(recipient);
  for (const auto& record : records)
    if (record.kind == "consent" && text_in(record.fields, "tsn_ConsentPurpose") == purpose &&
        lang::fold(text_in(record.fields, "tsn_ConsentRecipient")) == wanted &&
        in_force(record.fields, today))
      out = out | classes_in(record.fields);
  return out;
}

}  // namespace ts::care
