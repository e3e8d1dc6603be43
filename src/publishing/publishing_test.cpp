#include "publishing/publishing.h"

#include <boost/json.hpp>

#include "catalogue/catalogue.h"
#include "documents/trial.h"
#include "publishing/rules.h"
#include "publishing/run.h"
#include "releases/release_report.h"
#include "releases/verify.h"

namespace ts::publishing {
namespace {

using access::Role;
using ts::trial::key_of;

/// A hundred people in four sorts, and one who is like nobody else.
std::string survey(std::size_t of_each = 25) {
  std::string out = "sex,work,age\n";
  for (std::size_t i = 0; i < of_each; ++i)
    out += "f,house,child\nm,farm,adult\nf,farm,adult\nm,house,child\n";
  return out + "x,ship,old\n";
}

class PublishingTest : public documents::trial::DocumentsTest {
 protected:
  PublishingTest() { PublishingTest::start(); }
  ~PublishingTest() override { PublishingTest::stop(); }

  void start() override {
    PublishingTest::stop();
    DocumentsTest::start();
    records_ = std::make_unique<records::Records>(*keyring_, catalogue::Catalogue::built_in());
    frames_ = std::make_unique<frames::Frames>(*records_);
    jobs_ = std::make_unique<jobs::Jobs>();
    publishing_ =
        std::make_unique<Publishing>(*database_, *journal_, *documents_, *frames_, *jobs_);
  }
  void stop() override {
    if (jobs_) jobs_->stop();
    publishing_.reset();
    jobs_.reset();
    frames_.reset();
    records_.reset();
    DocumentsTest::stop();
  }

  static Wish wish(std::string csv = survey()) {
    return {.purpose = "For the yearly report",
            .receiver = "Everybody",
            .fields = {},
            .contributors = {},
            .parameters = {.k = 5, .length = 2},
            .csv = std::move(csv),
            .source = "survey"};
  }
  View made(Wish wanted) {
    clock_.forward(std::chrono::seconds{1});
    const auto id = DocumentId::random();
    publishing_->start(analyst_, id, std::move(wanted));
    jobs_->wait(org_);
    return publishing_->read(analyst_, id);
  }
  View approved(const View& view, Approval approval = {}) {
    if (approval.reason.empty()) approval.reason = "Read together and agreed upon by both.";
    return publishing_->approve(supervisor_, view.release.id, view.release.revision,
                                std::move(approval));
  }
  std::string starting(Wish wanted) {
    return key_of([&] { publishing_->start(analyst_, DocumentId::random(), std::move(wanted)); });
  }
  std::vector<std::string> problems_of(Wish wanted) {
    try {
      publishing_->start(analyst_, DocumentId::random(), std::move(wanted));
    } catch (const Failure& failure) {
      std::vector<std::string> out;
      for (const auto& problem : failure.problems()) out.push_back(problem.field);
      return out;
    }
    return {};
  }

  using Names = std::vector<std::string>;
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<frames::Frames> frames_;
  std::unique_ptr<jobs::Jobs> jobs_;
  std::unique_ptr<Publishing> publishing_;
  Caller analyst_ = somebody(Role::analyst);
  Caller supervisor_ = somebody(Role::supervisor);
  Caller coordinator_ = somebody(Role::coordinator);
};

TEST_F(PublishingTest, a_release_waits_for_a_second_person_and_is_then_out) {
  const auto ready = made(wish());
  ASSERT_EQ(ready.release.state, State::ready) << ready.release.failure;
  EXPECT_EQ(ready.awaited, Names{""});
  const auto& rare = ready.release.inside.at("rare").as_object();
  EXPECT_FALSE(rare.at("examples").as_array().empty());
  const auto id = ready.release.id;
  EXPECT_EQ(key_of([&] { publishing_->read(coordinator_, id); }), "release.absent");
  EXPECT_EQ(key_of([&] { publishing_->file(coordinator_, id, "synthetic.csv"); }),
            "release.absent");
  EXPECT_EQ(key_of([&] { publishing_->approve(analyst_, id, ready.release.revision, {}); }),
            "release.own");

  const auto out = approved(ready);
  EXPECT_EQ(out.release.state, State::published);
  EXPECT_FALSE(out.release.inside.contains("rare"));
  EXPECT_EQ(boost::json::serialize(out.release.inside).find("before"), std::string::npos);
  const auto seen = publishing_->read(coordinator_, id);
  EXPECT_FALSE(seen.inside);
  EXPECT_FALSE(seen.release.outside.contains("rare"));
  EXPECT_EQ(boost::json::serialize(seen.release.outside).find("before"), std::string::npos);
}

TEST_F(PublishingTest, the_package_proves_itself_and_tells_of_nobody_who_is_rare) {
  const auto view = approved(made(wish()));
  releases::Files files;
  for (const auto& name : view.release.outside.at("files").as_array())
    files.emplace(name.as_string(), publishing_->file(coordinator_, view.release.id,
                                                      std::string_view{name.as_string()}));
  for (const auto* name : {"aggregates.csv", "synthetic.csv", "codebook.csv", "proof.json",
                           "explorer.html", "report.html"})
    EXPECT_TRUE(files.contains(name)) << name;
  EXPECT_TRUE(releases::verify(files).problems.empty());
  for (const auto& [name, content] : files) EXPECT_EQ(content.find("ship"), std::string::npos);
}

TEST_F(PublishingTest, each_contributor_agrees_and_it_is_recorded_who_spoke) {
  auto wanted = wish();
  wanted.contributors = {"Quay Office"};
  const auto ready = made(std::move(wanted));
  auto view = approved(ready);
  EXPECT_EQ(view.release.state, State::ready);
  EXPECT_EQ(key_of([&] { approved(ready, {.contributor = "Quay Office", .signer = "X"}); }),
            "store.changed_meanwhile");
  view = approved(view, {.contributor = "Quay Office", .signer = "The director"});
  EXPECT_EQ(view.release.state, State::published);
  ASSERT_EQ(view.release.approvals.size(), 2U);
  EXPECT_EQ(view.release.approvals[1].signer, "The director");
  EXPECT_EQ(view.release.approvals[1].by, supervisor_.account);
}

TEST_F(PublishingTest,
       why_a_release_goes_out_that_failed_an_attack_stands_in_its_report_and_proof) {
  auto failed = made(wish()).release;
  failed.passed = false;
  releases::ReportFacts facts{.title = "t",
                              .attacks = {{release::Attack::shadow, 96, 90, 0.5, 0.3}}};
  journal_->write(analyst_.account, [&](audit::Work& work) {
    const auto grant = access::Policy::built_in().require<access::Action::release_make>(analyst_);
    return documents_->change(work, grant, audit::What::release_ended,
                              {.id = failed.id,
                               .kind = documents::Kind::release,
                               .revision = failed.revision,
                               .body = text_of_kept(failed)},
                              {{"report.html", releases::report_html(facts, "en")}});
  });
  const auto ready = publishing_->read(analyst_, failed.id);
  EXPECT_EQ(key_of([&] { approved(ready, {.reason = "Too short."}); }), "release.reason_needed");
  const auto view = approved(ready, {.reason = "Only for the ministry, under contract."});
  EXPECT_EQ(view.release.state, State::published);
  releases::Files files;
  for (const auto& name : view.release.outside.at("files").as_array())
    files.emplace(name.as_string(),
                  publishing_->file(analyst_, failed.id, std::string_view{name.as_string()}));
  for (const auto* name : {"report.html", "proof.json"})
    EXPECT_NE(files.at(name).find("Only for the ministry, under contract."), std::string::npos);
  EXPECT_TRUE(releases::verify(files).problems.empty());
}

TEST_F(PublishingTest, an_uploaded_table_has_noise_when_its_values_were_named) {
  auto wanted = wish();
  wanted.parameters = {.method = Method::dp, .k = 5, .length = 1, .epsilon = 1, .delta = 1e-6};
  EXPECT_EQ(problems_of(wanted), (Names{"sex", "work", "age"}));
  wanted.spec = R"({"columns": [{"name": "sex", "values": ["f", "m", "x"]},
                                {"name": "work", "values": ["house", "farm", "ship"]}]})";
  const auto view = made(wanted);
  EXPECT_EQ(view.release.state, State::ready) << view.release.failure;
  EXPECT_GT(view.release.rho, 0);
  wanted.spec = R"({"columns": [{"name": "sex", "values": ["f", "m"]}]})";
  EXPECT_EQ(starting(wanted), "release.unreadable");
  wanted.spec = "{";
  EXPECT_EQ(starting(wanted), "release.spec_malformed");
  wanted.csv.reset();
  wanted.fields = {"prs_Gender"};
  EXPECT_EQ(problems_of(wanted), Names{"spec"});
}

TEST(Source, tells_dates_of_cases_to_the_year_the_quarter_or_the_month) {
  const auto* field = catalogue::Catalogue::built_in().field("prs_Birthdate");
  ASSERT_NE(field, nullptr);
  const frames::Attribute born{.field = field,
                               .values = {"1998-05-03", "2001~", "1740"},
                               .codes = {0, 1, 2},
                               .starts = {0, 1, 2, 3}};
  const auto table =
      source_of({born}, {.rounding = releases::Rounding::quarter, .to_year = 2026}).table;
  const auto& column = table.columns.front();
  EXPECT_TRUE(column.domain_is_public);
  EXPECT_EQ(column.kind(), release::Kind::date);
  EXPECT_EQ(column.text(column.code(0)), "1998-Q2");
  EXPECT_EQ(column.text(column.code(1)), "2001");
  EXPECT_EQ(column.code(2), release::missing);
  EXPECT_EQ(column.largest(), 121U * 5);
}

TEST_F(PublishingTest, what_is_declined_gives_nothing_away) {
  const auto ready = made(wish());
  const auto view = publishing_->decline(supervisor_, ready.release.id, ready.release.revision,
                                         "Too few people are in it.");
  EXPECT_EQ(view.release.state, State::declined);
  EXPECT_FALSE(view.release.inside.contains("rare"));
  EXPECT_EQ(key_of([&] { publishing_->file(analyst_, view.release.id, "synthetic.csv"); }),
            "release.file_absent");
}

TEST_F(PublishingTest, the_next_release_is_held_against_the_one_before) {
  approved(made(wish(survey(25))));
  const auto later = made(wish(survey(24)));
  const auto& attacks = later.release.inside.at("attacks").as_array();
  const auto& last = attacks.back();
  EXPECT_EQ(last.at("attack"), "differencing");
  EXPECT_GT(last.at("claims").to_number<std::int64_t>(), 0);
  EXPECT_TRUE(last.at("passed").as_bool());
}

TEST_F(PublishingTest, the_budget_of_a_source_adds_up_and_is_kept) {
  auto wanted = wish();
  wanted.parameters = {.method = Method::dp, .k = 5, .length = 1, .epsilon = 4, .delta = 1e-6};
  // Columns whose values nobody named beforehand: nothing begins, so nothing is spent.
  EXPECT_EQ(starting(wanted), "release.domain_not_public");
  EXPECT_TRUE(publishing_->all(analyst_).empty());

  // One that took all of it.
  auto kept = made(wish()).release;
  kept.rho = Rules::built_in().budget();
  journal_->write(analyst_.account, [&](audit::Work& work) {
    const auto grant = access::Policy::built_in().require<access::Action::release_make>(analyst_);
    kept.state = State::published;
    return documents_->add(work, grant, audit::What::release_started, documents::Kind::release,
                           DocumentId::random(), text_of_kept(kept));
  });
  EXPECT_NEAR(spent_of(publishing_->ledger(analyst_), "survey"), Rules::built_in().budget(), 1e-9);
  wanted.parameters.epsilon = 0.01;
  EXPECT_EQ(starting(wanted), "release.budget_spent");
  wanted.source = "another survey";
  EXPECT_EQ(starting(wanted), "release.domain_not_public");
  EXPECT_EQ(starting(wish()), "");  // without noise nothing of the budget is used
}

TEST_F(PublishingTest, a_wish_that_cannot_be_says_everything_that_is_wrong) {
  Wish wanted{.purpose = " ",
              .receiver = "",
              .fields = {"a", "a"},
              .contributors = {"A", "A"},
              .parameters = {.method = Method::dp, .k = 2, .length = 9, .epsilon = 9, .delta = 1},
              .csv = "a\n1\n",
              .source = "cases"};
  EXPECT_EQ(problems_of(wanted), (Names{"purpose", "receiver", "source", "fields", "contributors",
                                        "k", "length", "epsilon", "delta"}));
  auto empty = wish();
  empty.csv.reset();
  EXPECT_EQ(problems_of(empty), Names{"fields"});
  empty.fields = {"tsn_CalledName"};
  EXPECT_EQ(starting(empty), "release.field");
  empty.fields = {"prs_Gender"};
  EXPECT_EQ(starting(empty), "release.no_rows");
  EXPECT_EQ(starting(wish("a,b\n1\n")), "csv.ragged");
  EXPECT_TRUE(publishing_->all(analyst_).empty());
}

TEST_F(PublishingTest, a_request_that_is_sent_again_gives_what_the_first_began) {
  const auto id = DocumentId::random();
  publishing_->start(analyst_, id, wish());
  jobs_->wait(org_);
  EXPECT_EQ(publishing_->start(analyst_, id, wish()).release.state, State::ready);
  EXPECT_EQ(publishing_->all(analyst_).size(), 1U);
}

TEST_F(PublishingTest, what_is_cancelled_or_interrupted_keeps_nothing) {
  const auto id = DocumentId::random();
  publishing_->start(analyst_, id, wish(survey(400)));
  publishing_->cancel(analyst_, id);
  jobs_->wait(org_);
  EXPECT_EQ(publishing_->read(analyst_, id).release.state, State::cancelled);

  const auto other = DocumentId::random();
  publishing_->start(analyst_, other, wish(survey(400)));
  start();
  const auto view = publishing_->read(analyst_, other);
  EXPECT_TRUE(view.interrupted);
  EXPECT_EQ(publishing_->cancel(analyst_, other).release.state, State::cancelled);
  EXPECT_EQ(key_of([&] { publishing_->file(analyst_, other, "synthetic.csv"); }),
            "release.file_absent");
}

TEST_F(PublishingTest, what_another_program_calculates_is_running_and_can_be_given_up) {
  const auto id = DocumentId::random();
  publishing_->start(analyst_, id, wish(survey(400)));
  const auto runner = jobs_->runner();
  start();
  jobs_->others_are({runner});
  const auto view = publishing_->read(analyst_, id);
  EXPECT_TRUE(view.elsewhere);
  EXPECT_FALSE(view.interrupted);
  EXPECT_EQ(publishing_->cancel(analyst_, id).release.state, State::cancelled);
}

TEST_F(PublishingTest, who_may_not_is_refused_and_what_is_not_there_is_absent) {
  EXPECT_EQ(key_of([&] { publishing_->all(somebody(Role::caseworker)); }), "access.not_your_role");
  EXPECT_EQ(key_of([&] { publishing_->choices(coordinator_); }), "access.not_your_role");
  EXPECT_EQ(key_of([&] { publishing_->read(analyst_, DocumentId::random()); }), "release.absent");
  const auto fields = publishing_->choices(analyst_).fields;
  EXPECT_NE(std::find(fields.begin(), fields.end(), "vic_TypeOfExploitation"), fields.end());
}

}  // namespace
}  // namespace ts::publishing
