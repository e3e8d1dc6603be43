#pragma once

#include <map>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "base/guarded.h"
#include "frames/frames.h"
#include "frames/table.h"

namespace ts::frames {

/// What there is to know of cases that changed.
using News = std::vector<records::Records::Opened>;

/// The change feed between two places, opened.
struct Stretch {
  std::int64_t from = 0, to = 0;
  News news;
  std::map<CaseId, Instant> touched = {};  ///< records::Records::Feed
};

/// The table and its lock. The lock of the standard library lets readers overtake a waiting writer
/// for as long as they come; so all wait in one line for it.
struct Frames::Columns {
  explicit Columns(const catalogue::Catalogue& catalogue) : table_(catalogue) {}

  auto read() const {
    const std::lock_guard in_line{line_};
    return table_.read();
  }
  auto lock() {
    const std::lock_guard in_line{line_};
    return table_.lock();
  }

  std::mutex following;           ///< held by whoever brings the columns forward
  std::vector<Follower*> others;  ///< under `following`
  std::int64_t seq = 0;           ///< of the change feed, applied; under `following`

  struct Kept {
    explicit Kept(const catalogue::Catalogue& catalogue) : table{catalogue} {}
    Table table;
    std::unordered_set<CaseId> damaged;
  };
  /// Brings `kept` and all that follow to what is so now.
  void tell(Kept& kept, const News& news) const;
  /// Where the next stretch begins.
  std::int64_t next() {
    const std::lock_guard lock{following};
    return seq;
  }
  /// Applies a stretch; false when it does not begin where the columns are.
  bool take(const Stretch& stretch);

 private:
  mutable std::mutex line_;
  Guarded<Kept> table_;
};

}  // namespace ts::frames
