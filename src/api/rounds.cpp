#include "api/rounds.h"

#include <utility>

#include "base/log.h"

namespace ts::api {

constexpr std::chrono::seconds rest{1};

Rounds::Rounds(node::Node& node, Visit visit)
    : node_{node}, visit_{std::move(visit)}, thread_{[this] { run(); }} {}

Rounds::~Rounds() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool Rounds::stopping() {
  const std::lock_guard lock{mutex_};
  return stopping_;
}

void Rounds::run() {
  for (bool first = true;; first = !node_.leads()) {
    if (node_.leads())
      for (auto* organisation : node_.organisations()) visit(*organisation, first);
    std::unique_lock lock{mutex_};
    if (wake_.wait_for(lock, rest, [this] { return stopping_; })) return;
  }
}

void Rounds::visit(node::Organisation& organisation, bool first) try {
  visit_(organisation, first);
} catch (const Failure& failure) {
  log::event("rounds.gave_up", {{"why", failure.key()}});
} catch (const Bug& mistake) {
  log::event("rounds.bug", {{"place", mistake}});
}

}  // namespace ts::api
