#pragma once

#include <optional>
#include <string>
#include <vector>

#include "publishing/release.h"

/// When a release may go out: pure rules over what is kept of it.
namespace ts::publishing {

/// Who has still to say yes: an organisation's name, or "" for a second person of our own.
std::vector<std::string> awaited(const Release& release);

/// Adds a yes. `Failure{conflict}`: "release.not_ready" (it is not waiting for approval),
/// "release.own" (by who made it), "release.approved_already", "release.reason_needed" (it failed
/// its own attack, and no reason of `least_reason` letters is given); `{invalid}`:
/// "release.not_contributor" (no such organisation contributed), "release.signer_needed".
void approve(Release& release, Approval approval);

/// `Failure{conflict, "release.not_ready"}` or "release.own"; a reason is needed
/// (`{invalid, "release.reason_needed"}`).
void decline(Release& release, AccountId by, std::string reason);

inline constexpr std::size_t least_reason = 20;

}  // namespace ts::publishing
