#pragma once

#include <csignal>

#include "base/progress.h"

namespace ts::cli {

/// While it lives, SIGINT and SIGTERM ask long work to stop instead of ending the program, so that
/// what it began is cleared away; a second one ends it at once. One at a time.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

  /// Fails with "job.cancelled" once a signal came; tells how far it is on standard error, where
  /// that is a terminal.
  Progress progress() const;

 private:
  struct sigaction interrupt_{}, terminate_{};  ///< as they were
};

}  // namespace ts::cli
