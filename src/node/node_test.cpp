#include "node/node.h"

#include <gtest/gtest.h>

#include "node/trial.h"

namespace ts::node {
namespace {

using namespace trial;

class ANode : public NodeTest {
 protected:
  using NodeTest::NodeTest;
  std::string signing_in(std::string_view login, std::string_view text = "kettle hills 9 lanterns",
                         std::string_view address = "192.0.2.1") {
    return key_of([&] { node_->sign_in(login, secret(text), address); });
  }
  std::string newest_entry(OrgId org) {
    const auto entries = node_->organisation(org).database().read(
        [](db::Latest& tx) { return audit::newest(tx, 0, 1); });
    return std::string{text(entries.at(0).event.what)};
  }
  access::Grant<access::Action::account_change> may_change(const Caller& administrator) {
    return access::Policy::built_in().require<access::Action::account_change>(administrator);
  }
};

class ANodeInFiles : public ANode {
 protected:
  ANodeInFiles() : ANode{Where::in_files} {}
};

TEST_F(ANode, is_made_where_nothing_is_and_opens_again) {
  const auto org = found();
  const auto amal = person(org, "amal");
  const auto id = open(amal);
  start();
  EXPECT_EQ(node_->organisations().size(), 1U);
  EXPECT_EQ(reading(amal, id), "");
  EXPECT_EQ(node_->organisation(org).accounts().organisation().name, "Harbour Light");
  EXPECT_EQ(findings(), std::vector<std::string>{});
  EXPECT_TRUE(verify_sealed(layout().place(org)).ok());  // also while it is served
  EXPECT_THROW(node_->organisation(OrgId::random()), Bug);
  EXPECT_EQ(key_of([&] { Node::create(layout(), opener(), cheap); }), "node.not_empty");
}

TEST_F(ANode, can_be_made_again_where_a_passphrase_was_refused) {
  const Layout other{root_ / "other"};
  const vault::Opener brief = crypto::SecretText{"brief"};
  EXPECT_EQ(key_of([&] { Node::create(other, brief, cheap); }), "vault.short_passphrase");
  EXPECT_EQ(key_of([&] { Node::create(other, opener(), cheap); }), "");
  EXPECT_EQ(key_of([&] { Node::create({root_ / "node" / "node.json" / "x"}, opener(), cheap); }),
            "store.failed");
}

TEST_F(ANodeInFiles, is_for_its_owner_only) {
  found();
  stop();
  EXPECT_EQ(fs::status(layout().root).permissions(), fs::perms::owner_all);
  for (const auto& entry : fs::recursive_directory_iterator{layout().root})
    if (entry.is_regular_file()) {
      EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
          << entry.path().filename();
    }
}

TEST_F(ANodeInFiles, does_not_open_with_another_passphrase_or_key) {
  const auto org = found();
  stop();
  const vault::Opener wrong = crypto::SecretText{"nine lamps along the pier"};
  EXPECT_EQ(key_of([&] { Node(layout(), wrong, clock_); }), "vault.wrong_passphrase");
  // Another node's key in the place of this one's.
  Node::create({root_ / "other"}, opener(), cheap);
  fs::copy_file(root_ / "other" / "node.json", layout().node_file(),
                fs::copy_options::overwrite_existing);
  EXPECT_EQ(starting(), "vault.wrong_key");
  fs::remove(layout().node_file());
  EXPECT_EQ(starting(), "node.missing");
  EXPECT_TRUE(fs::exists(layout().organisation(org) / "store.db"));
}

TEST_F(ANodeInFiles, is_opened_by_one_program_at_a_time) {
  found();
  EXPECT_EQ(key_of([&] { Node(layout(), opener(), clock_); }), "store.in_use");
  EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(ANodeInFiles, of_a_newer_program_is_left_alone) {
  const auto org = found();
  stop();
  const auto keys = layout().organisation(org) / "keys.db";
  const auto before = content(keys);
  overwrite(keys, 60, std::string{"\0\0\0\x63", 4});  // user_version, in SQLite's header
  const auto newer = content(keys);
  EXPECT_EQ(starting(), "store.newer_version");
  EXPECT_EQ(content(keys), newer);
  overwrite(keys, 0, before);
  EXPECT_EQ(starting(), "");
  stop();
  std::ofstream{layout().node_file(), std::ios::trunc} << R"({"format": 2})";
  EXPECT_EQ(starting(), "node.newer_version");
}

TEST_F(ANodeInFiles, opens_though_making_an_organisation_was_interrupted) {
  const auto org = found();
  stop();
  fs::copy(layout().organisation(org), layout().organisations() / "unfinished-one");
  fs::remove(layout().organisations() / "unfinished-one" / "keys.db");
  start();
  EXPECT_EQ(node_->organisations().size(), 1U);
  EXPECT_NE(found("Hill House"), org);
  start();
  EXPECT_EQ(node_->organisations().size(), 2U);
}

TEST_F(ANode, lets_people_in_by_their_passphrase_and_says_the_same_to_all_others) {
  const auto org = found();
  const auto amal = person(org, "amal");
  const auto signed_in = node_->sign_in("Amal", secret(), "192.0.2.1");
  EXPECT_EQ(newest_entry(org), "signed_in");
  EXPECT_EQ(signed_in.session.account, amal.account);
  EXPECT_EQ(node_->caller(signed_in.session)->role, Role::caseworker);

  EXPECT_EQ(signing_in("amal", "kettle hills 9 lantern"), "session.wrong");
  EXPECT_EQ(newest_entry(org), "sign_in_refused");
  EXPECT_EQ(signing_in("nobody", "kettle hills 9 lanterns"), "session.wrong");
  EXPECT_EQ(newest_entry(org), "sign_in_refused");
  EXPECT_EQ(signing_in("\xff not a login", ""), "session.wrong");

  node_->sign_out(signed_in.tokens.cookie);
  EXPECT_EQ(newest_entry(org), "signed_out");
  EXPECT_FALSE(node_->sessions().find(signed_in.tokens.cookie));
  node_->sign_out(signed_in.tokens.cookie);  // twice is as good as once
  EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(ANode, slows_down_who_guesses_and_nobody_else) {
  const auto org = found();
  person(org, "amal");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(signing_in("amal", "a wrong guess"), "session.wrong");
  EXPECT_EQ(signing_in("amal"), "session.wait");  // even with the right one
  EXPECT_EQ(node_->wait("amal", "192.0.2.1"), std::chrono::seconds{1});
  EXPECT_EQ(signing_in("amal", "kettle hills 9 lanterns", "192.0.2.2"), "");
  clock_.forward(std::chrono::seconds{1});
  EXPECT_EQ(signing_in("amal"), "");
  EXPECT_FALSE(node_->wait("amal", "192.0.2.1"));
}

TEST_F(ANode, ends_what_a_session_may_when_its_account_is_changed) {
  const auto org = found();
  const auto chief = person(org, "chief", Role::administrator);
  const auto amal = person(org, "amal");
  const auto session = node_->sign_in("amal", secret(), "192.0.2.1").session;
  auto& accounts = node_->organisation(org).accounts();

  const auto changed =
      accounts.change(may_change(chief), amal.account, 1, {.role = Role::supervisor});
  EXPECT_EQ(node_->caller(session)->role, Role::supervisor);
  accounts.change(may_change(chief), amal.account, changed.revision, {.disabled = true});
  EXPECT_FALSE(node_->caller(session));
  EXPECT_EQ(signing_in("amal"), "session.wrong");
}

TEST_F(ANode, ends_every_session_of_who_changes_their_passphrase) {
  const auto org = found();
  const auto amal = person(org, "amal");
  const auto first = node_->sign_in("amal", secret(), "192.0.2.1");
  const auto second = node_->sign_in("amal", secret(), "192.0.2.2");
  const auto grant = access::Policy::built_in().require<access::Action::account_self>(amal);
  const auto change = [&](std::string_view current) {
    return key_of([&] {
      node_->change_own_passphrase(grant, secret(current), secret("twelve boats past the light"),
                                   "192.0.2.1");
    });
  };
  EXPECT_EQ(change("a wrong guess"), "form.incomplete");
  EXPECT_TRUE(node_->sessions().find(first.tokens.cookie));
  EXPECT_EQ(change("kettle hills 9 lanterns"), "");
  EXPECT_FALSE(node_->sessions().find(first.tokens.cookie));
  EXPECT_FALSE(node_->sessions().find(second.tokens.cookie));
  EXPECT_EQ(signing_in("amal"), "session.wrong");
  EXPECT_EQ(signing_in("amal", "twelve boats past the light"), "");
}

TEST_F(ANode, signs_out_here_there_and_everywhere) {
  const auto org = found();
  const auto chief = person(org, "chief", Role::administrator);
  const auto amal = person(org, "amal");
  const auto self = access::Policy::built_in().require<access::Action::account_self>(amal);
  const auto enter = [&] { return node_->sign_in("amal", secret(), "192.0.2.1").tokens.cookie; };
  const auto is_in = [&](const std::string& cookie) {
    return node_->sessions().find(cookie).has_value();
  };
  const auto here = enter();
  const auto there = enter();
  const auto id = access::Sessions::id_of(there).value();
  node_->end_session(self, id);
  EXPECT_EQ(newest_entry(org), "signed_out");
  EXPECT_TRUE(is_in(here));
  EXPECT_FALSE(is_in(there));
  EXPECT_EQ(key_of([&] { node_->end_session(self, id); }), "session.absent");

  node_->sign_out_everywhere(self);
  EXPECT_EQ(newest_entry(org), "signed_out_everywhere");
  EXPECT_FALSE(is_in(here));
  const auto again = enter();
  node_->sign_out_everywhere(may_change(chief), amal.account);
  EXPECT_FALSE(is_in(again));
  EXPECT_EQ(key_of([&] { node_->sign_out_everywhere(may_change(chief), AccountId::random()); }),
            "account.absent");
}

TEST_F(ANode, keeps_its_organisations_apart) {
  const auto here = found(), there = found("Hill House");
  const auto amal = person(here, "amal");
  const auto chief = person(there, "chief", Role::supervisor);
  const auto id = open(amal, "Zubeida");
  EXPECT_EQ(reading(chief, id), "case.absent");
  EXPECT_TRUE(cases_of(chief).list(chief, {}).rows.empty());
  const auto found = cases_of(chief).search(chief, "Zubeida", {}, 10);
  EXPECT_TRUE(found.rows.empty());
  EXPECT_FALSE(found.elsewhere);
  // A grant of the one is not taken by the other.
  EXPECT_THROW(node_->organisation(here).cases().read(chief, id), Bug);
  EXPECT_FALSE(node_->organisation(there).accounts().find(amal.account));
  // A login is one person's in the whole node.
  EXPECT_EQ(key_of([&] { node_->refuse_taken("AMAL"); }), "account.login_taken");
  EXPECT_EQ(key_of([&] { node_->refuse_taken("bilal"); }), "");
}

TEST_F(ANodeInFiles, does_not_take_the_files_of_one_organisation_for_those_of_another) {
  const auto here = found(), there = found("Hill House");
  stop();
  for (const auto* file : {"store.db", "keys.db"})
    fs::copy_file(layout().organisation(here) / file, layout().organisation(there) / file,
                  fs::copy_options::overwrite_existing);
  EXPECT_EQ(starting(), "vault.no_key");
}

TEST_F(ANode, finishes_at_its_start_what_was_being_forgotten) {
  const auto org = found();
  const auto amal = person(org, "amal");
  const auto chief = person(org, "chief", Role::supervisor);
  const auto id = open(amal);
  auto& organisation = node_->organisation(org);
  organisation.journal().write(chief.account, [&](audit::Work& work) {
    const records::Records records{organisation.keyring(), catalogue::Catalogue::built_in()};
    const auto file = records.file(work.tx(), id);
    records.intend_forgetting(
        work,
        access::Policy::built_in().require<access::Action::case_forget>(chief, file->standing()),
        records::Reason::retention_ended);
  });
  EXPECT_EQ(reading(amal, id), "");
  start();
  EXPECT_EQ(reading(amal, id), "case.absent");
  EXPECT_EQ(cases_of(chief).certificates(chief).at(0).reason, records::Reason::retention_ended);
  EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(ANode, names_what_was_tampered_with_also_without_the_keys) {
  const auto org = found();
  const auto amal = person(org, "amal");
  const auto id = open(amal);
  stop();
  {
    const auto database = db::Database::open(layout().place(org), db::built_in_migrations());
    database->write([&](db::Writer& tx) {
      tx.run("DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)");
      tx.run("UPDATE part SET sealed = ?", Bytes(104));
    });
  }
  const auto sealed = verify_sealed(layout().place(org));
  ASSERT_FALSE(sealed.ok());
  EXPECT_EQ(sealed.findings.at(0).key.text(), "audit.cut");
  EXPECT_EQ(sealed.findings.at(1).case_id, id);
  start();
  EXPECT_EQ(reading(amal, id), "store.damaged");
  EXPECT_GE(findings().size(), 2U);
}

}  // namespace
}  // namespace ts::node
