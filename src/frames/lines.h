#pragma once

#include <array>
#include <set>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "frames/column.h"
#include "records/records.h"

namespace ts::frames {

/// Where a row stands in a list.
struct Place {
  Instant at;
  CaseId id;
  Row row = 0;
};

inline bool newer_first(const Place& a, const Place& b) {
  return a.at != b.at ? a.at > b.at : a.id < b.id;
}

/// Cases in the order of a list.
struct NewestFirst {
  bool operator()(const Place& a, const Place& b) const { return newer_first(a, b); }
};
using Line = std::set<Place, NewestFirst>;

/// Cases in line, apart for each way a case can stand and each state: a page is cut from the few
/// lines that somebody may see, however many cases there are.
class Lines {
 public:
  /// Where one case stands.
  struct Spot {
    Dictionary::Code standing = Dictionary::missing;
    records::State state = records::State::open;
    Instant changed_at, opened_at;
    CaseId id;
  };
  void add(const Spot& spot, Row row);
  void remove(const Spot& spot);

  struct Pair {
    Line by_change, by_opening;
  };
  /// Of a code that `add` was told of.
  const Pair& of(Dictionary::Code standing, records::State state) const {
    return pairs_[standing][static_cast<std::size_t>(state)];
  }
  /// One more than the largest code.
  std::size_t standings() const { return pairs_.size(); }
  std::size_t bytes() const;

 private:
  std::vector<std::array<Pair, 2>> pairs_;
  std::size_t cases_ = 0;
};

/// Several lines as one.
class Merged {
 public:
  void add(Line::const_iterator from, Line::const_iterator end);
  /// The next place of all; null at the end.
  const Place* next();

 private:
  using Rest = std::pair<Line::const_iterator, Line::const_iterator>;
  static bool later(const Rest& a, const Rest& b) { return newer_first(*b.first, *a.first); }
  std::vector<Rest> rests_;  // a heap, whose front begins with the newest
};

}  // namespace ts::frames
