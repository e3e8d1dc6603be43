#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/failure.h"
#include "rules/trial.h"
#include "rules/words.h"

namespace ts::rules {
namespace {

using trial::day;
using trial::loaded;
using trial::pack_with;

const Library& built_in() { return Library::built_in(); }

/// What is said about one pack: "key line".
std::string refused(const std::string& pack) {
  const auto result = loaded({pack});
  if (result.refusals.empty()) return "taken";
  EXPECT_EQ(result.library.packs().size(), built_in().packs().size());
  const auto& first = result.refusals.front();
  EXPECT_NE(say(first.reason, "en", built_in()), first.reason.key);
  return first.reason.key + ' ' + std::to_string(first.line);
}

std::string with(const std::string& members) { return refused(pack_with(members)); }

TEST(Library, refuses_what_is_no_json_with_the_line) {
  EXPECT_EQ(refused("{\n\"pack\": \"zz\",\n}"), "rules.not_json 3");
  EXPECT_EQ(refused("{\"pack\": \"zz\",\n\"pack\": 1}"), "rules.name_twice 2");
  EXPECT_EQ(refused("\xff"), "rules.not_utf8 0");
  EXPECT_EQ(refused("[]"), "rules.wants_object 1");
  EXPECT_EQ(refused(std::string(100, '[')), "rules.not_json 1");
}

TEST(Library, reads_every_form_of_json) {
  const std::string head = "\"note\": \"\\u00e9\\\\ \\\" \\/ \\b\\f\\n\\r\\t \\u0041\\u20ac\",\n";
  const auto result = loaded({pack_with("\"renewable\": false,", "zz", head)});
  ASSERT_TRUE(result.refusals.empty());
  EXPECT_EQ(result.library.pack("zz")->note, "é\\ \" / \b\f\n\r\t A€");
  for (const auto* bad : {"\"\\x\"",
                          "\"\\ud800\"",
                          "\"\\u00\"",
                          "\"\\u00zz\"",
                          "\"a\nb\"",
                          "\"",
                          "\"\\",
                          "01",
                          "1.5",
                          "1e3",
                          "-",
                          "tru",
                          "nul",
                          "{\"a\"}",
                          "{\"a\":1",
                          "{a}",
                          "[1",
                          "[1,]",
                          "1234567890123456",
                          "{} {}"})
    EXPECT_EQ(refused(bad).substr(0, 14), "rules.not_json") << bad;
  EXPECT_EQ(refused("-5"), "rules.wants_object 1");
  EXPECT_EQ(refused("null"), "rules.wants_object 1");
}

TEST(Library, refuses_what_it_does_not_know) {
  EXPECT_EQ(with("\"who\": {\"fact\": \"no_such_fact\", \"is\": true},"), "rules.unknown_fact 4");
  EXPECT_EQ(with("\"renewabel\": true,"), "rules.unknown_member 4");
  EXPECT_EQ(with("\"benefits\": [\"gold\"],"), "rules.unknown_benefit 4");
  EXPECT_EQ(with("\"label\": \"no_such_label\","), "rules.no_label 3");
  EXPECT_EQ(with("\"caveats\": [\"no_such_caveat\"],"), "rules.no_label 3");
  EXPECT_EQ(with("\"leads_to\": [\"nowhere\"],"), "rules.unknown_status 3");
  EXPECT_EQ(with("\"who\": {\"needs\": \"nothing\"},"), "rules.unknown_condition 4");
  EXPECT_EQ(with("\"form\": \"dance\","), "rules.not_a_choice 4");
  EXPECT_EQ(with("\"renewable\": \"yes\","), "rules.member_of_other_type 4");
  EXPECT_EQ(with("\"report\": [1],"), "rules.member_of_other_type 4");
  EXPECT_EQ(with("\"valid\": {\"from\": \"1 May\"},"), "rules.not_a_date 4");
  EXPECT_EQ(with("\"valid\": {\"from\": \"2008-01-02\", \"to\": \"2008-01-01\"},"),
            "rules.ends_before_start 4");
  EXPECT_EQ(with(""), "taken");
}

TEST(Library, refuses_conditions_that_ask_nothing) {
  EXPECT_EQ(with("\"who\": {\"allOf\": []},"), "rules.wants_conditions 4");
  EXPECT_EQ(with("\"who\": {\"fact\": \"age\"},"), "rules.no_test 4");
  EXPECT_EQ(with("\"who\": {\"fact\": \"asylum_claim\", \"gte\": 1},"), "rules.no_test 4");
  EXPECT_EQ(with("\"who\": {\"fact\": \"age\", \"in\": [1]},"), "rules.no_test 4");
  EXPECT_EQ(with("\"who\": {\"fact\": \"age\", \"is\": true},"), "rules.value_of_other_type 4");
  EXPECT_EQ(with("\"who\": {\"fact\": \"grounds\", \"is\": \"magic\"},"),
            "rules.value_of_other_type 4");
  EXPECT_EQ(with("\"who\": {\"is\": true},"), "rules.member_missing 4");
  EXPECT_EQ(with("\"who\": 5,"), "rules.wants_object 4");
}

TEST(Library, refuses_clocks_that_do_not_run) {
  const auto clock = [](const std::string& members) {
    return with("\"clock\": {" + members + "},");
  };
  const std::string start = "\"starts_on\": [\"decision.date\"], ";
  EXPECT_EQ(clock("\"lengths\": []"), "rules.no_start 4");
  EXPECT_EQ(clock("\"starts_on\": [\"age\"]"), "rules.value_of_other_type 4");
  EXPECT_EQ(clock(start + "\"lengths\": [{}]"), "rules.no_length 4");
  EXPECT_EQ(clock(start + "\"lengths\": [{\"exactly\": \"P1M\", \"at_most\": \"P2M\"}]"),
            "rules.no_length 4");
  EXPECT_EQ(clock(start + "\"lengths\": [{\"exactly\": \"six\"}]"), "rules.not_a_length 4");
  EXPECT_EQ(clock(start + "\"lengths\": [{\"exactly\": {\"working_days\": 0}}]"),
            "rules.not_a_length 4");
  EXPECT_EQ(clock(start + "\"lengths\": [{\"at_least\": \"P2M\", \"at_most\": \"P31D\"}]"),
            "rules.least_above_most 4");
  EXPECT_EQ(clock(start + "\"lengths\": [{\"exactly\": \"P1M\"}, {\"exactly\": \"P2M\"}]"),
            "rules.length_never_reached 4");
  EXPECT_EQ(clock(start + "\"lengths\": [{\"at_most\": \"P1M\", \"ends\": {}}]"),
            "rules.no_length 4");
  EXPECT_EQ(clock(start + "\"extensions\": [{\"when\": true}]"), "rules.no_length 4");
}

TEST(Library, refuses_a_head_that_is_not_in_order) {
  const auto head = [](const std::string& pack, const std::string& version,
                       const std::string& country, const std::string& zone) {
    return refused("{\"pack\": \"" + pack + "\", \"version\": \"" + version +
                   "\", \"jurisdiction\": \"" + country + "\", \"time_zone\": \"" + zone +
                   "\", \"statuses\": []}");
  };
  EXPECT_EQ(head("Z Z", "1.0.0", "ZZ", "Europe/Oslo"), "rules.not_a_name 1");
  EXPECT_EQ(head("zz", "1.0", "ZZ", "Europe/Oslo"), "rules.not_a_name 1");
  EXPECT_EQ(head("zz", "1..0", "ZZ", "Europe/Oslo"), "rules.not_a_name 1");
  EXPECT_EQ(head("zz", "1.0.x", "ZZ", "Europe/Oslo"), "rules.not_a_name 1");
  EXPECT_EQ(head("zz", "1.0.0", "zz", "Europe/Oslo"), "rules.not_a_name 1");
  EXPECT_EQ(head("zz", "1.0.0", "ZZ", "Europe/Atlantis"), "rules.not_a_name 1");
  EXPECT_EQ(head("zz", "1.0.0", "ZZ", "Europe/Oslo"), "rules.no_statuses 1");
}

TEST(Library, refuses_circles) {
  EXPECT_EQ(with("\"leads_to\": [\"stay\"],"), "rules.circle 3");
  const std::string named =
      "\"conditions\": {\n\"a\": {\"not\": {\"needs\": \"b\"}},\n\"b\": {\"needs\": \"a\"}},\n";
  EXPECT_EQ(refused(pack_with("", "zz", named)), "rules.circle 3");
  const std::string into_itself =
      "\"interplay\": [\n{\"with\": \"stay\", \"effect\": \"converts_to\", \"statuses\": "
      "[\"stay\"], \"sources\": [{\"doc\": \"A law\", \"confidence\": \"high\"}]}],\n";
  EXPECT_EQ(refused(pack_with("", "zz", into_itself)), "rules.circle 5");
}

TEST(Library, refuses_conditions_that_nobody_could_follow) {
  std::string named = "\"conditions\": {\"c0\": true";
  for (int i = 1; i < 40; ++i) {
    const auto before = "{\"needs\": \"c" + std::to_string(i - 1) + "\"}";
    named += ", \"c" + std::to_string(i) + "\": {\"allOf\": [" + before + ", " + before + "]}";
  }
  EXPECT_EQ(refused(pack_with("\"who\": {\"needs\": \"c39\"},", "zz", named + "},\n")),
            "rules.too_many_tests 4");
}

TEST(Library, refuses_interplay_and_holidays_that_are_not_in_order) {
  const auto head = [](const std::string& text) { return refused(pack_with("", "zz", text)); };
  EXPECT_EQ(head("\"interplay\": [{\"with\": \"asylum_claim\", \"effect\": \"coexists\"}],\n"),
            "rules.no_source 2");
  EXPECT_EQ(head("\"interplay\": [{\"with\": \"age\", \"effect\": \"coexists\"}],\n"),
            "rules.value_of_other_type 2");
  EXPECT_EQ(head("\"interplay\": [{\"with\": \"asylum_claim\", \"effect\": \"coexists\", "
                 "\"statuses\": [\"no\"], "
                 "\"sources\": [{\"doc\": \"A\", \"confidence\": \"high\"}]}],\n"),
            "rules.unknown_status 2");
  EXPECT_EQ(head("\"holidays\": {\"fixed\": [{\"day\": \"13-01\"}]},\n"), "rules.not_a_date 2");
  EXPECT_EQ(head("\"holidays\": {\"easter\": [400]},\n"), "rules.member_of_other_type 2");
  EXPECT_EQ(head("\"holidays\": {\"weekdays\": [{\"month\": 5, \"weekday\": 8, \"which\": 1}]},\n"),
            "rules.not_a_weekday 2");
  EXPECT_EQ(head("\"holidays\": {\"extra\": [\"soon\"]},\n"), "rules.not_a_date 2");
  EXPECT_EQ(head("\"labels\": 5,\n"), "rules.wants_object 2");
  EXPECT_EQ(head("\"facts\": 5,\n"), "rules.wants_object 2");
  EXPECT_EQ(head("\"facts\": {\"age\": {\"type\": \"number\"}},\n"), "rules.fact_there_already 2");
  EXPECT_EQ(head("\"facts\": {\"own\": {\"type\": \"enum\"}},\n"), "rules.no_values 2");
}

TEST(Library, refuses_a_rule_without_a_source_and_a_name_that_is_used_twice) {
  auto pack = pack_with("");
  pack.replace(pack.find("[{\"doc\": \"A law\", \"confidence\": \"high\"}]"), 40, "[]");
  EXPECT_EQ(refused(pack).substr(0, 15), "rules.no_source");
  auto twice = pack_with("\"report\": [\"P1\"],");
  const auto status =
      twice.substr(twice.find("\n{\"id\""), twice.rfind("]}\n") - twice.find("\n{\"id\""));
  twice.insert(twice.rfind("]}\n"), "," + status);
  EXPECT_EQ(refused(twice).substr(0, 17), "rules.status_name");
}

TEST(Library, refuses_a_wrong_hash_and_what_is_not_listed) {
  std::vector<File> files{{"a.json", pack_with("")}, {"b.json", pack_with("", "zy")}};
  const auto index = index_of(files);
  files[0].content += ' ';
  files.push_back(index);
  const auto result = built_in().with(files);
  ASSERT_EQ(result.refusals.size(), 1U);
  EXPECT_EQ(result.refusals[0].file, "index.json");
  EXPECT_EQ(result.refusals[0].line, 3);
  EXPECT_EQ(std::get<std::string>(result.refusals[0].reason.args.at("name")), "a.json");
  EXPECT_EQ(result.refusals[0].reason.key, "rules.wrong_hash");
  EXPECT_EQ(result.library.pack("zz"), nullptr);
  EXPECT_NE(result.library.pack("zy"), nullptr);  // the others are taken all the same
}

TEST(Library, wants_an_index_that_names_every_pack) {
  EXPECT_EQ(built_in().with({}).refusals.at(0).reason.key, "rules.no_index");
  const std::vector<File> files{{"a.json", pack_with("")},
                                {"index.json", "{\"packs\": {\"b.json\": \"00\"}}"},
                                {"a.tests.json", "{}"}};
  const auto result = built_in().with(files);
  ASSERT_EQ(result.refusals.size(), 2U);
  EXPECT_EQ(result.refusals[0].reason.key, "rules.file_missing");
  EXPECT_EQ(result.refusals[1].reason.key, "rules.not_in_index");
  const std::vector<File> broken{{"index.json", "{\"packs\": 5, \"more\": 1}"}};
  EXPECT_FALSE(built_in().with(broken).refusals.empty());
  const std::vector<File> no_json{{"index.json", "{"}};
  EXPECT_EQ(built_in().with(no_json).refusals.at(0).reason.key, "rules.not_json");
}

std::string law(const std::string& name, const std::string& version, const std::string& valid,
                const std::string& length, const std::string& more = "") {
  auto out = pack_with(
      "\"clock\": {\"starts_on\": [\"decision.date\"], \"lengths\": [{\"exactly\": "
      "\"" +
          length + "\"}]},",
      name, "\"valid\": {" + valid + "},\n" + more);
  out.replace(out.find("1.0.0"), 5, version);
  return out;
}

TEST(Library, two_laws_of_one_country_never_hold_on_one_day) {
  const auto result = loaded({law("zz-1", "1.0.0", "\"to\": \"2020-06-01\"", "P1M"),
                              law("zz-2", "1.0.0", "\"from\": \"2020-06-01\"", "P2M")});
  ASSERT_EQ(result.refusals.size(), 1U);
  EXPECT_EQ(result.refusals[0].file, "1.json");
  EXPECT_EQ(result.refusals[0].reason.key, "rules.overlap");
  EXPECT_GT(result.refusals[0].line, 1);
  EXPECT_NE(result.library.pack("zz-1"), nullptr);
}

TEST(Library, judges_by_the_law_of_the_day) {
  const auto result = loaded({law("zz-1", "1.0.0", "\"to\": \"2020-05-31\"", "P1M"),
                              law("zz-2", "1.0.0", "\"from\": \"2020-06-01\"", "P2M")});
  ASSERT_TRUE(result.refusals.empty());
  EXPECT_EQ(result.library.in_force("ZZ", day("2020-05-31"))->stamp.pack, "zz-1");
  EXPECT_EQ(result.library.in_force("ZZ", day("2020-06-01"))->stamp.pack, "zz-2");
  EXPECT_EQ(result.library.in_force("XX", day("2020-06-01")), nullptr);
  EXPECT_TRUE(
      result.library.answers("XX", {.on = day("2020-06-01"), .facts = {}, .held = {}}).empty());
}

TEST(Library, an_old_event_is_answered_as_before_after_a_pack_was_replaced) {
  const Situation asked{
      .on = day("2020-06-01"), .facts = {{"decision.date", day("2020-06-01")}}, .held = {}};
  const auto before = loaded({law("zz", "1.9.0", "", "P1M")}).library;
  const auto old = before.answers("ZZ", asked).at(0);
  const auto after = loaded({law("zz", "1.10.0", "", "P2M")}, before).library;
  EXPECT_EQ(trial::text_of(after.answers("ZZ", asked).at(0).clock->until), "2020-08-01");
  const auto replayed = after.answers(*after.pack(old.stamp), asked).at(0);
  EXPECT_EQ(replayed.stamp, old.stamp);
  EXPECT_EQ(replayed.clock->until, old.clock->until);
  // An older version is kept for replaying, and does not come back into use.
  const auto again = loaded({law("zz", "1.2.0", "", "P3M")}, after).library;
  EXPECT_EQ(again.pack("zz")->stamp.version, "1.10.0");
  EXPECT_EQ(again.pack(Stamp{"zz", "9.9.9", ""}), nullptr);
}

TEST(Library, a_law_that_gets_an_end_makes_room_for_the_next_in_one_go) {
  const auto before = loaded({law("zz-1", "1.0.0", "", "P1M")}).library;
  const auto after = loaded(
      {law("zz-2", "1.0.0", "\"from\": \"2026-01-01\"", "P2M"),
       law("zz-1", "1.1.0", "\"to\": \"2025-12-31\"", "P1M"), law("zz-1", "1.0.0", "", "P1M")},
      before);
  EXPECT_TRUE(after.refusals.empty());
  EXPECT_EQ(after.library.in_force("ZZ", day("2026-01-01"))->stamp.pack, "zz-2");
}

TEST(Library, running_cases_stay_under_their_law_unless_the_new_one_takes_them) {
  const auto old = law("zz-1", "1.0.0", "\"to\": \"2020-05-31\"", "P1M");
  const auto next = "\"from\": \"2020-06-01\"";
  const auto stay = loaded({old, law("zz-2", "1.0.0", next, "P2M")}).library;
  const auto stamp = stay.pack("zz-1")->stamp;
  EXPECT_EQ(stay.governing(stamp, day("2020-07-01"))->stamp.pack, "zz-1");
  const auto move =
      loaded({old, law("zz-2", "1.0.0", next, "P2M", "\"running_cases\": \"move\",\n")}).library;
  EXPECT_EQ(move.governing(stamp, day("2020-05-31"))->stamp.pack, "zz-1");
  EXPECT_EQ(move.governing(stamp, day("2020-07-01"))->stamp.pack, "zz-2");
  EXPECT_EQ(move.governing(Stamp{"none", "1.0.0", ""}, day("2020-07-01")), nullptr);
}

TEST(Library, the_program_has_the_countries_of_the_research) {
  const auto all = built_in().jurisdictions();
  EXPECT_EQ(all.size(), 38U);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_EQ(built_in().in_force("NO", day("2006-05-01"))->stamp.pack, "no-2006");
  EXPECT_EQ(built_in().in_force("NO", day("2008-05-01"))->stamp.pack, "no-2008");
  EXPECT_EQ(built_in().in_force("NO", day("2024-05-01"))->stamp.pack, "no-2010");
}

TEST(Library, knows_facts_of_packs_that_are_no_part_of_the_program) {
  const std::string head =
      "\"facts\": {\"own\": {\"type\": \"enum\", \"values\": [\"a\", \"b\"]}},\n"
      "\"labels\": {\"fact.own\": {\"en\": \"Own fact\", \"fr\": \"Fait propre\"}, "
      "\"fact.own.a\": {\"en\": \"first\"}, \"fact.own.b\": {\"en\": \"second\"}},\n";
  const auto result =
      loaded({pack_with("\"who\": {\"fact\": \"own\", \"is\": \"a\"},", "zz", head)});
  ASSERT_TRUE(result.refusals.empty());
  const auto facts = result.library.facts();
  EXPECT_EQ(facts.size(), built_in().facts().size() + 1);
  Situation asked{.on = day("2020-06-01"), .facts = {{"own", std::string{"b"}}}, .held = {}};
  EXPECT_EQ(trial::answer(result.library, asked).outcome, Outcome::closed);
  asked.facts["own"] = std::string{"a"};
  const auto answer = trial::answer(result.library, asked);
  EXPECT_EQ(answer.outcome, Outcome::open);
  EXPECT_EQ(say(answer.reasons.at(0).phrase, "fr", result.library), "Fait propre : first");
  EXPECT_EQ(result.library.label("nothing", "fr"), "");
  const auto verdicts = result.library.verdicts(asked);
  EXPECT_GT(verdicts.size(), built_in().verdicts(asked).size());
}

TEST(Library, a_status_that_there_is_not_is_told) {
  const auto pack = built_in().pack("no-2008");
  EXPECT_THROW(
      built_in().answer(*pack, "nothing", {.on = day("2008-06-01"), .facts = {}, .held = {}}),
      Failure);
  EXPECT_EQ(built_in().pack("nothing"), nullptr);
}

}  // namespace
}  // namespace ts::rules
