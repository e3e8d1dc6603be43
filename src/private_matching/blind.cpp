#include "private_matching/blind.h"

#include <algorithm>
#include <numeric>

#include "base/failure.h"
#include "base/parallel.h"

namespace ts::private_matching {
namespace {

constexpr std::size_t elements_at_once = 256;  // by one thread

/// `work(i)` for all below `count`, some at a time.
template <class Work>
void in_parts(std::size_t count, unsigned threads, const Work& work) {
  parallel_for((count + elements_at_once - 1) / elements_at_once, threads, [&](std::size_t part) {
    const auto end = std::min(count, (part + 1) * elements_at_once);
    for (std::size_t i = part * elements_at_once; i < end; ++i) work(i);
  });
}

Bytes numbered(std::uint64_t number) { return ByteWriter{}.u64(number).bytes(); }

crypto::Scalar secret_of(const crypto::Secret& seed) {
  return crypto::Scalar::derived(seed, "private matching, secret number");
}

}  // namespace

std::vector<std::size_t> shuffled(std::size_t count, const crypto::Secret& seed,
                                  std::string_view purpose) {
  const auto key = crypto::derive(seed, "private matching, order", bytes_of(purpose));
  std::vector<crypto::Digest> rank(count);
  for (std::size_t i = 0; i < count; ++i) rank[i] = crypto::keyed_hash(key, numbered(i));
  std::vector<std::size_t> out(count);
  std::iota(out.begin(), out.end(), std::size_t{0});
  std::ranges::sort(out, [&](std::size_t a, std::size_t b) { return rank[a] < rank[b]; });
  return out;
}

std::size_t filled_up(std::size_t count) { return (count + padding - 1) / padding * padding; }

std::vector<crypto::Point> blinded(const std::vector<Entry>& entries,
                                   const std::vector<std::size_t>& places,
                                   const crypto::Secret& shared, const Session& session,
                                   const crypto::Secret& seed, unsigned threads) {
  const auto key = crypto::derive(shared, "private matching, keys", session);
  const auto filler = crypto::derive(seed, "private matching, nobody");
  const auto secret = secret_of(seed);
  std::vector<crypto::Point> out(places.size() * slots);
  in_parts(out.size(), threads, [&](std::size_t i) {
    const auto entry = places[i / slots];
    if (entry < entries.size() && entries[entry].keys.at(i % slots)) {
      const auto point = crypto::point_of(key, bytes_of(*entries[entry].keys.at(i % slots)));
      const auto blind = crypto::multiplied(secret, point);
      ensure(blind.has_value());
      out[i] = *blind;
    } else {
      out[i] = crypto::point_of(filler, numbered(i));
    }
  });
  return out;
}

std::vector<crypto::Point> multiplied(const std::vector<crypto::Point>& points,
                                      const crypto::Secret& seed, unsigned threads) {
  const auto secret = secret_of(seed);
  std::vector<crypto::Point> out(points.size());
  in_parts(out.size(), threads, [&](std::size_t i) {
    const auto both = crypto::multiplied(secret, points[i]);
    if (!both) throw Failure{Fault::invalid, "psi.bad_point"};
    out[i] = *both;
  });
  return out;
}

std::vector<Tag> tags_of(const std::vector<crypto::Point>& points, const crypto::Secret& seed,
                         unsigned threads) {
  std::vector<Tag> out;
  out.reserve(points.size());
  for (const auto& point : multiplied(points, seed, threads)) {
    const auto digest = crypto::hash(point);
    std::copy_n(digest.begin(), out.emplace_back().size(), out.back().begin());
  }
  return out;
}

}  // namespace ts::private_matching
