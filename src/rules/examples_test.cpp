// The worked examples that lie beside the packs, and what every pack of the program must have.
#include "rules/examples.h"

#include <gtest/gtest.h>

#include <set>

#include "base/data.h"
#include "rules/trial.h"
#include "rules/words.h"

namespace ts::rules {
namespace {

const Library& library() { return Library::built_in(); }

Examples examples_of(const Pack& pack) {
  const auto name = "rules/" + pack.stamp.pack + ".tests.json";
  return try_examples({name, std::string{data::file(name)}}, pack, library());
}

TEST(Examples, every_worked_example_of_every_pack_holds) {
  for (const auto& pack : library().packs()) {
    const auto tried = examples_of(*pack);
    EXPECT_GT(tried.count, 0U) << pack->stamp.pack;
    for (const auto& each : tried.differences)
      ADD_FAILURE() << each.file << ':' << each.line << ": " << say(each.reason, "en", library());
  }
}

TEST(Examples, find_each_status_open_once) {
  for (const auto& pack : library().packs()) {
    const auto tried = examples_of(*pack);
    const std::set<std::string> opened{tried.opened.begin(), tried.opened.end()};
    for (const auto& status : pack->statuses)
      EXPECT_TRUE(status.confidence == Confidence::low || status.not_yet ||
                  opened.contains(status.id))
          << pack->stamp.pack << '/' << status.id;
  }
}

TEST(Examples, say_where_an_answer_is_another) {
  const File wrong{"x.tests.json",
                   "{\"examples\": [{\"name\": \"a\", \"facts\": {\"presumed_victim\": true},\n"
                   " \"expect\": {\"reflection\":\n {\"outcome\": \"closed\", \"no\": \"1\"}}},\n"
                   "{\"name\": \"b\", \"facts\": {\"no_fact\": 1}, \"expect\": {}},\n"
                   "{\"name\": \"c\", \"facts\": 5, \"expect\": {\"nothing\": {}}}]}"};
  const auto tried = try_examples(wrong, *library().pack("de"), library());
  ASSERT_EQ(tried.differences.size(), 4U);
  EXPECT_EQ(tried.differences[0].line, 3);
  EXPECT_EQ(tried.differences[0].reason.key, "rules.example_differs");
  EXPECT_EQ(tried.differences[1].reason.key, "rules.example_differs");
  EXPECT_EQ(tried.differences[2].reason.key, "rules.example_malformed");
  EXPECT_EQ(tried.differences[3].reason.key, "rules.example_malformed");
  EXPECT_EQ(try_examples({"x", "{"}, *library().pack("de"), library()).differences.size(), 1U);
}

}  // namespace
}  // namespace ts::rules
