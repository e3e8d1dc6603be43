#include "packets/packet.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/trial.h"
#include "packets/trial.h"

namespace ts::packets {
namespace {

using ts::trial::key_of;

constexpr Instant noon{1'790'000'000'000};

Bytes of(std::string_view text) { return {text.begin(), text.end()}; }

const Identity& sender() { return trial::identity(1); }
const Identity& recipient() { return trial::identity(2); }
const Identity& stranger() { return trial::identity(3); }

/// A referral with one step and the attachments of these sizes.
Cover cover_with(const std::vector<Bytes>& files = {}) {
  auto out = trial::referral(sender(), recipient(), noon);
  for (const auto& bytes : files)
    out.follows.push_back(
        {.name = {}, .type = {}, .size = bytes.size(), .digest = crypto::hash(bytes)});
  return out;
}

Bytes sealed(const Cover& cover, const std::vector<Bytes>& files = {}) {
  Bytes out;
  Sealer sealer{cover, sender(), recipient().opening().public_key(), out};
  for (const auto& bytes : files) sealer.attach(bytes, out);
  sealer.finish(out);
  return out;
}

/// Opens it in feeds of so many bytes.
Cover opened(BytesView packet, std::size_t step, std::vector<Bytes>& files) {
  Opener opener{recipient(), [&](std::size_t which, BytesView bytes) {
                  files.resize(std::max(files.size(), which + 1));
                  files[which].insert(files[which].end(), bytes.begin(), bytes.end());
                }};
  for (std::size_t at = 0; at < packet.size(); at += step)
    opener.feed(packet.subspan(at, std::min(step, packet.size() - at)));
  return opener.finish();
}

std::string refusal(BytesView packet) {
  return key_of([&] { open(packet, recipient()); });
}

TEST(Packet, opens_as_it_was_sealed) {
  rc::check([] {
    const auto sizes = *rc::gen::container<std::vector<std::size_t>>(
        3, rc::gen::element<std::size_t>(0, 1, 1000, 65'535, 65'536, 70'001, 200'000));
    std::vector<Bytes> files;
    for (const auto size : sizes) files.emplace_back(size, static_cast<std::uint8_t>(size));
    const auto packet = sealed(cover_with(files), files);
    std::vector<Bytes> back(files.size());
    const auto step = *rc::gen::element<std::size_t>(7'777, 65'553, 1U << 20);
    const auto cover = opened(packet, step, back);
    RC_ASSERT(back == files);
    RC_ASSERT(cover.message == cover_with().message);
    RC_ASSERT(cover.expires == cover_with().expires);
  });
}

TEST(Packet, is_longer_in_steps_only) {
  const auto small = sealed(cover_with()).size();
  auto cover = cover_with();
  cover.message.entries[0].content->note += "nine more";
  EXPECT_EQ(sealed(cover).size(), small);
}

TEST(Packet, with_any_byte_altered_or_cut_does_not_open) {
  const auto whole = sealed(cover_with());
  rc::check([&] {
    auto packet = whole;
    const auto at = *rc::gen::inRange<std::size_t>(0, packet.size());
    packet[at] ^= static_cast<std::uint8_t>(*rc::gen::inRange(1, 256));
    RC_ASSERT(!refusal(packet).empty());
    packet = whole;
    packet.resize(*rc::gen::inRange<std::size_t>(0, packet.size()));
    RC_ASSERT(!refusal(packet).empty());
  });
}

TEST(Packet, that_is_refused_says_why) {
  const auto whole = sealed(cover_with());
  EXPECT_EQ(refusal({}), "packet.not_one");
  EXPECT_EQ(refusal(bytes_of("PK and something else that is no packet")), "packet.not_one");
  EXPECT_EQ(refusal(BytesView{whole}.first(60)), "packet.cut");
  EXPECT_EQ(refusal(BytesView{whole}.first(89)), "packet.cut");
  auto later = whole;
  later[16] = 2;
  EXPECT_EQ(refusal(later), "packet.newer");
  auto damaged = whole;
  damaged.back() ^= 1;
  EXPECT_EQ(refusal(damaged), "packet.damaged");
  EXPECT_EQ(key_of([&] { open(whole, stranger()); }), "packet.not_for_us");

  const std::vector<Bytes> files{Bytes(200'000, 7)};
  auto large = sealed(cover_with(files), files);
  const auto piece = large.begin() + 89;
  EXPECT_EQ(refusal(BytesView{large}.first(89 + 2 * 65'553)), "packet.cut");
  std::swap_ranges(piece, piece + 65'553, piece + 65'553);
  EXPECT_EQ(refusal(large), "packet.damaged");
  large = sealed(cover_with(files), files);
  large.insert(large.end(), large.begin() + 89, large.end());
  EXPECT_EQ(refusal(large), "packet.damaged");
}

/// What anybody can do who has the recipient's card: open nothing, but seal whatever they like.
/// From docs/formats/packets.md alone.
Bytes sealed_by_hand(BytesView text) {
  const auto& theirs = recipient().opening().public_key();
  const crypto::AgreementKey once{crypto::Secret::random()};
  ByteWriter both;
  both.part(theirs).part(once.public_key());
  ByteWriter tag;
  tag.part("turnstone packet tag 1").part(theirs).part(once.public_key());
  Bytes head = of("turnstone packet\x01");
  const auto tag_bytes = crypto::hash(tag.bytes());
  head.insert(head.end(), tag_bytes.begin(), tag_bytes.begin() + 16);
  head.insert(head.end(), once.public_key().begin(), once.public_key().end());
  const auto key = crypto::derive(*once.agree(theirs), "turnstone packet key 1", both.bytes());
  crypto::StreamSealer stream{key, head};
  Bytes out = head;
  out.insert(out.end(), stream.header().begin(), stream.header().end());
  stream.seal(text, true, out);
  return out;
}

/// The text of a packet of one piece.
Bytes text_by_hand(BytesView packet) {
  const auto& mine = recipient().opening().public_key();
  crypto::AgreementPublic once{};
  std::copy_n(packet.begin() + 33, 32, once.begin());
  crypto::StreamHeader header{};
  std::copy_n(packet.begin() + 65, 24, header.begin());
  ByteWriter both;
  both.part(mine).part(once);
  const auto key =
      crypto::derive(*recipient().opening().agree(once), "turnstone packet key 1", both.bytes());
  crypto::StreamOpener stream{key, header, Bytes(packet.begin(), packet.begin() + 65)};
  Bytes out;
  EXPECT_EQ(stream.open(packet.subspan(89), out), true);
  return out;
}

TEST(Packet, that_others_wrote_is_forged_or_damaged) {
  const auto text = text_by_hand(sealed(cover_with()));
  EXPECT_EQ(text.size() % 1024, 0U);
  EXPECT_EQ(refusal(sealed_by_hand(text)), "");
  auto altered = text;
  altered[128] ^= 1;  // when it was made
  EXPECT_EQ(refusal(sealed_by_hand(altered)), "packet.forged");
  altered = text;
  altered[10] ^= 1;  // the name of the format
  EXPECT_EQ(refusal(sealed_by_hand(altered)), "packet.damaged");
  altered = text;
  altered.back() = 1;  // the padding
  EXPECT_EQ(refusal(sealed_by_hand(altered)), "packet.damaged");
  altered = text;
  altered[7] = 0x7f;  // the length of the cover
  EXPECT_EQ(refusal(sealed_by_hand(altered)), "packet.too_large");
  EXPECT_EQ(refusal(sealed_by_hand(BytesView{text}.first(5))), "packet.damaged");
}

TEST(Packet, is_taken_in_its_time_and_by_whom_it_is_for_only) {
  const auto cover = cover_with();
  const auto said = [&](Instant now, const Identity& who) {
    return key_of([&] { must_be_timely(cover, {who.signing().verify_key()}, now); });
  };
  EXPECT_EQ(said(noon, recipient()), "");
  EXPECT_EQ(said(noon, stranger()), "packet.not_for_us");
  EXPECT_EQ(said(noon + std::chrono::hours{-36}, recipient()), "");
  EXPECT_EQ(said(noon + std::chrono::hours{-37}, recipient()), "packet.future");
  EXPECT_EQ(said(cover.expires + std::chrono::hours{36}, recipient()), "");
  EXPECT_EQ(said(cover.expires + std::chrono::hours{37}, recipient()), "packet.expired");
  auto own = cover;
  own.recipient = own.sender;
  EXPECT_EQ(key_of([&] { must_be_timely(own, {sender().signing().verify_key()}, noon); }),
            "packet.from_us");
}

TEST(Packet, too_large_is_not_made) {
  auto cover = cover_with();
  cover.message.entries.assign(3, cover.message.entries[0]);
  for (auto& entry : cover.message.entries)
    entry.content->parts.assign(1, {.id = {}, .kind = "note", .fields = Bytes(3U << 20)});
  EXPECT_EQ(key_of([&] { sealed(cover); }), "packet.too_large");
}

TEST(Content, reads_back_and_nothing_else_reads) {
  const auto content = *cover_with().message.entries[0].content;
  const auto bytes = encode(content);
  EXPECT_EQ(decode_content(bytes), content);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_content(BytesView{bytes}.first(size)));
  auto other = content;
  other.classes = "SK";
  EXPECT_FALSE(decode_content(encode(other)));
  other = content;
  other.until = "soon";
  EXPECT_FALSE(decode_content(encode(other)));
  other = content;
  other.attachments[0].name = "../../keys.db";
  EXPECT_FALSE(decode_content(encode(other)));
}

TEST(Names, of_files_are_names_and_no_more) {
  for (const auto* good : {"drawing.jpg", "Рисунок 1.png", "a"}) EXPECT_TRUE(is_safe_name(good));
  for (const auto* bad :
       {"", ".", "..", ".profile", "a/b", "a\\b", "C:x", "a\nb", "a ", "a.", "what?"})
    EXPECT_FALSE(is_safe_name(bad)) << bad;
  EXPECT_FALSE(is_safe_name(std::string(121, 'a')));
}

TEST(Succession, reads_back_and_is_signed_by_both_keys) {
  const auto succession = succeed(sender(), trial::card(stranger(), "House of the Lamp"));
  const auto bytes = encode(succession);
  EXPECT_EQ(decode_succession(bytes), succession);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto altered = bytes;
    altered[i] ^= 1;
    EXPECT_FALSE(decode_succession(altered));
  }
  auto forged = succession;
  forged.former = recipient().signing().verify_key();
  EXPECT_FALSE(decode_succession(encode(forged)));
  auto cover = cover_with();
  cover.successions = {succession};
  std::vector<Bytes> files;
  EXPECT_EQ(opened(sealed(cover), 1000, files).successions, cover.successions);
}

TEST(Card, reads_back_and_nothing_else_reads) {
  const auto card = trial::card(sender(), "House of the Lamp");
  const auto bytes = encode(card);
  EXPECT_EQ(decode_card(bytes), card);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto altered = bytes;
    altered[i] ^= 1;
    EXPECT_FALSE(decode_card(altered)) << i;
  }
}

TEST(Comparison, is_one_number_for_both_and_another_for_any_other_key) {
  const auto one = trial::card(sender(), "One");
  const auto two = trial::card(recipient(), "Two");
  const auto number = comparison(one, two);
  EXPECT_EQ(number.size(), 47U);
  EXPECT_EQ(comparison(two, one), number);
  EXPECT_NE(comparison(one, trial::card(stranger(), "Two")), number);
  auto other_key = two;
  other_key.opens = stranger().opening().public_key();
  EXPECT_NE(comparison(one, other_key), number);
}

TEST(What, words_read_back) {
  for (int i = 0; i <= static_cast<int>(What::erased); ++i) {
    const auto what = static_cast<What>(i);
    EXPECT_EQ(what_of(text(what)), what);
  }
  EXPECT_FALSE(what_of("refuse"));
}

TEST(Step, reads_back_and_none_of_a_number_that_no_half_reaches) {
  auto step = cover_with().message.entries[0].step;
  EXPECT_EQ(decode_step(encode(step)), step);
  EXPECT_FALSE(decode_step(of("no step")));
  for (const auto count : {std::uint64_t{most_steps} + 1, ~std::uint64_t{0}}) {
    step.before = {.count = count, .digest = step.content};
    sign(step, sender().signing());
    EXPECT_FALSE(decode_step(encode(step)));
  }
}

}  // namespace
}  // namespace ts::packets
