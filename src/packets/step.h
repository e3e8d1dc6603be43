#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/field_class.h"
#include "base/id.h"
#include "base/time.h"
#include "crypto/crypto.h"

/// What two organisations say to each other about one matter. Pure: bytes in, steps out.
/// docs/formats/packets.md.
namespace ts::packets {

using MatterId = Id<struct MatterTag>;
using StepId = Id<struct StepTag>;

/// What a step asks or answers. The words are part of the format.
enum class What {
  refer,     ///< asks to help this person with something
  transfer,  ///< asks to take the case over
  trace,     ///< asks to search for somebody
  decide,    ///< asks an authority for a decision
  agree,     ///< proposes what two organisations may share; about no person
  inform,    ///< tells, and asks nothing
  withdraw,  ///< the person has taken consent back
  erase,     ///< asks to forget all of it
  received,
  accepted,
  declined,
  asked,
  answered,
  done,
  withdrawn,  ///< answers `withdraw`: it was carried out
  erased,     ///< answers `erase`
  reminded    ///< by whoever asked: an answer is still missing
};
std::string_view text(What what);
std::optional<What> what_of(std::string_view text);
/// The six that a matter begins with.
bool begins(What what);

/// A record, or the part of it that the other side may have. What is in `fields` is not this
/// module's to know.
struct Part {
  RecordId id;
  std::string kind;
  Bytes fields;
  friend bool operator==(const Part&, const Part&) = default;
};

struct Attachment {
  RecordId record = {};  ///< to which it belongs; one of the parts, or none of them
  FieldClass field_class = FieldClass::admin;
  std::string name;  ///< a file's name and no path (`is_safe_name`)
  std::string type;  ///< "image/jpeg"
  std::uint64_t size = 0;
  crypto::Digest digest{};  ///< of its bytes
  friend bool operator==(const Attachment&, const Attachment&) = default;
};

/// What a step says. It can be destroyed while the step stays: a step carries its digest only.
struct Content {
  std::string purpose;
  std::string note;     ///< what is needed, the reason, the question or the answer
  std::string classes;  ///< letters of field classes in their order, "KSA"
  std::string until;    ///< the day until which it may be kept, "2027-01-31"; may be empty
  std::string due;      ///< the day by which an answer is hoped for; may be empty
  RecordId receipt;     ///< the consent that it rests on; empty where nothing of a person is sent
  std::vector<Part> parts;
  std::vector<Attachment> attachments;
  friend bool operator==(const Content&, const Content&) = default;
};

/// Of one half of a matter.
inline constexpr std::size_t most_steps = 10'000;
inline constexpr std::size_t most_parts = 2'000;
inline constexpr std::size_t most_attachments = 64;
inline constexpr std::size_t most_content = 4U << 20;

Bytes encode(const Content& content);
/// Nothing when the bytes are not exactly what `encode` makes of something within the limits.
std::optional<Content> decode_content(BytesView bytes);
/// No path, nothing that a shell, a browser or a file system reads as more than a name.
bool is_safe_name(std::string_view name);

/// How far a half of the log goes: the number of steps, and the digest of the last of them.
struct Reach {
  std::uint64_t count = 0;
  crypto::Digest digest{};  ///< zeros when there is none
  friend bool operator==(const Reach&, const Reach&) = default;
};

/// One step, signed by its author and tied to the author's step before and to what its author had
/// then received from the other side.
struct Step {
  StepId id;  ///< stays when a step has to be written again under another number
  MatterId matter;
  crypto::VerifyKey author{};
  crypto::VerifyKey reader{};
  Reach before;  ///< of the author's own half; the step's number is `before.count + 1`
  Reach seen;    ///< of the reader's half
  Instant at;    ///< by the author's clock, for people: nothing is decided by it
  What what = What::inform;
  crypto::Digest content{};
  crypto::Signature signature{};

  std::uint64_t number() const { return before.count + 1; }
  friend bool operator==(const Step&, const Step&) = default;
};

/// The bytes that are signed.
Bytes head_of(const Step& step);
/// Head and signature.
Bytes encode(const Step& step);
std::optional<Step> decode_step(BytesView bytes);
crypto::Digest digest_of(const Step& step);
crypto::Digest digest_of(const Content& content);

void sign(Step& step, const crypto::SigningKey& key);
bool is_signed(const Step& step);

/// A step with what it says, as far as that is still there.
struct Entry {
  Step step;
  std::optional<Content> content;
  friend bool operator==(const Entry&, const Entry&) = default;
};

}  // namespace ts::packets
