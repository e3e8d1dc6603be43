#include "hooks/hooks.h"

#include <gtest/gtest.h>

#include "documents/trial.h"

namespace ts::hooks {
namespace {

TEST(Hooks, sign_as_their_page_says) {
  Bytes key;
  for (std::uint8_t i = 0; i < crypto::Secret::size; ++i) key.push_back(i);
  EXPECT_EQ(signature_of(*crypto::Secret::from(key), Instant{1772357400000}, R"({"changed":[]})"),
            "t=1772357400000,v1="
            "80874eab38a15be6793050df19b62aa25aca5c411264785968b9da42c7e84aae");
}

/// Two programs on one database, of which either may lead; each has what it looked at in memory.
class HooksTest : public documents::trial::DocumentsTest {
 protected:
  DocumentId proposal_received() {
    const auto id = DocumentId::random();
    journal_->write(std::nullopt, [&](audit::Work& work) {
      documents_->add(work, access::Policy::unasked(org_), audit::What::proposal_received,
                      documents::Kind::proposal, id, "{}");
    });
    others_wrote();
    return id;
  }
  /// One round of the program that leads: what it tells, and how that is answered.
  std::vector<Delivery> round(Hooks& hooks, int status) {
    auto out = hooks.due();
    for (const auto& each : out) hooks.answered(each, status);
    others_wrote();
    clock_.forward(std::chrono::hours{1});
    return out;
  }
  void others_wrote() {
    here_.others_wrote();
    there_.others_wrote();
  }
  static bool tells(const std::vector<Delivery>& told, DocumentId id) {
    return told.size() == 1 && told[0].body.find(id.text()) != std::string::npos;
  }

  Hooks here_{*database_, *journal_, *documents_, org_};
  Hooks there_{*database_, *journal_, *documents_, org_};
};

TEST_F(HooksTest, who_takes_the_lead_goes_on_where_the_other_was_and_tells_nothing_again) {
  here_.add(somebody(access::Role::administrator), "https://programs.example/told");
  const auto before = proposal_received();
  EXPECT_TRUE(tells(round(here_, 200), before));
  const auto waiting = proposal_received();
  EXPECT_TRUE(tells(round(here_, 500), waiting));
  const auto told = round(there_, 200);
  EXPECT_TRUE(tells(told, waiting));
  EXPECT_FALSE(tells(told, before));
  // The first leads again, and had not told of it itself.
  EXPECT_TRUE(round(here_, 200).empty());
  const auto after = proposal_received();
  const auto last = round(here_, 200);
  EXPECT_TRUE(tells(last, after));
  EXPECT_FALSE(tells(last, waiting));
  EXPECT_TRUE(round(there_, 200).empty());
}

}  // namespace
}  // namespace ts::hooks
