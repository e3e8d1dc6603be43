#include "records/records.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <set>
#include <thread>

#include "records/sealed.h"
#include "records/trial.h"

namespace ts::records {
namespace {

using catalogue::Value;
using namespace trial;

const Fields person{{"tsn_CalledName", "Aurelio"},
                    {"prs_Birthdate", "1994~"},
                    {"prs_MaritalStatus", "Single"},
                    {"prs_MailingCity", "Invented Bay"}};
const Fields context{{"vic_AgeWhenTrafficked", std::int64_t{19}},
                     {"vic_TraffickingStatus", "PossibleVictimOfTrafficking"},
                     {"tsn_HealthNeeds", "an invented need"}};

class RecordsOfACase : public RecordsTest {
 protected:
  RecordsOfACase() : amal_{somebody()}, case_{open(amal_)} {}
  std::int64_t count(std::string_view sql) {
    return read([&](db::Reader& tx) { return tx.one(sql)->integer(0); });
  }
  Caller amal_;
  CaseId case_;
};

TEST_F(RecordsOfACase, are_read_as_they_were_written_also_after_a_start) {
  const auto made = add(amal_, case_, "person", person);
  const auto about = add(amal_, case_, "context", context);
  EXPECT_EQ(made.fields, person);
  EXPECT_EQ(made.revision, 1);
  EXPECT_EQ(made.changed_by, amal_.account);
  start();
  const auto records = all(amal_, case_);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].id, made.id);
  EXPECT_EQ(records[0].fields, person);
  EXPECT_EQ(records[0].changed_at, made.changed_at);
  EXPECT_EQ(records[1].id, about.id);
  EXPECT_EQ(records[1].fields, context);
  EXPECT_TRUE(whole());
}

TEST_F(RecordsOfACase, come_in_the_order_of_the_catalogue_and_then_of_age) {
  const auto note = add(amal_, case_, "note", {{"cco_CaseComment", "first"}}).id;
  const auto second = add(amal_, case_, "person", person).id;
  const auto third = add(amal_, case_, "person", {{"tsn_CalledName", "Bahar"}}).id;
  const auto later = add(amal_, case_, "note", {{"cco_CaseComment", "second"}}).id;
  std::vector<RecordId> order;
  for (const auto& record : all(amal_, case_)) order.push_back(record.id);
  EXPECT_EQ(order, (std::vector{second, third, note, later}));
}

TEST_F(RecordsOfACase, change_field_by_field_and_keep_every_revision) {
  const auto made = add(amal_, case_, "person", person);
  const auto noor = somebody();
  const auto changed = change(noor, case_, made.id, 1,
                              {{"tsn_CalledName", "Aurelia"}, {"prs_MailingCity", std::nullopt}});
  EXPECT_EQ(changed.revision, 2);
  EXPECT_EQ(changed.changed_by, noor.account);
  EXPECT_GT(changed.changed_at, made.changed_at);
  EXPECT_EQ(changed.fields, (Fields{{"tsn_CalledName", "Aurelia"},
                                    {"prs_Birthdate", "1994~"},
                                    {"prs_MaritalStatus", "Single"}}));
  start();
  EXPECT_EQ(all(amal_, case_).at(0).fields, changed.fields);

  const auto past = history(amal_, case_);
  ASSERT_EQ(past.size(), 2U);
  EXPECT_EQ(past[0].revision, 2);
  EXPECT_EQ(past[0].by, noor.account);
  ASSERT_EQ(past[0].changes.size(), 2U);
  EXPECT_EQ(past[0].changes[0].field, "tsn_CalledName");
  EXPECT_EQ(past[0].changes[0].before, Value{"Aurelio"});
  EXPECT_EQ(past[0].changes[0].after, Value{"Aurelia"});
  EXPECT_EQ(past[0].changes[1].field, "prs_MailingCity");
  EXPECT_FALSE(past[0].changes[1].after);
  EXPECT_EQ(past[1].changes.size(), person.size());
  EXPECT_TRUE(whole());
}

TEST_F(RecordsOfACase, make_no_revision_of_a_change_that_changes_nothing) {
  const auto made = add(amal_, case_, "person", person);
  const auto same = change(amal_, case_, made.id, 1,
                           {{"tsn_CalledName", "Aurelio"}, {"prs_MailingStreet", std::nullopt}});
  EXPECT_EQ(same.revision, 1);
  EXPECT_EQ(same.changed_at, made.changed_at);
  EXPECT_EQ(history(amal_, case_).size(), 1U);
}

TEST_F(RecordsOfACase, leave_out_what_only_its_reader_wants_when_opened_in_bulk) {
  add(amal_, case_, "note", {{"cco_CaseComment", "a long text"}});
  add(amal_, case_, "person", person);
  const auto opened = read([&](db::Reader& tx) { return records_->whole(tx, {&case_, 1}); });
  ASSERT_EQ(opened.at(0).whole->records.size(), 2U);
  for (const auto& record : opened[0].whole->records) {
    EXPECT_EQ(record.fields, record.kind == "note" ? Fields{} : person);
    EXPECT_EQ(record.changed_by, amal_.account);
  }
}

TEST_F(RecordsOfACase, refuse_a_change_made_on_an_older_revision) {
  const auto made = add(amal_, case_, "person", person);
  change(amal_, case_, made.id, 1, {{"tsn_CalledName", "Aurelia"}});
  const auto late = [&](std::int64_t base) {
    return key_of([&] { change(amal_, case_, made.id, base, {{"tsn_CalledName", "Late"}}); });
  };
  EXPECT_EQ(late(1), "store.changed_meanwhile");
  EXPECT_EQ(late(3), "store.changed_meanwhile");
  EXPECT_EQ(one(amal_, case_, made.id).fields.at("tsn_CalledName"), Value{"Aurelia"});
  EXPECT_EQ(late(2), "");
}

TEST_F(RecordsOfACase, let_one_of_many_who_change_at_once_through) {
  const auto made = add(amal_, case_, "person", person);
  std::atomic<int> through{0}, stale{0};
  std::latch together{8};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      together.arrive_and_wait();
      const auto said = key_of([&] {
        journal_->write(amal_.account, [&](audit::Work& work) {
          return records_->change(work, permit(work.tx(), amal_, case_), made.id, 1,
                                  {{"tsn_CalledName", "Name " + std::to_string(i)}});
        });
      });
      ++(said.empty() ? through : stale);
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(through, 1);
  EXPECT_EQ(stale, 7);
  EXPECT_EQ(one(amal_, case_, made.id).revision, 2);
  EXPECT_TRUE(whole());
}

TEST_F(RecordsOfACase, name_every_problem_at_once_and_change_nothing) {
  const auto before = count("SELECT COUNT(*) FROM audit");
  try {
    add(amal_, case_, "person",
        {{"prs_Birthdate", "yesterday"}, {"prs_Gender", "?"}, {"no_such", true}});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.fault(), Fault::invalid);
    EXPECT_EQ(failure.problems().size(), 4U);  // and the name that a person needs
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit"), before);
  EXPECT_TRUE(all(amal_, case_).empty());
  EXPECT_EQ(key_of([&] { change(amal_, case_, RecordId::random(), 1, {}); }), "record.absent");
}

TEST_F(RecordsOfACase, are_one_per_case_where_the_catalogue_says_so) {
  add(amal_, case_, "case", {{"cas_Status", "Active"}});
  EXPECT_EQ(key_of([&] { add(amal_, case_, "case", {{"cas_Status", "Active"}}); }),
            "record.one_per_case");
  add(amal_, open(amal_), "case", {{"cas_Status", "Active"}});
}

TEST_F(RecordsOfACase, have_ids_of_their_own) {
  const auto made = add(amal_, case_, "person", person);
  const auto again = [&](CaseId id) {
    return key_of([&] {
      write(amal_, id, [&](audit::Work& work, const Permit& permit) {
        return records_->add(work, permit, {made.id, "note", {{"cco_CaseComment", "text"}}});
      });
    });
  };
  EXPECT_EQ(again(case_), "record.id_taken");
  const auto other = open(amal_);
  EXPECT_EQ(again(other), "record.id_taken");
  // A record of another case is not there.
  EXPECT_EQ(key_of([&] { change(amal_, other, made.id, 1, {{"tsn_CalledName", "Other"}}); }),
            "record.absent");
  EXPECT_EQ(key_of([&] {
              journal_->write(amal_.account, [&](audit::Work& work) {
                return records_->open(work, Policy::built_in().require<Action::case_open>(amal_),
                                      case_, team_);
              });
            }),
            "case.id_taken");
}

TEST_F(RecordsOfACase, never_leave_the_classes_of_the_permit) {
  const auto made = add(amal_, case_, "person", person);
  const auto about = add(amal_, case_, "context", context);
  const auto officer = somebody(Role::protection_officer);
  const auto supervisor = somebody(Role::supervisor);

  EXPECT_TRUE(one(officer, case_, made.id).fields.empty());
  EXPECT_EQ(one(officer, case_, about.id).fields,
            (Fields{{"vic_TraffickingStatus", "PossibleVictimOfTrafficking"}}));
  EXPECT_FALSE(one(supervisor, case_, about.id).fields.contains("tsn_HealthNeeds"));
  EXPECT_TRUE(one(supervisor, case_, about.id).fields.contains("vic_AgeWhenTrafficked"));
  for (const auto& change : history(officer, case_))
    for (const auto& field : change.changes) EXPECT_EQ(field.field, "vic_TraffickingStatus");

  try {
    change(
        officer, case_, about.id, 1,
        {{"vic_TraffickingStatus", "ActualVictimOfTrafficking"}, {"tsn_HealthNeeds", "another"}});
    FAIL();
  } catch (const Failure& failure) {
    ASSERT_EQ(failure.problems().size(), 1U);
    EXPECT_EQ(failure.problems()[0].field, "tsn_HealthNeeds");
    EXPECT_EQ(failure.problems()[0].message.text(), "field.not_yours");
  }
  EXPECT_EQ(key_of([&] { add(officer, case_, "person", person); }), "form.incomplete");

  // What one changes leaves what one does not see as it is.
  const auto seen =
      change(officer, case_, about.id, 1, {{"vic_TraffickingStatus", "ActualVictimOfTrafficking"}});
  EXPECT_EQ(seen.fields.size(), 1U);
  EXPECT_EQ(one(amal_, case_, about.id).fields.at("tsn_HealthNeeds"), Value{"an invented need"});
  EXPECT_TRUE(whole());
}

TEST_F(RecordsOfACase, never_leave_the_classes_of_the_permit_whatever_the_fields) {
  const auto& catalogue = catalogue::Catalogue::built_in();
  const auto& policy = Policy::built_in();
  const auto made = add(amal_, case_, "person", person);
  const auto about = add(amal_, case_, "context", context);
  EXPECT_TRUE(rc::check([&] {
    auto caller = somebody(*rc::gen::element(Role::supervisor, Role::protection_officer));
    const auto reasoned = *rc::gen::arbitrary<bool>();
    if (reasoned) caller.reasons.emplace_back(case_, FieldClass::health);
    auto may = policy.reads(caller.role);
    if (reasoned)
      may = may | (policy.with_reason(caller.role) & [] {
              ClassSet health;
              health.add(FieldClass::health);
              return health;
            }());
    for (const auto& record : all(caller, case_))
      for (const auto& [name, value] : record.fields)
        RC_ASSERT(may.has(catalogue.field(name)->field_class));
    const auto& field = *rc::gen::elementOf(catalogue.fields());
    if (field.kind != "person" && field.kind != "context") return;
    const auto record = field.kind == "person" ? made.id : about.id;
    const auto said = key_of([&] {
      change(caller, case_, record, one(amal_, case_, record).revision,
             {{field.name, std::nullopt}});
    });
    if (!policy.writes(caller.role).has(field.field_class)) RC_ASSERT(said == "form.incomplete");
  }));
}

TEST_F(RecordsOfACase, are_made_once_by_requests_that_are_sent_again) {
  const auto other = open(amal_);
  const auto request = [&](std::string key, std::string_view body) {
    return write(amal_, case_, [&](audit::Work& work, const Permit& permit) {
      auto outcome = once(work, {.key = key, .request = crypto::hash(bytes_of(body))}, [&] {
        return records_
            ->add(work, permit,
                  {RecordId::random(), "note", {{"cco_CaseComment", std::string{body}}}})
            .id.text();
      });
      if (outcome.repeated) work.record({.what = audit::What::case_read, .case_id = case_});
      return outcome;
    });
  };
  const auto first = request("0123456789abcdef", "a note");
  const auto again = request("0123456789abcdef", "a note");
  EXPECT_FALSE(first.repeated);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(first.result, again.result);
  EXPECT_EQ(key_of([&] { request("0123456789abcdef", "another"); }), "idempotency.key_reused");
  EXPECT_NE(request("0123456789abcdeg", "a note").result, first.result);
  EXPECT_NE(request("", "a note").result, request("", "a note").result);
  EXPECT_EQ(all(amal_, case_).size(), 4U);
  EXPECT_TRUE(all(amal_, other).empty());

  // What failed the first time may be tried again.
  EXPECT_EQ(key_of([&] { request("another-key-of-theirs", ""); }), "form.incomplete");
  EXPECT_FALSE(key_of([&] { request("another-key-of-theirs", ""); }).empty());
  EXPECT_FALSE(request("one-more-key-of-theirs", "text").repeated);
}

TEST_F(RecordsOfACase, are_made_once_by_requests_sent_by_eight_at_once) {
  std::latch together{8};
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::set<std::string> results;
  int made = 0;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      together.arrive_and_wait();
      const auto outcome = journal_->write(amal_.account, [&](audit::Work& work) {
        auto done = once(work, {.key = "the-same-for-all-8", .request = {}}, [&] {
          return records_
              ->add(work, permit(work.tx(), amal_, case_), {RecordId::random(), "person", person})
              .id.text();
        });
        if (done.repeated) work.record({.what = audit::What::case_read, .case_id = case_});
        return done;
      });
      const std::lock_guard lock{mutex};
      results.insert(outcome.result);
      made += outcome.repeated ? 0 : 1;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(results.size(), 1U);
  EXPECT_EQ(made, 1);
  EXPECT_EQ(all(amal_, case_).size(), 1U);
}

TEST_F(RecordsOfACase, stand_as_their_case_file_says) {
  const auto helper = AccountId::random();
  const auto changed = write(amal_, case_, [&](audit::Work& work, const Permit& permit) {
    auto file = records_->file(work.tx(), case_).value();
    file.helpers.push_back(helper);
    return records_->change_file(work, permit, file, audit::What::helper_added, helper);
  });
  EXPECT_EQ(changed.revision, 2);
  EXPECT_EQ(close(amal_, case_).state, State::closed);
  start();
  const auto file = read([&](db::Reader& tx) { return records_->file(tx, case_).value(); });
  EXPECT_EQ(file.state, State::closed);
  EXPECT_EQ(file.revision, 3);
  EXPECT_EQ(file.owner, amal_.account);
  EXPECT_EQ(file.team, team_);
  EXPECT_EQ(file.helpers, std::vector{helper});
  EXPECT_EQ(key_of([&] {
              write(amal_, case_, [&](audit::Work& work, const Permit& permit) {
                return records_->change_file(work, permit, changed, audit::What::case_closed);
              });
            }),
            "store.changed_meanwhile");
  EXPECT_FALSE(read([&](db::Reader& tx) { return records_->file(tx, CaseId::random()); }));
  EXPECT_TRUE(whole());
}

TEST_F(RecordsOfACase, open_again_under_the_id_of_an_opening_that_was_interrupted) {
  const auto id = CaseId::random();
  database_->write([&](db::Writer& tx) { keyring_->make_case_key(tx, id); });
  EXPECT_EQ(key_of([&] {
              journal_->write(amal_.account, [&](audit::Work& work) {
                return records_->open(work, Policy::built_in().require<Action::case_open>(amal_),
                                      id, team_);
              });
            }),
            "");
  EXPECT_TRUE(whole());
}

TEST_F(RecordsOfACase, tell_the_feed_which_cases_changed) {
  const auto end = read([&](db::Reader& tx) { return records_->feed_end(tx); });
  const auto other = open(amal_);
  const auto made = add(amal_, case_, "person", person);
  change(amal_, case_, made.id, 1, {{"tsn_CalledName", "Aurelia"}});
  const auto feed = read([&](db::Reader& tx) { return records_->feed(tx, end); });
  EXPECT_EQ(feed.cases, (std::vector{other, case_}));
  EXPECT_EQ(feed.seq, read([&](db::Reader& tx) { return records_->feed_end(tx); }));
  const auto none = read([&](db::Reader& tx) { return records_->feed(tx, feed.seq); });
  EXPECT_TRUE(none.cases.empty());
  EXPECT_EQ(none.seq, feed.seq);
}

TEST_F(RecordsOfACase, tell_the_feed_where_nothing_changed_that_is_kept) {
  const auto end = read([&](db::Reader& tx) { return records_->feed_end(tx); });
  const auto feed = [&] { return read([&](db::Reader& tx) { return records_->feed(tx, end); }); };
  const auto note = add(amal_, case_, "note", {{"cco_CaseComment", "first"}});
  EXPECT_TRUE(feed().cases.empty());
  EXPECT_EQ(feed().touched, (std::map<CaseId, Instant>{{case_, note.changed_at}}));
  clock_.forward(std::chrono::seconds{1});
  const auto later = change(amal_, case_, note.id, 1, {{"cco_CaseComment", "second"}});
  EXPECT_GT(later.changed_at, note.changed_at);
  EXPECT_EQ(feed().touched, (std::map<CaseId, Instant>{{case_, later.changed_at}}));
  // What else changed has the case opened, whatever comes after.
  const auto about = add(amal_, case_, "context", context);
  add(amal_, case_, "note", {{"cco_CaseComment", "third"}});
  EXPECT_EQ(feed().cases, std::vector{case_});
  EXPECT_TRUE(feed().touched.empty());
  const auto now = feed().seq;
  change(amal_, case_, about.id, 1, {{"tsn_HealthNeeds", "another"}});
  EXPECT_EQ(read([&](db::Reader& tx) { return records_->feed(tx, now); }).touched.size(), 1U);
}

TEST_F(RecordsOfACase, are_opened_for_many_cases_at_once_and_for_one_as_for_all) {
  const auto made = add(amal_, case_, "person", person);
  change(amal_, case_, made.id, 1, {{"tsn_CalledName", "Aurelia"}});
  add(amal_, case_, "person", person);
  std::vector<CaseId> damaged;
  for (int i = 0; i < 5; ++i) {
    const auto other = open(amal_);
    add(amal_, other, "person", person);
    if (i % 2 == 0) damaged.push_back(other);
  }
  database_->write([&](db::Writer& tx) {
    tx.run("UPDATE part SET sealed = ? WHERE case_id = ?", Bytes(100, 7), damaged[0]);
    tx.run("DELETE FROM case_key WHERE case_id = ?", damaged[1]);
    tx.run("UPDATE record SET id = 'none' WHERE case_id = ?", damaged[2]);
  });
  read([&](db::Reader& tx) {
    const auto ids = records_->case_ids(tx);
    const auto all = records_->whole(tx, ids);
    EXPECT_EQ(all.size(), ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto alone = records_->whole(tx, {&ids[i], 1}).at(0);
      const bool broken = std::ranges::count(damaged, ids[i]) > 0;
      EXPECT_EQ(all[i].id, ids[i]);
      EXPECT_EQ(all[i].damaged, broken);
      EXPECT_EQ(alone.damaged, broken);
      EXPECT_EQ(all[i].whole.has_value(), !broken);
      if (broken) continue;
      EXPECT_EQ(all[i].whole->records.size(), ids[i] == case_ ? 2U : 1U);
      EXPECT_EQ(all[i].whole->records.at(0).fields, alone.whole->records.at(0).fields);
      if (ids[i] == case_)
        EXPECT_EQ(all[i].whole->records.at(0).fields.at("tsn_CalledName"), Value{"Aurelia"});
    }
    const auto nobody = CaseId::random();
    const auto gone = records_->whole(tx, {&nobody, 1}).at(0);
    EXPECT_FALSE(gone.whole || gone.damaged);
    return 0;
  });
}

TEST(SealedForms, of_a_manifest_have_each_class_once_and_in_order) {
  const auto read = [](const std::vector<std::uint64_t>& classes) {
    ByteWriter writer;
    writer.u64(classes.size());
    for (const auto each : classes) writer.u64(each).u64(1);
    writer.part("note").part(AccountId::random().bytes()).u64(0);
    return sealed::decode_manifest(writer.bytes()).has_value();
  };
  EXPECT_TRUE(read({}));
  EXPECT_TRUE(read({0, 2}));
  EXPECT_FALSE(read({2, 2}));
  EXPECT_FALSE(read({2, 0}));
}

TEST(SealedForms, are_read_back_and_never_taken_from_other_bytes) {
  EXPECT_TRUE(rc::check([] {
    CaseFile file{
        .id = {},
        .revision = 0,
        .state = *rc::gen::element(State::open, State::closed),
        .team = *rc::gen::element(std::optional<TeamId>{}, std::optional{TeamId::random()}),
        .owner = AccountId::random(),
        .helpers = {},
        .from_packet = *rc::gen::arbitrary<bool>(),
        .opened_at = {*rc::gen::arbitrary<std::int64_t>()},
        .changed_at = {*rc::gen::arbitrary<std::int64_t>()}};
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) file.helpers.push_back(AccountId::random());
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) file.kept_out.push_back(AccountId::random());
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
      file.visits.push_back({AccountId::random(), {*rc::gen::arbitrary<std::int64_t>()}});
    if (*rc::gen::arbitrary<bool>())
      file.joined = {.to = CaseId::random(),
                     .by = AccountId::random(),
                     .at = {*rc::gen::arbitrary<std::int64_t>()}};
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) file.holds.push_back(CaseId::random());
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) file.told_apart.push_back(CaseId::random());
    const auto bytes = sealed::encode(file);
    const auto back = sealed::decode_file(bytes);
    RC_ASSERT(back && sealed::encode(*back) == bytes);
    RC_ASSERT(back->from_packet == file.from_packet && back->state == file.state);
    RC_ASSERT(back->kept_out == file.kept_out && back->visits == file.visits);
    RC_ASSERT(back->joined == file.joined && back->holds == file.holds);
    RC_ASSERT(back->told_apart == file.told_apart);
    RC_ASSERT(!sealed::decode_file(
        BytesView{bytes}.first(*rc::gen::inRange<std::size_t>(0, bytes.size()))));

    sealed::Manifest manifest{.parts = {{FieldClass::contact, *rc::gen::inRange(1, 9)}},
                              .kind = *rc::gen::arbitrary<std::string>(),
                              .author = AccountId::random(),
                              .at = file.opened_at};
    const auto said = sealed::encode(manifest);
    const auto read = sealed::decode_manifest(said);
    RC_ASSERT(read && sealed::encode(*read) == said);
    RC_ASSERT(!sealed::decode_manifest(
        BytesView{said}.first(*rc::gen::inRange<std::size_t>(0, said.size()))));

    const auto noise = *rc::gen::arbitrary<Bytes>();
    if (const auto made = sealed::decode_file(noise)) RC_ASSERT(sealed::encode(*made) == noise);
    if (const auto made = sealed::decode_manifest(noise)) RC_ASSERT(made->parts.size() <= 8U);
  }));
}

}  // namespace
}  // namespace ts::records
