#include "matters/attachments.h"

#include <rapidcheck.h>

#include "catalogue/file.h"
#include "matters/trial.h"

namespace ts::matters {
namespace {

using cases::trial::problems_of;
using packets::What;
using trial::MattersTest;
using trial::Side;
using ts::trial::key_of;

TEST_F(MattersTest, a_document_travels_is_read_before_and_is_a_paper_of_the_case_after) {
  file = a.person("House of the Lamp");
  auto draft = a.draft(file, a_knows_b, "KS");
  draft.files = {a.paper(file, "what she \xE2\x80\xAEgnp.drew?.exe")};
  const auto preview = a.matters->preview(a.worker, file.file.id, draft);
  ASSERT_EQ(preview.files.size(), 1U);
  EXPECT_EQ(preview.files[0].name, "what she gnp.drew_.exe");
  EXPECT_EQ(preview.files[0].bytes, 600'000U);
  a.matters->send(a.worker, file.file.id, draft);
  auto there = carry(a, b, draft.id);
  ASSERT_TRUE(there.request && there.request->files.size() == 1);
  EXPECT_TRUE(there.request->files[0].here);
  EXPECT_EQ(b.matters->piece(b.worker, draft.id, 0, 1),
            a.cases().piece(a.worker, file.file.id, draft.files[0], 1));
  for (const auto& [number, piece] : {std::pair{0, 2}, {1, 0}, {0, -1}})
    EXPECT_EQ(key_of([&] { b.matters->piece(b.worker, draft.id, number, piece); }), "file.absent");
  carry(a, b, draft.id);  // the same again
  const Matters::Acceptance yes{.open = true, .called = {}, .note = {}};
  there = b.matters->accept(b.worker, draft.id, yes);
  const auto opened = b.cases().read(b.worker, *there.case_id);
  EXPECT_EQ(Side::text_at(opened, "paper", "tsn_PaperSource"), "Casa do Norte");
  const auto kept = catalogue::file_of(Side::text_at(opened, "paper", "tsn_PaperStory"));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->name, "what she gnp.drew_.exe");
  EXPECT_EQ(b.cases().piece(b.worker, *there.case_id, kept->id, 0),
            a.cases().piece(a.worker, file.file.id, draft.files[0], 0));
  EXPECT_TRUE(a.findings().empty() && b.findings().empty());
}

TEST_F(MattersTest, a_document_goes_with_the_consent_that_let_it_come) {
  file = a.person("House of the Lamp");
  auto draft = a.draft(file, a_knows_b, "KS");
  draft.files = {a.paper(file, "letter.png")};
  a.matters->send(a.worker, file.file.id, draft);
  carry(a, b, draft.id);
  a.matters->say(a.worker, draft.id, What::withdraw, "");
  carry(a, b, draft.id);
  for (auto* side : {&a, &b}) {
    EXPECT_EQ(key_of([&] { side->matters->piece(side->worker, draft.id, 0, 0); }), "file.absent");
    EXPECT_EQ(side->rows_beside(draft.id), 0);
    EXPECT_TRUE(side->findings().empty());
  }
}

TEST_F(MattersTest, only_documents_of_the_case_and_of_the_classes_that_go_may_go_along) {
  file = a.person("House of the Lamp");
  const auto elsewhere = a.person("House of the Lamp");
  const auto said = [&](std::string_view classes, RecordId wanted) {
    auto draft = a.draft(file, a_knows_b, classes);
    draft.files = {wanted};
    return problems_of([&] { a.matters->preview(a.worker, file.file.id, draft); });
  };
  const std::vector<std::string> refused{"files: matter.file_not_agreed"};
  EXPECT_EQ(said("K", a.paper(file, "letter.png")), refused);
  EXPECT_EQ(said("KS", a.paper(elsewhere, "letter.png")), refused);
  EXPECT_EQ(said("KS", RecordId::random()), refused);
  auto many = a.draft(file, a_knows_b, "KS");
  many.files.assign(60, a.paper(file, "letter.png"));
  EXPECT_EQ(problems_of([&] { a.matters->preview(a.worker, file.file.id, many); }),
            std::vector<std::string>{"files: matter.files_too_large"});
}

TEST(Attachments, names_are_names_whatever_somebody_called_them) {
  using namespace std::string_literals;
  for (const auto& [given, expected] :
       std::vector<std::pair<std::string, std::string>>{{"drawing.jpg", "drawing.jpg"},
                                                        {"Рисунок 1.png", "Рисунок 1.png"},
                                                        {"../../keys.db", "_.._keys.db"},
                                                        {"C:\\x\\y.exe", "C__x_y.exe"},
                                                        {"...", "file"},
                                                        {"", "file"},
                                                        {"\xff\xfe", "file"},
                                                        {"a\nb\0c"s, "a_bc"},
                                                        {" .profile. ", "profile"}})
    EXPECT_EQ(plain_name(given), expected);
  const auto cut = plain_name(std::string(100, 'a') + std::string(20, 'b') + "ééééé.jpeg");
  EXPECT_TRUE(packets::is_safe_name(cut) && cut.ends_with(".jpeg")) << cut;
  rc::check([] {
    const auto name = plain_name(*rc::gen::arbitrary<std::string>());
    RC_ASSERT(packets::is_safe_name(name));
    RC_ASSERT(plain_name(name) == name);
  });
  EXPECT_EQ(plain_type("image/png"), "image/png");
  for (const auto* bad : {"", "image/png x", "text/html; charset=utf-8", "IMAGE/PNG"})
    EXPECT_EQ(plain_type(bad), "application/octet-stream");
}

}  // namespace
}  // namespace ts::matters
