#include "private_matching/code_file.h"

#include <algorithm>

#include "base/failure.h"

namespace ts::private_matching {
namespace {

constexpr std::array<std::uint8_t, 4> code_magic{'T', 'S', 'C', 'V'};
constexpr std::uint8_t code_version = 2;  // 1 had other hashes of parts
constexpr std::size_t head = 4 + 2 + sizeof(crypto::Digest) + 8;
constexpr std::size_t block_bytes = Codes::block * code_words * 8;
constexpr std::size_t most = 10'000'000;

void add(std::uint64_t number, Bytes& out) {
  for (std::size_t i = 0; i < 8; ++i) out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}
std::uint64_t number_at(BytesView bytes, std::size_t at) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out |= std::uint64_t{bytes[at + i]} << (8 * i);
  return out;
}

std::size_t blocks_of(std::size_t people) { return (people + Codes::block - 1) / Codes::block; }

LargeVector<Code> codes_from(BytesView bytes, std::size_t people) {
  LargeVector<Code> out(people);
  for (std::size_t i = 0; i < people; ++i)
    for (std::size_t w = 0; w < code_words; ++w)
      out[i].at(w) = number_at(
          bytes, (i / Codes::block * code_words + w) * Codes::block * 8 + i % Codes::block * 8);
  return out;
}

}  // namespace

Bytes write_codes(const Encoded& encoded) {
  Bytes out{code_magic.begin(), code_magic.end()};
  out.push_back(code_version);
  out.push_back(views);
  out.insert(out.end(), normal_fingerprint().begin(), normal_fingerprint().end());
  add(encoded.codes.front().size(), out);
  for (const auto& codes : encoded.codes) {
    const Codes blocks{codes};
    for (std::size_t block = 0; block < blocks.blocks(); ++block)
      for (std::size_t i = 0; i < Codes::block * code_words; ++i)
        add(blocks.words_of(block)[i], out);
  }
  const auto digest = crypto::hash(out);
  out.insert(out.end(), digest.begin(), digest.end());
  return out;
}

CodesRead read_codes(BytesView bytes) {
  const auto refuse = [](bool wrong, MessageKey key = "codes.not_codes") {
    if (wrong) throw Failure{Fault::invalid, key};
  };
  constexpr auto tail = sizeof(crypto::Digest);
  refuse(bytes.size() < head + tail ||
         !std::equal(code_magic.begin(), code_magic.end(), bytes.begin()));
  refuse(bytes[4] != code_version || bytes[5] != views, "codes.other_version");
  const auto people = number_at(bytes, head - 8);
  refuse(people > most);
  const auto of_view = blocks_of(people) * block_bytes;
  refuse(bytes.size() != head + views * of_view + tail);
  const auto digest = crypto::hash(bytes.first(bytes.size() - tail));
  refuse(!std::equal(digest.begin(), digest.end(), bytes.last(tail).begin()));
  CodesRead out;
  std::copy_n(bytes.begin() + 6, out.fingerprint.size(), out.fingerprint.begin());
  for (std::size_t view = 0; view < views; ++view)
    out.encoded.codes.at(view) = codes_from(bytes.subspan(head + view * of_view, of_view), people);
  return out;
}

}  // namespace ts::private_matching
