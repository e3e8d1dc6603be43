#include "cases/cases.h"

namespace ts::cases {
namespace {

using records::State;

constexpr std::chrono::hours quiet_after{24 * 30};
constexpr std::size_t rows_of_a_day = 8;
constexpr std::chrono::days due_of_a_day{14};
constexpr std::size_t most_due = 500;

}  // namespace

frames::Page Cases::list(const Caller& caller, const frames::Query& query) {
  const auto grant = ask(caller).require<Action::case_list>(caller);
  auto out = frames_.list(grant, query);
  journal_.note(caller.account, {.what = audit::What::case_listed});
  return out;
}

frames::Found Cases::search(const Caller& caller, std::string_view name,
                            const std::optional<State>& state, std::size_t limit) {
  const auto grant = ask(caller).require<Action::case_search>(caller);
  auto out = frames_.find(grant, name, state, limit);
  journal_.note(caller.account, {.what = audit::What::case_searched});
  return out;
}

Day Cases::day(const Caller& caller) {
  const auto grant = ask(caller).require<Action::case_list>(caller);
  const auto now = journal_.clock().now();
  const auto scope =
      grant.scope() == access::Scope::organisation ? frames::Reach::all : frames::Reach::team;
  Day out;
  const auto open = frames_.list(
      grant, {.state = State::open, .reach = scope, .limit = rows_of_a_day, .after = {}});
  out.open = open.total;
  out.recent = open.rows;
  out.closed =
      frames_.list(grant, {.state = State::closed, .reach = scope, .limit = 1, .after = {}}).total;
  out.changed_today = frames_.changed_since(grant, now + -std::chrono::hours{24}, scope);
  out.quiet = frames_.quiet(grant, now + -quiet_after, scope, rows_of_a_day);
  if (policy_.scope(caller.role, Action::case_forget) != access::Scope::none)
    out.outlived = frames_.outlived(grant, date_of(now), rows_of_a_day);
  out.broken = frames_.broken(grant, now + -glass_told, scope);
  out.due = frames_.due(grant, Date{std::chrono::sys_days{date_of(now)} + due_of_a_day},
                        frames::Reach::mine, most_due);
  journal_.note(caller.account, {.what = audit::What::case_listed});
  return out;
}

std::vector<frames::DueRow> Cases::due(const Caller& caller, Date until) {
  const auto grant = ask(caller).require<Action::case_list>(caller);
  auto out = frames_.due(grant, until, frames::Reach::mine, most_due);
  journal_.note(caller.account, {.what = audit::What::case_listed});
  return out;
}

std::vector<frames::ServedCount> Cases::served(const Caller& caller, int year) {
  const auto grant = ask(caller).require<Action::count_read>(caller);
  auto out = frames_.served(grant, year);
  journal_.note(caller.account, {.what = audit::What::counts_read});
  return out;
}

std::vector<frames::Count> Cases::count(const Caller& caller, std::string_view field) {
  const auto grant = ask(caller).require<Action::count_read>(caller);
  auto out = frames_.count(grant, field);
  journal_.note(caller.account, {.what = audit::What::counts_read});
  return out;
}

std::vector<frames::CrossCount> Cases::cross(const Caller& caller,
                                             const std::vector<std::string>& fields) {
  const auto grant = ask(caller).require<Action::count_read>(caller);
  auto out = frames_.cross(grant, fields);
  journal_.note(caller.account, {.what = audit::What::counts_read});
  return out;
}

std::vector<records::Certificate> Cases::certificates(const Caller& caller) {
  ask(caller).require<Action::certificate_read>(caller);
  auto out = database_.read([&](db::Reader& tx) { return records_.certificates(tx); });
  journal_.note(caller.account, {.what = audit::What::certificates_read});
  return out;
}

std::vector<UnusualDay> Cases::unusual_reading(const Caller& caller) {
  const auto grant = ask(caller).require<Action::reading_unusual>(caller);
  std::optional<AccountId> by;
  if (grant.scope() == access::Scope::self) by = caller.account;
  const auto now = journal_.clock().now();
  constexpr std::chrono::days looked_at{unusual_rule.compared_days + unusual_rule.told_days};
  const auto days = database_.read(
      [&](db::Latest& tx) { return audit::days_of_reading(tx, now + -looked_at, by); });
  auto out = unusual_days(days, date_of(now));
  journal_.note(caller.account, {.what = audit::What::unusual_reading_read});
  return out;
}

}  // namespace ts::cases
