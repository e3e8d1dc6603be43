#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/id.h"
#include "base/time.h"
#include "crypto/agreement.h"
#include "crypto/crypto.h"

namespace ts::packets {

/// What an organisation gives to others so that they can write to it and know what comes from it:
/// no secret. docs/formats/packets.md.
struct Card {
  OrgId org;
  std::string name;
  std::string country;  ///< two letters, or none
  std::string address;  ///< where its node takes packets, "https://…"; empty: by file only
  crypto::VerifyKey signs{};
  crypto::AgreementPublic opens{};
  Instant made;
  crypto::Signature signature{};  ///< by `signs` over all of it
  friend bool operator==(const Card&, const Card&) = default;
};

/// The secret halves.
class Identity {
 public:
  explicit Identity(const crypto::Secret& seed);
  const crypto::SigningKey& signing() const { return signing_; }
  const crypto::AgreementKey& opening() const { return opening_; }
  /// Fills in keys and signature.
  void sign(Card& card) const;

 private:
  crypto::SigningKey signing_;
  crypto::AgreementKey opening_;
};

/// Says that an organisation has new keys: its new card, signed by the key that it had before.
struct Succession {
  Card card;
  crypto::VerifyKey former{};
  crypto::Signature signature{};  ///< by `former`
  friend bool operator==(const Succession&, const Succession&) = default;
};
Succession succeed(const Identity& former, const Card& card);
Bytes encode(const Succession& succession);
/// Nothing when it is none, or not signed by both keys.
std::optional<Succession> decode_succession(BytesView bytes);

Bytes encode(const Card& card);
/// Nothing when it is no card, or not signed by the key that it names.
std::optional<Card> decode_card(BytesView bytes);

/// The number that two people compare, each on their own screen: the same on both sides when each
/// has the card that the other gave, and another for any other key. Eight groups of five digits
/// (some 132 bits), because digits are the same in every language.
std::string comparison(const Card& one, const Card& other);

}  // namespace ts::packets
