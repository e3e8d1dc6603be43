#include "studies/studies.h"

#include <boost/json.hpp>

#include "documents/trial.h"
#include "studies/run.h"

namespace ts::studies {
namespace {

using access::Role;
using ts::trial::key_of;

/// Three lists with people on two and three of them; one overlap is of four people.
constexpr std::string_view table =
    "A,B,C,count\n1,0,0,154\n0,1,0,263\n0,0,1,207\n1,1,0,35\n1,0,1,4\n0,1,1,56\n1,1,1,0\n";

class StudiesTest : public documents::trial::DocumentsTest {
 protected:
  StudiesTest() { StudiesTest::start(); }
  ~StudiesTest() override { StudiesTest::stop(); }

  void start() override {
    StudiesTest::stop();
    DocumentsTest::start();
    jobs_ = std::make_unique<jobs::Jobs>();
    studies_ = std::make_unique<Studies>(*database_, *journal_, *documents_, *jobs_);
  }
  void stop() override {
    if (jobs_) jobs_->stop();
    studies_.reset();
    jobs_.reset();
    DocumentsTest::stop();
  }

  static Question question(std::string csv = std::string{table}) {
    return {.title = "Northern region, 2026",
            .csv = std::move(csv),
            .options = {.replicates = 100},
            .population = {}};
  }
  View made(Question wanted) {
    const auto id = DocumentId::random();
    studies_->start(analyst_, id, std::move(wanted));
    jobs_->wait(org_);
    return studies_->read(analyst_, id);
  }

  std::unique_ptr<jobs::Jobs> jobs_;
  std::unique_ptr<Studies> studies_;
  Caller analyst_ = somebody(Role::analyst);
  Caller coordinator_ = somebody(Role::coordinator);
};

TEST_F(StudiesTest, a_study_ends_with_every_method_side_by_side) {
  auto wanted = question();
  wanted.population = {.people = 1'000'000, .year = "2026", .place = "North"};
  const auto view = made(std::move(wanted));
  ASSERT_EQ(view.study.state, State::done);
  const auto& result = view.result();
  const auto& estimates = result.at("estimates").as_array();
  EXPECT_GE(estimates.size(), 5U);
  EXPECT_EQ(result.at("people").to_number<double>(), 719);
  for (const auto& each : estimates) {
    if (!each.as_object().contains("estimate")) continue;
    EXPECT_NEAR(each.at("per_100000").at("estimate").to_number<double>(),
                each.at("estimate").to_number<double>() / 10, 0.06);
  }
  const auto sdg = studies_->file(analyst_, view.study.id, "sdg.csv");
  EXPECT_TRUE(sdg.starts_with("indicator,place,year,population,method,per_100000,low,high\n"));
}

TEST_F(StudiesTest, the_same_table_parameters_and_seed_give_the_same_figures) {
  const auto one = made(question());
  const auto two = made(question());
  EXPECT_EQ(one.study.inside, two.study.inside);
  EXPECT_EQ(one.study.input_hash, two.study.input_hash);
  EXPECT_NE(one.study.input_hash, made(question(std::string{table} + "\n")).study.input_hash);
}

TEST_F(StudiesTest, small_counts_are_for_those_inside_only) {
  const auto view = made(question());
  const auto overlap = [](const View& seen) {
    for (const auto& each : seen.result().at("overlaps").as_array())
      if (each.at("a") == "A" && each.at("b") == "C") return each.as_object();
    return boost::json::object{};
  };
  EXPECT_EQ(overlap(view).at("people").to_number<double>(), 4);
  const auto outside = studies_->read(coordinator_, view.study.id);
  EXPECT_FALSE(outside.inside);
  EXPECT_FALSE(overlap(outside).contains("people"));
  EXPECT_FALSE(boost::json::serialize(outside.result()).empty());
}

TEST_F(StudiesTest, a_table_that_cannot_be_used_starts_nothing) {
  const auto refused = [&](Question wanted) {
    return key_of([&] { studies_->start(analyst_, DocumentId::random(), std::move(wanted)); });
  };
  EXPECT_EQ(refused(question("A,B\n")), "estimate.nobody");
  EXPECT_EQ(refused(question("A,B,count\n0,0,3\n")), "estimate.bad_table");
  EXPECT_EQ(refused(question("")), "form.incomplete");
  EXPECT_EQ(refused(question(std::string(Studies::most_csv + 1, 'x'))), "form.incomplete");
  auto wanted = question();
  wanted.title = " ";
  wanted.options.threshold = 2;
  wanted.options.replicates = -1;
  wanted.population = {.people = 0, .year = {}, .place = {}};
  try {
    studies_->start(analyst_, DocumentId::random(), wanted);
    ADD_FAILURE();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.problems().size(), 4U);
  }
  EXPECT_TRUE(studies_->all(analyst_).empty());
}

TEST_F(StudiesTest, a_request_that_is_sent_again_gives_what_the_first_began) {
  const auto id = DocumentId::random();
  studies_->start(analyst_, id, question());
  jobs_->wait(org_);
  EXPECT_EQ(studies_->start(analyst_, id, question()).study.state, State::done);
  EXPECT_EQ(studies_->all(analyst_).size(), 1U);
  EXPECT_EQ(key_of([&] { studies_->start(somebody(Role::analyst), id, question()); }),
            "store.duplicate");
}

TEST_F(StudiesTest, a_study_that_is_cancelled_says_so_and_keeps_nothing) {
  const auto id = DocumentId::random();
  auto long_one = question();
  long_one.options.replicates = Studies::most_replicates;
  studies_->start(analyst_, id, std::move(long_one));
  studies_->cancel(analyst_, id);
  jobs_->wait(org_);
  const auto view = studies_->cancel(analyst_, id);  // once more: nothing happens
  EXPECT_EQ(view.study.state, State::cancelled);
  EXPECT_TRUE(view.result().empty());
  EXPECT_EQ(key_of([&] { studies_->file(analyst_, id, "result.json"); }), "study.file_absent");
}

TEST_F(StudiesTest, a_study_that_ended_with_the_program_was_interrupted) {
  const auto id = DocumentId::random();
  auto long_one = question();
  long_one.options.replicates = Studies::most_replicates;
  studies_->start(analyst_, id, std::move(long_one));
  EXPECT_TRUE(studies_->read(analyst_, id).job);
  start();
  const auto view = studies_->read(analyst_, id);
  EXPECT_TRUE(view.interrupted);
  EXPECT_FALSE(view.job);
  EXPECT_EQ(view.study.state, State::running);
}

TEST_F(StudiesTest, a_study_that_another_program_runs_is_running_and_can_be_given_up) {
  const auto id = DocumentId::random();
  auto long_one = question();
  long_one.options.replicates = Studies::most_replicates;
  studies_->start(analyst_, id, std::move(long_one));
  const auto runner = jobs_->runner();
  start();
  jobs_->others_are({runner});
  EXPECT_TRUE(studies_->read(analyst_, id).elsewhere);
  EXPECT_FALSE(studies_->read(analyst_, id).interrupted);
  EXPECT_EQ(studies_->cancel(analyst_, id).study.state, State::cancelled);
}

TEST_F(StudiesTest, when_too_much_runs_already_it_says_so_and_is_over) {
  auto long_one = question();
  long_one.options.replicates = Studies::most_replicates;
  for (std::size_t i = 0; i < jobs::Jobs::most_of_account; ++i)
    studies_->start(analyst_, DocumentId::random(), long_one);
  EXPECT_EQ(key_of([&] { studies_->start(analyst_, DocumentId::random(), long_one); }),
            "job.too_many");
  std::size_t failed = 0;
  for (const auto& view : studies_->all(analyst_))
    if (view.study.state == State::failed) ++failed;
  EXPECT_EQ(failed, 1U);
}

TEST_F(StudiesTest, who_may_not_is_refused_and_what_is_not_there_is_absent) {
  EXPECT_EQ(key_of([&] { studies_->all(somebody(Role::caseworker)); }), "access.not_your_role");
  EXPECT_EQ(key_of([&] { studies_->start(coordinator_, DocumentId::random(), question()); }),
            "access.not_your_role");
  EXPECT_EQ(key_of([&] { studies_->read(analyst_, DocumentId::random()); }), "study.absent");
  EXPECT_EQ(key_of([&] { studies_->cancel(analyst_, DocumentId::random()); }), "study.absent");
  EXPECT_EQ(key_of([&] { studies_->file(analyst_, DocumentId::random(), "x"); }), "study.absent");
}

TEST_F(StudiesTest, studies_come_newest_first_and_the_chain_is_whole) {
  made(question());
  clock_.forward(std::chrono::hours{1});
  auto later = question();
  later.title = "Later";
  made(std::move(later));
  const auto all = studies_->all(coordinator_);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].study.title, "Later");
  database_->read([&](db::Reader& tx) {
    EXPECT_TRUE(documents::Documents::verify(tx, keyring_.get()).empty());
    return true;
  });
}

TEST(Study, what_was_not_written_by_us_is_not_read) {
  for (const auto* text : {"", "[]", "{}", "{\"title\":1}"})
    EXPECT_FALSE(kept_study(DocumentId::random(), 1, text)) << text;
}

TEST(Study, what_is_kept_comes_back) {
  Study study{.title = "T",
              .by = AccountId::random(),
              .started_at = {1'772'000'000'000},
              .ended_at = Instant{1'772'000'001'000},
              .form = Form::overlaps,
              .input_hash = "00",
              .version = "1",
              .options = {.threshold = 0.5, .replicates = 7, .seed = 9},
              .population = Population{.people = 5, .year = "2026", .place = "P"},
              .state = State::failed,
              .failure = "csv.empty",
              .inside = {{"a", 1}},
              .outside = {}};
  const auto back = kept_study(DocumentId::random(), 3, text_of_kept(study));
  ASSERT_TRUE(back);
  EXPECT_EQ(text_of_kept(*back), text_of_kept(study));
  EXPECT_EQ(back->revision, 3);
}

}  // namespace
}  // namespace ts::studies
