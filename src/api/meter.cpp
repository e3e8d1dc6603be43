#include "api/meter.h"

#include <algorithm>
#include <utility>

namespace ts::api {
namespace {

void add(std::string& out, std::string_view name, std::string_view type, std::string_view help,
         const std::string& value) {
  const std::string full = "turnstone_" + std::string{name};
  out += "# HELP " + full + ' ' + std::string{help} + "\n# TYPE " + full + ' ' + std::string{type} +
         '\n';
  out += full + ' ' + value + '\n';
}

/// Seconds with three places behind the point, whatever the locale.
std::string seconds(std::uint64_t milliseconds) {
  const auto rest = std::to_string(milliseconds % 1000);
  return std::to_string(milliseconds / 1000) + '.' + std::string(3 - rest.size(), '0') + rest;
}

}  // namespace

http::Server::Reply Meter::counted(http::Server::Reply reply) {
  ++begun_;
  return [this, reply = std::move(reply),
          start = std::chrono::steady_clock::now()](http::Response response) {
    answered(response.status, std::chrono::steady_clock::now() - start);
    reply(std::move(response));
  };
}

void Meter::answered(int status, std::chrono::nanoseconds took) {
  const auto place = std::clamp(status / 100, 0, static_cast<int>(by_class_.size()) - 1);
  nanoseconds_ += static_cast<std::uint64_t>(took.count());
  ++by_class_[static_cast<std::size_t>(place)];
}

std::string Meter::text(node::Node& node) const {
  std::string out;
  std::uint64_t answered = 0;
  out +=
      "# HELP turnstone_requests_total Requests answered, by class of status\n"
      "# TYPE turnstone_requests_total counter\n";
  for (std::size_t i = 1; i < by_class_.size(); ++i) {
    const auto count = by_class_[i].load();
    answered += count;
    out += "turnstone_requests_total{status=\"" + std::to_string(i) + "xx\"} " +
           std::to_string(count) + '\n';
  }
  const auto begun = std::max(begun_.load(), answered);
  frames::Frames::Size all;
  for (auto* organisation : node.organisations()) {
    const auto size = organisation->frames().size();
    all.cases += size.cases;
    all.damaged += size.damaged;
    all.bytes += size.bytes;
  }
  add(out, "request_seconds_sum", "counter", "Time spent answering",
      seconds(nanoseconds_.load() / 1'000'000));
  add(out, "requests_in_progress", "gauge", "Requests being answered now",
      std::to_string(begun - answered));
  add(out, "up_seconds", "gauge", "Since the program started",
      seconds(static_cast<std::uint64_t>((clock_.now() - started_).count())));
  add(out, "organisations", "gauge", "Organisations of the node",
      std::to_string(node.organisations().size()));
  add(out, "cases", "gauge", "Cases of the node", std::to_string(all.cases));
  add(out, "cases_damaged", "gauge", "Cases that do not open", std::to_string(all.damaged));
  add(out, "columns_bytes", "gauge", "Memory of the columns", std::to_string(all.bytes));
  return out;
}

http::Response Meter::answer(const http::Request& request, node::Node& node) const {
  http::Response out;
  out.headers.emplace_back("Content-Type", "text/plain; version=0.0.4");
  out.headers.emplace_back("Cache-Control", "no-store");
  if (request.header("Sec-Fetch-Site") || request.header("Origin"))
    out.status = 403;
  else if (request.method != "GET" || request.path != "/metrics")
    out.status = 404;
  else
    out.body = text(node);
  return out;
}

}  // namespace ts::api
