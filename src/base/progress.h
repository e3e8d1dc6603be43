#pragma once

#include <atomic>
#include <functional>

#include "base/failure.h"

namespace ts {

/// How long work tells how far it is and hears that it is to stop. Copies are of the same work; any
/// thread.
class Progress {
 public:
  Progress() = default;
  /// `tell(share)` hears numbers from 0 to 1 that do not fall; `stop` may be set from any thread.
  Progress(std::function<void(double)> tell, const std::atomic<bool>& stop)
      : tell_{std::move(tell)}, stop_{&stop} {}

  /// `Failure{conflict, "job.cancelled"}` once it is to stop. Cheap enough for inner loops.
  void check() const {
    if (stop_ && stop_->load(std::memory_order_relaxed))
      throw Failure{Fault::conflict, "job.cancelled"};
  }
  void at(double share) const {
    check();
    if (tell_) tell_(from_ + share * (to_ - from_));
  }
  /// The same work, of which this is a part that goes from one share to another.
  Progress part(double from, double to) const {
    Progress out{*this};
    out.from_ = from_ + from * (to_ - from_);
    out.to_ = from_ + to * (to_ - from_);
    return out;
  }

 private:
  std::function<void(double)> tell_;
  const std::atomic<bool>* stop_ = nullptr;
  double from_ = 0, to_ = 1;
};

}  // namespace ts
