#include "api/courier.h"

#include "base/log.h"

namespace ts::api {
namespace {

// For a small packet; a large one gets a second more for each 64 kB.
constexpr std::chrono::milliseconds patience{30'000};
constexpr std::size_t bytes_per_ms = 64;
constexpr std::uint64_t most_answer = 64U << 20;
constexpr std::string_view packet_type = "application/octet-stream";

void hand_over(node::Organisation& organisation, const matters::Outgoing& each) {
  auto& mailroom = organisation.matters().mailroom();
  std::string packet{text_of(mailroom.packet(each.id))};
  const std::chrono::milliseconds time =
      patience + std::chrono::milliseconds{packet.size() / bytes_per_ms};
  const auto answer = http::post(each.address + std::string{packets_path}, packet_type,
                                 std::move(packet), time, most_answer);
  const bool through = answer && answer->status == 200;
  mailroom.handed_over(each.id, through, through ? bytes_of(answer->body) : BytesView{});
  log::event("courier.carried", {{"matter", each.id}, {"status", answer ? answer->status : 0}});
}

}  // namespace

Courier::Courier(node::Node& node)
    : rounds_{node, [this](node::Organisation& organisation, bool first) {
                carry(organisation, first);
              }} {}

void Courier::carry(node::Organisation& organisation, bool greeting) {
  // At the first round everything that is not ended is told of anew.
  for (const auto& each : organisation.matters().mailroom().outgoing(greeting)) {
    if (rounds_.stopping()) return;
    hand_over(organisation, each);
  }
}

Herald::Herald(node::Node& node, http::Reach reach)
    : reach_{reach}, rounds_{node, [this](node::Organisation& organisation, bool /*first*/) {
                               tell(organisation);
                             }} {}

void Herald::tell(node::Organisation& organisation) {
  constexpr std::chrono::seconds short_patience{10};
  constexpr std::uint64_t most = 64U << 10;  // of an answer that nobody reads
  for (const auto& each : organisation.hooks().due()) {
    if (rounds_.stopping()) return;
    const auto answer = http::post(each.address, "application/json", each.body, short_patience,
                                   most, {{"Turnstone-Signature", each.signature}}, reach_);
    organisation.hooks().answered(each, answer ? answer->status : 0);
    log::event("herald.told", {{"hook", each.hook}, {"status", answer ? answer->status : 0}});
  }
}

http::Response packet_arrived(node::Node& node, const http::Request& request) {
  http::Response out;
  out.headers = {{"Content-Type", std::string{packet_type}}, {"Cache-Control", "no-store"}};
  out.status = 404;
  for (auto* organisation : node.organisations()) try {
      auto answer = organisation->matters().mailroom().arrived(bytes_of(request.body));
      if (!answer) continue;
      out.status = 200;
      out.body = std::string{text_of(*answer)};
      return out;
    } catch (const Failure& failure) {
      log::event("packet.refused", {{"why", failure.key()}});
      if (failure.fault() == Fault::unavailable) out.status = 503;
      return out;
    }
  return out;
}

}  // namespace ts::api
