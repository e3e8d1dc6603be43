#include "frames/lines.h"

#include <algorithm>

namespace ts::frames {

void Lines::add(const Spot& spot, Row row) {
  if (spot.standing >= pairs_.size()) pairs_.resize(spot.standing + std::size_t{1});
  auto& pair = pairs_[spot.standing][static_cast<std::size_t>(spot.state)];
  pair.by_change.insert({.at = spot.changed_at, .id = spot.id, .row = row});
  pair.by_opening.insert({.at = spot.opened_at, .id = spot.id, .row = row});
  ++cases_;
}

void Lines::remove(const Spot& spot) {
  auto& pair = pairs_[spot.standing][static_cast<std::size_t>(spot.state)];
  pair.by_change.erase({.at = spot.changed_at, .id = spot.id});
  pair.by_opening.erase({.at = spot.opened_at, .id = spot.id});
  --cases_;
}

std::size_t Lines::bytes() const {
  constexpr auto of_node = sizeof(Place) + 4 * sizeof(void*);
  return 2 * of_node * cases_ + pairs_.capacity() * sizeof(pairs_[0]);
}

void Merged::add(Line::const_iterator from, Line::const_iterator end) {
  if (from == end) return;
  rests_.emplace_back(from, end);
  std::push_heap(rests_.begin(), rests_.end(), later);
}

const Place* Merged::next() {
  if (rests_.empty()) return nullptr;
  std::pop_heap(rests_.begin(), rests_.end(), later);
  auto& rest = rests_.back();
  const Place* out = &*rest.first;
  if (++rest.first == rest.second)
    rests_.pop_back();
  else
    std::push_heap(rests_.begin(), rests_.end(), later);
  return out;
}

}  // namespace ts::frames
