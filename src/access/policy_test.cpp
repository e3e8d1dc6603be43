#include "access/policy.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace ts::access {
namespace {

const Policy& policy() { return Policy::built_in(); }

Caller caller_of(Role role) {
  return {.account = AccountId::random(),
          .org = OrgId::random(),
          .role = role,
          .team = TeamId::random(),
          .reasons = {}};
}

Standing standing_of(std::optional<TeamId> team) {
  return {.case_id = CaseId::random(),
          .forgotten = false,
          .team = team,
          .owner = AccountId::random(),
          .helpers = {}};
}

template <class F>
std::pair<Fault, std::string> failure_of(F&& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return {failure.fault(), std::string{failure.key().text()}};
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

const std::pair absent{Fault::absent, std::string{"case.absent"}};
const std::pair forbidden{Fault::forbidden, std::string{"access.not_your_role"}};

static_assert(!std::is_default_constructible_v<Grant<Action::case_read>>);
static_assert(!std::is_constructible_v<Grant<Action::case_read>, Caller, Scope,
                                       std::optional<CaseId>, ClassSet, ClassSet>);
static_assert(!std::is_convertible_v<Grant<Action::case_read>, Grant<Action::case_change>>);

TEST(Policy, names_go_both_ways) {
  for (const auto role : all_roles) EXPECT_EQ(role_of(text(role)), role);
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < action_count; ++i) {
    const auto action = static_cast<Action>(i);
    EXPECT_EQ(action_of(text(action)), action);
    names.insert(text(action));
  }
  EXPECT_EQ(names.size(), action_count);
  EXPECT_EQ(role_of("Caseworker"), std::nullopt);
  EXPECT_EQ(role_of(""), std::nullopt);
  EXPECT_EQ(action_of("case.steal"), std::nullopt);
}

/// The table of the rules, row by row: reads, writes, reads when a reason is given.
TEST(Policy, classes_are_those_of_the_rules) {
  struct Row {
    Role role;
    std::string reads, writes, with_reason;
  };
  const std::vector<Row> rows{{Role::caseworker, "KWSMLCAN", "KWSMLCA", ""},
                              {Role::supervisor, "KWSLCAN", "A", "M"},
                              {Role::protection_officer, "LAN", "LA", ""},
                              {Role::tip_officer, "", "", ""},
                              {Role::coordinator, "N", "", ""},
                              {Role::analyst, "N", "", ""},
                              {Role::administrator, "", "", ""},
                              {Role::auditor, "", "", ""}};
  ASSERT_EQ(rows.size(), all_roles.size());
  for (const auto& row : rows) {
    EXPECT_EQ(policy().reads(row.role).letters(), row.reads) << text(row.role);
    EXPECT_EQ(policy().writes(row.role).letters(), row.writes) << text(row.role);
    EXPECT_EQ(policy().with_reason(row.role).letters(), row.with_reason) << text(row.role);
  }
}

TEST(Policy, who_never_comes_near_a_case) {
  for (const auto role :
       {Role::tip_officer, Role::coordinator, Role::analyst, Role::administrator, Role::auditor})
    for (const auto action :
         {Action::case_open, Action::case_read, Action::case_list, Action::case_search,
          Action::case_change, Action::case_close, Action::case_reopen, Action::case_forget,
          Action::case_assign, Action::case_reason, Action::case_history})
      EXPECT_EQ(policy().scope(role, action), Scope::none) << text(role) << ' ' << text(action);
}

TEST(Policy, remarks_of_the_rules) {
  EXPECT_EQ(policy().scope(Role::protection_officer, Action::case_search), Scope::none);
  EXPECT_EQ(policy().scope(Role::caseworker, Action::case_forget), Scope::none);
  EXPECT_EQ(policy().scope(Role::supervisor, Action::case_read), Scope::organisation);
  EXPECT_EQ(policy().scope(Role::coordinator, Action::count_read), Scope::safe);
  EXPECT_EQ(policy().scope(Role::analyst, Action::count_read), Scope::safe);
  EXPECT_EQ(policy().scope(Role::auditor, Action::audit_verify), Scope::organisation);
  for (const auto role : all_roles) {
    EXPECT_EQ(policy().scope(role, Action::account_self), Scope::self);
    EXPECT_EQ(policy().scope(role, Action::account_change) != Scope::none,
              role == Role::administrator);
    EXPECT_EQ(policy().scope(role, Action::audit_read) != Scope::none, role == Role::auditor);
  }
}

TEST(Policy, actions_are_those_with_a_scope) {
  for (const auto role : all_roles) {
    const auto names = policy().actions(role);
    for (std::size_t i = 0; i < action_count; ++i) {
      const auto action = static_cast<Action>(i);
      EXPECT_EQ(std::count(names.begin(), names.end(), text(action)),
                policy().scope(role, action) == Scope::none ? 0 : 1);
    }
  }
}

TEST(Policy, grant_tells_who_what_and_which) {
  const auto caller = caller_of(Role::caseworker);
  const std::optional standing{standing_of(caller.team)};
  const auto grant = policy().require<Action::case_change>(caller, standing);
  EXPECT_EQ(grant.account(), caller.account);
  EXPECT_EQ(grant.org(), caller.org);
  EXPECT_EQ(grant.case_id(), standing->case_id);
  EXPECT_EQ(grant.scope(), Scope::related);
  EXPECT_EQ(grant.writes().letters(), "KWSMLCA");
  EXPECT_THROW(policy().require<Action::case_list>(caller).case_id(), Bug);
}

TEST(Policy, not_there_forgotten_and_not_yours_are_one_answer) {
  const auto caller = caller_of(Role::caseworker);
  const auto asked = [&](const std::optional<Standing>& standing) {
    return failure_of([&] { policy().require<Action::case_read>(caller, standing); });
  };
  auto forgotten = standing_of(caller.team);
  forgotten.forgotten = true;
  EXPECT_EQ(asked(std::nullopt), absent);
  EXPECT_EQ(asked(standing_of(TeamId::random())), absent);
  EXPECT_EQ(asked(standing_of(std::nullopt)), absent);
  EXPECT_EQ(asked(forgotten), absent);
}

TEST(Policy, role_is_asked_before_the_case) {
  const auto administrator = caller_of(Role::administrator);
  EXPECT_EQ(failure_of([&] { policy().require<Action::case_read>(administrator, std::nullopt); }),
            forbidden);
  EXPECT_EQ(failure_of([&] {
              policy().require<Action::case_read>(administrator, standing_of(administrator.team));
            }),
            forbidden);
  EXPECT_EQ(failure_of([&] { policy().require<Action::audit_read>(administrator); }), forbidden);
}

TEST(Policy, without_team_only_owner_and_helper_relate) {
  auto caller = caller_of(Role::caseworker);
  caller.team.reset();
  auto standing = standing_of(std::nullopt);
  EXPECT_FALSE(policy().reaches(Scope::related, caller, standing));
  standing.helpers = {AccountId::random(), caller.account};
  EXPECT_TRUE(policy().reaches(Scope::related, caller, standing));
  standing.helpers.clear();
  standing.owner = caller.account;
  EXPECT_TRUE(policy().reaches(Scope::related, caller, standing));
}

TEST(Policy, who_is_kept_out_is_told_that_there_is_no_such_case_whatever_their_role) {
  for (const auto role : all_roles) {
    const auto caller = caller_of(role);
    auto standing = standing_of(caller.team);
    standing.owner = caller.account;
    standing.helpers = {caller.account};
    standing.visits = {{caller.account, {std::numeric_limits<std::int64_t>::max()}}};
    standing.kept_out = {AccountId::random(), caller.account};
    for (const auto scope : {Scope::related, Scope::lasting, Scope::team, Scope::organisation})
      EXPECT_FALSE(policy().reaches(scope, caller, standing)) << text(role);
  }
}

TEST(Policy, a_visit_lasts_until_its_end_and_makes_nobody_the_owner) {
  auto caller = caller_of(Role::caseworker);
  caller.now = {1'772'000'000'000};
  auto standing = standing_of(TeamId::random());
  standing.visits = {{caller.account, caller.now + std::chrono::milliseconds{1}}};
  EXPECT_TRUE(policy().reaches(Scope::related, caller, standing));
  EXPECT_FALSE(policy().reaches(Scope::lasting, caller, standing));
  EXPECT_FALSE(policy().reaches(Scope::team, caller, standing));
  for (const auto action : {Action::case_close, Action::case_reopen, Action::case_assign})
    EXPECT_EQ(policy().scope(Role::caseworker, action), Scope::lasting);
  standing.visits = {{caller.account, caller.now}};
  EXPECT_FALSE(policy().reaches(Scope::related, caller, standing));
  standing.visits = {{AccountId::random(), caller.now + std::chrono::hours{1}}};
  EXPECT_FALSE(policy().reaches(Scope::related, caller, standing));
  // Where nobody says when it is, every visit has ended.
  const auto whenever = caller_of(Role::caseworker);
  standing.visits = {{whenever.account, caller.now}};
  EXPECT_FALSE(policy().reaches(Scope::related, whenever, standing));
}

TEST(Policy, reason_opens_its_case_and_class_only) {
  auto caller = caller_of(Role::supervisor);
  const std::optional standing{standing_of(TeamId::random())};
  const auto reads = [&] { return policy().require<Action::case_read>(caller, standing).reads(); };
  EXPECT_FALSE(reads().has(FieldClass::health));
  caller.reasons = {{CaseId::random(), FieldClass::health}};
  EXPECT_FALSE(reads().has(FieldClass::health));
  caller.reasons.emplace_back(standing->case_id, FieldClass::health);
  EXPECT_EQ(reads().letters(), "KWSMLCAN");
}

TEST(Policy, packet_shows_its_classes_to_those_who_read_packets_and_nothing_else) {
  const auto officer = caller_of(Role::protection_officer);
  auto standing = standing_of(officer.team);
  EXPECT_EQ(policy().require<Action::case_read>(officer, standing).reads().letters(), "LAN");
  standing.from_packet = true;
  const auto grant = policy().require<Action::case_change>(officer, standing);
  EXPECT_EQ(grant.reads().letters(), "KSLCAN");
  EXPECT_EQ(grant.writes().letters(), "KSLCA");
  const auto supervisor = caller_of(Role::supervisor);
  EXPECT_FALSE(
      policy().require<Action::case_read>(supervisor, standing).reads().has(FieldClass::health));
}

TEST(Policy, reason_gives_no_class_that_the_role_has_not_with_reason) {
  auto caller = caller_of(Role::protection_officer);
  const std::optional standing{standing_of(caller.team)};
  for (const auto field_class : all_field_classes)
    caller.reasons.emplace_back(standing->case_id, field_class);
  EXPECT_EQ(policy().require<Action::case_read>(caller, standing).reads().letters(), "LAN");
}

TEST(Policy, unknown_rows_columns_and_cells_are_bugs) {
  std::string actions = "action";
  for (const auto role : all_roles) (actions += ',') += text(role);
  for (std::size_t i = 0; i < action_count; ++i)
    (actions += '\n') += std::string{text(static_cast<Action>(i))} + ",,,,,,,,";
  std::string classes = "role,K,W,S,M,L,C,A,N";
  for (const auto role : all_roles) (classes += '\n') += std::string{text(role)} + ",,,,,,,,";
  EXPECT_NO_THROW((Policy{actions, classes}));

  const auto with = [](std::string text, std::string_view old, std::string_view now) {
    return text.replace(text.find(old), old.size(), now);
  };
  const std::vector<std::string> bad_actions{"",
                                             with(actions, "case.read,", "case.write,"),
                                             with(actions, "case.read,", "case.read,everything"),
                                             with(actions, "case.read,", "case.open,"),
                                             with(actions, "case.read,", "case.read,,"),
                                             with(actions, "auditor", "caseworker"),
                                             with(actions, "auditor", "owner"),
                                             actions.substr(0, actions.rfind('\n'))};
  for (const auto& bad : bad_actions) EXPECT_THROW((Policy{bad, classes}), Bug) << bad;
  const std::vector<std::string> bad_classes{"",
                                             with(classes, ",K,", ",Q,"),
                                             with(classes, ",K,", ",W,"),
                                             with(classes, ",K,", ",KW,"),
                                             with(classes, "analyst,", "analyst,w"),
                                             with(classes, "analyst,", "auditor,"),
                                             classes.substr(0, classes.rfind('\n'))};
  for (const auto& bad : bad_classes) EXPECT_THROW((Policy{actions, bad}), Bug) << bad;
}

/// The relation as one would say it, over few enough ids that they meet often.
RC_GTEST_PROP(Policy, ReachesWhatThePlainSentenceSays, ()) {
  const std::vector<AccountId> people{AccountId::random(), AccountId::random(),
                                      AccountId::random()};
  const std::vector<TeamId> teams{TeamId::random(), TeamId::random()};
  const auto maybe_team = [&] {
    const auto n = *rc::gen::inRange<std::size_t>(0, 3);
    return n == 2 ? std::nullopt : std::optional{teams[n]};
  };
  const auto person = [&] { return people[*rc::gen::inRange<std::size_t>(0, 3)]; };
  const Caller caller{.account = person(),
                      .org = OrgId::random(),
                      .role = Role::caseworker,
                      .team = maybe_team(),
                      .reasons = {}};
  Standing standing{.case_id = CaseId::random(),
                    .forgotten = *rc::gen::inRange(0, 4) == 0,
                    .team = maybe_team(),
                    .owner = std::nullopt,
                    .helpers = {}};
  if (*rc::gen::arbitrary<bool>()) standing.owner = person();
  if (*rc::gen::inRange(0, 4) == 0) standing.kept_out = {person()};
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) standing.helpers.push_back(person());

  bool related = false;
  bool same_team = false;
  if (caller.team.has_value() && standing.team.has_value())
    same_team = *caller.team == *standing.team;
  if (same_team) related = true;
  if (standing.owner.has_value() && *standing.owner == caller.account) related = true;
  for (const auto& helper : standing.helpers)
    if (helper == caller.account) related = true;
  const bool there = !standing.forgotten && !standing.keeps_out(caller.account);

  const auto reaches = [&](Scope scope) { return policy().reaches(scope, caller, standing); };
  RC_ASSERT(reaches(Scope::related) == (there && related));
  RC_ASSERT(reaches(Scope::lasting) == (there && related));
  RC_ASSERT(reaches(Scope::team) == (there && same_team));
  RC_ASSERT(reaches(Scope::organisation) == there);
  for (const auto scope : {Scope::none, Scope::self, Scope::safe}) RC_ASSERT(!reaches(scope));
  RC_ASSERT(!policy().reaches(Scope::organisation, caller, std::nullopt));
}

}  // namespace
}  // namespace ts::access
