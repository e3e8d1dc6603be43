#pragma once

#include <optional>
#include <string>

#include "catalogue/catalogue.h"
#include "crypto/crypto.h"
#include "packets/step.h"

namespace ts::matters {

/// A request to somebody without Turnstone: one HTML file that needs nothing but a browser, and a
/// code that is told another way. docs/formats/capsules.md.
struct Capsule {
  std::string code;  ///< "k3n7-…", 80 bits
  std::string html;
};

/// What somebody answered in the page.
struct CapsuleAnswer {
  packets::What what = packets::What::accepted;
  std::string note;
  packets::StepId id;  ///< the same for the same file
};

/// The keys of one capsule. The code follows from the seed, and all else from the code, so that a
/// page that was lost is made again and opens with the same code.
class CapsuleKeys {
 public:
  CapsuleKeys(const crypto::Secret& seed, packets::MatterId matter);

  /// The page in a language: who asks, what they ask, and what of the content the catalogue knows.
  Capsule make(const catalogue::Catalogue& catalogue, const packets::Content& content,
               packets::What request, std::string_view from, std::string_view language) const;
  /// `Failure{invalid}`: "capsule.no_answer" for anything but a file that such a page made,
  /// "packet.damaged" when it does not open.
  CapsuleAnswer answer(std::string_view file) const;
  /// Of which matter such a file is; nothing when it is none.
  static std::optional<packets::MatterId> matter_of(std::string_view file);

 private:
  packets::MatterId matter_;
  std::string code_;
  crypto::Secret reading_, answering_;
};

}  // namespace ts::matters
