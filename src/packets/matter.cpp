#include "packets/matter.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/failure.h"
#include "packets/reading.h"

namespace ts::packets {
namespace {

constexpr std::string_view matter_format = "turnstone matter 1";

bool has_step(const std::vector<Entry>& half, StepId id) {
  return std::any_of(half.begin(), half.end(),
                     [&](const Entry& entry) { return entry.step.id == id; });
}

/// The reach of the first `count` steps.
Reach reach_at(const std::vector<Entry>& half, std::uint64_t count) {
  if (count == 0 || count > half.size()) return {.count = count, .digest = {}};
  return {.count = count, .digest = digest_of(half[count - 1].step)};
}

bool content_fits(const Entry& entry) {
  return !entry.content || digest_of(*entry.content) == entry.step.content;
}

}  // namespace

Reach Matter::reach(const std::vector<Entry>& half) { return reach_at(half, half.size()); }

const Entry& Matter::write(const crypto::SigningKey& key, StepId id, Instant at, What what,
                           Content content) {
  ensure(own_.size() < most_steps);
  auto step = next(true, id, at, what, content);
  sign(step, key);
  return own_.emplace_back(Entry{.step = step, .content = std::move(content)});
}

const Entry& Matter::write_for_other(const crypto::SigningKey& key, StepId id, Instant at,
                                     What what, Content content) {
  ensure(other_.size() < most_steps && key.verify_key() == theirs_);
  auto step = next(false, id, at, what, content);
  sign(step, key);
  told_ = reach(own_);
  other_.push_back({.step = step, .content = std::move(content)});
  theirs_is_ = reach(other_);
  return other_.back();
}

Step Matter::next(bool ours, StepId id, Instant at, What what, const Content& content) const {
  return {.id = id,
          .matter = id_,
          .author = ours ? mine_ : theirs_,
          .reader = ours ? theirs_ : mine_,
          .before = reach(ours ? own_ : other_),
          .seen = reach(ours ? other_ : own_),
          .at = at,
          .what = what,
          .content = digest_of(content),
          .signature = {}};
}

Matter::Taken Matter::take(const Message& message, const crypto::SigningKey& key) {
  Taken taken;
  std::vector<Entry> lost;
  for (const auto& entry : message.entries) {
    const auto& step = entry.step;
    const bool theirs = step.author == theirs_ && step.reader == mine_;
    const bool ours = step.author == mine_ && step.reader == theirs_;
    if (step.matter != id_ || (!theirs && !ours) || !content_fits(entry))
      ++taken.forged;
    else if (theirs)
      take_other(entry, taken);
    else
      take_own(entry, taken, lost);
  }
  write_again(std::move(lost), key);
  told_ = message.seen;
  theirs_is_ = message.has;
  they_forked_ = they_forked_ || taken.forked > 0;
  // They sent steps, or stand elsewhere than we do: they do not know how far we are.
  answer_due_ = answer_due_ || !message.entries.empty() || theirs_is_ != reach(other_);
  return taken;
}

void Matter::take_other(const Entry& entry, Taken& taken) {
  const auto number = entry.step.number();
  const auto next = other_.size() + 1;
  if (number < next) {
    ++(other_[number - 1].step == entry.step ? taken.known : taken.forked);
  } else if (number > next) {
    if (number > std::min<std::uint64_t>(next + most_early, most_steps)) return;
    ++taken.early;
    early_.insert_or_assign(number, entry);
  } else if (next > most_steps || entry.step.before != reach(other_)) {
    ++taken.forked;
  } else if (!is_signed(entry.step)) {
    ++taken.forged;
  } else {
    other_.push_back(entry);
    taken.fresh.push_back(entry.step.id);
    drain(taken);
  }
}

void Matter::drain(Taken& taken) {
  early_.erase(early_.begin(), early_.lower_bound(other_.size() + 1));
  const auto waiting = early_.find(other_.size() + 1);
  if (waiting == early_.end()) return;
  const auto entry = std::move(waiting->second);
  early_.erase(waiting);
  take_other(entry, taken);
}

void Matter::take_own(const Entry& entry, Taken& taken, std::vector<Entry>& lost) {
  const auto number = entry.step.number();
  // Those before it will come, too.
  if (number > std::min(own_.size() + 1, most_steps)) return;
  if (number <= own_.size() && own_[number - 1].step == entry.step) {
    ++taken.known;
    return;
  }
  if (entry.step.before != reach_at(own_, number - 1)) return;
  if (!is_signed(entry.step)) {
    ++taken.forged;
    return;
  }
  // What the other holds stands; what we wrote in its place follows later.
  const auto from = own_.begin() + static_cast<std::ptrdiff_t>(number - 1);
  lost.insert(lost.end(), std::make_move_iterator(from), std::make_move_iterator(own_.end()));
  own_.erase(from, own_.end());
  own_.push_back(entry);
  taken.returned.push_back(entry.step.id);
}

void Matter::write_again(std::vector<Entry> lost, const crypto::SigningKey& key) {
  for (auto& entry : lost) {
    if (has_step(own_, entry.step.id)) continue;
    entry.step.before = reach(own_);
    entry.step.seen = reach(other_);
    sign(entry.step, key);
    own_.push_back(std::move(entry));
  }
}

Message Matter::message() const {
  Message out{.has = reach(own_), .seen = reach(other_), .entries = {}};
  // From where the other agrees with us; all of it when it holds another step of that number.
  const auto since = [](const std::vector<Entry>& half, const Reach& agreed) {
    return reach_at(half, agreed.count) == agreed ? agreed.count : 0;
  };
  // A reach beyond our half: the other holds more of it than we do.
  if (told_.count <= own_.size())
    out.entries.insert(out.entries.end(),
                       own_.begin() + static_cast<std::ptrdiff_t>(since(own_, told_)), own_.end());
  const auto held = reach(other_);
  if (they_forked_ || (theirs_is_.count <= held.count && theirs_is_ != held)) {
    const auto from = they_forked_ ? 0 : since(other_, theirs_is_);
    out.entries.insert(out.entries.end(), other_.begin() + static_cast<std::ptrdiff_t>(from),
                       other_.end());
  }
  return out;
}

std::vector<const Entry*> Matter::in_order() const {
  // The side that began the matter comes first where neither had seen the other's step.
  const auto began = [](const std::vector<Entry>& half) {
    return !half.empty() && begins(half.front().step.what) && half.front().step.seen.count == 0;
  };
  const bool ours_first = began(own_) == began(other_) ? mine_ < theirs_ : began(own_);
  const auto& first = ours_first ? own_ : other_;
  const auto& second = ours_first ? other_ : own_;
  std::vector<const Entry*> out;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < first.size() || j < second.size()) {
    const bool first_may = i < first.size() && first[i].step.seen.count <= j;
    const bool second_may = j < second.size() && second[j].step.seen.count <= i;
    // One of the two always may, unless somebody claims to have seen what was not there.
    if (first_may || !second_may) {
      if (i < first.size())
        out.push_back(&first[i++]);
      else
        out.push_back(&second[j++]);
    } else {
      out.push_back(&second[j++]);
    }
  }
  return out;
}

bool Matter::holds_parts() const {
  const auto with_parts = [](const Entry& entry) {
    return entry.content && !entry.content->parts.empty();
  };
  return std::any_of(own_.begin(), own_.end(), with_parts) ||
         std::any_of(other_.begin(), other_.end(), with_parts);
}

void Matter::destroy_contents() {
  for (auto* half : {&own_, &other_})
    for (auto& entry : *half) entry.content.reset();
  for (auto& [number, entry] : early_) entry.content.reset();
}

void put(ByteWriter& out, const Entry& entry) {
  out.part(encode(entry.step));
  out.part(entry.content ? encode(*entry.content) : Bytes{});
}

std::optional<Entry> entry_of(BytesView step_bytes, BytesView content_bytes) {
  auto step = decode_step(step_bytes);
  if (!step) return std::nullopt;
  Entry out{.step = *step, .content = {}};
  if (content_bytes.empty()) return out;
  out.content = decode_content(content_bytes);
  if (!out.content) return std::nullopt;
  return out;
}

Bytes Matter::encode() const {
  ByteWriter out;
  out.part(matter_format).part(id_.bytes()).part(mine_).part(theirs_);
  inside::put(out, told_);
  inside::put(out, theirs_is_);
  out.u64(answer_due_ ? 1 : 0).u64(they_forked_ ? 1 : 0);
  out.u64(own_.size()).u64(other_.size()).u64(early_.size());
  for (const auto* half : {&own_, &other_})
    for (const auto& entry : *half) packets::put(out, entry);
  for (const auto& [number, entry] : early_) packets::put(out, entry);
  return out.bytes();
}

std::optional<Matter> Matter::decode(BytesView bytes) {
  inside::Reading in{bytes};
  in.expect(matter_format);
  const auto id = in.id<MatterId>();
  const auto mine = in.array<crypto::VerifyKey>();
  Matter out{id, mine, in.array<crypto::VerifyKey>()};
  out.told_ = inside::reach_of(in);
  out.theirs_is_ = inside::reach_of(in);
  out.answer_due_ = in.u64() == 1;
  out.they_forked_ = in.u64() == 1;
  const std::array counts{in.count(most_steps), in.count(most_steps), in.count(most_early + 1)};
  for (std::size_t which = 0; which < counts.size(); ++which)
    for (std::size_t i = 0; i < counts[which] && in.ok(); ++i) {
      const auto step = in.part();
      auto entry = entry_of(step, in.part());
      if (!entry) return std::nullopt;
      if (which == 2)
        out.early_.emplace(entry->step.number(), std::move(*entry));
      else
        (which == 0 ? out.own_ : out.other_).push_back(std::move(*entry));
    }
  if (!in.done()) return std::nullopt;
  return out;
}

}  // namespace ts::packets
