#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "http/message.h"
#include "node/node.h"

namespace ts::api {

/// Takes packets to the nodes of other organisations, on a thread of its own, and goes on after a
/// restart where it was. What does not go through is tried again, ever more seldom. Of several
/// programs on one database, the one that leads does it.
class Courier {
 public:
  explicit Courier(node::Node& node);
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  /// One round; at the first, everything that is not ended is told of anew.
  void round(bool greeting);

 private:
  void run();
  node::Node& node_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

/// Where packets arrive: "POST /packets", sealed to one of the organisations of the node. The
/// answer is a packet, or empty; a stranger's packet and one that is for nobody here are the same
/// 404.
inline constexpr std::string_view packets_path = "/packets";
http::Response packet_arrived(node::Node& node, const http::Request& request);

}  // namespace ts::api
