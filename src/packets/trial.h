#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "packets/packet.h"

/// For tests: organisations that nobody has to keep secret, and a small referral.
namespace ts::packets::trial {

inline const Identity& identity(std::uint8_t number) {
  static const std::array all{Identity{crypto::Secret::from(Bytes(32, 0)).value()},
                              Identity{crypto::Secret::from(Bytes(32, 1)).value()},
                              Identity{crypto::Secret::from(Bytes(32, 2)).value()},
                              Identity{crypto::Secret::from(Bytes(32, 3)).value()}};
  return all.at(number);
}

inline Card card(const Identity& identity, const std::string& name) {
  Card out;
  out.name = name;
  out.country = "GW";
  out.address = "https://lamp.example";
  out.made = {1'790'000'000'000};
  identity.sign(out);
  return out;
}

inline Content small_content() {
  Content out;
  out.purpose = "A bed for three nights";
  out.note = "She arrives on Friday.";
  out.classes = "KS";
  out.until = "2027-01-31";
  out.due = "2026-12-01";
  out.parts.push_back({.id = {}, .kind = "person", .fields = {1, 2, 3}});
  out.attachments.push_back({.name = "drawing.jpg", .type = "image/jpeg", .size = 3, .digest = {}});
  return out;
}

inline Cover referral(const Identity& from, const Identity& to, Instant made) {
  const auto& mine = from.signing().verify_key();
  const auto& theirs = to.signing().verify_key();
  Matter matter{MatterId{}, mine, theirs};
  matter.write(from.signing(), StepId{}, made, What::refer, small_content());
  return {.matter = matter.id(),
          .sender = mine,
          .recipient = theirs,
          .made = made,
          .expires = made + std::chrono::hours{24 * 30},
          .message = matter.message(),
          .follows = {}};
}

}  // namespace ts::packets::trial
