#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "base/time.h"
#include "crypto/crypto.h"

/// What was asked of us under one shared key. Whoever puts guessed people on a list learns whether
/// they are on ours: no cryptography stops that, so questions are counted, and nobody has many.
namespace ts::private_matching {

enum class Asking : std::uint8_t { match, count, round };
std::string_view name_of(Asking asking);

struct Question {
  Instant at;
  Asking asking = Asking::match;
  std::uint64_t people = 0;  ///< on the asker's list, filling up included
  crypto::Digest message{};  ///< of the bytes that came
  bool answered = false;
};

/// How much may be asked within so many days.
struct Budget {
  std::uint64_t questions = 12, people = 50'000;
  int days = 30;
};
struct Left {
  std::uint64_t questions = 0, people = 0;
};

/// All questions under a key, as a text to which lines are added: each bears a MAC of itself and of
/// the line before, so that none is altered or taken out unnoticed but at the end.
class Questions {
 public:
  /// `Failure{invalid, "psi.asked_damaged"}`: not what this wrote, or under another key.
  static Questions read(std::string_view text, const crypto::Secret& shared);

  const std::vector<Question>& all() const { return all_; }
  /// Of the days before `now`. What is said to have been later counts, too: a clock that is set
  /// back buys nothing.
  Left left(const Budget& budget, Instant now) const;
  /// Why it is not answered: "psi.asked_already" (the same bytes were answered), "psi.over_budget".
  std::optional<MessageKey> refusal(const Question& question, const Budget& budget) const;
  /// The line to be added, and remembered here.
  std::string add(const Question& question);

 private:
  explicit Questions(const crypto::Secret& shared);
  std::string sealed(std::string_view line);

  crypto::Secret key_;
  std::vector<Question> all_{};
  crypto::Digest last_{};
};

}  // namespace ts::private_matching
