#include "publishing/approval.h"

#include <algorithm>
#include <utility>

#include "base/failure.h"
#include "lang/text.h"

namespace ts::publishing {
namespace {

/// Somebody else than the maker decides, and only while it waits.
void check_open(const Release& release, AccountId by) {
  if (release.state != State::ready) throw Failure{Fault::conflict, "release.not_ready"};
  if (release.by == by) throw Failure{Fault::conflict, "release.own"};
}

}  // namespace

std::vector<std::string> awaited(const Release& release) {
  std::vector<std::string> out{""};
  out.insert(out.end(), release.contributors.begin(), release.contributors.end());
  for (const auto& given : release.approvals) std::erase(out, given.contributor);
  return out;
}

void approve(Release& release, Approval approval) {
  check_open(release, approval.by);
  const bool ours = approval.contributor.empty();
  if (!ours && std::find(release.contributors.begin(), release.contributors.end(),
                         approval.contributor) == release.contributors.end())
    throw Failure{
        Fault::invalid, "release.not_contributor", {{"contributor", "release.not_contributor"}}};
  if (!ours && approval.signer.empty())
    throw Failure{Fault::invalid, "release.signer_needed", {{"signer", "release.signer_needed"}}};
  const auto open = awaited(release);
  if (std::find(open.begin(), open.end(), approval.contributor) == open.end())
    throw Failure{Fault::conflict, "release.approved_already"};
  if (ours && !release.passed && lang::length(approval.reason) < least_reason)
    throw Failure{Fault::invalid, "release.reason_needed", {{"reason", "release.reason_needed"}}};
  release.approvals.push_back(std::move(approval));
  if (awaited(release).empty()) release.state = State::published;
}

void decline(Release& release, AccountId by, std::string reason) {
  check_open(release, by);
  if (reason.empty())
    throw Failure{Fault::invalid, "release.reason_needed", {{"reason", "release.reason_needed"}}};
  release.state = State::declined;
  release.declined_because = std::move(reason);
}

}  // namespace ts::publishing
