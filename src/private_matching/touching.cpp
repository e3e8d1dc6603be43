#include "private_matching/touching.h"

#include <algorithm>
#include <utility>

namespace ts::private_matching {
namespace {

struct Placed {
  Tag tag;
  std::size_t place;
};

}  // namespace

std::vector<Touch> touching(const std::vector<Tag>& first, const std::vector<Tag>& second) {
  std::vector<Placed> places;
  places.reserve(first.size());
  for (std::size_t i = 0; i < first.size(); ++i) places.push_back({first[i], i});
  const auto by_tag = [](const Placed& placed) { return placed.tag; };
  std::ranges::sort(places, {},
                    [](const Placed& placed) { return std::pair{placed.tag, placed.place}; });
  std::vector<Touch> out;
  for (std::size_t i = 0; i < second.size(); ++i)
    for (const auto& placed : std::ranges::equal_range(places, second[i], {}, by_tag))
      out.push_back({placed.place / slots, i / slots,
                     static_cast<std::uint8_t>(1U << (placed.place % slots))});
  std::ranges::sort(out, {}, [](const Touch& touch) { return std::pair{touch.own, touch.peer}; });
  std::vector<Touch> merged;
  for (const auto& touch : out) {
    if (!merged.empty() && merged.back().own == touch.own && merged.back().peer == touch.peer)
      merged.back().shared |= touch.shared;
    else
      merged.push_back(touch);
  }
  return merged;
}

}  // namespace ts::private_matching
