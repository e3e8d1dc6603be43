#include "release/safe_records.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "base/failure.h"
#include "release/balance.h"

namespace ts::release {
namespace {

using Row = std::vector<Item>;

class Drawing {
 public:
  Drawing(const Records& input, const Items& items, const Combinations& safe,
          const SafeRecords& how, const Progress& progress)
      : input_{input},
        safe_{safe},
        how_{how},
        progress_{progress},
        random_{how.seed, 0},
        balance_{safe},
        all_{how.length},
        row_{how.length - 1},
        others_{how.length - 1},
        slot_of_(items.count()),
        people_(items.count()) {
    for (std::size_t i = 0; i < safe.size(1); ++i) {
      const auto item = safe.items(1, i).front();
      people_[item] = safe.count(1, i);
      if (slots_.empty() || !items.exclude(slots_.back().front(), item)) slots_.emplace_back();
      slots_.back().push_back(item);
      slot_of_[item] = slots_.size() - 1;
    }
    order_.resize(slots_.size());
    std::iota(order_.begin(), order_.end(), 0U);
  }

  Records run() {
    const auto wanted = rounded_down(input_.rows(), how_.k);
    take_shared(wanted);
    rows_.resize(wanted - shared_.rows());
    progress_.at(0.1);
    for (auto& row : rows_) draw(row);
    for (const auto& row : rows_) settle(row, -1);
    progress_.at(0.3);
    for (unsigned done = 1; done <= how_.sweeps; ++done) {
      if (done == how_.sweeps) give_rows_of_their_own();
      sweep(done == how_.sweeps ? emphasis_at_last : 1);
      progress_.at(0.3 + 0.6 * done / how_.sweeps);
    }
    return together();
  }

 private:
  /// 1. Groups of at least k who have everything in common.
  void take_shared(std::uint64_t wanted) {
    for (std::size_t record = 0; record < input_.size(); ++record) {
      if (input_.weight(record) < how_.k) continue;
      auto taken = input_.weight(record) - random_.below(how_.k);
      taken = static_cast<std::uint32_t>(std::min<std::uint64_t>(taken, wanted - shared_.rows()));
      if (taken == 0) continue;
      shared_.add(input_.items(record), taken);
      settle(input_.items(record), -static_cast<std::int32_t>(taken));
    }
  }

  /// Says that `change` more rows like this are wanted.
  void settle(std::span<const Item> row, std::int32_t change) {
    all_.assign(row);
    for (const auto key : all_.keys().subspan(1)) {
      auto* entry = balance_.find(key);
      ensure(entry != nullptr);
      entry->wanted += change;
    }
  }

  /// 2. The rest of a row, slot by slot.
  void draw(Row& row) {
    progress_.check();
    row_.assign(row);
    for (std::size_t left = order_.size(); left > 0; --left) {
      std::swap(order_[left - 1], order_[random_.below(static_cast<std::uint32_t>(left))]);
      draw_of(order_[left - 1], row);
    }
  }

  void draw_of(std::size_t slot, Row& row) {
    if (has(row, slot)) return;
    // The most particular of what was drawn already that at least k of the remaining people have.
    Key given = 0;
    auto among = static_cast<std::int32_t>(rows_.size());
    for (const auto key : row_.keys().subspan(1))
      if (const auto have = balance_.find(key)->wanted;
          have >= static_cast<std::int32_t>(how_.k) && have < among) {
        given = key;
        among = have;
      }
    auto drawn = static_cast<std::int32_t>(random_.below(static_cast<std::uint32_t>(among)));
    for (const auto item : slots_[slot]) {
      const auto* entry = balance_.find(given + key_of(item));
      if (entry == nullptr || entry->wanted <= 0) continue;
      drawn -= entry->wanted;
      if (drawn >= 0) continue;
      if (safe_with(item)) {
        insert(row, item);
        row_.assign(row);
      }
      return;
    }
  }

  /// Is the item safe together with the row that is being drawn?
  bool safe_with(Item item) const {
    return std::ranges::all_of(row_.keys(), [this, key = key_of(item)](Key subset) {
      return balance_.find(subset + key) != nullptr;
    });
  }

  /// Rare items stand before common ones: what is not safe is found so with few looks.
  void insert(Row& row, Item item) const {
    const auto people = [this](Item each) { return people_[each]; };
    row.insert(std::ranges::lower_bound(row, people_[item], {}, people), item);
  }

  /// 3. Looks at every slot of every row; how many rows were changed.
  std::size_t sweep(float emphasis) {
    emphasis_ = emphasis;
    std::size_t changed = 0;
    for (auto& row : rows_) {
      progress_.check();
      bool better = false;
      row_.assign(row);
      for (std::size_t slot = 0; slot < slots_.size(); ++slot)
        if (improve(slot, row)) {
          better = true;
          row_.assign(row);
        }
      changed += better ? 1 : 0;
    }
    return changed;
  }

  /// What exchanges of single items do not reach: combinations that far too few rows have take the
  /// place of rows drawn by lot, of few only.
  void give_rows_of_their_own() {
    auto left = rows_.size() / 50;
    for (std::size_t length = 1; length <= how_.length; ++length)
      for (std::size_t i = 0; i < safe_.size(length); ++i) {
        const auto items = safe_.items(length, i);
        Key key = 0;
        for (const auto item : items) key += key_of(item);
        const auto* entry = balance_.find(key);
        const auto few =
            static_cast<std::int32_t>(safe_.count(length, i) / (length == 1 ? 100 : 4));
        for (; entry->wanted > few && left > 0; --left) {
          auto& row = rows_[random_.below(static_cast<std::uint32_t>(rows_.size()))];
          settle(row, 1);
          row.assign(items.begin(), items.end());
          draw(row);
          settle(row, -1);
        }
      }
  }

  bool has(const Row& row, std::size_t slot) const {
    return std::ranges::any_of(row, [&](Item item) { return slot_of_[item] == slot; });
  }

  static constexpr float emphasis_at_last = 16;
  /// Of a column with more values than this, some by lot, so that long lists stay affordable.
  static constexpr std::size_t tried_at_once = 16;
  static constexpr Item none = static_cast<Item>(-1);

  /// The best exchange of the slot's item, or none, for another, or none.
  bool improve(std::size_t slot, Row& row) {
    const auto present =
        std::ranges::find_if(row, [&](Item item) { return slot_of_[item] == slot; });
    const Item now = present == row.end() ? none : *present;
    if (now != none) {
      row.erase(present);
      others_.assign(row);
    }
    const auto others = now == none ? row_.keys() : others_.keys();
    const float removed = now == none ? 0 : cost_without(now, others);

    Item best = now;
    float least = -1e-6F;
    if (now != none && removed < least) {
      best = none;
      least = removed;
    }
    const auto& choices = slots_[slot];
    auto choice = choices.size() <= tried_at_once
                      ? 0
                      : random_.below(static_cast<std::uint32_t>(choices.size()));
    for (auto left = std::min(choices.size(), tried_at_once); left > 0; --left) {
      const auto item = choices[choice];
      choice = choice + 1 == choices.size() ? 0 : choice + 1;
      if (item == now) continue;
      if (const auto cost = cost_with(item, others) + removed; cost < least) {
        best = item;
        least = cost;
      }
    }
    if (best != now) {
      if (now != none) change(now, others, 1);
      if (best != none) change(best, others, -1);
    }
    if (best != none) insert(row, best);
    return best != now;
  }

  /// Without a jump, because which way it goes is as good as chance.
  static float negative_if(bool negative, float positive) {
    const auto sign = std::uint32_t{negative} << 31U;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(positive) | sign);
  }

  float cost_without(Item item, std::span<const Key> others) const {
    const auto key = key_of(item);
    float factor = emphasis_;
    float out = 0;
    for (const auto subset : others) {
      const auto* entry = balance_.find(subset + key);
      out += factor * negative_if(entry->wanted < 0, entry->cost);
      factor = 1;
    }
    return out;
  }

  float cost_with(Item item, std::span<const Key> others) const {
    const auto key = key_of(item);
    float factor = emphasis_;
    float out = 0;
    for (const auto subset : others) {
      const auto* entry = balance_.find(subset + key);
      if (entry == nullptr) return std::numeric_limits<float>::infinity();
      out += factor * negative_if(entry->wanted > 0, entry->cost);
      factor = 1;
    }
    return out;
  }

  void change(Item item, std::span<const Key> others, std::int32_t change) {
    const auto key = key_of(item);
    for (const auto subset : others) balance_.find(subset + key)->wanted += change;
  }

  Records together() {
    std::vector<std::pair<Row, std::uint32_t>> all;
    all.reserve(shared_.size() + rows_.size());
    for (std::size_t record = 0; record < shared_.size(); ++record) {
      const auto items = shared_.items(record);
      all.emplace_back(Row{items.begin(), items.end()}, shared_.weight(record));
    }
    for (auto& row : rows_) {
      std::ranges::sort(row);
      all.emplace_back(std::move(row), 1);
    }
    std::ranges::sort(all);
    Records out;
    for (std::size_t i = 0; i < all.size();) {
      const auto& row = all[i].first;
      std::uint32_t weight = 0;
      for (; i < all.size() && all[i].first == row; ++i) weight += all[i].second;
      out.add(row, weight);
    }
    return out;
  }

  const Records& input_;
  const Combinations& safe_;
  const SafeRecords& how_;
  const Progress& progress_;
  stats::Random random_;
  Balance balance_;
  Subsets all_, row_, others_;
  // Items that are safe alone, those together of which a row has one at most: the values of a
  // column, or one of those of a multi-valued column.
  std::vector<std::vector<Item>> slots_;
  std::vector<std::size_t> slot_of_;   // by item
  std::vector<std::uint32_t> people_;  // likewise
  std::vector<std::uint32_t> order_;   // of slots, shuffled again and again
  Records shared_;
  float emphasis_ = 1;  ///< of combinations of length 1
  std::vector<Row> rows_;
};

}  // namespace

Records draw_safe_records(const Records& input, const Items& items, const Combinations& safe,
                          const SafeRecords& how, const Progress& progress) {
  ensure(how.k >= 1 && how.length >= 1 && how.length <= safe.length());
  auto out = Drawing{input, items, safe, how, progress}.run();
  // By the items themselves and not by their keys, whatever the odds.
  ensure(unsafe_combinations(out, safe) == 0);
  return out;
}

std::uint64_t unsafe_combinations(const Records& records, const Combinations& safe) {
  const auto all = count_combinations(records, {.length = safe.length()});
  std::uint64_t out = 0;
  for (std::size_t length = 1; length <= all.length(); ++length)
    for (std::size_t i = 0; i < all.size(length); ++i)
      if (safe.count_of(all.items(length, i)) == 0) ++out;
  return out;
}

}  // namespace ts::release
