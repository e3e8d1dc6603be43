#include "access/passphrases.h"

#include <algorithm>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "access/accounts.h"
#include "base/data.h"
#include "lang/text.h"

namespace ts::access {
namespace {

constexpr std::size_t shortest = 12;  // characters
constexpr std::size_t longest_bytes = 1024;
constexpr std::size_t fewest_different = 5;
constexpr int most_common_words = 2;

std::mutex& one_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

/// The letter that a sign stands for where people swap them (p4$$w0rd); 'l' and 'i' are one, for 1
/// stands for both. 0 for a sign that is left out.
char plain(char c) {
  constexpr std::string_view signs = "01!|l23456789@$+";
  constexpr std::string_view letters = "oiiiizeasgtbgast";
  if (const auto at = signs.find(c); at != std::string_view::npos) return letters[at];
  return is_letter(c) ? c : '\0';
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (const char p = plain(c)) out += p;
  return out;
}

std::string letters_only(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (is_letter(c)) out += plain(c);
  return out;
}

using Words = std::unordered_set<std::string>;

/// The list, as it is compared.
const Words& common_words() {
  static const Words words = [] {
    Words out;
    auto rest = data::file("policy/common_passphrases.txt");
    while (!rest.empty()) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      if (!line.empty() && !line.starts_with('#')) out.insert(plain(lang::fold(line)));
    }
    return out;
  }();
  return words;
}

/// What of somebody's sign-in name others can see, as words: the whole and its pieces.
Words words_of_login(std::string_view login) {
  constexpr std::size_t shortest_piece = 3;
  Words out;
  const auto add = [&](std::string_view piece) {
    if (piece.size() >= shortest_piece) out.insert(plain(piece));
  };
  add(login);
  std::size_t begin = 0;
  while (begin <= login.size()) {
    const auto end = std::min(login.find_first_of(".-_@", begin), login.size());
    add(login.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

/// Whether `text` is nothing but words of the login and at most two common ones.
bool made_of_words(std::string_view text, const Words& of_login) {
  constexpr int out_of_reach = most_common_words + 1;
  constexpr std::size_t longest = 128;  // a few words are never as long
  if (text.size() > longest) return false;
  std::vector<int> fewest(text.size() + 1, out_of_reach);
  fewest[0] = 0;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (fewest[begin] == out_of_reach) continue;
    for (std::size_t size = 1; size <= text.size() - begin; ++size) {
      const std::string word{text.substr(begin, size)};
      const int cost = of_login.contains(word)         ? 0
                       : common_words().contains(word) ? 1
                                                       : out_of_reach;
      auto& there = fewest[begin + size];
      there = std::min(there, fewest[begin] + cost);
    }
  }
  return fewest.back() <= most_common_words;
}

/// Common words with figures and signs before, behind, between and in place of letters.
bool made_of_common(std::string_view folded, const Words& of_login) {
  const crypto::SecretText letters{letters_only(folded)};
  if (letters.reveal().empty()) return true;  // dates and telephone numbers
  if (made_of_words(letters.reveal(), of_login)) return true;
  // Up to this many signs at either end may stand for letters; what is beyond is decoration.
  constexpr std::size_t ends = 4;
  const auto first = std::find_if(folded.begin(), folded.end(), is_letter) - folded.begin();
  const auto last = folded.rend() - std::find_if(folded.rbegin(), folded.rend(), is_letter);
  const auto leading = static_cast<std::size_t>(first);
  const auto trailing = static_cast<std::size_t>(last);
  for (std::size_t before = 0; before <= std::min(ends, leading); ++before)
    for (std::size_t behind = 0; behind <= std::min(ends, folded.size() - trailing); ++behind)
      if (made_of_words(
              plain(folded.substr(leading - before, trailing - leading + before + behind)),
              of_login))
        return true;
  return false;
}

/// "abcabcabcabc", and "abcabcabcab".
bool repeats_itself(std::string_view text) {
  for (std::size_t period = 1; period <= text.size() / 2; ++period)
    if (text.substr(period) == text.substr(0, text.size() - period)) return true;
  return false;
}

/// "abcdefghijkl", "210987654321": every step is the same.
bool runs(std::string_view text) {
  const auto step = [&](std::size_t i) {
    const int by = text[i] - text[i - 1];
    return by == -9 ? 1 : by == 9 ? -1 : by;  // from 9 on to 0 and back
  };
  for (std::size_t i = 2; i < text.size(); ++i)
    if (step(i) != step(1)) return false;
  return true;
}

bool few_different(std::string_view text) {
  return std::unordered_set<char>(text.begin(), text.end()).size() < fewest_different;
}

}  // namespace

std::optional<MessageKey> weakness(std::string_view passphrase, std::string_view login) {
  if (lang::length(passphrase) < shortest) return MessageKey{"passphrase.short"};
  if (passphrase.size() > longest_bytes) return MessageKey{"passphrase.long"};
  const crypto::SecretText folded{lang::fold(passphrase)};
  const auto text = folded.reveal();
  if (few_different(text) || repeats_itself(text) || runs(text))
    return MessageKey{"passphrase.common"};
  if (made_of_common(text, words_of_login(lang::fold(login))))
    return MessageKey{"passphrase.common"};
  return std::nullopt;
}

std::optional<std::string> login_of(std::string_view text) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789.-_@";
  if (text.size() < 3 || text.size() > 64) return std::nullopt;
  std::string out{text};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (out.find_first_not_of(allowed) != std::string::npos) return std::nullopt;
  return out;
}

std::string kept_hash(const crypto::SecretText& passphrase, crypto::Cost cost) {
  const std::lock_guard lock{one_at_a_time()};
  return crypto::passphrase_hash(passphrase, cost);
}

bool matches(const std::string& hash, const crypto::SecretText& passphrase) {
  // Kept passphrases are no longer than this, and no time is spent on what cannot be one.
  if (passphrase.reveal().size() > longest_bytes) return false;
  const std::lock_guard lock{one_at_a_time()};
  return crypto::passphrase_matches(hash, passphrase);
}

std::string nobodys_hash(crypto::Cost cost) {
  // Salt and hash of zeros: Argon2id is worked out in full before it is compared.
  return "$argon2id$v=19$m=" + std::to_string(cost.memory_bytes / 1024) +
         ",t=" + std::to_string(cost.passes) + ",p=1$" + std::string(22, 'A') + '$' +
         std::string(43, 'A');
}

}  // namespace ts::access
