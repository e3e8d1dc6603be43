// What matching between organisations promises, measured: an intersection of 10,000 by 10,000
// people with its bytes and seconds of processor, and what it finds on lists whose truth is known.
// bench/README.md says how it is asked, docs/private-matching.md what was measured.

#include <immintrin.h>

#include <array>
#include <bit>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>

#include "base/failure.h"
#include "base/parallel.h"
#include "base/used.h"
#include "formats/csv.h"
#include "private_matching/blind.h"
#include "private_matching/codes.h"
#include "private_matching/intersection.h"
#include "private_matching/made_up.h"

namespace {

using namespace ts;
using namespace ts::private_matching;

crypto::Secret secret(std::uint8_t of) { return *crypto::Secret::from(Bytes(32, of)); }

struct Times {
  double cpu = cpu_seconds();
  std::chrono::steady_clock::time_point clock = std::chrono::steady_clock::now();
};
void say(const char* what, const Times& since) {
  const std::chrono::duration<double> clock = std::chrono::steady_clock::now() - since.clock;
  std::printf("| %-24s | %6.2f CPU s | %6.2f s by the clock |\n", what, cpu_seconds() - since.cpu,
              clock.count());
}

/// Multiplications a second of CPU, on all processors at once, with nothing else.
double bare_rate() {
  constexpr std::size_t parts = 64, each = 64;
  const auto scalar = crypto::Scalar::derived(secret(5), "bench");
  const auto point = crypto::point_of(secret(5), bytes_of("somebody"));
  const auto before = cpu_seconds();
  parallel_for(parts, 0, [&](std::size_t) {
    auto p = point;
    for (std::size_t i = 0; i < each; ++i) p = *crypto::multiplied(scalar, p);
  });
  return parts * each / (cpu_seconds() - before);
}

/// The whole protocol on two lists.
void intersection(const char* what, const TwoLists& lists) {
  std::printf("\n%s\n", what);
  const auto before = bare_rate();
  const Times all;
  const auto first = list_of(lists.a.people), second = list_of(lists.b.people);
  say("names to keys", all);
  Times step;
  Receiver receiver{first, Mode::match, secret(1), secret(2)};
  say("offer", step);
  step = {};
  const auto reply = Sender{second, secret(1), secret(3)}.reply(receiver.offer());
  say("answer", step);
  step = {};
  const auto result = receiver.finish(reply.answer);
  say("finish", step);
  say("all, on all processors", all);
  const auto used = cpu_seconds() - all.cpu;
  const auto keys = [](const List& list) {
    std::size_t out = 0;
    for (const auto& entry : list.entries)
      for (const auto& key : entry.keys) out += key.has_value();
    return static_cast<double>(out);
  };
  // Each side multiplies its own keys, and all that the other sends.
  const auto sent = static_cast<double>(
      slots * (filled_up(first.entries.size()) + filled_up(second.entries.size())));
  const auto multiplications = keys(first) + keys(second) + sent;
  const auto rate = (before + bare_rate()) / 2;
  std::printf(
      "| %.0f multiplications, which alone take %.2f CPU s at the %.0f/s of this run: %.0f %% of "
      "all; as many at 20,000/s and all else: %.1f s on two cores (goal, 10,000 x 10,000: 10 s)\n",
      multiplications, multiplications / rate, rate, 100 * multiplications / rate / used,
      (multiplications / 20'000 + (used - multiplications / rate) * rate / 20'000) / 2);
  std::printf("| on the line: offer %zu bytes, answer %zu bytes\n", receiver.offer().size(),
              reply.answer.size());
  std::size_t right = 0;
  for (const auto& pair : result.pairs)
    if (const auto entry = reply.people.at(pair.peer))
      right += lists.a.truth[first.entries[pair.own].rows.front()] ==
               lists.b.truth[second.entries[*entry].rows.front()];
  const auto got = quality(right, result.pairs.size(), in_common(lists.a, lists.b));
  std::printf("| found %zu: precision %.4f, recall %.4f, F1 %.4f\n", result.pairs.size(),
              got.precision, got.recall, got.f1());
}

/// Row by row and word by word, with the processor's own count.
[[gnu::target("popcnt")]] std::size_t plain_loop(std::span<const Code> a, std::span<const Code> b,
                                                 double at) {
  const auto ones = [](const Code& code) {
    std::uint32_t out = 0;
    for (const auto word : code) out += static_cast<std::uint32_t>(std::popcount(word));
    return out;
  };
  std::vector<std::uint32_t> ones_b;
  for (const auto& code : b) ones_b.push_back(ones(code));
  std::size_t hits = 0;
  for (const auto& x : a) {
    const auto ones_a = ones(x);
    for (std::size_t j = 0; j < b.size(); ++j) {
      std::uint64_t common = 0;
      for (std::size_t w = 0; w < code_words; ++w)
        common += static_cast<std::uint64_t>(__builtin_popcountll(x[w] & b[j][w]));
      hits += 2.0 * static_cast<double>(common) >= at * (ones_a + ones_b[j]);
    }
  }
  return hits;
}

/// The best of five, in CPU seconds.
double least(const std::function<void()>& work) {
  double out = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto before = cpu_seconds();
    work();
    out = std::min(out, cpu_seconds() - before);
  }
  return out;
}

/// What the instructions of a comparison alone take (load, and, count, add: once for each eight
/// words), of vectors that the first cache holds: millions of comparisons a second. There are two
/// sums, so that no instruction waits for the one before.
[[gnu::target("avx512f,avx512vpopcntdq")]] std::uint64_t bare_avx512(const std::uint64_t* words,
                                                                     std::size_t near,
                                                                     std::size_t rounds) {
  __m512i row[code_words];
  for (std::size_t w = 0; w < code_words; ++w)
    row[w] = _mm512_set1_epi64(static_cast<long long>(~words[w]));
  auto even = _mm512_setzero_si512(), odd = even;
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto* block = words + round % near * Codes::block * code_words;
    for (std::size_t w = 0; w < code_words; w += 2) {
      const auto first = _mm512_load_si512(block + w * Codes::block);
      const auto second = _mm512_load_si512(block + (w + 1) * Codes::block);
      even = _mm512_add_epi64(even, _mm512_popcnt_epi64(_mm512_and_si512(row[w], first)));
      odd = _mm512_add_epi64(odd, _mm512_popcnt_epi64(_mm512_and_si512(row[w + 1], second)));
    }
  }
  return static_cast<std::uint64_t>(_mm512_reduce_add_epi64(_mm512_add_epi64(even, odd)));
}
double limit_of_avx512() {
  constexpr std::size_t near = 16, rounds = 4'000'000;
  alignas(64) static std::array<std::uint64_t, near * Codes::block * code_words> words{};
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = i * 0x9e3779b97f4a7c15U;
  std::uint64_t sum = 0;
  const auto seconds = least([&] { sum += bare_avx512(words.data(), near, rounds); });
  ensure(sum != 0);  // or the compiler leaves it all out
  return 1e-6 * static_cast<double>(Codes::block * rounds) / seconds;
}

void comparisons(std::span<const Code> a, std::span<const Code> b) {
  const auto million = 1e-6 * static_cast<double>(a.size()) * static_cast<double>(b.size());
  const Codes first{a}, second{b};
  for (const double at : {0.8, 0.9}) {
    std::size_t hits = 0;
    const auto plain = million / least([&] { hits = plain_loop(a, b, at); });
    std::printf(
        "\n%zu x %zu of 1024 bits at %.1f, one thread; anonlink 0.15.3 (2026-11-23): 169 M/s\n",
        a.size(), b.size(), at);
    std::printf("| plain popcount loop | %7.0f M/s | %zu hits\n", plain, hits);
    for (const auto path : {Path::portable, Path::avx2, Path::avx512}) {
      if (!runs_here(path)) {
        std::printf("| %-19s | not on this processor\n", std::string{name_of(path)}.c_str());
        continue;
      }
      const auto rate = million / least([&] { hits = similar(first, second, at, path, 1).size(); });
      std::printf(
          "| %-19s | %7.0f M/s | %zu hits | %.2f times the plain loop, %.2f times anonlink\n",
          std::string{name_of(path)}.c_str(), rate, hits, rate / plain, rate / 169);
      if (path != Path::avx512) continue;
      const auto limit = limit_of_avx512();
      std::printf("| its instructions    | %7.0f M/s | of which that is %.0f %% (goal 80)\n", limit,
                  100 * rate / limit);
    }
  }
}

void encoding(const TwoLists& lists) {
  const auto count = static_cast<double>(lists.a.people.size());
  LargeVector<Normal> first;
  const auto names = least([&] { first = normals_of(lists.a.people); });
  Encoded a;
  const auto codes = least([&] { a = encode(first, secret(1), secret(2), 1); });
  std::printf("\nencoding %zu people, one thread; clkhash 0.18.3 (2026-11-23): 28,000 records/s\n",
              lists.a.people.size());
  std::printf("| names to their normal form | %8.0f /s\n| normal form to two vectors | %8.0f /s\n",
              count / names, count / codes);
  std::printf("| both                       | %8.0f /s | %.2f times clkhash (goal 15)\n",
              count / (names + codes), count / (names + codes) / 28'000);
  if (lists.a.people.size() > 20'000) return;
  const auto b = encode(normals_of(lists.b.people), secret(1), secret(3));
  const auto pairs = alike(a, b);
  for (const auto& found : {pairs, one_to_one(pairs)}) {
    std::size_t right = 0;
    for (const auto& pair : found) right += lists.a.truth[pair.a] == lists.b.truth[pair.b];
    const auto got = quality(right, found.size(), in_common(lists.a, lists.b));
    std::printf("| %zu %s: precision %.4f, recall %.4f, F1 %.4f\n", found.size(),
                found.size() == pairs.size() ? "pairs" : "one to one", got.precision, got.recall,
                got.f1());
  }
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fprintf(
        stderr,
        "bench_private_matching FOLDER [intersection|encoding|vectors]: of the lists of FEBRL\n");
    return 2;
  }
  crypto::start();
  const auto read = [&](const char* name) {
    return read_febrl(formats::read_text_file(std::string{words[1]} + "/febrl_dataset" + name));
  };
  const auto a = read("4a.csv"), b = read("4b.csv");
  const std::string_view what = count > 2 ? words[2] : "all";
  const auto many = made_up_lists(a, b, 10'000, 3'000, 1);
  if (what == "all" || what == "intersection") {
    intersection("FEBRL 4 mini, 5,000 x 5,000", {a, b});
    intersection("like mini, 10,000 x 10,000, 3,000 on both", many);
  }
  if (what == "all" || what == "encoding") {
    encoding({a, b});
    encoding(many);
    encoding(made_up_lists(a, b, 100'000, 1, 1));
  }
  if (what != "all" && what != "vectors") return 0;
  comparisons(encode(normals_of(many.a.people), secret(1), secret(2)).codes[1],
              encode(normals_of(many.b.people), secret(1), secret(3)).codes[1]);
}
