#include "packets/standing.h"

#include <set>

namespace ts::packets {
namespace {

using Progress = Standing::Progress;
using Duty = Standing::Duty;

bool open(Progress progress) {
  return progress == Progress::sent || progress == Progress::received;
}

bool running(const Standing& now) {
  return open(now.progress) || now.progress == Progress::accepted;
}

}  // namespace

bool fits(const Standing& now, What what, const crypto::VerifyKey& author) {
  if (now.progress == Progress::none) return begins(what);
  const bool asker = author == now.asker;
  const bool told_to_end = now.withdrawal != Duty::none || now.erasure != Duty::none;
  switch (what) {
    case What::refer:
    case What::transfer:
    case What::trace:
    case What::decide:
    case What::agree:
    case What::inform:
      return false;
    case What::received:
      return !asker && now.progress == Progress::sent;
    case What::accepted:
    case What::declined:
      return !asker && open(now.progress) && now.request != What::inform && !told_to_end;
    case What::done:
      // What both have signed either may end.
      return (!asker || now.request == What::agree) && now.progress == Progress::accepted;
    case What::asked:
      return running(now) && !now.question && !told_to_end;
    case What::answered:
      return now.question && author != now.questioner && !told_to_end;
    case What::withdraw:
      return asker && now.withdrawal == Duty::none;
    case What::withdrawn:
      return !asker && now.withdrawal == Duty::asked;
    case What::erase:
      return asker && now.erasure == Duty::none;
    case What::erased:
      return !asker && now.erasure == Duty::asked;
    case What::reminded:
      return asker && (told_to_end ? now.withdrawal == Duty::asked || now.erasure == Duty::asked
                                   : running(now) && now.request != What::inform);
  }
  return false;
}

Standing after(Standing now, What what, const crypto::VerifyKey& author) {
  if (!fits(now, what, author)) {
    ++now.out_of_place;
    return now;
  }
  if (now.progress == Progress::none) {
    now.request = what;
    now.asker = author;
    now.progress = Progress::sent;
    return now;
  }
  if (what == What::received) now.progress = Progress::received;
  if (what == What::accepted) now.progress = Progress::accepted;
  if (what == What::declined) now.progress = Progress::declined;
  if (what == What::done) now.progress = Progress::done;
  if (what == What::asked) now.questioner = author;
  if (what == What::asked || what == What::answered) now.question = what == What::asked;
  if (what == What::withdraw) now.withdrawal = Duty::asked;
  if (what == What::withdrawn) now.withdrawal = Duty::carried_out;
  if (what == What::erase) now.erasure = Duty::asked;
  if (what == What::erased) now.erasure = Duty::carried_out;
  return now;
}

Standing standing_of(const Matter& matter) {
  Standing out;
  std::set<StepId> seen;  // a step that was written again under another number counts once
  for (const auto* entry : matter.in_order())
    if (seen.insert(entry->step.id).second) out = after(out, entry->step.what, entry->step.author);
  return out;
}

}  // namespace ts::packets
