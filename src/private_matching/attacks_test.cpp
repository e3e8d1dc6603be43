#include "private_matching/attacks.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "private_matching/codes.h"
#include "private_matching/trial.h"

namespace ts::private_matching {
namespace {

using namespace trial;

/// Everybody whom the attacker knows is among those encoded: the first of FEBRL 4.
struct Known {
  LargeVector<Normal> people;
  std::vector<std::string> values;              ///< their last words
  std::vector<std::vector<std::string>> parts;  ///< pairs of letters of these
};

Known known(std::size_t count) {
  Known out;
  const auto list = febrl("4a").people;
  for (std::size_t i = 0; i < count; ++i) {
    const auto normal = normal_of(list[i]);
    std::set<std::string> parts;
    const auto framed = '_' + normal.last.whole + '_';
    for (std::size_t at = 0; at + 1 < framed.size(); ++at) parts.insert(framed.substr(at, 2));
    out.people.push_back(normal);
    out.values.push_back(normal.last.whole);
    out.parts.emplace_back(parts.begin(), parts.end());
  }
  return out;
}

LargeVector<Normal> last_words_only(LargeVector<Normal> people) {
  for (auto& person : people) {
    person.first = {};
    person.date.clear();
    person.place.clear();
  }
  return people;
}

double rightly(const char* what, const Guesses& guesses, const auto& is_right) {
  std::size_t right = 0, guessed = 0;
  for (std::size_t i = 0; i < guesses.size(); ++i) {
    guessed += guesses[i] != nobody;
    right += guesses[i] != nobody && is_right(i, guesses[i]);
  }
  const auto share = static_cast<double>(right) / static_cast<double>(guesses.size());
  std::printf("%s: of %zu people %zu guessed, %zu rightly (%.1f %%)\n", what, guesses.size(),
              guessed, right, 100 * share);
  return share;
}

constexpr std::size_t people_known = 600;
const auto same_person = [](std::size_t i, std::size_t guess) { return i == guess; };

// Vectors stand in the order of the known people, of which the attacks know nothing.
class Attack : public testing::Test {
 protected:
  void SetUp() override {
    NEEDS_FEBRL();
    crypto::start();
    all_ = known(people_known);
    ours_ = encode(all_.people, secret(1), secret(2));
    theirs_ = encode(all_.people, secret(8), secret(9));
  }
  auto same_value() const {
    return
        [this](std::size_t i, std::size_t guess) { return all_.values[i] == all_.values[guess]; };
  }
  Known all_;
  Encoded ours_, theirs_;  ///< `theirs_`: what an attacker makes with a key of their own
};

TEST_F(Attack, by_frequency_names_people_in_plain_vectors_and_not_in_ours) {
  const auto plain = encode_unsalted(last_words_only(all_.people), secret(1));
  EXPECT_GE(rightly("frequency, plain family names", attack_by_frequency(plain, all_.values),
                    same_value()),
            0.03);
  for (const auto& codes : ours_.codes)
    EXPECT_LE(rightly("frequency, ours", attack_by_frequency(codes, all_.values), same_value()),
              0.01);
}

TEST_F(Attack, by_patterns_names_people_in_plain_vectors_and_not_in_ours) {
  const auto plain = encode_unsalted(last_words_only(all_.people), secret(1));
  EXPECT_GE(
      rightly("patterns, plain family names", attack_by_patterns(plain, all_.parts), same_value()),
      0.03);
  for (const auto& codes : ours_.codes)
    EXPECT_LE(rightly("patterns, ours", attack_by_patterns(codes, all_.parts), same_person), 0.01);
}

TEST_F(Attack, by_graph_names_people_in_plain_vectors_and_not_in_ours) {
  const auto plain = encode_unsalted(all_.people, secret(1));
  const auto own = encode_unsalted(all_.people, secret(8));
  EXPECT_GE(rightly("graph, plain", attack_by_graph(plain, own), same_person), 0.5);
  for (std::size_t view = 0; view < views; ++view)
    EXPECT_LE(rightly("graph, ours", attack_by_graph(ours_.codes.at(view), theirs_.codes.at(view)),
                      same_person),
              0.01);
}

}  // namespace
}  // namespace ts::private_matching
