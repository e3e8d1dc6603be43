#include "protection/letters.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "lang/messages.h"
#include "protection/trial.h"

namespace ts::protection {
namespace {

using trial::day;
using Types = std::vector<std::string>;

/// Letters about one application in Norway.
class Letters : public trial::ProtectionTest {
 protected:
  Types types(const View& view) const {
    return letters_for(view.dossier.applications[0], view.courses[0]);
  }
  /// Everything that stands in it, line by line.
  static std::string text_of(const Paper& paper) {
    auto out = paper.title + '\n' + paper.intro;
    for (const auto& part : paper.parts) {
      out += '\n' + part.heading;
      for (const auto& line : part.lines) out += '\n' + line;
    }
    return out;
  }
  std::string written(const View& view, std::string_view type,
                      std::string_view language = "en") const {
    const auto paper = letter(type, view.dossier.applications[0], view.courses[0], language,
                              rules::Library::built_in());
    return paper ? text_of(*paper) : std::string{};
  }
  std::string today() const { return to_text(date_of(clock_.now())); }
  /// Granted today, and extended: a grant of 2008 has run out.
  View extended(const Caller& who) {
    const auto view = decided(who, filed(who, trial::filing(trial::application(today()))),
                              trial::decision("granted", today()));
    return happened(who, view, trial::event("extended", today(), "2036-02-01"));
  }
};

TEST_F(Letters, go_with_the_application) {
  const auto view = filed(officer());
  EXPECT_EQ(types(view), (Types{"receipt", "question", "consequences"}));
  EXPECT_NE(written(view, "question").find("What is missing\n"), std::string::npos);
  EXPECT_EQ(written(view, "decision"), "");
  EXPECT_EQ(written(view, "no such letter"), "");
}

TEST_F(Letters, go_with_what_happened_to_a_grant) {
  const auto who = officer();
  auto view = extended(who);
  EXPECT_EQ(types(view), (Types{"receipt", "decision", "consequences", "reminder", "extension"}));
  EXPECT_NE(written(view, "extension").find("1 February 2036"), std::string::npos);
  EXPECT_NE(written(view, "extension").find("invented reasons"), std::string::npos);
  view = happened(who, view, trial::event("grounds_withdrawn", today()));
  EXPECT_EQ(types(view), (Types{"receipt", "decision", "consequences", "withdrawal"}));
}

TEST_F(Letters, of_a_refusal_give_reasons_and_the_way_to_appeal_once_it_was_read) {
  const auto who = officer();
  auto view = decided(who, filed(who), trial::decision("refused"));
  EXPECT_EQ(written(view, "decision"), "") << "it waits for its reader";
  const auto id = view.dossier.applications[0].id;
  view = protection_->read_refusal(of_team(team_, trial::Role::protection_officer), view.file.id,
                                   id, true, day("2008-06-23"), {});
  const auto text = written(view, "decision");
  EXPECT_NE(text.find("was refused on 23 June 2008"), std::string::npos) << text;
  EXPECT_NE(text.find("A second person read it"), std::string::npos);
  EXPECT_NE(text.find("invented reasons"), std::string::npos);
  EXPECT_NE(text.find("appeal"), std::string::npos);
  EXPECT_EQ(text.find("granted"), std::string::npos);
}

TEST_F(Letters, are_in_every_language_without_a_gap) {
  const auto who = officer();
  const auto view = extended(who);
  for (const auto& type : types(view))
    for (const auto language : lang::spoken_languages) {
      const auto text = written(view, type, language);
      EXPECT_EQ(text.find('{'), std::string::npos) << text;
      EXPECT_EQ(text.find("letter."), std::string::npos) << text;
    }
}

}  // namespace
}  // namespace ts::protection
