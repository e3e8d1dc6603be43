#include "private_matching/codes.h"

#include <cmath>
#include <cstdio>
#include <numeric>

#include "base/failure.h"
#include "private_matching/code_file.h"
#include "private_matching/trial.h"

namespace ts::private_matching {
namespace {

using namespace trial;

Quality measured(const char* what, const std::vector<Alike>& pairs, const MadeUpList& a,
                 const MadeUpList& b) {
  std::size_t right = 0;
  for (const auto& pair : pairs) right += a.truth[pair.a] == b.truth[pair.b];
  const auto out = quality(right, pairs.size(), in_common(a, b));
  std::printf("%s: precision %.4f, recall %.4f, F1 %.4f\n", what, out.precision, out.recall,
              out.f1());
  return out;
}

TEST(EncodedPeople, are_found_on_febrl_4_as_is_promised) {
  NEEDS_FEBRL();
  crypto::start();
  const auto a = febrl("4a"), b = febrl("4b");
  const auto first = encode(normals_of(a.people), secret(1), secret(2));
  const auto second = encode(normals_of(b.people), secret(1), secret(3));
  const auto pairs = alike(first, second);
  EXPECT_GE(measured("pairs", pairs, a, b).f1(), 0.925);
  EXPECT_GE(measured("one to one", one_to_one(pairs), a, b).f1(), 0.97);
  // Where each counts once, false pairs give way to true ones, so that less is enough.
  const auto more = one_to_one(alike(first, second, {.date = 0.58, .names = 0.70}));
  EXPECT_GE(measured("one to one, from lower thresholds", more, a, b).f1(), 0.98);
}

TEST(EncodedPeople, set_half_of_the_bits_however_much_is_known) {
  crypto::start();
  const std::vector<Person> list{{"A", "Ba", "", ""},
                                 {"Maria Esperança", "Conceição", "1990-01-02", "São Tomé"},
                                 {"", "Sy", "1990-01-02", ""}};
  const auto encoded = encode(normals_of(list), secret(1), secret(2));
  for (const auto& codes : encoded.codes)
    for (std::size_t i = 0; i < list.size(); ++i)
      EXPECT_NEAR(Codes{codes}.ones(i), 512, 70);  // four deviations and what is uneven
}

TEST(EncodedPeople, are_like_nobody_when_salt_or_key_is_another) {
  crypto::start();
  const Person person{"Amina", "Sy", "1990-01-02", "Praia"};
  auto other = person;
  other.birth_date = "1991-01-02";
  other.given_name = "Omina";
  const auto one = encode(normals_of(std::vector{person}), secret(1), secret(2));
  EXPECT_EQ(alike(one, encode(normals_of(std::vector{person}), secret(1), secret(3))).size(), 1U);
  EXPECT_EQ(alike(one, encode(normals_of(std::vector{person}), secret(4), secret(2))).size(), 0U);
  EXPECT_EQ(alike(one, encode(normals_of(std::vector{other}), secret(1), secret(2))).size(), 0U);
  const std::vector<Person> unknown{{"Amina", "", "", ""}};
  EXPECT_EQ(alike(encode(normals_of(unknown), secret(1), secret(2)),
                  encode(normals_of(unknown), secret(1), secret(3)))
                .size(),
            0U);
}

TEST(EncodedPeople, are_the_same_bytes_for_any_number_of_threads) {
  crypto::start();
  const auto list = normals_of(people(150));
  EXPECT_EQ(encode(list, secret(1), secret(2), 1).codes,
            encode(list, secret(1), secret(2), 3).codes);
}

TEST(CodeFile, reads_what_was_written_and_refuses_what_was_cut_or_changed) {
  crypto::start();
  for (const std::size_t count : {1, 8, 13}) {
    const auto encoded = encode(normals_of(people(count)), secret(1), secret(2));
    const auto bytes = write_codes(encoded);
    const auto read = read_codes(bytes);
    EXPECT_EQ(read.encoded.codes, encoded.codes);
    EXPECT_EQ(read.fingerprint, normal_fingerprint());
    for (std::size_t size = 0; size < bytes.size(); size += 97)
      EXPECT_THROW(read_codes(BytesView{bytes}.first(size)), Failure);
    for (std::size_t at = 0; at < bytes.size(); at += 89) {
      auto changed = bytes;
      changed[at] ^= 4;
      EXPECT_THROW(read_codes(changed), Failure) << at;
    }
  }
}

}  // namespace
}  // namespace ts::private_matching
