#include "estimate/model.h"

#include <algorithm>

#include "base/failure.h"

namespace ts::estimate {
namespace {

void insert_all_within(MaskSet& set, Mask term) {
  // Every subset of a mask, by counting down within its bits.
  for (Mask part = term;; part = static_cast<Mask>((part - 1) & term)) {
    set.insert(part);
    if (part == 0) return;
  }
}

}  // namespace

Model::Model(unsigned lists, const MaskSet& set) : lists_{lists}, set_{set} {
  for (std::size_t mask = 0; mask < cells_of(lists); ++mask)
    if (set_.contains(static_cast<Mask>(mask))) terms_.push_back(static_cast<Mask>(mask));
  std::sort(terms_.begin(), terms_.end(), term_before);
}

Model Model::main_effects(unsigned lists) { return generated_by(lists, {}); }

Model Model::all_pairs(unsigned lists) { return generated_by(lists, pairs_of(lists)); }

Model Model::generated_by(unsigned lists, std::span<const Mask> generators) {
  ensure(lists > 0 && lists <= max_lists);
  MaskSet set;
  set.insert(0);
  for (unsigned list = 0; list < lists; ++list) set.insert(single(list));
  for (const Mask term : generators) {
    ensure(term < cells_of(lists));
    insert_all_within(set, term);
  }
  return {lists, set};
}

std::optional<Model> Model::parse(unsigned lists, std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return std::nullopt;
  std::vector<Mask> generators{0};
  Mask named = 0;
  for (const char c : text.substr(1, text.size() - 2)) {
    if (c == ',' || c == '.') {
      if (generators.back() == 0) return std::nullopt;
      generators.push_back(0);
      continue;
    }
    if (c < '1' || c >= static_cast<char>('1' + lists)) return std::nullopt;
    const Mask list = single(static_cast<unsigned>(c - '1'));
    if (generators.back() & list) return std::nullopt;
    generators.back() |= list;
    named |= list;
  }
  if (generators.back() == 0 || named != cells_of(lists) - 1) return std::nullopt;
  return generated_by(lists, generators);
}

std::vector<Mask> Model::generators() const {
  std::vector<Mask> out;
  for (const Mask term : terms_)
    if (std::none_of(terms_.begin(), terms_.end(),
                     [&](Mask other) { return other != term && holds(other, term); }))
      out.push_back(term);
  // As they are printed: by their first list, "[12,13,25,4]".
  std::sort(out.begin(), out.end(), [](Mask a, Mask b) {
    const unsigned differ = a ^ b;
    return differ && (a & (differ & (~differ + 1U))) != 0;
  });
  return out;
}

std::string Model::text() const {
  std::string out = "[";
  for (const Mask term : generators()) {
    if (out.size() > 1) out += ',';
    for (unsigned list = 0; list < lists_; ++list)
      if (holds(term, single(list))) out += static_cast<char>('1' + list);
  }
  return out + ']';
}

std::string Model::text(std::span<const std::string> names) const {
  std::string out;
  for (const Mask term : generators()) {
    if (size_of(term) < 2) continue;
    if (!out.empty()) out += ", ";
    bool first = true;
    for (unsigned list = 0; list < lists_; ++list) {
      if (!holds(term, single(list))) continue;
      if (!first) out += ':';
      out += names[list];
      first = false;
    }
  }
  return out;
}

bool Model::can_add(Mask term) const {
  if (term == 0 || term >= cells_of(lists_) || has(term)) return false;
  for (unsigned list = 0; list < lists_; ++list)
    if (holds(term, single(list)) && !has(static_cast<Mask>(term & ~single(list)))) return false;
  return true;
}

bool Model::can_drop(Mask term) const {
  return size_of(term) >= 2 && has(term) &&
         std::none_of(terms_.begin(), terms_.end(),
                      [&](Mask other) { return other != term && holds(other, term); });
}

Model Model::with(Mask term) const {
  ensure(can_add(term));
  MaskSet set = set_;
  set.insert(term);
  return {lists_, set};
}

Model Model::without(Mask term) const {
  ensure(can_drop(term));
  MaskSet set = set_;
  set.erase(term);
  return {lists_, set};
}

}  // namespace ts::estimate
