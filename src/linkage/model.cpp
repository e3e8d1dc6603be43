#include "linkage/model.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/failure.h"
#include "stats/random.h"

namespace ts::linkage {
namespace {

constexpr double least_strength = 20;   // pairs that the usual m counts for, or
constexpr double share_of_usual = 0.2;  // so many of the matches
constexpr double most_rare = 8;         // bits that a rare value adds at most
constexpr double least_u = 1e-7;
constexpr double random_pairs = 200'000;  // of records that circumstances set apart, or
constexpr double few_random = 20'000;     // where there are none, so many
constexpr double few_random_a_record = 0.5;
constexpr double noticeable = 0.01;  // share of random pairs
constexpr int most_rounds = 60;

using ByOutcome = std::array<double, outcomes>;

/// Sums to one within each circumstance.
void normalise(ByOutcome& shares) {
  for (const std::size_t from : {1U, 8U}) {
    double sum = 0;
    for (std::size_t o = from; o < from + 7; ++o) sum += shares[o];
    for (std::size_t o = from; sum > 0 && o < from + 7; ++o) shares[o] /= sum;
  }
}

/// Levels from different to equal, twice: plain, and in a circumstance.
Weights weights_of(std::array<double, 7> m, std::array<double, 7> m_apart,
                   std::array<double, 7> u) {
  Weights out;
  for (std::size_t i = 0; i < 7; ++i) {
    out.m[1 + i] = m[i];
    out.m[8 + i] = m_apart[i];
    out.u[1 + i] = out.u[8 + i] = u[i];
  }
  return out;
}

/// Nothing is known about a missing value; sex never decides.
double damped(double bits, Kind kind, Outcome outcome) {
  if (outcome == 0) return 0;
  return kind == Kind::exact ? std::clamp(bits, -2.0, 2.0) : bits;
}

Pattern with_outcome(Pattern pattern, std::size_t field, Outcome outcome) {
  return pattern | static_cast<Pattern>(outcome) << (4 * field);
}
constexpr unsigned rare_shift = 56;
Pattern with_rare(Pattern pattern, double bits) {
  const auto whole = std::clamp(std::lround(bits), -100L, 100L) + 128;
  return pattern | static_cast<Pattern>(whole) << rare_shift;
}
double rare_in(Pattern pattern) { return static_cast<double>(pattern >> rare_shift) - 128; }

double rare_bits(const Weights& weights, Outcome outcome, double surprise) {
  if (surprise == 0 || weights.usual[outcome] == 0) return 0;
  return std::clamp(surprise - weights.usual[outcome], -most_rare, most_rare);
}

double plain_bits(const Weights& weights, Outcome outcome) {
  return std::log2(std::max(weights.m[outcome], 1e-6) / std::max(weights.u[outcome], least_u));
}

double probability_of(double bits) { return 1 / (1 + std::exp2(-bits)); }

/// Learns u, then m; a step a function.
class Training {
 public:
  Training(const Records& records, const Examined& examined, const TrainOptions& options)
      : records_{records}, examined_{examined}, options_{options} {
    for (std::size_t f = 0; f < records.fields(); ++f) {
      model_.fields.push_back(usual_weights(records.kind(f)));
      usual_.push_back(model_.fields.back().m);
    }
    model_.pairs = std::max(1.0, records.pairs());
    model_.matches = 0.3 * records.most_matches();
  }

  Model learn() {
    by_chance();
    exactly_equal();
    if (records_.principal() < records_.fields()) among_those_with_a_word();
    count_patterns();
    maximise();
    return model_;
  }

 private:
  Outcomes seen(std::uint32_t a, std::uint32_t b) const {
    Outcomes out;
    records_.compare(records_.codes_a(a), records_.codes_b(b), out);
    return out;
  }

  /// u from pairs, weighed by how little they look like one person.
  void learn_u(const ComparedPairs& pairs, bool conditional) {
    std::vector<ByOutcome> counts(records_.fields()), chance(records_.fields());
    const Weighing weighing{model_, records_};
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto pair = pairs[i];
      const double two_people = 1 - probability_of(weighing.bits(pair));
      for (std::size_t f = 0; f < records_.fields(); ++f) {
        const auto [outcome, surprise] = pair[f];
        counts[f][outcome] += two_people;
        if (outcome != 0) chance[f][outcome] += two_people * std::exp2(surprise);
      }
    }
    for (std::size_t f = 0; f < records_.fields(); ++f)
      if (!conditional || follows_language(f)) take_u(f, counts[f], chance[f], conditional);
  }
  void take_u(std::size_t f, ByOutcome counts, const ByOutcome& chance, bool conditional) {
    auto& weights = model_.fields[f];
    for (std::size_t o = 1; o < outcomes; ++o) {
      weights.usual[o] =
          counts[o] > 2 && chance[o] > 1.01 * counts[o] ? std::log2(chance[o] / counts[o]) : 0;
      counts[o] += 2 * usual_weights(records_.kind(f)).u[o];
    }
    normalise(counts);
    // A common language never makes it less likely to agree; fewer pairs only show less of it.
    for (std::size_t o = 1; conditional && o < outcomes; ++o)
      if (level_of(static_cast<Outcome>(o)) != Level::different)
        counts[o] = std::max(counts[o], weights.u[o]);
    normalise(counts);
    weights.u = counts;
  }
  bool follows_language(std::size_t f) const {
    const auto kind = records_.kind(f);
    return f != records_.principal() &&
           (kind == Kind::name || kind == Kind::kin || kind == Kind::place);
  }

  /// Pairs of any two rows. What two scripts have in common is rare, and takes many to see.
  void by_chance() {
    stats::Random chance{options_.seed, 0};
    ComparedPairs pairs{records_.fields()};
    const auto draw = [&](double wanted) {
      pairs.reserve(static_cast<std::size_t>(wanted) + 1);
      for (auto i = pairs.size(); static_cast<double>(i) < wanted; ++i) {
        const auto a = chance.below(records_.rows_a()), b = chance.below(records_.rows_b());
        if (!records_.one_file() || a != b) pairs.add(seen(a, b));
      }
    };
    const double records = records_.rows_a() + records_.rows_b();
    const double few = std::clamp(few_random_a_record * records, few_random, random_pairs);
    draw(std::min(few, 4 * records_.pairs()));
    if (are_apart(pairs)) draw(std::min(random_pairs, 4 * records_.pairs()));
    drawn_ = pairs.size();
    learn_u(pairs, false);
    learn_u(pairs, false);  // now that u is known better, so is who looks like one person
  }

  bool are_apart(const ComparedPairs& pairs) const {
    for (std::size_t f = 0; f < records_.fields(); ++f) {
      if (records_.kind(f) == Kind::date) continue;  // of which years alone are not rare
      std::size_t count = 0;
      for (std::size_t i = 0; i < pairs.size(); ++i) count += apart(pairs[i][f].outcome);
      if (static_cast<double>(count) > noticeable * static_cast<double>(pairs.size())) return true;
    }
    return false;
  }

  /// Equal values are counted, not drawn.
  void exactly_equal() {
    equal_.assign(records_.fields(), 0);
    for (std::size_t f = 0; f < records_.fields(); ++f) {
      const auto& field = records_.field(f);
      std::vector<double> a(field.values()), b(field.values());
      for (std::uint32_t row = 0; row < records_.rows_a(); ++row) ++a[records_.codes_a(row)[f]];
      for (std::uint32_t row = 0; row < records_.rows_b(); ++row) ++b[records_.codes_b(row)[f]];
      double together = 0, known_a = 0, known_b = 0;
      constexpr auto plain = outcome_of(Level::equal, false);
      for (std::uint32_t v = 0; v < field.values(); ++v) {
        const double both = records_.one_file() ? a[v] * (a[v] - 1) / 2 : a[v] * b[v];
        const auto compared = field.compare(v, v);
        if (compared.outcome != 0) {
          known_a += a[v];
          known_b += b[v];
        }
        if (both == 0 || compared.outcome != plain) continue;
        equal_[f] += both;
        together += both * std::exp2(compared.surprise);
      }
      known_a /= records_.rows_a();
      known_b = records_.one_file() ? known_a : known_b / records_.rows_b();
      known_.push_back(std::max(0.01, known_a * known_b));
      if (together > 0) model_.fields[f].usual[plain] = std::log2(together / equal_[f]);
    }
  }
  /// What is equal and not by one person, as far as is known now.
  void equal_by_chance(const std::vector<double>& equal_matches) {
    constexpr auto plain = outcome_of(Level::equal, false);
    for (std::size_t f = 0; f < records_.fields(); ++f) {
      if (equal_[f] == 0 || follows_language(f) || f == records_.principal()) continue;
      auto& u = model_.fields[f].u;
      const double known = known_[f];
      u[plain] = std::max(least_u, (equal_[f] - equal_matches[f]) / (model_.pairs * known));
      u[plain] = std::max(u[plain], 0.02 * equal_[f] / (model_.pairs * known));
      normalise(u);
    }
  }
  /// Rows of B by the words of their name; pairs of rows that share one.
  void among_those_with_a_word() {
    const auto& field = records_.field(records_.principal());
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> rows;
    for (std::uint32_t b = 0; b < records_.rows_b(); b += 1 + records_.rows_b() / 50'000)
      for (const auto key : field.keys(records_.codes_b(b)[records_.principal()], Part::word))
        rows[key].push_back(b);
    stats::Random chance{options_.seed, 1};
    ComparedPairs pairs{records_.fields()};
    for (std::size_t i = 0; i < drawn_ / 4 && records_.rows_a() > 0; ++i) {
      const auto a = chance.below(records_.rows_a());
      const auto keys = field.keys(records_.codes_a(a)[records_.principal()], Part::word);
      if (keys.empty()) continue;
      const auto found = rows.find(keys[chance.below(static_cast<std::uint32_t>(keys.size()))]);
      if (found == rows.end()) continue;
      const auto b = found->second[chance.below(static_cast<std::uint32_t>(found->second.size()))];
      if (!records_.one_file() || a != b) pairs.add(seen(a, b));
    }
    if (pairs.size() >= 200) learn_u(pairs, true);
  }

  void count_patterns() {
    std::unordered_map<Pattern, double> sum;
    examined_.each([&](std::uint32_t, std::uint32_t, std::span<const Compared> pair) {
      sum[pattern(pair)] += examined_.stands_for();
    });
    patterns_.assign(sum.begin(), sum.end());
    std::sort(patterns_.begin(), patterns_.end());
  }
  Pattern pattern(std::span<const Compared> pair) const {
    Pattern out = 0;
    double rare = 0;
    for (std::size_t f = 0; f < records_.fields(); ++f) {
      out = with_outcome(out, f, pair[f].outcome);
      rare += rare_bits(model_.fields[f], pair[f].outcome, pair[f].surprise);
    }
    return with_rare(out, rare);
  }

  void maximise() {
    for (int round = 0; round < most_rounds; ++round) {
      const double before = model_.matches;
      step();
      if (round > 5 && std::abs(model_.matches - before) < 1e-4 * before) break;
    }
  }
  void step() {
    std::vector<ByOutcome> m(records_.fields());
    std::vector<double> equal(records_.fields());
    double matches = 0;
    const Weighing weighing{model_, records_};
    for (const auto& [pattern, count] : patterns_) {
      double bits = weighing.prior() + rare_in(pattern);
      for (std::size_t f = 0; f < records_.fields(); ++f)
        bits += weighing.bits(f, {outcome_in(pattern, f), 0});
      const double one_person = count / (1 + std::exp2(-bits));
      matches += one_person;
      for (std::size_t f = 0; f < records_.fields(); ++f) {
        const auto outcome = outcome_in(pattern, f);
        m[f][outcome] += one_person;
        if (outcome == outcome_of(Level::equal, false)) equal[f] += one_person;
      }
    }
    const double strength = std::max(least_strength, share_of_usual * matches);
    for (std::size_t f = 0; f < records_.fields(); ++f) {
      for (std::size_t o = 1; o < outcomes; ++o) m[f][o] += strength * usual_[f][o];
      normalise(m[f]);
      model_.fields[f].m = m[f];
    }
    model_.matches = std::clamp(matches, 0.5, std::max(1.0, records_.most_matches()));
    equal_by_chance(equal);
  }

  const Records& records_;
  const Examined& examined_;
  const TrainOptions& options_;
  Model model_;
  std::size_t drawn_ = 0;  ///< random pairs
  std::vector<ByOutcome> usual_;
  std::vector<double> equal_;  ///< pairs of equal values, by field
  std::vector<double> known_;  ///< share of pairs in which both values are known, by field
  std::vector<std::pair<Pattern, double>> patterns_;
};

}  // namespace

double Model::prior_bits() const {
  const double share = std::clamp(matches / std::max(1.0, pairs), 1e-15, 0.9);
  return std::log2(share / (1 - share));
}

double bits_of(const Weights& weights, Kind kind, Outcome outcome, double surprise) {
  if (outcome == 0) return 0;
  return damped(plain_bits(weights, outcome) + rare_bits(weights, outcome, surprise), kind,
                outcome);
}

Weighing::Weighing(const Model& model, const Records& records)
    : model_{model}, prior_{model.prior_bits()} {
  for (std::size_t f = 0; f < records.fields(); ++f) {
    kinds_.push_back(records.kind(f));
    plain_.emplace_back();
    for (Outcome o = 1; o < outcomes; ++o) plain_[f][o] = plain_bits(model.fields[f], o);
  }
}

double Weighing::bits(std::size_t field, const Compared& compared) const {
  const auto [outcome, surprise] = compared;
  return damped(plain_[field][outcome] + rare_bits(model_.fields[field], outcome, surprise),
                kinds_[field], outcome);
}

double Weighing::bits(std::span<const Compared> fields) const {
  double out = prior_;
  for (std::size_t f = 0; f < kinds_.size(); ++f) out += bits(f, fields[f]);
  return out;
}

Weights usual_weights(Kind kind) {
  switch (kind) {
    case Kind::name:
    case Kind::kin:
      return weights_of({.04, .04, .03, .06, .11, .12, .60}, {.04, .06, .05, .12, .25, .38, .10},
                        {.90, .05, .02, .015, .008, .004, .003});
    case Kind::date:
      return weights_of({.03, .01, .02, .03, .04, .07, .80}, {.06, .06, .15, .48, .0, .0, .25},
                        {.93, .02, .02, .02, .005, .004, .001});
    case Kind::place:
      return weights_of({.14, .05, .03, .05, .08, .10, .55}, {.12, .05, .05, .10, .16, .32, .20},
                        {.85, .05, .03, .02, .02, .01, .02});
    case Kind::phone:
    case Kind::code:
      return weights_of({.08, .0, .02, .0, .0, .06, .84}, {1, 0, 0, 0, 0, 0, 0},
                        {.95, .0, .02, .0, .0, .01, .02});
    case Kind::exact:
      return weights_of({.03, 0, 0, 0, 0, 0, .97}, {1, 0, 0, 0, 0, 0, 0}, {.5, 0, 0, 0, 0, 0, .5});
  }
  ensure(false);
  return {};
}

Model train(const Records& records, const Examined& examined, const TrainOptions& options) {
  return Training{records, examined, options}.learn();
}

}  // namespace ts::linkage
