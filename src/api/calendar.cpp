#include "api/calendar.h"

#include "api/api.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "api/views.h"
#include "formats/icalendar.h"
#include "lang/messages.h"

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

void add_requests(std::vector<formats::CalendarEntry>& out,
                  const std::vector<matters::MatterDue>& due, std::string_view language) {
  for (const auto& each : due) {
    const auto request = "matter.request." + std::string{packets::text(each.request)};
    out.push_back({.uid = each.id.text() + "@turnstone",
                   .date = each.day,
                   .time = {},
                   .summary = lang::built_in("page").text(language, request) +
                              (each.case_id ? " · " + code_of(*each.case_id) : std::string{})});
  }
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
  const Date until{std::chrono::sys_days{date_of(org.journal().clock().now())} + ahead};
  std::vector<frames::DueRow> due;
  // Some roles have no cases, and so an empty calendar.
  if (access::Policy::built_in().scope(caller->role, Action::case_list) != access::Scope::none)
    due = org.cases().due(*caller, until);
  const auto account = org.accounts().find(caller->account);
  const auto language = account ? account->language : std::string{"en"};
  auto entries = entries_of(due, language);
  add_requests(entries, org.matters().due(*caller, until), language);
  Response out;
  out.headers.emplace_back("Content-Type", "text/calendar; charset=utf-8");
  out.headers.emplace_back("Cache-Control", "no-store");
  out.body = formats::icalendar("Turnstone", entries, org.journal().clock().now());
  return out;
}

}  // namespace ts::api
