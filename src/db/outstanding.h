#pragma once

#include <exception>
#include <functional>
#include <memory>

namespace ts::db {

/// What has to be durable before somebody is answered. While one stands on a thread, that thread
/// does not wait for what it hands to `Database::write_soon`; whoever answers waits for
/// `when_durable` instead, with no thread of its own. One at a time on a thread.
class Outstanding {
 public:
  using Told = std::function<void(const std::exception_ptr&)>;

  Outstanding();
  /// Waits when nobody has asked: nothing is left behind that is not yet written.
  ~Outstanding();
  Outstanding(const Outstanding&) = delete;
  Outstanding& operator=(const Outstanding&) = delete;

  /// Calls `told` once all of it is durable, or with what became of it instead: on the writer's
  /// thread, where it must be quick and not throw, or at once when nothing was handed over. The
  /// last that is asked of it.
  void when_durable(Told told);

  /// One thing more for the one that stands on this thread, to be told what became of it; nothing
  /// when none stands.
  static Told one_more();

 private:
  struct Count;
  std::shared_ptr<Count> count_;
};

}  // namespace ts::db
