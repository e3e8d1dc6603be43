#include "release/combinations.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/failure.h"
#include "base/parallel.h"

namespace ts::release {
namespace {

/// Part of a record: the items behind those that were chosen so far.
struct Rest {
  const Item* next;
  const Item* end;
  std::uint32_t weight;
};

/// An item that can follow, how many people have it too, and their rests within `Level::rests`.
struct Step {
  Item item;
  std::uint32_t count;
  std::size_t begin, end;
};

/// What can follow the items chosen so far.
struct Level {
  std::vector<Step> steps;
  std::vector<Rest> rests;

  std::span<const Rest> rests_of(const Step& step) const {
    return std::span{rests}.subspan(step.begin, step.end - step.begin);
  }
};

/// Finds the next level from the rests of one, with memory that is used again and again.
class Stepping {
 public:
  Stepping(std::size_t items, std::uint32_t at_least) : tally_(items), at_least_{at_least} {}

  void operator()(std::span<const Rest> rests, bool go_on, Level& out) {
    count(rests);
    out.steps.clear();
    std::size_t total = 0;
    for (const auto item : seen_) {
      auto& tally = tally_[item];
      const auto begin = total;
      if (tally.count >= at_least_) {
        total += tally.place;
        out.steps.push_back({item, tally.count, begin, total});
        tally.place = begin;
      } else {
        tally.place = nowhere;
      }
    }
    if (go_on) distribute(rests, total, out.rests);
    for (const auto item : seen_) tally_[item] = {};
  }

 private:
  static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
  struct Tally {
    std::size_t place = 0;  ///< first how many rests there are, then where the next one goes
    std::uint32_t count = 0;
  };

  void count(std::span<const Rest> rests) {
    seen_.clear();
    for (const auto& rest : rests)
      for (const auto* item = rest.next; item != rest.end; ++item) {
        auto& tally = tally_[*item];
        if (tally.place++ == 0) seen_.push_back(*item);
        tally.count += rest.weight;
      }
    std::ranges::sort(seen_);
  }

  void distribute(std::span<const Rest> rests, std::size_t total, std::vector<Rest>& out) {
    out.resize(total);
    for (const auto& rest : rests)
      for (const auto* item = rest.next; item != rest.end; ++item)
        if (auto& place = tally_[*item].place; place != nowhere)
          out[place++] = {item + 1, rest.end, rest.weight};
  }

  std::vector<Tally> tally_;  // by item
  std::vector<Item> seen_;
  std::uint32_t at_least_;
};

/// Goes through the combinations that begin with given items, depth first.
template <class Found>
class Walk {
 public:
  Walk(std::size_t items, const Counting& how, const Progress& progress, Found& found)
      : how_{how}, progress_{progress}, stepping_{items, how.at_least}, found_{found} {}

  /// `rests` are those of the records that have the item of the step.
  void from(const Step& step, std::span<const Rest> rests, std::size_t depth = 0) {
    chosen_[depth] = step.item;
    found_(std::span<const Item>{chosen_.data(), depth + 1}, step.count);
    if (depth + 1 == how_.length) return;
    progress_.check();
    auto& level = levels_[depth];
    stepping_(rests, depth + 2 < how_.length, level);
    for (const auto& next : level.steps)
      from(next, depth + 2 < how_.length ? level.rests_of(next) : std::span<const Rest>{},
           depth + 1);
  }

 private:
  const Counting& how_;
  const Progress& progress_;
  Stepping stepping_;
  Found& found_;
  std::array<Item, longest> chosen_{};
  std::array<Level, longest> levels_;
};

std::size_t items_in(const Records& records) {
  std::size_t out = 0;
  for (std::size_t record = 0; record < records.size(); ++record)
    if (const auto items = records.items(record); !items.empty())
      out = std::max<std::size_t>(out, items.back() + 1);
  return out;
}

/// One `Found` a block of first items, each fed by its walk, in the order of the items.
template <class Found>
std::vector<Found> walk(const Records& records, const Counting& how, const Progress& progress,
                        const Found& empty) {
  ensure(how.length >= 1 && how.length <= longest);
  const auto items = items_in(records);
  std::vector<Rest> rests;
  rests.reserve(records.size());
  for (std::size_t record = 0; record < records.size(); ++record) {
    const auto all = records.items(record);
    rests.push_back({all.data(), all.data() + all.size(), records.weight(record)});
  }
  Level first;
  Stepping{items, how.at_least}(rests, true, first);

  // A few blocks a thread even out that some items are more frequent than others.
  const auto threads = how.threads == 0 ? processors() : how.threads;
  const auto blocks = std::min<std::size_t>(first.steps.size(), threads == 1 ? 1 : threads * 8);
  std::vector<Found> found(blocks, empty);
  parallel_for(blocks, threads, [&](std::size_t block) {
    Walk<Found> walk{items, how, progress, found[block]};
    const auto end = first.steps.size() * (block + 1) / blocks;
    for (auto at = first.steps.size() * block / blocks; at < end; ++at)
      walk.from(first.steps[at], first.rests_of(first.steps[at]));
  });
  return found;
}

struct Collected {
  Combinations combinations;
  void operator()(std::span<const Item> items, std::uint32_t count) {
    combinations.add(items, count);
  }
};

struct Counted {
  std::vector<Variety> by_length;
  std::uint32_t threshold;
  void operator()(std::span<const Item> items, std::uint32_t count) {
    auto& of = by_length[items.size() - 1];
    ++of.different;
    if (count < threshold) ++of.rare;
  }
};

}  // namespace

std::size_t Combinations::size() const {
  std::size_t out = 0;
  for (const auto& length : lengths_) out += length.counts.size();
  return out;
}

std::uint32_t Combinations::count_of(std::span<const Item> wanted) const {
  if (wanted.empty() || wanted.size() > lengths_.size()) return 0;
  std::size_t begin = 0;
  auto end = size(wanted.size());
  while (begin < end) {
    const auto middle = begin + (end - begin) / 2;
    const auto here = items(wanted.size(), middle);
    if (std::ranges::equal(here, wanted)) return count(wanted.size(), middle);
    if (std::ranges::lexicographical_compare(here, wanted))
      begin = middle + 1;
    else
      end = middle;
  }
  return 0;
}

std::size_t Combinations::bytes() const {
  std::size_t out = 0;
  for (const auto& length : lengths_)
    out +=
        length.items.capacity() * sizeof(Item) + length.counts.capacity() * sizeof(std::uint32_t);
  return out;
}

void Combinations::append(const Combinations& more) {
  for (std::size_t i = 0; i < lengths_.size(); ++i) {
    auto& to = lengths_[i];
    const auto& from = more.lengths_[i];
    to.items.insert(to.items.end(), from.items.begin(), from.items.end());
    to.counts.insert(to.counts.end(), from.counts.begin(), from.counts.end());
  }
}

Combinations count_combinations(const Records& records, const Counting& how,
                                const Progress& progress) {
  auto blocks = walk(records, how, progress, Collected{Combinations{how.length}});
  if (blocks.size() == 1) return std::move(blocks.front().combinations);
  Combinations out{how.length};
  for (auto& block : blocks) {
    out.append(block.combinations);
    block.combinations = Combinations{};
  }
  return out;
}

std::vector<Variety> variety(const Records& records, std::size_t length, std::uint32_t threshold,
                             unsigned threads, const Progress& progress) {
  std::vector<Variety> out(length);
  const Counting how{.length = length, .at_least = 1, .threads = threads};
  for (const auto& block :
       walk(records, how, progress, Counted{std::vector<Variety>(length), threshold}))
    for (std::size_t i = 0; i < length; ++i) {
      out[i].different += block.by_length[i].different;
      out[i].rare += block.by_length[i].rare;
    }
  return out;
}

}  // namespace ts::release
