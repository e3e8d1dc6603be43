#include "protection/support.h"

#include <algorithm>

#include "protection/facts.h"

namespace ts::protection {
namespace {

/// Somebody has to find another payer before it ends; a month is what that takes.
constexpr std::chrono::days time_to_replace{30};

bool runs(const Benefit& benefit, Date on) {
  return (!benefit.from || *benefit.from <= on) && (!benefit.until || on <= *benefit.until);
}

bool overlap(const Benefit& a, const Benefit& b) {
  return (!a.until || !b.from || *b.from <= *a.until) &&
         (!b.until || !a.from || *a.from <= *b.until);
}

const Application* running(const Dossier& dossier, Date today) {
  const auto found = std::find_if(dossier.applications.begin(), dossier.applications.end(),
                                  [&](const Application& each) {
                                    const auto stage = state_of(each, today).stage;
                                    return stage == Stage::running || stage == Stage::suspended;
                                  });
  return found == dossier.applications.end() ? nullptr : &*found;
}

Support& of(std::vector<Support>& all, const std::string& benefit) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Support& each) { return each.benefit == benefit; });
  if (found != all.end()) return *found;
  all.push_back({.benefit = benefit, .due_under = {}, .payers = {}});
  return all.back();
}

/// When it ends for good: the last day on which anybody is recorded to give it. What is given under
/// the status ends with the status at the latest.
std::optional<Date> last_day(const Dossier& dossier, const Support& support,
                             const std::optional<Date>& status_ends) {
  std::optional<Date> out;
  for (const auto place : support.payers) {
    const auto& benefit = dossier.benefits[place];
    auto until = benefit.until;
    if (benefit.under == "protection" && status_ends && (!until || *status_ends < *until))
      until = status_ends;
    if (!until) return std::nullopt;
    if (!out || *out < *until) out = until;
  }
  return out;
}

std::string payer_of(const Benefit& benefit) {
  return benefit.payer.empty() ? benefit.under : benefit.payer;
}

}  // namespace

std::vector<Support> supports_of(const Dossier& dossier, Date today,
                                 const rules::Library& library) {
  std::vector<Support> out;
  std::optional<Date> status_ends;
  if (const auto* application = running(dossier, today)) {
    const auto course = course_of(dossier, *application, today, library);
    status_ends = course.state.ends;
    if (course.check)
      for (const auto& paid : course.check->benefits)
        of(out, paid.benefit).due_under = paid.paid_by;
  }
  for (std::size_t i = 0; i < dossier.benefits.size(); ++i)
    if (const auto& benefit = dossier.benefits[i]; runs(benefit, today))
      of(out, benefit.benefit).payers.push_back(i);
  for (auto& support : out) {
    support.gap = !support.due_under.empty() && support.payers.empty();
    for (std::size_t i = 0; i + 1 < support.payers.size(); ++i)
      for (std::size_t j = i + 1; j < support.payers.size(); ++j)
        if (overlap(dossier.benefits[support.payers[i]], dossier.benefits[support.payers[j]]))
          support.twice = true;
    support.lapses_on = last_day(dossier, support, status_ends);
  }
  return out;
}

std::vector<Warning> warnings_of(const Dossier& dossier, const std::vector<Support>& supports,
                                 Date today) {
  std::vector<Warning> out;
  for (const auto& support : supports) {
    if (support.twice)
      out.push_back({"benefit_twice",
                     {{"benefit", support.benefit},
                      {"first", payer_of(dossier.benefits[support.payers[0]])},
                      {"second", payer_of(dossier.benefits[support.payers[1]])}}});
    if (support.gap) out.push_back({"benefit_gap", {{"benefit", support.benefit}}});
    if (support.lapses_on &&
        std::chrono::sys_days{*support.lapses_on} <= std::chrono::sys_days{today} + time_to_replace)
      out.push_back({"benefit_lapses",
                     {{"benefit", support.benefit}, {"date", to_text(*support.lapses_on)}}});
  }
  return out;
}

}  // namespace ts::protection
