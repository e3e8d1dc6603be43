#include <gtest/gtest.h>

#include <map>

#include "base/data.h"
#include "lang/messages.h"
#include "screening/trial.h"

namespace ts::screening {
namespace {

using trial::library;

rules::File built_in(const std::string& name) {
  return {name, std::string{data::file("screening/" + name)}};
}
/// With the program's method and regimes.
Library::Read read(std::string_view name, const std::string& content) {
  std::vector<rules::File> files{built_in("method.json"), built_in("regimes.json")};
  std::erase_if(files, [&](const rules::File& file) { return file.name == name; });
  files.push_back({std::string{name}, content});
  return Library::read(files);
}
/// "key line" of what is found first; every finding has words in every language.
std::string refused(const std::string& content, std::string_view name = "own.json") {
  const auto result = read(name, content);
  for (const auto& each : result.refusals)
    for (const auto language : lang::spoken_languages)
      EXPECT_NE(say(each.reason, language), each.reason.key);
  if (result.refusals.empty()) return "taken";
  EXPECT_TRUE(result.library.instruments().empty());
  EXPECT_EQ(result.refusals.front().file, name);
  return result.refusals.front().reason.key + ' ' + std::to_string(result.refusals.front().line);
}
std::string set_with(const std::string& groups, const std::string& head = "") {
  return "{\"instrument\": \"general\", \"version\": \"1.0.0\", " + head +
         "\"sources\": [{\"doc\": \"A\", \"confidence\": \"low\"}],\n\"groups\": [" + groups + "]}";
}
std::string question(const std::string& more, const std::string& head = "") {
  return set_with("{\"key\": \"DR\", \"questions\": [\n{\"key\": \"DR.wages\"" + more + "}]}",
                  head);
}
const std::string method = "\"method\": \"ilo-2009\",";

TEST(Library, refuses_a_bad_instrument_with_line_and_reason) {
  EXPECT_EQ(refused(question("")), "taken");
  EXPECT_EQ(refused(question(", \"strength\": \"weak\"", method)), "taken");
  EXPECT_EQ(refused("{\n\"instrument\": \"general\",\n}"), "rules.not_json 3");
  EXPECT_EQ(refused(question(", \"strength\": \"weak\"")), "screening.no_strength_here 3");
  EXPECT_EQ(refused(question("", method)), "screening.needs_strength 3");
  EXPECT_EQ(refused(question(", \"strength\": \"huge\"", method)), "rules.not_a_choice 3");
  EXPECT_EQ(refused(question(", \"shows\": [\"luck\"]")), "screening.no_such_fact 3");
  EXPECT_EQ(refused(question(", \"weight\": 3")), "rules.unknown_member 3");
  EXPECT_EQ(refused(question("},\n{\"key\": \"DR.wages\"")), "screening.key_twice 4");
  EXPECT_EQ(refused(question("},\n{\"key\": \"DR.weather\"")), "screening.no_text 4");
  EXPECT_EQ(refused(question("", "\"method\": \"ours\",")), "screening.no_such_method 1");
  EXPECT_EQ(refused(set_with("{\"key\": \"social\", \"questions\": [{\"key\": \"DR.wages\", "
                             "\"strength\": \"weak\"}]}",
                             method)),
            "screening.not_a_dimension 2");
  EXPECT_EQ(refused(set_with("{\"key\": \"DR\", \"shows\": [\"threat\"], "
                             "\"questions\": [{\"key\": \"DR.wages\"}]}")),
            "screening.group_shows_rule 2");
  EXPECT_EQ(refused(set_with("{\"key\": \"DR\", \"questions\": []}")), "screening.no_questions 2");
  EXPECT_EQ(refused(set_with("")), "screening.no_questions 1");
  EXPECT_EQ(refused("{\"instrument\": \"general\", \"version\": \"1.0.0\"}"),
            "screening.no_sources 1");
  EXPECT_EQ(refused("{\"instrument\": \"General!\", \"version\": \"1\"}"),
            "screening.no_sources 1");
}

TEST(Library, refuses_a_method_or_regimes_that_contradict_themselves) {
  EXPECT_EQ(refused("[", "method.json"), "rules.not_json 1");
  EXPECT_EQ(refused("{\"method\": \"x\", \"dimensions\": [\"DR\"], \"lines\": [\n{\"key\": "
                    "\"nothing\", \"without\": [\"XX\"]}]}",
                    "method.json"),
            "screening.not_a_dimension 2");
  EXPECT_EQ(refused("[", "regimes.json"), "rules.not_json 1");
  EXPECT_EQ(refused("{\"regimes\": [\n{\"regime\": \"asylum\", \"elements\": [\n{\"element\": "
                    "\"fear\", \"any\": [\"luck\"]}]}]}",
                    "regimes.json"),
            "screening.no_such_fact 3");
}

TEST(Library, holds_the_published_sets) {
  std::vector<std::string> names;
  for (const auto& each : library().instruments()) names.push_back(each->stamp.instrument);
  EXPECT_EQ(names,
            (std::vector<std::string>{"child", "general", "general-labour", "general-sexual",
                                      "ilo-adult-labour", "ilo-adult-sexual", "ilo-child-labour",
                                      "ilo-child-sexual", "importation", "protection-needs"}));
  const auto labour = library().instrument("ilo-adult-labour");
  std::vector<std::size_t> sizes;
  for (const auto& group : labour->groups) sizes.push_back(group.questions.size());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{10, 10, 16, 9, 15, 7}));
  EXPECT_EQ(trial::questions_of(*library().instrument("ilo-child-labour")).size(), 65U);
  EXPECT_EQ(labour->question("EX.hours")->strength, Strength::strong);
  EXPECT_EQ(labour->question("EX.weather"), nullptr);
  EXPECT_EQ(labour->stamp.hash.size(), 64U);
  EXPECT_EQ(library().instrument("none"), nullptr);
}

TEST(Library, concludes_only_from_the_sets_whose_strengths_are_known) {
  for (const auto& each : library().instruments())
    EXPECT_EQ(each->by_method, each->stamp.instrument == "ilo-adult-labour" ||
                                   each->stamp.instrument == "ilo-child-labour");
}

TEST(Library, has_somebody_to_ask_for_every_element) {
  std::map<std::string, int> shown;
  for (const auto& instrument : library().instruments())
    for (const auto& group : instrument->groups) {
      for (const auto& fact : group.shows) ++shown[fact];
      for (const auto& each : group.questions)
        for (const auto& fact : each.shows) ++shown[fact];
    }
  for (const auto& regime : library().regimes())
    for (const auto& element : regime.elements) {
      int askers = 0;
      for (const auto& fact : element.any) askers += shown[fact];
      EXPECT_GT(askers, 0) << regime.key << ' ' << element.key;
    }
  for (const auto& each : library().field_facts()) EXPECT_TRUE(library().knows(each.fact));
}

TEST(Library, says_everything_in_every_language) {
  for (const auto language : lang::spoken_languages)
    EXPECT_EQ(lang::built_in("screening").keys(language), lang::built_in("screening").keys("en"));
  EXPECT_EQ(say("question.DR.wages", "fr"), "Tromperie sur le salaire");
  EXPECT_EQ(text(Audience::child), "child");
  EXPECT_EQ(text(Strength::medium), "medium");
}

}  // namespace
}  // namespace ts::screening
