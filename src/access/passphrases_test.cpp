#include "access/passphrases.h"

#include <gtest/gtest.h>

#include <chrono>

#include "access/accounts.h"

namespace ts::access {
namespace {

std::string wrong(std::string_view passphrase, std::string_view login = "amina.okoye@harbour") {
  const auto out = weakness(passphrase, login);
  return out ? std::string{out->text()} : "";
}

TEST(Passphrase, twelve_characters_at_least) {
  EXPECT_EQ(wrong(""), "passphrase.short");
  EXPECT_EQ(wrong("kettle hill"), "passphrase.short");
  EXPECT_EQ(wrong("чай и туман"), "passphrase.short");  // eleven, in twice as many bytes
  EXPECT_EQ(wrong("kettle hills"), "");
}

TEST(Passphrase, longer_than_a_kilobyte_is_refused) {
  std::string text;
  for (std::uint64_t n = 0; text.size() < 1024; ++n)
    text += hex(crypto::hash(ByteWriter{}.u64(n).bytes()));
  EXPECT_EQ(wrong(text.substr(0, 1024)), "");
  EXPECT_EQ(wrong(text.substr(0, 1023) + "xy"), "passphrase.long");
}

TEST(Passphrase, good_ones_pass) {
  for (const auto* good :
       {"correct horse battery staple", "kettle hills 9 lanterns", "dJ7#kq!vZp02",
        "brume sur le quai gris", "тихий фонарь над рекой", "مصباح قديم فوق الجسر",
        "gaveta com 3 parafusos tortos", "la tetera de mi vecina pita",
        "昨日雨中三只白鹭飞过旧桥头", "password protects a purple kettle"})
    EXPECT_EQ(wrong(good), "") << good;
}

TEST(Passphrase, common_ones_do_not_however_decorated) {
  for (const auto* common :
       {"passwordpassword",    "password1234",      "Password2024!",   "P@ssw0rd1234",
        "p4$$w0rd!!!!",        "!!!!Passw0rd",      "sunsh1n3123456",  "ILoveYouForever",
        "i love you 1234567",  "welcome home 2024", "welcomehome!!",   "Contraseña2024",
        "motdepasse123",       "Mot de passe 1!",   "minha senha 123", "пароль123456",
        "Пароль-Москва",       "كلمة السر 123456",  "qwertyuiop12",    "qwertyuiop[]",
        "q1w2e3r4t5y6u7",      "1qaz2wsx3edc",      "safehouse2025",   "turnstone123!",
        "Maria Fernanda 1990", "trustno1trustno1",  "summer20252025",  "ｐａｓｓｗｏｒｄ１２３４"})
    EXPECT_EQ(wrong(common), "passphrase.common") << common;
}

TEST(Passphrase, neither_runs_nor_repeats_nor_figures) {
  for (const auto* common : {"abcdefghijkl", "zyxwvutsrqpo", "123456789012", "098765432109",
                             "aaaaaaaaaaaa", "xkqbxkqbxkqb", "xkqbxkqbxkqbxk", "ababccabbacb",
                             "+44 7700 900123", "1984-05-12 / 2003", "????????????"})
    EXPECT_EQ(wrong(common), "passphrase.common") << common;
}

TEST(Passphrase, not_made_of_the_login) {
  for (const auto* common : {"amina.okoye@harbour", "AminaOkoye2024", "okoye-amina-!!",
                             "4m1n4.0k0y3.harbour", "okoye harbour 77", "amina password sunshine"})
    EXPECT_EQ(wrong(common), "passphrase.common") << common;
  EXPECT_EQ(wrong("amina waters the quiet lemon tree"), "");
  EXPECT_EQ(wrong("AminaOkoye2024", "boris"), "");
}

TEST(Passphrase, bytes_that_are_no_text_do_no_harm) {
  std::string bytes;
  for (int i = 0; i < 64; ++i) bytes += static_cast<char>(0x80 + i);
  EXPECT_NO_THROW(wrong(bytes));
  EXPECT_NO_THROW(wrong(std::string(20, '\0').append("xyz")));
  EXPECT_NO_THROW(wrong(std::string(1024, '\xff')));
}

TEST(Passphrase, looking_is_quick_whatever_is_sent) {
  std::string adversary;
  while (adversary.size() < 1020) adversary += "love1";
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) wrong(adversary + 'x');
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{2});
}

TEST(Login, small_letters_figures_and_few_signs) {
  EXPECT_EQ(login_of("Amina.Okoye@Harbour-7_b"), "amina.okoye@harbour-7_b");
  EXPECT_EQ(login_of("abc"), "abc");
  EXPECT_EQ(login_of(std::string(64, 'a')), std::string(64, 'a'));
  for (const auto* none : {"", "ab", "amina okoye", " amina", "amína", "амина", "a/b/c", "abc\n"})
    EXPECT_EQ(login_of(none), std::nullopt) << none;
  EXPECT_EQ(login_of(std::string(65, 'a')), std::nullopt);
  EXPECT_EQ(login_of(std::string{"ab\0c", 4}), std::nullopt);
}

TEST(KeptHash, matches_its_passphrase_only) {
  const crypto::Cost cost{.memory_bytes = 8192, .passes = 1};
  const crypto::SecretText passphrase{"kettle hills 9 lanterns"};
  const auto hash = kept_hash(passphrase, cost);
  EXPECT_EQ(hash.find("kettle"), std::string::npos);
  EXPECT_NE(hash, kept_hash(passphrase, cost));
  EXPECT_TRUE(matches(hash, passphrase));
  EXPECT_FALSE(matches(hash, crypto::SecretText{"kettle hills 9 lantern"}));
  EXPECT_FALSE(matches(hash, crypto::SecretText{std::string(100'000, 'k')}));
}

/// Otherwise the time would tell which logins there are.
TEST(KeptHash, nobodys_takes_as_long_as_somebodys) {
  const crypto::Cost cost{.memory_bytes = 32ULL << 20, .passes = 2};
  const crypto::SecretText guess{"kettle hills 9 lanterns"};
  const auto somebodys = kept_hash(crypto::SecretText{"another passphrase of mine"}, cost);
  const auto shortest = [&](const std::string& hash) {
    auto out = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 5; ++i) {
      const auto begun = std::chrono::steady_clock::now();
      EXPECT_FALSE(matches(hash, guess));
      out = std::min(out, std::chrono::steady_clock::now() - begun);
    }
    return out;
  };
  const auto known = shortest(somebodys);
  const auto unknown = shortest(nobodys_hash(cost));
  EXPECT_LT(unknown, 4 * known);
  EXPECT_LT(known, 4 * unknown);
}

}  // namespace
}  // namespace ts::access
