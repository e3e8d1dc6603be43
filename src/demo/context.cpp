#include "demo/context.h"

#include <algorithm>
#include <utility>

namespace ts::demo {
namespace {

using catalogue::Fields;
using Choices = std::vector<std::string>;

bool has(const Choices& choices, std::string_view choice) {
  return std::find(choices.begin(), choices.end(), choice) != choices.end();
}

/// Up to `count` different ones.
Choices several(const Weights& from, std::size_t count, Dice& dice) {
  Choices out;
  for (std::size_t i = 0; i < count; ++i)
    if (const auto& each = dice.choice(from); !has(out, each)) out.push_back(each);
  return out;
}

Choices types_of(const PlannedOrganisation& where, const Person& person, Dice& dice) {
  auto types = several(where.exploitation, dice.chance(8) ? 2 : 1, dice);
  // Sexual exploitation is reported of men far less often than of women.
  if (!person.feminine && has(types, "SexualExploitation") && dice.chance(75))
    types = {"ForcedLabour"};
  return types;
}

/// Which table of likelihoods goes with these types.
std::string_view side_of(const Choices& types) {
  return has(types, "SexualExploitation") ? "sexual" : "labour";
}

void add_means(const Material& material, std::string_view side, Fields& fields, Dice& dice) {
  const auto count = dice.place(material.likely("how_many_means")) + 1;
  fields["vic_MethodsOfControl"] =
      several(material.likely("means_" + std::string{side}), count, dice);
}

void add_recruitment(const Material& material, std::string_view side, Fields& fields, Dice& dice) {
  if (dice.chance(material.percent("relation_known", side)))
    fields["vic_RelationshipToTrafficker"] =
        dice.choice(material.likely("relation_" + std::string{side}));
  if (!dice.chance(35)) return;
  auto how = several(material.likely("recruited"), 1, dice);
  if (has(how, "ThroughOnlineSocialNetworks"))
    fields["vic_RecruitmentWebsitesAndApps"] = several(material.likely("apps"), 1, dice);
  fields["vic_MethodOfRecruitment"] = std::move(how);
}

void add_types(const Material& material, const PlannedOrganisation& where, const Person& person,
               Choices types, Fields& fields, Dice& dice) {
  if ((has(types, "ForcedLabour") || has(types, "ChildLabour")) && dice.chance(75))
    fields["vic_ForcedLabourIndustry"] = several(where.industries, 1, dice);
  if (has(types, "SexualExploitation") && !person.child() && dice.chance(50))
    fields["vic_TypeOfSexExploitation"] = several(material.likely("sexual_kind"), 1, dice);
  fields["vic_TypeOfExploitation"] = std::move(types);
}

}  // namespace

Fields context_of(const Material& material, const PlannedOrganisation& where, const Person& person,
                  Dice& dice) {
  Fields out{{"vic_TraffickingStatus", std::string{"PossibleVictimOfTrafficking"}}};
  auto types = types_of(where, person, dice);
  const auto side = side_of(types);
  add_recruitment(material, side, out, dice);
  if (dice.chance(material.percent("means_known", side))) add_means(material, side, out, dice);
  if (dice.chance(25))
    out["vic_AgeWhenTrafficked"] =
        static_cast<std::int64_t>(person.age - std::min(person.age, dice.below(4)));
  if (dice.chance(85)) add_types(material, where, person, std::move(types), out, dice);
  return out;
}

Fields learned(const Material& material, const PlannedOrganisation& where, const Person& person,
               Dice& dice) {
  Fields out;
  const auto side = side_of(types_of(where, person, dice));
  add_means(material, side, out, dice);
  add_recruitment(material, side, out, dice);
  return out;
}

Fields decision(const Material& material, Dice& dice) {
  return {{"vic_TraffickingStatus",
           std::string{dice.chance(85) ? "ActualVictimOfTrafficking" : "NotAVictimOfTrafficking"}},
          {"vic_TraffickingStatusDecisionMakingOrg", dice.choice(material.likely("decided_by"))}};
}

}  // namespace ts::demo
