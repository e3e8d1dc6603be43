#include <algorithm>
#include <numeric>
#include <tuple>

#include "base/failure.h"
#include "private_matching/overlap.h"
#include "private_matching/touching.h"
#include "private_matching/weigh.h"

namespace ts::private_matching {
namespace {

Evidence evidence_of(const Travelling& list) {
  const auto bits = [&](std::size_t i) { return list.evidence.at(i) / 4.0; };
  return {.prefix = bits(0),
          .sound = bits(1),
          .whole = bits(2),
          .day = bits(3),
          .year = bits(4),
          .place = bits(5)};
}

/// Of two lists: what an agreement tells is told by both.
Evidence mean(const Evidence& a, const Evidence& b) {
  return {.prefix = (a.prefix + b.prefix) / 2,
          .sound = (a.sound + b.sound) / 2,
          .whole = (a.whole + b.whole) / 2,
          .day = (a.day + b.day) / 2,
          .year = (a.year + b.year) / 2,
          .place = (a.place + b.place) / 2};
}

/// Entries of lists that are one person.
class People {
 public:
  explicit People(const std::vector<BlindList>& lists) {
    for (std::size_t i = 0; i < lists.size(); ++i) {
      first_.push_back(masks_.size());
      masks_.insert(masks_.end(), lists[i].tags.size() / slots, std::uint64_t{1} << i);
    }
    leads_to_.resize(masks_.size());
    std::iota(leads_to_.begin(), leads_to_.end(), std::size_t{0});
  }
  std::size_t number(std::size_t list, std::size_t entry) const { return first_[list] + entry; }

  /// Unless one list would have them twice.
  void join(std::size_t a, std::size_t b) {
    a = root(a);
    b = root(b);
    if ((masks_[a] & masks_[b]) != 0) return;
    masks_[a] |= masks_[b];
    leads_to_[b] = a;
  }
  std::vector<std::uint64_t> by_mask() const {
    std::vector<std::uint64_t> out(std::size_t{1} << first_.size());
    for (std::size_t i = 0; i < masks_.size(); ++i)
      if (leads_to_[i] == i) ++out[masks_[i]];
    return out;
  }

 private:
  std::size_t root(std::size_t i) {
    while (leads_to_[i] != i) i = leads_to_[i] = leads_to_[leads_to_[i]];
    return i;
  }

  std::vector<std::size_t> first_;    ///< by list: the number of its first entry
  std::vector<std::uint64_t> masks_;  ///< of a root: the lists of the person
  std::vector<std::size_t> leads_to_;
};

/// All of one round, each once, in the order of their owners.
std::vector<Travelling> whole_round(const std::vector<Bytes>& messages,
                                    const crypto::Secret& shared) {
  std::vector<Travelling> lists;
  for (const auto& message : messages) lists.push_back(read_travelling(message, shared));
  std::ranges::sort(lists, {}, &Travelling::owner);
  for (const auto& list : lists) {
    if (!list.met_all()) throw Failure{Fault::invalid, "psi.not_through"};
    // The marks tell whether all lists met the same secrets.
    if (list.session != lists.front().session || list.marks != lists.front().marks)
      throw Failure{Fault::invalid, "psi.other_round"};
  }
  for (std::size_t i = 0; i < lists.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (lists[i].owner == lists[j].owner || lists[i].name == lists[j].name)
        throw Failure{Fault::invalid, "psi.same_list"};
  if (lists.empty() || lists.size() != lists.front().marks.size())
    throw Failure{Fault::invalid, "psi.list_missing"};
  return lists;
}

}  // namespace

std::vector<std::uint64_t> histories_of(const std::vector<BlindList>& lists) {
  struct Pair {
    double bits;
    std::size_t a, b;
  };
  People people{lists};
  std::vector<Pair> pairs;
  const std::vector<Held> anybody(1);
  for (std::size_t i = 0; i < lists.size(); ++i)
    for (std::size_t j = i + 1; j < lists.size(); ++j)
      for (const auto& pair : weigh(touching(lists[i].tags, lists[j].tags), anybody,
                                    mean(lists[i].evidence, lists[j].evidence),
                                    lists[i].tags.size() / slots, lists[j].tags.size() / slots))
        pairs.push_back({pair.bits, people.number(i, pair.own), people.number(j, pair.peer)});
  std::ranges::sort(pairs, [](const Pair& x, const Pair& y) {
    return std::tuple{-x.bits, x.a, x.b} < std::tuple{-y.bits, y.a, y.b};
  });
  for (const auto& pair : pairs) people.join(pair.a, pair.b);
  return people.by_mask();
}

Overlap tally(const std::vector<Bytes>& messages, const crypto::Secret& shared) {
  Overlap out;
  std::vector<BlindList> lists;
  for (auto& list : whole_round(messages, shared)) {
    lists.push_back({.tags = std::move(list.tags), .evidence = evidence_of(list)});
    out.names.push_back(std::move(list.name));
  }
  out.people = histories_of(lists);
  return out;
}

}  // namespace ts::private_matching
