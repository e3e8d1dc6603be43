#include "packets/step.h"

#include <utility>

#include "base/failure.h"
#include "packets/reading.h"

namespace ts::packets {
namespace {

using inside::put;
using inside::reach_of;
using inside::Reading;

constexpr std::string_view step_format = "turnstone step 1";
constexpr std::string_view content_format = "turnstone content 1";
constexpr std::size_t most_text = 20'000;
constexpr std::size_t most_word = 120;

constexpr std::array words{
    std::string_view{"refer"},    std::string_view{"transfer"}, std::string_view{"trace"},
    std::string_view{"decide"},   std::string_view{"agree"},    std::string_view{"inform"},
    std::string_view{"withdraw"}, std::string_view{"erase"},    std::string_view{"received"},
    std::string_view{"accepted"}, std::string_view{"declined"}, std::string_view{"asked"},
    std::string_view{"answered"}, std::string_view{"done"},     std::string_view{"withdrawn"},
    std::string_view{"erased"},   std::string_view{"reminded"}};

/// Letters of classes in their order, each once.
bool is_class_text(std::string_view letters) {
  ClassSet set;
  for (const char letter : letters) {
    const auto field_class = field_class_of(letter);
    if (!field_class) return false;
    set.add(*field_class);
  }
  return set.letters() == letters;
}

bool is_day(std::string_view text) { return text.empty() || parse_date(text).has_value(); }

}  // namespace

std::string_view text(What what) { return words[static_cast<std::size_t>(what)]; }

std::optional<What> what_of(std::string_view text) {
  const auto* const found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) return std::nullopt;
  return static_cast<What>(found - words.begin());
}

bool begins(What what) { return what <= What::inform; }

bool is_safe_name(std::string_view name) {
  if (name.empty() || name.size() > most_word || name.front() == '.' || name.front() == ' ' ||
      name.back() == '.' || name.back() == ' ')
    return false;
  constexpr std::string_view no_name = R"(/\:*?"<>|)";
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && no_name.find(c) == no_name.npos;
  });
}

Bytes encode(const Content& content) {
  ByteWriter out;
  out.part(content_format).part(content.purpose).part(content.note).part(content.classes);
  out.part(content.until).part(content.due).part(content.receipt.bytes());
  out.u64(content.parts.size());
  for (const auto& part : content.parts)
    out.part(part.id.bytes()).part(part.kind).part(part.fields);
  out.u64(content.attachments.size());
  for (const auto& file : content.attachments) {
    const std::string letter{letter_of(file.field_class)};
    out.part(file.record.bytes()).part(letter).part(file.name).part(file.type);
    out.u64(file.size).part(file.digest);
  }
  return out.bytes();
}

std::optional<Content> decode_content(BytesView bytes) {
  if (bytes.size() > most_content) return std::nullopt;
  Reading in{bytes};
  in.expect(content_format);
  Content out;
  out.purpose = in.text(most_text);
  out.note = in.text(most_text);
  out.classes = in.text(field_class_letters.size());
  out.until = in.text(10);
  out.due = in.text(10);
  out.receipt = in.id<RecordId>();
  for (auto left = in.count(most_parts); left > 0 && in.ok(); --left) {
    Part part{.id = in.id<RecordId>(), .kind = in.text(most_word), .fields = {}};
    const auto fields = in.part();
    part.fields.assign(fields.begin(), fields.end());
    out.parts.push_back(std::move(part));
  }
  for (auto left = in.count(most_attachments); left > 0 && in.ok(); --left) {
    const auto record = in.id<RecordId>();
    const auto letter = in.text(1);
    const auto field_class = field_class_of(letter.empty() ? '?' : letter[0]);
    Attachment file{.record = record,
                    .field_class = field_class.value_or(FieldClass::admin),
                    .name = in.text(most_word),
                    .type = in.text(most_word),
                    .size = in.u64(),
                    .digest = in.array<crypto::Digest>()};
    if (!field_class || !is_safe_name(file.name)) in.refuse();
    out.attachments.push_back(std::move(file));
  }
  if (!in.done() || !is_class_text(out.classes) || !is_day(out.until) || !is_day(out.due))
    return std::nullopt;
  return out;
}

Bytes head_of(const Step& step) {
  ByteWriter out;
  out.part(step_format).part(step.id.bytes()).part(step.matter.bytes());
  out.part(step.author).part(step.reader);
  put(out, step.before);
  put(out, step.seen);
  out.u64(static_cast<std::uint64_t>(step.at.ms)).part(text(step.what)).part(step.content);
  return out.bytes();
}

Bytes encode(const Step& step) {
  ByteWriter out;
  out.part(head_of(step)).part(step.signature);
  return out.bytes();
}

std::optional<Step> decode_step(BytesView bytes) {
  Reading whole{bytes};
  const auto head = whole.part();
  Step out;
  out.signature = whole.array<crypto::Signature>();
  if (!whole.done()) return std::nullopt;
  Reading in{head};
  in.expect(step_format);
  out.id = in.id<StepId>();
  out.matter = in.id<MatterId>();
  out.author = in.array<crypto::VerifyKey>();
  out.reader = in.array<crypto::VerifyKey>();
  out.before = reach_of(in);
  out.seen = reach_of(in);
  out.at.ms = static_cast<std::int64_t>(in.u64());
  const auto what = what_of(in.text(most_word));
  out.content = in.array<crypto::Digest>();
  if (!in.done() || !what) return std::nullopt;
  out.what = *what;
  return out;
}

crypto::Digest digest_of(const Step& step) { return crypto::hash(encode(step)); }
crypto::Digest digest_of(const Content& content) { return crypto::hash(encode(content)); }

void sign(Step& step, const crypto::SigningKey& key) {
  ensure(step.author == key.verify_key());
  step.signature = key.sign(head_of(step));
}

bool is_signed(const Step& step) {
  return crypto::verify(step.author, head_of(step), step.signature);
}

}  // namespace ts::packets
