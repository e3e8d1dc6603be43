#pragma once

#include "packets/matter.h"

namespace ts::packets {

/// How a matter stands, worked out from its steps in their order, and so the same on both sides.
struct Standing {
  enum class Progress { none, sent, received, accepted, declined, done };
  /// Taking consent back, and forgetting: asked for by one side, carried out by the other.
  enum class Duty { none, asked, carried_out };

  What request = What::inform;
  crypto::VerifyKey asker{};  ///< who began it
  Progress progress = Progress::none;
  bool question = false;  ///< somebody asked and was not answered
  crypto::VerifyKey questioner{};
  Duty withdrawal = Duty::none;
  Duty erasure = Duty::none;
  /// Steps that did not fit where they stand (both sides acted at once); they change nothing.
  std::size_t out_of_place = 0;
  friend bool operator==(const Standing&, const Standing&) = default;
};

/// Whether `author` may take this step as the matter stands.
bool fits(const Standing& standing, What what, const crypto::VerifyKey& author);
Standing after(Standing standing, What what, const crypto::VerifyKey& author);
Standing standing_of(const Matter& matter);

}  // namespace ts::packets
