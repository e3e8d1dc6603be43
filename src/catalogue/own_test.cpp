#include "catalogue/own.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace ts::catalogue {
namespace {

const Catalogue& base() { return Catalogue::built_in(); }

constexpr std::string_view wards = R"({
  "fields": [
    {"name": "own_Ward", "kind": "person", "section": "address", "type": "text", "class": "W",
     "label": {"en": "Ward", "pt": "Bairro"}, "help": {"en": "As the town hall writes it."}},
    {"name": "own_Bed", "kind": "service", "section": "main", "type": "picklist", "class": "A",
     "label": {"en": "Bed"},
     "values": [{"code": "upper", "label": {"en": "Upper"}},
                {"code": "lower", "label": {"en": "Lower", "fr": "En bas"}}]}],
  "values": [{"field": "tsn_VisitKind", "code": "own_radio", "label": {"en": "Radio call"}}]})";

/// "fields[0].class field.not_a_choice", or the key of the failure.
std::vector<std::string> problems_of(std::string_view text) {
  try {
    read_own(base(), text);
  } catch (const Failure& failure) {
    std::vector<std::string> out;
    for (const auto& problem : failure.problems())
      out.push_back(problem.field + ' ' + std::string{problem.message.text()});
    if (out.empty()) out.emplace_back(failure.key().text());
    return out;
  }
  return {};
}

/// One field like the ward, with `member` in place of the one of its name.
std::string with(std::string_view name, std::string_view json) {
  std::string out = R"({"fields": [{)";
  for (const auto& [member, usual] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"name", "\"own_Ward\""},
           {"kind", "\"person\""},
           {"section", "\"address\""},
           {"type", "\"text\""},
           {"class", "\"W\""},
           {"label", R"({"en": "Ward"})"}})
    out += '"' + std::string{member} + "\": " + std::string{member == name ? json : usual} + ", ";
  out += "\"more\": true";
  if (name == "values" || name == "max" || name == "surprise")
    out += ", \"" + std::string{name} + "\": " + std::string{json};
  return out + "}]}";
}

TEST(OwnFields, stand_in_the_forms_that_they_name_under_their_labels) {
  const Catalogue all{base(), read_own(base(), wards)};
  EXPECT_EQ(all.fields().size(), base().fields().size() + 2);
  const auto* ward = all.field("own_Ward");
  ASSERT_NE(ward, nullptr);
  EXPECT_EQ(ward->field_class, FieldClass::whereabouts);
  const auto& sections = all.kind("person")->sections;
  const auto address = std::find_if(sections.begin(), sections.end(),
                                    [](const auto& each) { return each.name == "address"; });
  EXPECT_EQ(address->fields.back(), "own_Ward");
  EXPECT_EQ(all.label("field.own_Ward", "pt"), "Bairro");
  EXPECT_EQ(all.label("field.own_Ward", "ar"), "Ward");
  EXPECT_EQ(all.label("value.own_Bed.lower", "fr"), "En bas");
  EXPECT_EQ(all.label("value.tsn_VisitKind.own_radio", "en"), "Radio call");
  EXPECT_EQ(base().field("own_Ward"), nullptr);
}

TEST(OwnFields, are_checked_like_all_others) {
  const Catalogue all{base(), read_own(base(), wards)};
  Fields good{{"tsn_ServiceType", all.field("tsn_ServiceType")->values.front()},
              {"own_Bed", std::string{"upper"}}};
  EXPECT_TRUE(all.check("service", good).empty());
  Fields bad = good;
  bad["own_Bed"] = std::string{"middle"};
  EXPECT_EQ(all.check("service", bad).size(), 1U);
  Fields visit{{"tsn_VisitKind", std::string{"own_radio"}},
               {"tsn_VisitDate", std::string{"2026-03-01"}}};
  EXPECT_TRUE(all.check("visit", visit).empty());
  EXPECT_FALSE(base().check("visit", visit).empty());
}

TEST(OwnFields, with_a_mistake_are_refused_with_its_place) {
  using Said = std::vector<std::string>;
  EXPECT_EQ(problems_of("{}"), Said{});
  EXPECT_EQ(problems_of("[]"), Said{"own.malformed"});
  EXPECT_EQ(problems_of("{\"fields\": [}"), Said{"own.malformed"});
  EXPECT_EQ(problems_of("{\"fields\": 1}"), Said{"fields field.wrong_type"});
  EXPECT_EQ(problems_of("{\"colour\": 1}"), Said{"colour field.unknown"});
  EXPECT_EQ(problems_of(with("", "")), Said{});
  EXPECT_EQ(problems_of(with("name", "\"Ward\"")), Said{"fields[0].name own.name"});
  EXPECT_EQ(problems_of(with("name", "\"own_\"")), Said{"fields[0].name own.name"});
  EXPECT_EQ(problems_of(with("name", "\"own_a b\"")), Said{"fields[0].name own.name"});
  EXPECT_EQ(problems_of(with("kind", "\"decision\"")), Said{"fields[0].kind field.not_a_choice"});
  EXPECT_EQ(problems_of(with("section", "\"cellar\"")),
            Said{"fields[0].section field.not_a_choice"});
  EXPECT_EQ(problems_of(with("class", "\"N\"")), Said{"fields[0].class field.not_a_choice"});
  EXPECT_EQ(problems_of(with("class", "\"WW\"")), Said{"fields[0].class field.not_a_choice"});
  EXPECT_EQ(problems_of(with("type", "\"person\"")), Said{"fields[0].type field.not_a_choice"});
  EXPECT_EQ(problems_of(with("type", "\"picklist\"")), Said{"fields[0].values field.required"});
  EXPECT_EQ(problems_of(with("label", "{\"pt\": \"Bairro\"}")),
            Said{"fields[0].label own.no_label"});
  EXPECT_EQ(problems_of(with("label", R"({"en": "Ward", "xx": "?"})")),
            Said{"fields[0].label field.wrong_type"});
  EXPECT_EQ(problems_of(with("max", "0")), Said{"fields[0].max field.out_of_range"});
  EXPECT_EQ(problems_of(with("max", "1e9")), Said{"fields[0].max field.out_of_range"});
  EXPECT_EQ(problems_of(with("surprise", "1")), Said{"fields[0].surprise field.unknown"});
  EXPECT_EQ(
      problems_of(
          R"({"values": [{"field": "tsn_VisitKind", "code": "radio", "label": {"en": "R"}}]})"),
      Said{"values[0].code own.name"});
  EXPECT_EQ(
      problems_of(
          R"({"values": [{"field": "prs_FirstName", "code": "own_a", "label": {"en": "R"}}]})"),
      Said{"values[0].field field.not_a_choice"});
}

TEST(OwnFields, of_one_name_are_refused) {
  const std::string one =
      R"({"name": "own_A", "kind": "person", "section": "about", "type": "checkbox",
                              "class": "K", "label": {"en": "A"}})";
  EXPECT_EQ(problems_of("{\"fields\": [" + one + ", " + one + "]}"),
            std::vector<std::string>{"fields[1].name own.taken"});
}

RC_GTEST_PROP(OwnFields, any_text_is_read_or_refused, (const std::string& text)) {
  problems_of(text);
  problems_of("{\"fields\": [{\"name\": \"" + text + "\"}]}");
}

}  // namespace
}  // namespace ts::catalogue
