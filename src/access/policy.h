#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "base/field_class.h"
#include "base/id.h"
#include "base/time.h"

/// Who may do and see what: one place, one question. The table is data (data/policy), the relation
/// to a case is worked out here, and what comes out is a Grant that nothing else can make.
namespace ts::access {

enum class Role {
  caseworker,
  supervisor,
  protection_officer,
  tip_officer,
  coordinator,
  analyst,
  administrator,
  auditor
};
inline constexpr std::array all_roles{
    Role::caseworker,  Role::supervisor, Role::protection_officer, Role::tip_officer,
    Role::coordinator, Role::analyst,    Role::administrator,      Role::auditor};
std::string_view text(Role role);
std::optional<Role> role_of(std::string_view text);

enum class Action {
  case_open,
  case_read,
  case_list,
  case_search,
  case_change,
  case_close,
  case_reopen,
  case_forget,
  case_assign,
  case_break_glass,
  case_reason,
  case_history,
  case_refer,
  case_compare,
  case_join,
  case_readers,
  reading_unusual,
  count_read,
  colleague_read,
  account_self,
  account_read,
  account_change,
  team_read,
  team_change,
  audit_read,
  audit_verify,
  certificate_read,
  application_open,
  protection_read,
  protection_record,
  protection_decide,
  protection_count,
  screening_read,
  screening_record,
  study_make,
  study_read,
  release_make,
  release_read,
  release_approve,
  form_read,
  form_change,
  peer_read,
  peer_change,
  matter_read,
  matter_send,
  matter_answer,
  hook_change,
  copy_make,
  agreement_read,
  agreement_change
};
inline constexpr std::size_t action_count = 50;
/// "case.open" as in data/policy/actions.csv.
std::string_view text(Action action);
std::optional<Action> action_of(std::string_view text);

/// How far an action reaches for a role.
enum class Scope {
  none,          ///< this role never does it
  self,          ///< one's own account, what one did oneself
  related,       ///< cases of one's team, one's own, where one is a named helper ("case"), or for
                 ///< a few hours where one broke the glass
  lasting,       ///< the same, but for the few hours
  team,          ///< one's own team (opening a case)
  organisation,  ///< all of the organisation's
  safe           ///< figures only, rounded and with small ones hidden
};

/// Somebody is in a case that is not theirs, for a reason that they gave, until then.
struct Visit {
  AccountId account;
  Instant until;
  friend bool operator==(const Visit&, const Visit&) = default;
};

/// Who asks.
struct Caller {
  AccountId account;
  OrgId org;
  Role role = Role::caseworker;
  std::optional<TeamId> team;
  /// Cases and classes for which this session has given a reason.
  std::vector<std::pair<CaseId, FieldClass>> reasons;
  /// When they ask. Where nobody says, so late that every visit has ended.
  Instant now = {std::numeric_limits<std::int64_t>::max()};
};

/// What decides how somebody stands to a case.
struct Standing {
  CaseId case_id;
  bool forgotten = false;
  std::optional<TeamId> team;
  std::optional<AccountId> owner;
  std::vector<AccountId> helpers;
  std::vector<AccountId> kept_out = {};  ///< for them there is no such case, whatever their role
  std::vector<Visit> visits = {};        ///< also those that ended
  /// The case came as a packet: what the packet shows may be read by those who read packets only.
  bool from_packet = false;

  bool keeps_out(AccountId account) const;
};

/// What every grant tells: who asks, about which case, and which field classes may be read and
/// written. Only the policy makes one.
class Permit {
 public:
  const Caller& caller() const { return caller_; }
  AccountId account() const { return caller_.account; }
  OrgId org() const { return caller_.org; }
  Scope scope() const { return scope_; }
  /// The case; asking where the grant is for no case is a Bug.
  CaseId case_id() const {
    ensure(case_.has_value());
    return *case_;
  }
  ClassSet reads() const { return reads_; }
  ClassSet writes() const { return writes_; }

 protected:
  Permit(Caller caller, Scope scope, std::optional<CaseId> case_id, ClassSet reads, ClassSet writes)
      : caller_{std::move(caller)}, scope_{scope}, case_{case_id}, reads_{reads}, writes_{writes} {}

 private:
  Caller caller_;
  Scope scope_;
  std::optional<CaseId> case_;
  ClassSet reads_;
  ClassSet writes_;
};

/// Proof of permission for one action. A function that needs the right takes it as a parameter, so
/// that forgetting to ask does not compile.
template <Action A>
class Grant : public Permit {
  friend class Policy;
  using Permit::Permit;
};

/// The program itself, while nobody asks, as when it carries packets between organisations. It
/// reads and writes no case, but that it closes one which was handed over.
class Unasked : public Permit {
  friend class Policy;
  using Permit::Permit;
};

class Policy {
 public:
  /// Reads the two tables; a row, column or cell that is not known is a Bug.
  Policy(std::string_view actions_csv, std::string_view classes_csv);
  static const Policy& built_in();

  Scope scope(Role role, Action action) const;
  /// The classes a role reads at most, and those for which it must give a reason first.
  ClassSet reads(Role role) const;
  ClassSet with_reason(Role role) const;
  ClassSet writes(Role role) const;
  /// The classes that a role reads and writes in cases that came as a packet, and nowhere else.
  ClassSet of_packets(Role role) const;
  /// The actions a role has at all, by name.
  std::vector<std::string_view> actions(Role role) const;

  /// For what concerns no single case. `Failure{forbidden, "access.not_your_role"}`.
  template <Action A>
  Grant<A> require(const Caller& caller) const {
    const auto granted = scope(caller.role, A);
    if (granted == Scope::none) throw Failure{Fault::forbidden, "access.not_your_role"};
    return Grant<A>{caller, granted, std::nullopt, reads(caller.role), writes(caller.role)};
  }

  /// For what the program does by itself.
  static Unasked unasked(OrgId org) {
    return {Caller{.account = {}, .org = org, .team = {}, .reasons = {}}, Scope::organisation,
            std::nullopt, ClassSet{}, ClassSet{}};
  }

  /// For the one thing that it does to a case: it closes what another organisation has taken over.
  static Unasked unasked(OrgId org, CaseId handed_over) {
    ClassSet own;
    own.add(FieldClass::admin);
    return {Caller{.account = {}, .org = org, .team = {}, .reasons = {}}, Scope::organisation,
            handed_over, own, own};
  }

  /// For one case; `standing` is nothing when there is no such case. A role that never does this is
  /// `Failure{forbidden, "access.not_your_role"}`; a case that is not there, is forgotten, or is
  /// not the caller's is `Failure{absent, "case.absent"}`: the three are not told apart.
  template <Action A>
  Grant<A> require(const Caller& caller, const std::optional<Standing>& standing) const {
    const auto granted = scope(caller.role, A);
    if (granted == Scope::none) throw Failure{Fault::forbidden, "access.not_your_role"};
    if (!reaches(granted, caller, standing)) throw Failure{Fault::absent, "case.absent"};
    const auto packet = standing->from_packet ? of_packets(caller.role) : ClassSet{};
    return Grant<A>{caller, granted, standing->case_id,
                    reads(caller.role) | packet | reasoned(caller, standing->case_id),
                    writes(caller.role) | packet};
  }

  /// Whether an action reaches this case for this caller; lists ask it for each row.
  bool reaches(Scope scope, const Caller& caller, const std::optional<Standing>& standing) const;

 private:
  ClassSet reasoned(const Caller& caller, CaseId case_id) const;
  struct Classes {
    ClassSet reads, with_reason, writes, of_packets;
  };
  void read_actions(std::string_view csv);
  void read_classes(std::string_view csv);
  static void add(Classes& classes, FieldClass field_class, std::string_view cell);
  std::array<std::array<Scope, action_count>, all_roles.size()> scopes_{};
  std::array<Classes, all_roles.size()> classes_{};
};

}  // namespace ts::access
