#include "cli/interruptible.h"

#include <unistd.h>

#include <cmath>
#include <iostream>
#include <memory>

namespace ts::cli {
namespace {

// A handler has no other way to say something than an object that is always there.
std::atomic<bool> asked_to_stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void ask_to_stop(int /*signal*/) { asked_to_stop.store(true, std::memory_order_relaxed); }

}  // namespace

Interruptible::Interruptible() {
  asked_to_stop = false;
  struct sigaction action{};
  action.sa_handler = ask_to_stop;
  // Once: the next one does what it always does.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, &interrupt_);
  sigaction(SIGTERM, &action, &terminate_);
}

Interruptible::~Interruptible() {
  sigaction(SIGINT, &interrupt_, nullptr);
  sigaction(SIGTERM, &terminate_, nullptr);
}

Progress Interruptible::progress() const {
  if (isatty(STDERR_FILENO) == 0) return Progress{{}, asked_to_stop};
  // Told by whichever thread has got there, one after the other.
  const auto told = std::make_shared<int>(-1);
  return Progress{[told](double share) {
                    const int percent = static_cast<int>(std::floor(100 * share));
                    if (percent == *told) return;
                    *told = percent;
                    std::cerr << '\r' << percent << " %" << (percent == 100 ? "\n" : "")
                              << std::flush;
                  },
                  asked_to_stop};
}

}  // namespace ts::cli
