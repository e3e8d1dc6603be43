#include "node/presence.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "db/trial_place.h"

namespace ts::node {
namespace {

using namespace std::chrono_literals;

class PresenceTest : public testing::Test {
 protected:
  PresenceTest() {
    std::filesystem::create_directory(directory_);
    shared_ = db::Database::open(db::trial::place_in(directory_),
                                 db::built_in_migrations("schema_shared"));
  }
  ~PresenceTest() override {
    shared_.reset();
    std::filesystem::remove_all(directory_);
  }

  std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("presence-" + OrgId::random().text());
  ManualClock here_{{1'772'000'000'000}};
  ManualClock there_{{1'000'000'000'000}};  // wrong by years
  std::unique_ptr<db::Database> shared_;
  jobs::Jobs ours_;
  jobs::Jobs theirs_;
};

TEST_F(PresenceTest, knows_the_others_until_their_number_stands_still) {
  Presence here{*shared_, ours_, here_};
  Presence there{*shared_, theirs_, there_};
  here.look();
  EXPECT_TRUE(ours_.elsewhere(theirs_.runner()));
  EXPECT_TRUE(theirs_.elsewhere(ours_.runner()));
  EXPECT_FALSE(ours_.elsewhere(ours_.runner()));
  EXPECT_FALSE(ours_.elsewhere(""));
  for (int i = 0; i < 10; ++i) {
    here_.forward(Presence::every);
    there_.forward(Presence::every);
    there.look();
    here.look();
    EXPECT_TRUE(ours_.elsewhere(theirs_.runner()));
  }
  here_.forward(Presence::patience - 1ms);
  here.look();
  EXPECT_TRUE(ours_.elsewhere(theirs_.runner()));
  here_.forward(1ms);
  here.look();
  EXPECT_FALSE(ours_.elsewhere(theirs_.runner()));
  // What was cleared away meanwhile, or lost with the server, is said again.
  here_.forward(Presence::every);
  here.look();
  there_.forward(Presence::every);
  there.look();
  here.look();
  EXPECT_TRUE(ours_.elsewhere(theirs_.runner()));
}

TEST_F(PresenceTest, one_of_them_leads_and_another_when_it_is_gone) {
  Presence here{*shared_, ours_, here_};
  EXPECT_TRUE(here.leads());
  {
    Presence there{*shared_, theirs_, there_};
    here.look();
    EXPECT_NE(here.leads(), there.leads());
    EXPECT_EQ(here.leads(), ours_.runner() < theirs_.runner());
  }
  here.look();
  EXPECT_TRUE(here.leads());
}

TEST_F(PresenceTest, signs_off) {
  Presence here{*shared_, ours_, here_};
  {
    Presence there{*shared_, theirs_, there_};
  }
  here.look();
  EXPECT_FALSE(ours_.elsewhere(theirs_.runner()));
}

}  // namespace
}  // namespace ts::node
