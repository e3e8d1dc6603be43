#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "packets/step.h"

namespace ts::packets {

/// What one side tells the other about a matter at once: how far it is, and steps that the other
/// does not have, its own or the other's own that the other has lost.
struct Message {
  Reach has;   ///< of the sender's own half
  Reach seen;  ///< of the other's half, as the sender holds it
  std::vector<Entry> entries;
  friend bool operator==(const Message&, const Message&) = default;
};

void put(ByteWriter& out, const Entry& entry);
/// Nothing when either is not what was put; an empty content is one that was destroyed.
std::optional<Entry> entry_of(BytesView step, BytesView content);

/// One side's view of a joint log: its own half and what it holds of the other's. Both sides take
/// messages in any order and any number of times, and end with the same two halves: what was lost
/// is sent again, what comes twice is known, and a side whose database was put back to an older day
/// gets its own steps back from the other. What it wrote anew meanwhile follows them.
class Matter {
 public:
  Matter(MatterId id, const crypto::VerifyKey& mine, const crypto::VerifyKey& theirs)
      : id_{id}, mine_{mine}, theirs_{theirs} {}

  MatterId id() const { return id_; }
  const crypto::VerifyKey& mine() const { return mine_; }
  const crypto::VerifyKey& theirs() const { return theirs_; }
  const std::vector<Entry>& own() const { return own_; }
  const std::vector<Entry>& other() const { return other_; }

  /// Writes the next step of one's own half.
  const Entry& write(const crypto::SigningKey& key, StepId id, Instant at, What what,
                     Content content);

  /// Writes the next step of the other half, for somebody who has no node of their own: `key` is
  /// theirs, and lies here. With that they have all of our half.
  const Entry& write_for_other(const crypto::SigningKey& key, StepId id, Instant at, What what,
                               Content content);

  /// What a message brought.
  struct Taken {
    std::vector<StepId> fresh;     ///< steps of the other that were not here, in their order
    std::vector<StepId> returned;  ///< steps of one's own that had been lost
    std::size_t known = 0;
    std::size_t early = 0;   ///< wait here for those before them
    std::size_t forked = 0;  ///< stand beside others of the same number that are here already
    std::size_t forged = 0;  ///< not signed by whom they name, or not of this matter
  };
  /// `key` signs anew what must follow returned steps.
  Taken take(const Message& message, const crypto::SigningKey& key);

  /// What to send now.
  Message message() const;
  /// Whether the other side said that it has all of one's own half.
  bool heard() const { return told_ == reach(own_); }
  /// Whether there is anything that the other side is not known to have, or it asked for an answer.
  bool owes() const { return answer_due_ || !heard(); }
  /// To be called when a message was handed over; what it told stays owed until the other says so.
  void sent() { answer_due_ = they_forked_ = false; }
  /// After a start of the program: it may be that the database is an old one.
  void greet() { answer_due_ = true; }

  /// How much of one's own half the other side holds, as it said last.
  const Reach& told() const { return told_; }

  /// Both halves as they followed from one another: the same order on both sides.
  std::vector<const Entry*> in_order() const;

  /// Destroys what was said; that it was said stays.
  void destroy_contents();

  /// Whether records of a person are still in it.
  bool holds_parts() const;

  /// As it is kept, and back; nothing when the bytes are none of this.
  Bytes encode() const;
  static std::optional<Matter> decode(BytesView bytes);

  static constexpr std::uint64_t most_early = 256;

 private:
  static Reach reach(const std::vector<Entry>& half);
  Step next(bool ours, StepId id, Instant at, What what, const Content& content) const;
  void take_other(const Entry& entry, Taken& taken);
  void drain(Taken& taken);
  void take_own(const Entry& entry, Taken& taken, std::vector<Entry>& lost);
  void write_again(std::vector<Entry> lost, const crypto::SigningKey& key);

  MatterId id_;
  crypto::VerifyKey mine_;
  crypto::VerifyKey theirs_;
  std::vector<Entry> own_;
  std::vector<Entry> other_;
  std::map<std::uint64_t, Entry> early_;
  Reach told_;       ///< of our half, as the other said last
  Reach theirs_is_;  ///< of their half, as they said last
  bool answer_due_ = false;
  bool they_forked_ = false;  ///< they hold other steps of their own than we do
};

}  // namespace ts::packets
