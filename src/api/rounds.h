#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "node/node.h"

namespace ts::api {

/// Visits every organisation of a node, again and again with a rest of a second, on a thread of its
/// own, until it is destroyed. A visit that fails is told to the log and keeps nobody from the
/// next. Of several programs on one database, the one that leads does it.
class Rounds {
 public:
  /// `first`: the first round since the start, or since this program leads.
  using Visit = std::function<void(node::Organisation& organisation, bool first)>;
  /// `visit` may run before this returns.
  Rounds(node::Node& node, Visit visit);
  ~Rounds();
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;

  /// A visit that takes long asks now and then, and ends.
  bool stopping();

 private:
  void run();
  void visit(node::Organisation& organisation, bool first);
  node::Node& node_;
  Visit visit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ts::api
