#include "api/calendar.h"

#include "api/api.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "api/views.h"
#include "formats/icalendar.h"

namespace ts::api {
namespace {

using access::Action;
using http::Response;

constexpr std::chrono::days ahead{400};

std::vector<formats::CalendarEntry> entries_of(const std::vector<frames::DueRow>& due,
                                               std::string_view language) {
  std::vector<formats::CalendarEntry> out;
  for (const auto& row : due) {
    const auto& kind = row.due.kind->name;
    out.push_back(
        {.uid = row.due.record.text() + '-' + row.due.field->name + "@turnstone",
         .date = row.due.date,
         .time = row.due.time,
         .summary = label("kind." + kind, language).value_or(kind) + " · " + code_of(row.id)});
  }
  return out;
}

}  // namespace

Response calendar_feed(node::Node& node, std::string_view path) {
  Response gone;
  gone.status = 404;
  gone.headers.emplace_back("Cache-Control", "no-store");
  constexpr std::string_view ending = ".ics";
  if (path.ends_with(ending)) path.remove_suffix(ending.size());
  const auto address = addresses::Address::parse(path);
  if (!address || !node.has(address->org)) return gone;
  const auto caller = node.caller(address->org, address->account);
  auto& org = node.organisation(address->org);
  if (!caller || !org.calendars().opens(*caller, address->secret)) return gone;
  std::vector<frames::DueRow> due;
  // Some roles have no cases, and so an empty calendar.
  if (access::Policy::built_in().scope(caller->role, Action::case_list) != access::Scope::none)
    due = org.cases().due(
        *caller, Date{std::chrono::sys_days{date_of(org.journal().clock().now())} + ahead});
  const auto account = org.accounts().find(caller->account);
  Response out;
  out.headers.emplace_back("Content-Type", "text/calendar; charset=utf-8");
  out.headers.emplace_back("Cache-Control", "no-store");
  out.body = formats::icalendar("Turnstone",
                                entries_of(due, account ? account->language : std::string{"en"}),
                                org.journal().clock().now());
  return out;
}

}  // namespace ts::api
