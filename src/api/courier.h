#pragma once

#include "api/rounds.h"
#include "http/client.h"
#include "http/message.h"

namespace ts::api {

/// Takes packets to the nodes of other organisations, and goes on after a restart where it was.
/// What does not go through is tried again, ever more seldom.
class Courier {
 public:
  explicit Courier(node::Node& node);

 private:
  void carry(node::Organisation& organisation, bool greeting);
  Rounds rounds_;
};

/// Tells programs that something changed (hooks/), likewise; to no private address unless `reach`
/// says so.
class Herald {
 public:
  Herald(node::Node& node, http::Reach reach);

 private:
  void tell(node::Organisation& organisation);
  http::Reach reach_;
  Rounds rounds_;
};

/// Where packets arrive: "POST /packets", sealed to one of the organisations of the node. The
/// answer is a packet, or empty; a stranger's packet and one that is for nobody here are the same
/// 404.
inline constexpr std::string_view packets_path = "/packets";
http::Response packet_arrived(node::Node& node, const http::Request& request);

}  // namespace ts::api
