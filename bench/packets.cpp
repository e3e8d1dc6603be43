// The promise of packets: small ones 5,000 a second and core, large attachments 300 MB a second,
// sealed and opened. CPU time, one thread.
#include <cstdio>
#include <ctime>

#include "crypto/hash.h"
#include "packets/packet.h"
#include "packets/trial.h"

namespace {

using namespace ts;

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

const packets::Identity& from() { return packets::trial::identity(1); }
const packets::Identity& to() { return packets::trial::identity(2); }

void small_packets() {
  constexpr int count = 3'000;
  const auto cover = packets::trial::referral(from(), to(), {0});
  std::vector<Bytes> sealed(count);
  auto start = cpu_seconds();
  for (auto& packet : sealed) packet = packets::seal(cover, from(), to().opening().public_key());
  std::printf("small, sealed: %.0f /s (promised: 5,000)\n", count / (cpu_seconds() - start));
  start = cpu_seconds();
  std::size_t steps = 0;
  for (const auto& packet : sealed) {
    const auto opened = packets::open(packet, to());
    packets::Matter matter{opened.matter, opened.recipient, opened.sender};
    steps += matter.take(opened.message, to().signing()).fresh.size();
  }
  std::printf("small, opened and its step verified: %.0f /s (promised: 5,000), %zu steps\n",
              count / (cpu_seconds() - start), steps);
}

void large_attachment() {
  constexpr std::size_t slice = 1U << 20;
  constexpr int slices = 256;
  constexpr double megabytes = slices * static_cast<double>(slice) / 1e6;
  const Bytes bytes(slice, 7);
  auto cover = packets::trial::referral(from(), to(), {0});
  auto start = cpu_seconds();
  crypto::Hash hash;
  for (int i = 0; i < slices; ++i) hash.add(bytes);
  cover.follows.push_back(
      {.name = {}, .type = {}, .size = slice * slices, .digest = hash.digest()});
  Bytes out;
  std::vector<Bytes> sealed;
  packets::Sealer sealer{cover, from(), to().opening().public_key(), out};
  for (int i = 0; i < slices; ++i) {
    sealer.attach(bytes, out);
    sealed.push_back(std::move(out));
    out = {};
  }
  sealer.finish(out);
  sealed.push_back(std::move(out));
  std::printf("large, hashed and sealed: %.0f MB/s (promised: 300)\n",
              megabytes / (cpu_seconds() - start));
  start = cpu_seconds();
  std::size_t size = 0;
  packets::Opener opener{to(), [&](std::size_t, BytesView part) { size += part.size(); }};
  for (const auto& each : sealed) opener.feed(each);
  opener.finish();
  std::printf("large, opened and hashed: %.0f MB/s (promised: 300), %zu bytes\n",
              megabytes / (cpu_seconds() - start), size);
}

}  // namespace

int main() {
  crypto::start();
  small_packets();
  large_attachment();
  return 0;
}
