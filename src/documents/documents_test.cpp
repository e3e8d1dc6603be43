#include "documents/documents.h"

#include <algorithm>

#include "db/trial_place.h"
#include "documents/trial.h"

namespace ts::documents {
namespace {

using access::Action;
using access::Policy;
using audit::What;
using ts::trial::key_of;

/// And somebody who tampers with the files.
class DocumentsTest : public trial::DocumentsTest {
 protected:
  access::Grant<Action::count_read> permit(OrgId org) const {
    return Policy::built_in().require<Action::count_read>({.account = account_,
                                                           .org = org,
                                                           .role = access::Role::analyst,
                                                           .team = {},
                                                           .reasons = {}});
  }
  access::Grant<Action::count_read> permit() const { return permit(org_); }

  Document add(std::string body, Kind kind = Kind::study) {
    return journal_->write(account_, [&](audit::Work& work) {
      return documents_->add(work, permit(), What::study_started, kind, DocumentId::random(), body);
    });
  }
  Document change(Document document, std::string body, const Files& files = {}) {
    document.body = std::move(body);
    return journal_->write(account_, [&](audit::Work& work) {
      return documents_->change(work, permit(), What::study_ended, document, files);
    });
  }
  std::string body(DocumentId id, Kind kind = Kind::study) {
    return database_->read([&](db::Reader& tx) {
      const auto found = documents_->find(tx, permit(), kind, id);
      return found ? found->body : std::string{"nothing"};
    });
  }
  std::string file(DocumentId id, std::string_view name) {
    return database_->read([&](db::Reader& tx) {
      return documents_->file(tx, permit(), id, name).value_or("nothing");
    });
  }
  std::vector<std::string> found(bool with_keys = true) {
    std::vector<std::string> out;
    for (const auto& finding : database_->read([&](db::Reader& tx) {
           return Documents::verify(tx, with_keys ? keyring_.get() : nullptr);
         }))
      out.emplace_back(finding.key.text());
    return out;
  }
  template <class... A>
  void tamper(std::string_view sql, const A&... args) {
    database_->write([&](db::Writer& tx) { EXPECT_GT(tx.run(sql, args...), 0) << sql; });
  }

  using Names = std::vector<std::string>;
  AccountId account_ = AccountId::random();
};

TEST_F(DocumentsTest, what_was_written_is_there_after_a_restart) {
  const auto made = add("{\"title\":\"Harbour towns\"}");
  const auto changed = change(made, "{\"state\":\"done\"}", {{"report.html", "<p>11,304"}});
  EXPECT_EQ(changed.revision, 2);
  start();
  EXPECT_EQ(body(made.id), "{\"state\":\"done\"}");
  EXPECT_EQ(file(made.id, "report.html"), "<p>11,304");
  EXPECT_EQ(file(made.id, "other"), "nothing");
  EXPECT_EQ(body(DocumentId::random()), "nothing");
}

TEST_F(DocumentsTest, a_document_is_found_as_what_it_is) {
  const auto study = add("s");
  const auto release = add("r", Kind::release);
  EXPECT_EQ(body(study.id, Kind::release), "nothing");
  const auto releases =
      database_->read([&](db::Reader& tx) { return documents_->all(tx, permit(), Kind::release); });
  ASSERT_EQ(releases.size(), 1U);
  EXPECT_EQ(releases[0].id, release.id);
}

TEST_F(DocumentsTest, a_file_is_replaced_and_goes_when_nothing_is_in_it) {
  auto document = add("{}");
  document = change(document, "{}", {{"rare.csv", "one"}, {"kept.csv", "k"}});
  document = change(document, "{}", {{"rare.csv", "two"}});
  EXPECT_EQ(file(document.id, "rare.csv"), "two");
  document = change(document, "{}", {{"rare.csv", ""}});
  EXPECT_EQ(file(document.id, "rare.csv"), "nothing");
  EXPECT_EQ(file(document.id, "kept.csv"), "k");
  EXPECT_EQ(found(), Names{});
}

TEST_F(DocumentsTest, of_two_changes_on_one_revision_the_second_is_refused) {
  const auto made = add("{}");
  change(made, "first");
  EXPECT_EQ(key_of([&] { change(made, "second"); }), "store.changed_meanwhile");
  EXPECT_EQ(body(made.id), "first");
}

TEST_F(DocumentsTest, nothing_of_it_lies_in_clear) {
  const auto made = add("{\"title\":\"Quayside lanterns\"}");
  change(made, "{\"title\":\"Quayside lanterns\"}", {{"report.html", "Lighthouse figures"}});
  database_->read([&](db::Reader& tx) {
    for (const auto& row : tx.all("SELECT sealed FROM document UNION ALL"
                                  " SELECT sealed FROM document_file")) {
      const std::string bytes{text_of(row.bytes(0))};
      EXPECT_EQ(bytes.find("Quayside"), std::string::npos);
      EXPECT_EQ(bytes.find("Lighthouse"), std::string::npos);
    }
    return true;
  });
}

TEST_F(DocumentsTest, somebody_of_another_organisation_is_a_mistake_of_ours) {
  const auto stranger = permit(OrgId::random());
  EXPECT_THROW(database_->read([&](db::Reader& tx) {
    return documents_->all(tx, stranger, Kind::study).size();
  }),
               Bug);
}

TEST_F(DocumentsTest, verification_finds_every_way_to_tamper) {
  auto one = change(add("{}"), "{}", {{"report.html", "one"}});
  const auto two = add("{}");
  EXPECT_EQ(found(), Names{});
  EXPECT_EQ(found(false), Names{});

  const auto before = database_->read([&](db::Reader& tx) {
    return tx.one("SELECT revision, sealed FROM document WHERE id = ?", one.id).value();
  });
  one = change(one, "{\"later\":true}");
  tamper("UPDATE document SET revision = ?, sealed = ? WHERE id = ?", before.integer(0),
         before.bytes(1), one.id);
  EXPECT_EQ(found(false), Names{"document.altered"});

  tamper("DELETE FROM document WHERE id = ?", one.id);
  EXPECT_EQ(found(false), Names{"document.missing"});
  tamper("DELETE FROM document_file WHERE document_id = ?", one.id);
  tamper("UPDATE document SET id = ? WHERE id = ?", one.id, two.id);
  EXPECT_EQ(found(false), (Names{"document.altered", "document.missing"}));
}

TEST_F(DocumentsTest, verification_finds_a_file_that_was_changed_put_in_or_taken_away) {
  const auto document = change(add("{}"), "{}", {{"a.csv", "one"}, {"b.csv", "two"}});
  tamper("UPDATE document_file SET name = 'c.csv' WHERE name = 'b.csv'");
  EXPECT_EQ(found(), Names{"document.altered"});
  EXPECT_EQ(key_of([&] { file(document.id, "c.csv"); }), "store.damaged");
  tamper("UPDATE document_file SET name = 'b.csv' WHERE name = 'c.csv'");
  EXPECT_EQ(found(), Names{});
  tamper("DELETE FROM document_file WHERE name = 'a.csv'");
  EXPECT_EQ(found(), Names{"document.altered"});
  tamper("INSERT INTO document_file (document_id, name, revision, sealed) VALUES (?, 'x', 1, ?)",
         DocumentId::random(), Bytes{1});
  EXPECT_EQ(found(), (Names{"document.altered", "document.inserted"}));
}

TEST_F(DocumentsTest, verification_finds_what_does_not_open_and_what_nobody_wrote) {
  const auto document = add("{}");
  tamper("UPDATE document SET kind = 'release' WHERE id = ?", document.id);
  EXPECT_EQ(found(), Names{"document.altered"});
  tamper("UPDATE document SET kind = 'study' WHERE id = ?", document.id);
  tamper("INSERT INTO document (id, kind, revision, sealed) VALUES (?, 'study', 1, ?)",
         DocumentId::random(), Bytes{1});
  tamper("INSERT INTO document (id, kind, revision, sealed) VALUES ('none', 'study', 1, ?)",
         Bytes{1});
  EXPECT_EQ(found(), (Names{"document.inserted", "document.inserted"}));
  EXPECT_EQ(key_of([&] {
              database_->read([&](db::Reader& tx) {
                return documents_->all(tx, permit(), Kind::study).size();
              });
            }),
            "store.damaged");
}

TEST_F(DocumentsTest, a_digest_over_what_does_not_open_is_found_with_the_key_only) {
  const auto id = DocumentId::random();
  // Somebody with the files and the chain, but not the organisation's key.
  const auto other = crypto::Secret::random();
  OrgId elsewhere = OrgId::random();
  const auto folder = directory_ / "other";
  std::filesystem::create_directory(folder);
  const auto database = db::Database::open(db::trial::place_in(folder), db::built_in_migrations());
  database->write([&](db::Writer& tx) { vault::Keyring::create(tx, other, elsewhere); });
  const vault::Keyring keyring{*database, other, elsewhere};
  journal_->write(account_, [&](audit::Work& work) {
    return Documents{keyring}.add(work, permit(elsewhere), What::study_started, Kind::study, id,
                                  "{}");
  });
  EXPECT_EQ(found(false), Names{});
  EXPECT_EQ(found(), Names{"document.unreadable"});
}

}  // namespace
}  // namespace ts::documents
