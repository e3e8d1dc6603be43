#include "api/courier.h"

#include "base/log.h"
#include "http/client.h"

namespace ts::api {
namespace {

constexpr std::chrono::seconds rest{1};
// For a small packet; a large one gets a second more for each 64 kB.
constexpr std::chrono::milliseconds patience{30'000};
constexpr std::size_t bytes_per_ms = 64;
constexpr std::uint64_t most_answer = 64U << 20;
constexpr std::string_view packet_type = "application/octet-stream";

void carry(node::Organisation& organisation, const matters::Outgoing& each) {
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

Courier::Courier(node::Node& node) : node_{node}, thread_{[this] { run(); }} {}

Courier::~Courier() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Courier::run() {
  for (bool greeting = true;; greeting = !node_.leads()) {
    if (node_.leads()) round(greeting);
    std::unique_lock lock{mutex_};
    if (wake_.wait_for(lock, rest, [this] { return stopping_; })) return;
  }
}

void Courier::round(bool greeting) {
  for (auto* organisation : node_.organisations()) try {
      for (const auto& each : organisation->matters().mailroom().outgoing(greeting)) {
        {
          const std::lock_guard lock{mutex_};
          if (stopping_) return;
        }
        carry(*organisation, each);
      }
    } catch (const Failure& failure) {
      log::event("courier.gave_up", {{"why", failure.key()}});
    } catch (const Bug& mistake) {
      log::event("courier.bug", {{"place", mistake}});
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
