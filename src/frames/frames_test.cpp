#include "frames/frames.h"

#include <gtest/gtest.h>

#include "frames/trial.h"

namespace ts::frames::trial {
namespace {

using records::State;

std::vector<CaseId> ids_of(const std::vector<CaseRow>& rows) {
  std::vector<CaseId> out;
  out.reserve(rows.size());
  for (const auto& row : rows) out.push_back(row.id);
  return out;
}

std::map<std::string, std::int64_t> by_value(const std::vector<Count>& counts) {
  std::map<std::string, std::int64_t> out;
  for (const auto& count : counts) out[count.value] = count.count;
  return out;
}

class FramesTest : public testing::Test {
 protected:
  Shelter shelter;
  TeamId north = TeamId::random(), south = TeamId::random();
  Caller amal = shelter.somebody(Role::caseworker, north);
  Caller bruno = shelter.somebody(Role::caseworker, north);
  Caller carla = shelter.somebody(Role::caseworker, south);
  Caller supervisor = shelter.somebody(Role::supervisor, north);
  Caller officer = shelter.somebody(Role::protection_officer, north);
  Caller analyst = shelter.somebody(Role::analyst);
};

TEST_F(FramesTest, a_row_shows_what_a_list_needs) {
  const auto opened = shelter.open(amal, {{"tsn_CalledName", "Mariam"},
                                          {"prs_FirstName", "Maryam"},
                                          {"prs_SecondName", "Haddad"},
                                          {"prs_Birthdate", "1994-05~"},
                                          {"prs_Citizenship", std::vector<std::string>{"SY"}},
                                          {"prs_Email", "somebody@example.org"}});
  const auto page = shelter.list(bruno);
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.total, 1U);
  EXPECT_FALSE(page.more);
  const auto& row = page.rows.front();
  EXPECT_EQ(row.id, opened.id);
  EXPECT_EQ(row.state, State::open);
  EXPECT_EQ(row.team, north);
  EXPECT_EQ(row.owner, amal.account);
  EXPECT_EQ(row.revision, 1);
  EXPECT_FALSE(row.masked);
  EXPECT_EQ(row.name, "Mariam");
  EXPECT_EQ(fields_of(row), (Fields{{"tsn_CalledName", "Mariam"},
                                    {"prs_Birthdate", "1994-05~"},
                                    {"prs_Citizenship", std::vector<std::string>{"SY"}},
                                    {"cas_Status", "Active"},
                                    {"cas_CaseOwner", amal.account.text()}}));
}

TEST_F(FramesTest, the_first_record_of_a_kind_counts) {
  const auto opened = shelter.open(amal, {{"tsn_CalledName", "Mariam"}});
  shelter.clock().forward(std::chrono::hours{1});
  shelter.add(amal, opened.id, "person", {{"tsn_CalledName", "Yusuf"}, {"prs_Birthdate", "2007"}});
  const auto row = shelter.list(amal).rows.at(0);
  EXPECT_EQ(row.name, "Mariam");
  EXPECT_FALSE(fields_of(row).contains("prs_Birthdate"));
  EXPECT_EQ(shelter.frames().size().people, 2U);
  EXPECT_EQ(shelter.find(amal, "Youssef").rows.at(0).id, opened.id);
}

TEST_F(FramesTest, every_change_is_in_the_next_list_and_moves_the_case_up) {
  const auto first = shelter.open(amal, {{"tsn_CalledName", "Mariam"}});
  const auto second = shelter.open(amal, {{"tsn_CalledName", "Sokha"}});
  EXPECT_EQ(ids_of(shelter.list(amal).rows), (std::vector{second.id, first.id}));

  shelter.change(amal, first.id, first.person, {{"tsn_CalledName", "Meryem"}});
  auto rows = shelter.list(amal).rows;
  EXPECT_EQ(ids_of(rows), (std::vector{first.id, second.id}));
  EXPECT_EQ(rows.at(0).name, "Meryem");
  EXPECT_EQ(rows.at(0).changed_at, shelter.clock().now());
  EXPECT_EQ(ids_of(shelter.list(amal, {.sort = Sort::opened}).rows),
            (std::vector{second.id, first.id}));

  // Also one of which nothing is kept.
  shelter.clock().forward(std::chrono::seconds{1});
  shelter.add(amal, second.id, "note", {{"cco_CaseComment", "text"}});
  rows = shelter.list(amal).rows;
  EXPECT_EQ(ids_of(rows), (std::vector{second.id, first.id}));
  EXPECT_EQ(rows.at(0).changed_at, shelter.clock().now());
  EXPECT_EQ(rows.at(0).name, "Sokha");

  shelter.close(amal, second.id);
  rows = shelter.list(amal).rows;
  EXPECT_EQ(ids_of(rows), (std::vector{second.id, first.id}));
  EXPECT_EQ(rows.at(0).state, State::closed);
  EXPECT_EQ(shelter.frames().changed_at(second.id), shelter.clock().now());
  EXPECT_EQ(shelter.list(amal, {.state = State::open}).total, 1U);
  EXPECT_EQ(shelter.list(amal, {.state = State::closed}).total, 1U);
}

TEST_F(FramesTest, pages_follow_one_another_also_when_cases_of_one_moment_change) {
  std::vector<CaseId> expected;
  for (int n = 0; n < 7; ++n) {
    expected.push_back(shelter.open(amal, {{"tsn_CalledName", "Person"}}).id);
    if (n % 3 != 0) shelter.clock().forward(std::chrono::milliseconds{-1});  // the same moment
  }
  std::vector<CaseId> seen;
  Query query{.limit = 2};
  for (Page page{.more = true}; page.more;) {
    page = shelter.list(amal, query);
    EXPECT_EQ(page.total, expected.size());
    for (const auto& row : page.rows) seen.push_back(row.id);
    query.after = {page.rows.back().changed_at, page.rows.back().id};
    if (seen.size() == 2) {  // a new case belongs to the pages before, not to those that follow
      expected.push_back(shelter.open(amal, {{"tsn_CalledName", "Another"}}).id);
    }
  }
  EXPECT_EQ(seen.size(), 7U);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
  EXPECT_TRUE(shelter.list(amal, {.limit = 0}).rows.empty());
}

TEST_F(FramesTest, lists_go_as_far_as_the_role_and_no_farther) {
  const auto of_amal = shelter.open(amal, {{"tsn_CalledName", "Mariam"}});
  const auto of_bruno = shelter.open(bruno, {{"tsn_CalledName", "Sokha"}});
  const auto of_carla = shelter.open(carla, {{"tsn_CalledName", "Nadia"}});
  EXPECT_EQ(ids_of(shelter.list(amal).rows), (std::vector{of_bruno.id, of_amal.id}));
  EXPECT_EQ(ids_of(shelter.list(amal, {.reach = Reach::mine}).rows), std::vector{of_amal.id});
  EXPECT_EQ(ids_of(shelter.list(carla).rows), std::vector{of_carla.id});
  EXPECT_EQ(shelter.list(supervisor).total, 3U);
  EXPECT_EQ(shelter.list(supervisor, {.reach = Reach::team}).total, 2U);

  shelter.stand(amal, of_amal.id, audit::What::helper_added,
                [&](records::CaseFile& file) { file.helpers.push_back(carla.account); });
  EXPECT_EQ(ids_of(shelter.list(carla).rows), (std::vector{of_amal.id, of_carla.id}));
  EXPECT_EQ(shelter.list(carla, {.reach = Reach::team}).total, 1U);
  EXPECT_EQ(shelter.frames().standing(of_amal.id)->helpers, std::vector{carla.account});
  shelter.stand(amal, of_amal.id, audit::What::helper_removed,
                [](records::CaseFile& file) { file.helpers.clear(); });
  EXPECT_EQ(ids_of(shelter.list(carla).rows), std::vector{of_carla.id});
}

TEST_F(FramesTest, a_supervisor_sees_no_names_in_lists) {
  shelter.open(carla, {{"tsn_CalledName", "Nadia"},
                       {"prs_Birthdate", "1990"},
                       {"prs_Citizenship", std::vector<std::string>{"MD"}}});
  for (const auto& row :
       {shelter.list(supervisor).rows.at(0), shelter.find(supervisor, "Nadiya").rows.at(0)}) {
    EXPECT_TRUE(row.masked);
    EXPECT_EQ(row.name, "");
    EXPECT_EQ(fields_of(row),
              (Fields{{"cas_Status", "Active"}, {"cas_CaseOwner", carla.account.text()}}));
  }
}

TEST_F(FramesTest, a_role_sees_fields_of_its_classes_only) {
  shelter.open(amal, {{"tsn_CalledName", "Mariam"}, {"prs_Birthdate", "1994"}});
  const auto row = shelter.list(officer).rows.at(0);
  EXPECT_FALSE(row.masked);
  EXPECT_EQ(row.name, "");
  EXPECT_EQ(fields_of(row),
            (Fields{{"cas_Status", "Active"}, {"cas_CaseOwner", amal.account.text()}}));
}

TEST_F(FramesTest, finds_by_any_spelling_of_any_name_in_any_order) {
  const auto mariam = shelter.open(
      amal,
      {{"tsn_CalledName", "مريم"}, {"prs_FirstName", "Mariam"}, {"prs_SecondName", "Haddad"}});
  shelter.open(amal, {{"tsn_CalledName", "Sokha"}});
  for (const auto* asked : {"Haddad Maryam", "haddad mariam", "مريم", "Meriem"}) {
    const auto found = shelter.find(bruno, asked);
    ASSERT_EQ(found.rows.size(), 1U) << asked;
    EXPECT_EQ(found.rows[0].id, mariam.id);
    EXPECT_GE(found.rows[0].similarity, 0.8);
    EXPECT_FALSE(found.elsewhere);
  }
  EXPECT_EQ(shelter.find(bruno, "Sok").rows.size(), 1U) << "the beginning of a name";
  EXPECT_TRUE(shelter.find(bruno, "Oluwaseun").rows.empty());
  EXPECT_TRUE(shelter.find(bruno, "").rows.empty());
}

TEST_F(FramesTest, finds_by_one_word_of_the_name_as_it_sounds) {
  const auto amara =
      shelter.open(amal, {{"tsn_CalledName", "Amara"}, {"prs_SecondName", "Lindqvist"}});
  for (const auto* asked : {"Lindkvist", "lindqvist", "Amarra"}) {
    const auto found = shelter.find(bruno, asked);
    ASSERT_EQ(found.rows.size(), 1U) << asked;
    EXPECT_EQ(found.rows[0].id, amara.id);
  }
  EXPECT_TRUE(shelter.find(bruno, "Lindholm").rows.empty());
  EXPECT_TRUE(shelter.find(bruno, "Bergman").rows.empty());
}

TEST_F(FramesTest, says_only_that_somebody_alike_is_elsewhere) {
  const auto nadia = shelter.open(carla, {{"tsn_CalledName", "Nadia Ceban"}});
  for (const auto closed : {false, true}) {
    if (closed) shelter.close(carla, nadia.id);
    const auto found = shelter.find(amal, "Nadiya Cheban");
    EXPECT_TRUE(found.rows.empty());
    EXPECT_TRUE(found.elsewhere);
  }
  EXPECT_FALSE(shelter.find(amal, "Na").elsewhere) << "a beginning is not alike";
  shelter.forget(supervisor, nadia.id);
  EXPECT_FALSE(shelter.find(amal, "Nadia Ceban").elsewhere);
}

TEST_F(FramesTest, a_forgotten_case_leaves_its_row_to_the_next) {
  const auto opened = shelter.open(amal, {{"tsn_CalledName", "Mariam"}, {"prs_Birthdate", "1994"}});
  shelter.forget(supervisor, opened.id);
  EXPECT_EQ(shelter.list(supervisor).total, 0U);
  EXPECT_FALSE(shelter.frames().standing(opened.id));
  EXPECT_FALSE(shelter.frames().changed_at(opened.id));
  EXPECT_EQ(shelter.frames().size().cases, 0U);
  EXPECT_EQ(shelter.frames().size().people, 0U);
  const auto bytes = shelter.frames().size().bytes;
  shelter.open(amal, {{"tsn_CalledName", "Sokha"}});
  const auto row = shelter.list(amal).rows.at(0);
  EXPECT_EQ(row.name, "Sokha");
  EXPECT_FALSE(fields_of(row).contains("prs_Birthdate"));
  EXPECT_LT(shelter.frames().size().bytes, bytes + 200);
  EXPECT_TRUE(shelter.find(amal, "Mariam").rows.empty());
}

TEST_F(FramesTest, the_day_tells_what_changed_and_what_lies_quiet) {
  const auto old = shelter.open(amal, {{"tsn_CalledName", "Mariam"}});
  const auto older = shelter.open(amal, {{"tsn_CalledName", "Sokha"}});
  shelter.change(amal, old.id, old.person, {{"tsn_CalledName", "Meryem"}});
  shelter.close(carla, shelter.open(carla, {{"tsn_CalledName", "Nadia"}}).id);
  shelter.clock().forward(std::chrono::hours{24 * 40});
  const auto now = shelter.clock().now();
  const auto recent = shelter.open(amal, {{"tsn_CalledName", "Chan"}});
  const auto grant = Policy::built_in().require<Action::case_list>(amal);
  const auto all = Policy::built_in().require<Action::case_list>(supervisor);
  EXPECT_EQ(shelter.frames().changed_since(grant, now, Reach::all), 1U);
  EXPECT_EQ(shelter.frames().changed_since(all, Instant{}, Reach::all), 3U) << "open ones only";
  EXPECT_EQ(ids_of(shelter.frames().quiet(grant, now, Reach::all, 9)),
            (std::vector{older.id, old.id}));
  EXPECT_EQ(ids_of(shelter.frames().quiet(grant, now, Reach::all, 1)), std::vector{older.id});
  EXPECT_EQ(shelter.list(amal).rows.at(0).id, recent.id);
}

class CountTest : public FramesTest {
 protected:
  CountTest() {
    for (int n = 0; n < 14; ++n)
      shelter.open(n < 3 ? amal : carla,
                   {{"tsn_CalledName", "Person"},
                    {"prs_Gender", "Feminine"},
                    {"prs_NumberOfChildren", std::int64_t{n % 2}}},
                   {{"context",
                     {{"vic_TypeOfExploitation",
                       n < 5 ? std::vector<std::string>{"ForcedLabour", "Servitude"}
                             : std::vector<std::string>{"ForcedLabour"}}}}});
    shelter.open(amal, {{"tsn_CalledName", "Person"}});
  }
};

TEST_F(CountTest, of_what_the_caller_reaches) {
  using Figures = std::map<std::string, std::int64_t>;
  EXPECT_EQ(by_value(shelter.count(amal, "prs_Gender")), (Figures{{"Feminine", 3}, {"", 1}}));
  EXPECT_EQ(by_value(shelter.count(supervisor, "prs_Gender")),
            (Figures{{"Feminine", 14}, {"", 1}}));
  EXPECT_EQ(by_value(shelter.count(supervisor, "vic_TypeOfExploitation")),
            (Figures{{"ForcedLabour", 14}, {"Servitude", 5}, {"", 1}}));
  EXPECT_EQ(by_value(shelter.count(carla, "prs_NumberOfChildren")), (Figures{{"0", 5}, {"1", 6}}));
  EXPECT_EQ(by_value(shelter.count(amal, "con_Consent")), (Figures{{"true", 4}}));
  EXPECT_EQ(shelter.count(supervisor, "vic_TypeOfExploitation").at(0).value, "ForcedLabour");
}

TEST_F(CountTest, safe_figures_are_rounded_and_hide_small_ones) {
  const auto safe = shelter.count(analyst, "vic_TypeOfExploitation");
  ASSERT_EQ(safe.size(), 1U);  // 14, 5 and 1
  EXPECT_EQ(safe[0].value, "ForcedLabour");
  EXPECT_EQ(safe[0].count, 10);
  EXPECT_TRUE(shelter.count(analyst, "prs_NumberOfChildren").empty());
}

TEST_F(CountTest, safe_figures_are_rounded_to_the_nearest) {
  for (int n = 0; n < 5; ++n)
    shelter.open(amal, {{"tsn_CalledName", "P"}, {"prs_Gender", "Feminine"}});
  for (int n = 0; n < 8; ++n) shelter.open(amal, {{"tsn_CalledName", "P"}});
  EXPECT_EQ(by_value(shelter.count(analyst, "prs_Gender")),
            (std::map<std::string, std::int64_t>{{"Feminine", 20}}));  // 19, and 9 not known
}

TEST_F(CountTest, a_safe_figure_is_left_out_when_it_would_give_a_small_one_away) {
  for (int n = 0; n < 2; ++n)
    shelter.open(amal, {{"tsn_CalledName", "P"}, {"prs_Gender", "Feminine"}});
  // 16, and 1 not known: 20 would be 15 or more, so who knows that there are 17 would know it.
  EXPECT_TRUE(shelter.count(analyst, "prs_Gender").empty());
}

TEST_F(CountTest, only_of_coded_fields_that_the_caller_reads) {
  for (const auto* field : {"prs_FirstName", "prs_Birthdate", "tsn_HealthNeeds", "cas_CaseOwner",
                            "prs_MailingLatitude", "none", ""})
    for (const auto& caller : {amal, analyst}) {
      try {
        shelter.count(caller, field);
        ADD_FAILURE() << field;
      } catch (const Failure& failure) {
        EXPECT_EQ(failure.fault(), Fault::invalid);
        EXPECT_EQ(failure.key(), MessageKey{"count.field"});
      }
    }
  EXPECT_THROW(shelter.count(officer, "prs_Gender"), Failure) << "class K";
  EXPECT_NO_THROW(shelter.count(officer, "vic_TraffickingStatus"));
}

TEST_F(CountTest, of_combinations) {
  using Cells = std::map<std::vector<std::string>, std::int64_t>;
  const auto cells = [&](const Caller& caller, const std::vector<std::string>& fields) {
    Cells out;
    for (const auto& cell : shelter.cross(caller, fields)) out[cell.values] = cell.count;
    return out;
  };
  EXPECT_EQ(
      cells(supervisor, {"prs_Gender", "vic_TypeOfExploitation"}),
      (Cells{{{"Feminine", "ForcedLabour"}, 14}, {{"Feminine", "Servitude"}, 5}, {{"", ""}, 1}}));
  EXPECT_EQ(cells(amal, {"prs_NumberOfChildren", "prs_Gender", "vic_TypeOfExploitation"}),
            (Cells{{{"0", "Feminine", "ForcedLabour"}, 2},
                   {{"0", "Feminine", "Servitude"}, 2},
                   {{"1", "Feminine", "ForcedLabour"}, 1},
                   {{"1", "Feminine", "Servitude"}, 1},
                   {{"", "", ""}, 1}}));
  for (const std::vector<std::string>& fields :
       {std::vector<std::string>{},
        {"prs_Gender", "prs_Gender"},
        {"prs_Gender", "prs_FirstName"},
        {"prs_Gender", "vic_TypeOfExploitation", "prs_NumberOfChildren", "con_Consent",
         "prs_Citizenship"}})
    EXPECT_THROW(shelter.cross(supervisor, fields), Failure);
  EXPECT_THROW(shelter.cross(officer, {"vic_TraffickingStatus", "prs_Gender"}), Failure);
}

TEST_F(CountTest, a_safe_combination_is_left_out_when_its_line_would_give_a_small_one_away) {
  const auto add = [&](int people, std::string gender, std::int64_t children) {
    for (int n = 0; n < people; ++n)
      shelter.open(
          amal,
          {{"tsn_CalledName", "P"}, {"prs_Gender", gender}, {"prs_NumberOfChildren", children}});
  };
  add(30, "Masculine", 3);
  add(3, "Masculine", 4);
  add(40, "NonConforming", 5);
  // Who knows that there are 33 men would know that about 3 have four children; the 40 stand alone.
  const auto safe = shelter.cross(analyst, {"prs_Gender", "prs_NumberOfChildren"});
  ASSERT_EQ(safe.size(), 1U);
  EXPECT_EQ(safe[0].values, (std::vector<std::string>{"NonConforming", "5"}));
  EXPECT_EQ(safe[0].count, 40);
}

TEST_F(FramesTest, a_damaged_case_is_left_out_and_the_others_are_there) {
  const auto damaged = shelter.open(amal, {{"tsn_CalledName", "Mariam"}});
  const auto sound = shelter.open(amal, {{"tsn_CalledName", "Sokha"}});
  shelter.database().write([&](db::Writer& tx) {
    const Bytes nonsense(96, 7);
    tx.run("UPDATE part SET sealed = ? WHERE record_id = ?", nonsense, damaged.person);
  });
  shelter.stand(amal, damaged.id, audit::What::helper_added,
                [&](records::CaseFile& file) { file.helpers.push_back(carla.account); });
  EXPECT_EQ(ids_of(shelter.list(amal).rows), std::vector{sound.id});
  EXPECT_EQ(shelter.frames().size().damaged, 1U);
  Frames fresh{shelter.records()};
  fresh.rebuild(shelter.database());
  EXPECT_EQ(fresh.size().cases, 1U);
  EXPECT_EQ(fresh.size().damaged, 1U);
}

TEST_F(FramesTest, attributes_give_each_case_one_row_in_every_column) {
  shelter.open(
      amal,
      {{"tsn_CalledName", "Mariam"},
       {"prs_Gender", "Feminine"},
       {"prs_NumberOfChildren", std::int64_t{2}}},
      {{"context",
        {{"vic_MethodsOfControl", std::vector<std::string>{"DebtBondage", "FalsePromises"}}}}});
  shelter.open(carla, {{"tsn_CalledName", "Sokha"}});
  const auto grant = Policy::built_in().require<Action::release_make>(analyst);
  const auto got = shelter.frames().attributes(
      grant, {"prs_Gender", "prs_NumberOfChildren", "vic_MethodsOfControl", "prs_Birthdate"});
  ASSERT_EQ(got.size(), 4U);
  for (const auto& column : got) EXPECT_EQ(column.rows(), 2U);
  EXPECT_EQ(got[0].field->name, "prs_Gender");
  EXPECT_EQ(got[0].values, std::vector<std::string>{"Feminine"});
  EXPECT_EQ(got[1].values, std::vector<std::string>{"2"});
  EXPECT_EQ(got[2].codes.size(), 2U);
  // The same case is the same row in each.
  for (std::size_t row = 0; row < 2; ++row) {
    const auto said = got[0].starts[row + 1] - got[0].starts[row];
    EXPECT_EQ(got[1].starts[row + 1] - got[1].starts[row], said);
    EXPECT_EQ(got[2].starts[row + 1] - got[2].starts[row], 2 * said);
  }
}

TEST_F(FramesTest, a_forgotten_case_is_in_no_attribute) {
  const auto gone = shelter.open(amal, {{"tsn_CalledName", "Mariam"}, {"prs_Gender", "Feminine"}});
  shelter.open(amal, {{"tsn_CalledName", "Yusuf"}, {"prs_Gender", "Masculine"}});
  shelter.forget(supervisor, gone.id);
  const auto grant = Policy::built_in().require<Action::release_make>(analyst);
  const auto got = shelter.frames().attributes(grant, {"prs_Gender"});
  EXPECT_EQ(got[0].rows(), 1U);
  EXPECT_EQ(got[0].values, std::vector<std::string>{"Masculine"});
}

TEST_F(FramesTest, names_places_of_stay_and_free_text_are_never_attributes) {
  const auto grant = Policy::built_in().require<Action::release_make>(analyst);
  for (const auto* field :
       {"tsn_CalledName", "prs_FirstName", "prs_MailingCountry", "cas_CaseOwner", "cas_Status",
        "cas_IncomingReferralDate", "con_Consent", "cco_CaseComment", "x"}) {
    try {
      shelter.frames().attributes(grant, {field});
      ADD_FAILURE() << field;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.key().text(), "release.field");
    }
  }
  const auto names = shelter.frames().publishable();
  EXPECT_EQ(std::count(names.begin(), names.end(), "vic_TypeOfExploitation"), 1);
  for (const auto& name : names)
    EXPECT_EQ(shelter.frames().attributes(grant, {name}).size(), 1U) << name;
}

}  // namespace
}  // namespace ts::frames::trial
