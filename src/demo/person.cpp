#include "demo/person.h"

#include <algorithm>

namespace ts::demo {
namespace {

constexpr std::chrono::hours day{24};

std::size_t age(const PlannedOrganisation& where, Dice& dice) {
  std::size_t sum = 0;
  for (const auto& band : where.ages) sum += band.weight;
  auto rest = dice.below(sum);
  std::size_t at = 0;
  while (rest >= where.ages[at].weight) rest -= where.ages[at++].weight;
  return dice.between(where.ages[at].from, where.ages[at].to);
}

/// As well as it is known: the day, the month, or about the year; nothing when it is not.
std::optional<std::string> birthdate(const Material& material, std::size_t years, Instant on,
                                     Dice& dice) {
  const auto days = static_cast<std::int64_t>(years * 365 + years / 4 + 1 + dice.below(364));
  const auto born = date_of(on + -days * day);
  PartialDate out{.year = static_cast<int>(born.year())};
  const auto& known = dice.choice(material.likely("birthdate"));
  if (known == "unknown") return std::nullopt;
  if (known == "day" || known == "month") out.month = static_cast<unsigned>(born.month());
  if (known == "day") out.day = static_cast<unsigned>(born.day());
  out.about = known == "about";
  return to_text(out);
}

/// Most are called as they write it; some as a passport has it.
const std::string& as_called(const Name& name, Dice& dice) {
  return dice.chance(70) ? name.front() : name.back();
}

void name(Person& person, const Origin& origin, Dice& dice) {
  const auto& given = dice.one_of(person.feminine ? origin.feminine : origin.masculine);
  auto called = as_called(given, dice);
  if (person.family != nullptr && dice.chance(85)) {
    // Both parts in one script: nobody writes their name half in each.
    const bool first_way = called == given.front();
    const auto& family = first_way ? person.family->front() : person.family->back();
    called = origin.family_first ? family + ' ' + called : called + ' ' + family;
  }
  person.fields["tsn_CalledName"] = called;
  if (!dice.chance(60)) return;
  person.fields["prs_FirstName"] = given.back();
  if (person.family != nullptr) person.fields["prs_SecondName"] = person.family->back();
}

std::string gender(bool feminine, Dice& dice) {
  const auto said = dice.below(100);
  if (said == 0) return feminine ? "TransgenderFeminine" : "TransgenderMasculine";
  if (said == 1) return "NonConforming";
  if (said == 2) return "NonSpecifiedUnknown";
  return feminine ? "Feminine" : "Masculine";
}

void about(Person& person, const Material& material, Instant on, Dice& dice) {
  auto& fields = person.fields;
  if (const auto born = birthdate(material, person.age, on, dice)) fields["prs_Birthdate"] = *born;
  if (dice.chance(96)) fields["prs_Gender"] = gender(person.feminine, dice);
  if (dice.chance(97)) fields["prs_Citizenship"] = std::vector{person.origin};
  fields["prs_PrimaryLanguage"] = person.language;
  const auto& second = dice.one_of(material.origins.at(person.origin).languages);
  if (second != person.language) fields["prs_SecondaryLanguage"] = second;
  if (dice.chance(30) && person.age > 14)
    fields["prs_HighestLevelOfEducation"] = dice.choice(material.likely("education"));
  if (person.child()) return;
  if (dice.chance(45)) fields["prs_MaritalStatus"] = dice.choice(material.likely("marital"));
  if (person.age > 20 && dice.chance(50))
    fields["prs_NumberOfChildren"] = static_cast<std::int64_t>(dice.below(5));
}

void reach(Person& person, const PlannedOrganisation& where, Dice& dice) {
  auto& fields = person.fields;
  if (!person.child() && dice.chance(30)) fields["prs_MobilePhone"] = phone(where, dice);
  if (!person.child() && dice.chance(10))
    fields["prs_Email"] = "person" + std::to_string(dice.between(1000, 9999)) + "@example.org";
  if (!dice.chance(40)) return;
  fields["prs_MailingCity"] = dice.one_of(where.cities);
  fields["prs_MailingCountry"] = where.country;
}

void name_and_about(Person& person, const Material& material, Instant on, Dice& dice) {
  const auto& origin = material.origins.at(person.origin);
  person.language = dice.one_of(origin.languages);
  name(person, origin, dice);
  about(person, material, on, dice);
}

}  // namespace

Person somebody(const Material& material, const PlannedOrganisation& where, Instant on,
                Dice& dice) {
  Person out;
  out.origin = dice.choice(where.origins);
  out.feminine = dice.chance(where.feminine);
  out.age = age(where, dice);
  const auto& families = material.origins.at(out.origin).family;
  if (!families.empty()) out.family = &dice.one_of(families);
  name_and_about(out, material, on, dice);
  reach(out, where, dice);
  return out;
}

Person sibling(const Material& material, const Person& person, Instant on, Dice& dice) {
  Person out;
  out.origin = person.origin;
  out.feminine = dice.chance(50);
  out.age = std::max<std::size_t>(person.age + dice.below(7), 6) - 3;
  out.family = person.family;
  name_and_about(out, material, on, dice);
  return out;
}

Person taken_down_anew(Person person) {
  auto& fields = person.fields;
  const auto first = catalogue::text_in(fields, "prs_FirstName");
  const auto second = catalogue::text_in(fields, "prs_SecondName");
  if (!first.empty() && !second.empty())
    fields["tsn_CalledName"] = std::string{first} + ' ' + std::string{second};
  const std::string born{catalogue::text_in(fields, "prs_Birthdate")};
  if (!born.empty()) fields["prs_Birthdate"] = born.substr(0, 4) + '~';
  for (const auto* const name : {"prs_FirstName", "prs_SecondName", "prs_MobilePhone", "prs_Email",
                                 "prs_MailingCity", "prs_MailingCountry"})
    fields.erase(name);
  return person;
}

std::string phone(const PlannedOrganisation& where, Dice& dice) {
  const auto digits = std::to_string(dice.between(10000, 99999));
  return where.prefix + " 000 0" + digits.substr(0, 2) + ' ' + digits.substr(2);
}

}  // namespace ts::demo
