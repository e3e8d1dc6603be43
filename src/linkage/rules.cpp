#include "linkage/rules.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>

#include "base/failure.h"
#include "base/large.h"
#include "base/parallel.h"
#include "linkage/mixed.h"
#include "linkage/model.h"
#include "stats/random.h"

namespace ts::linkage {
namespace {

constexpr std::size_t most_rules = 128;  // a bit each
constexpr std::size_t most_others = 5;
constexpr double of_one_rule = 1.0 / 3;  // of all pairs that may be looked at
constexpr double least_share_of_b = 0.2;
constexpr double sampled_people = 3000;  // rows of A, if all of B were looked at, or
constexpr double sampled_share = 0.5;    // of all
// What it is worth to look at one person more, in pairs; and at one for a second and a third time,
// for what the sample does not show.
constexpr double least_bits = -3;  // of somebody
constexpr int imagined = 1000;     // people, who weigh together as many as
constexpr double least_imagined = 30;
constexpr double imagined_share = 0.05;  // of those that were seen
constexpr std::array<double, 4> worth{0, 1, 1.1, 1.12};

struct Fields {
  std::vector<std::size_t> names, dates, others;
};

Fields fields_of(const Records& records) {
  Fields out;
  for (std::size_t i = 0; i < records.fields(); ++i) {
    const auto kind = records.kind(i);
    if (kind == Kind::name) out.names.push_back(i);
    if (kind == Kind::date) out.dates.push_back(i);
    if (kind == Kind::place || kind == Kind::code || kind == Kind::kin) out.others.push_back(i);
  }
  std::stable_sort(out.others.begin(), out.others.end(), [&](std::size_t i, std::size_t j) {
    return records.field(i).values() > records.field(j).values();
  });
  if (out.others.size() > most_others) out.others.resize(most_others);
  return out;
}

std::vector<Rule> with_names(const Records& records, const Fields& fields) {
  std::vector<Rule> out;
  Rule all;
  for (const auto name : fields.names) all.push_back({name, Part::words});
  if (!all.empty()) out.push_back(all);
  for (const auto name : fields.names) {
    out.push_back({{name, Part::word}});
    for (const auto date : fields.dates) {
      out.push_back({{name, Part::word}, {date, Part::year}});
      out.push_back({{name, Part::word}, {date, Part::month_day}});
      out.push_back({{name, Part::start}, {date, Part::value}});
    }
    for (const auto other : fields.others)
      out.push_back({{name, Part::word},
                     {other, records.kind(other) == Kind::code ? Part::value : Part::word}});
  }
  return out;
}

/// What is tried first.
std::vector<Rule> plain_rules(const Records& records, const Fields& fields) {
  std::vector<Rule> out;
  const double all = records.rows_a() + (records.one_file() ? 0.0 : records.rows_b());
  for (std::size_t i = 0; i < records.fields(); ++i) {
    const bool telling = static_cast<double>(records.field(i).values()) > all / 5;
    if (records.kind(i) == Kind::phone || (records.kind(i) == Kind::code && telling))
      out.push_back({{i, Part::value}});
  }
  for (auto& rule : with_names(records, fields)) out.push_back(std::move(rule));
  const auto& others = fields.others;
  for (const auto date : fields.dates) {
    out.push_back({{date, Part::value}});
    for (const auto other : others)
      for (const auto part : {Part::year, Part::month_day})
        out.push_back({{date, part}, {other, Part::value}});
  }
  for (std::size_t i = 0; i < others.size(); ++i)
    for (std::size_t j = i + 1; j < others.size(); ++j)
      out.push_back({{others[i], Part::value}, {others[j], Part::value}});
  return out;
}

/// A rule with one key more, of a field that it has not.
std::vector<Rule> narrower(const Rule& rule, const Fields& fields) {
  std::vector<Rule> out;
  const auto add = [&](Key key) {
    for (const auto& each : rule)
      if (each.comparison == key.comparison) return;
    out.push_back(rule);
    out.back().push_back(key);
  };
  for (const auto name : fields.names) add({name, Part::start});
  for (const auto date : fields.dates)
    for (const auto part : {Part::year, Part::month_day}) add({date, part});
  for (const auto other : fields.others) add({other, Part::value});
  return out;
}

/// Two rows that a rule brings together, as one number: their places in the sample, first that of
/// A, and the rule.
using Met = std::uint64_t;
constexpr unsigned for_rule = 8, for_b = 32;
Met met_by(std::uint64_t a, std::uint64_t b) { return (a << for_b | b) << for_rule; }

using Rules = std::bitset<most_rules>;
/// Places in the sample, and the rules that bring them together.
struct Pair {
  std::uint32_t a, b;
  Rules rules;
};
/// Somebody who is in both, and the rules that bring the two records together.
struct Somebody {
  Rules rules;
  double weight;
};

class Choice {
 public:
  Choice(const Records& records, RowKeys& keys, double most_pairs, const Effort& effort,
         unsigned threads)
      : records_{records},
        keys_{keys},
        most_pairs_{most_pairs},
        effort_{effort},
        threads_{threads} {
    // As many rows of one file as of the other meet as many pairs with the fewest keys; but of many
    // rows too few would show how often what is frequent is.
    const double share_b =
        std::clamp(std::sqrt(sampled_people / records.rows_b()), least_share_of_b, 1.0);
    every_b_ = static_cast<std::uint32_t>(1 / share_b);
    const auto wanted = std::min(sampled_people, sampled_share * records.rows_a()) * every_b_;
    every_a_ = std::max(1U, static_cast<std::uint32_t>(records.rows_a() / wanted));
    for (std::uint32_t a = 0; a < records.rows_a(); ++a)
      if (mixed(a) % every_a_ == 0) sample_a_.push_back(a);
    for (std::uint32_t b = 0; b < records.rows_b(); ++b)
      if (mixed(~std::uint64_t{b}) % every_b_ == 0) sample_b_.push_back(b);
    ensure(sample_a_.size() < Met{1} << (64 - for_b - for_rule));
  }

  RuleChoice made() {
    const auto fields = fields_of(records_);
    try_rules(plain_rules(records_, fields));
    std::vector<Rule> more;
    for (const auto& each : too_many_)
      for (auto& rule : narrower(each.rule, fields)) more.push_back(std::move(rule));
    out_.left_out = std::move(too_many_);
    try_rules(more);
    for (const auto& pair : pairs_of_people()) people_.push_back({pair.rules, 1});
    add_imagined();
    choose();
    return std::move(out_);
  }

 private:
  double scale() const { return static_cast<double>(every_a_) * every_b_; }

  void try_rules(std::vector<Rule> rules) {
    for (auto& rule : rules)
      std::sort(rule.begin(), rule.end(), [](const Key& x, const Key& y) {
        return x.comparison != y.comparison ? x.comparison < y.comparison : x.part < y.part;
      });
    std::erase_if(rules, [&](const Rule& rule) {
      const bool tried = std::find(tried_.begin(), tried_.end(), rule) != tried_.end();
      if (!tried) tried_.push_back(rule);
      return tried;
    });
    if (rules_.size() + rules.size() > most_rules) rules.resize(most_rules - rules_.size());
    std::vector<RuleKeys> by;
    for (const auto& rule : rules) by.push_back(keys_.by(rule));
    std::vector<LargeVector<Met>> met(rules.size());
    const auto most =
        of_one_rule * effort_.pairs_a_record * (records_.rows_a() + records_.rows_b()) / scale();
    parallel_for(rules.size(), threads_,
                 [&](std::size_t r) { met[r] = pairs_by(by[r], static_cast<std::size_t>(most)); });
    for (std::size_t r = 0; r < rules.size(); ++r) {
      const auto pairs = static_cast<double>(met[r].size());
      if (pairs > most) {
        too_many_.push_back({rules[r], static_cast<std::uint64_t>(pairs * scale())});
        continue;
      }
      for (const auto each : met[r]) met_.push_back(each | rules_.size());
      rules_.push_back(rules[r]);
      pairs_.push_back(pairs);
    }
  }
  /// Of the sample; gives up when there are more than `most`.
  LargeVector<Met> pairs_by(const RuleKeys& by, std::size_t most) const {
    std::vector<std::uint64_t> made;
    LargeVector<std::uint64_t> keys;
    LargeVector<std::uint32_t> rows;
    for (std::uint32_t a = 0; a < sample_a_.size(); ++a) {
      by.of(records_.codes_a(sample_a_[a]), made);
      for (const auto key : made) {
        keys.push_back(key);
        rows.push_back(a);
      }
    }
    const RowTable table{keys, rows};
    LargeVector<Met> out;
    for (std::uint32_t b = 0; b < sample_b_.size() && out.size() <= most; ++b) {
      by.of(records_.codes_b(sample_b_[b]), made);
      for (const auto key : made)
        table.each(key, [&](std::uint32_t a) {
          if (!records_.one_file() || sample_b_[b] > sample_a_[a]) out.push_back(met_by(a, b));
        });
    }
    return out;
  }

  /// Pairs that look like one person by usual weights, and are the best of their row.
  std::vector<Pair> pairs_of_people() {
    std::ranges::sort(met_);
    Model usual;
    usual.pairs = std::max(1.0, records_.pairs());
    usual.matches = 0.3 * records_.most_matches();
    for (std::size_t f = 0; f < records_.fields(); ++f) {
      auto& weights = usual.fields.emplace_back(usual_weights(records_.kind(f)));
      for (std::size_t o = 1; o < outcomes; ++o)
        if (weights.u[o] > 0) weights.usual[o] = -std::log2(weights.u[o]);
    }
    const Weighing weighing{usual, records_};
    std::vector<Pair> out;
    Outcomes fields;
    double best = 0;
    for (std::size_t i = 0; i < met_.size();) {
      const auto both = met_[i] >> for_rule;
      Pair pair{static_cast<std::uint32_t>(both >> for_b), static_cast<std::uint32_t>(both), {}};
      for (; i < met_.size() && met_[i] >> for_rule == both; ++i)
        pair.rules.set(met_[i] & ((1U << for_rule) - 1));
      records_.compare(records_.codes_a(sample_a_[pair.a]), records_.codes_b(sample_b_[pair.b]),
                       fields);
      const double bits = weighing.bits({fields.data(), records_.fields()});
      const bool same_row = !out.empty() && out.back().a == pair.a;
      if (bits < least_bits || (same_row && bits <= best)) continue;
      best = bits;
      if (same_row)
        out.back() = pair;
      else
        out.push_back(pair);
    }
    return out;
  }
  /// Few or none may be in both, or be seen in the sample: people of whom each field is the same as
  /// often as is usual. They weigh little beside those that were seen.
  void add_imagined() {
    const double seen = static_cast<double>(people_.size());
    const double weight = std::max(least_imagined, imagined_share * seen) / imagined;
    stats::Random chance{1, 0};
    for (int i = 0; i < imagined; ++i) {
      std::array<bool, most_comparisons> same{};
      for (std::size_t f = 0; f < records_.fields(); ++f)
        same.at(f) =
            chance.uniform() < usual_weights(records_.kind(f)).m[outcome_of(Level::equal, false)];
      Somebody somebody{{}, weight};
      for (std::size_t r = 0; r < rules_.size(); ++r)
        somebody.rules.set(r, std::ranges::all_of(rules_[r], [&](const Key& key) {
                             return same.at(key.comparison);
                           }));
      people_.push_back(somebody);
    }
  }

  double gain(std::size_t rule, const std::vector<std::size_t>& times) const {
    double out = 0;
    for (std::size_t i = 0; i < people_.size(); ++i)
      if (people_[i].rules.test(rule) && times[i] + 1 < worth.size())
        out += people_[i].weight * (worth.at(times[i] + 1) - worth.at(times[i]));
    return out;
  }
  void choose() {
    std::vector<std::size_t> times(people_.size()), order;
    std::vector<bool> taken(rules_.size());
    double spent = 0;
    for (;;) {
      std::size_t best = rules_.size();
      double most = 1 / effort_.pairs_for_a_person;
      for (std::size_t r = 0; r < rules_.size(); ++r) {
        if (taken[r] || (spent + pairs_[r]) * scale() > most_pairs_) continue;
        const double each = gain(r, times) / (pairs_[r] + 1);
        if (each > most) {
          most = each;
          best = r;
        }
      }
      if (best == rules_.size()) break;
      taken[best] = true;
      spent += pairs_[best];
      order.push_back(best);
      for (std::size_t i = 0; i < people_.size(); ++i)
        if (people_[i].rules.test(best)) ++times[i];
    }
    drop_superfluous(order, times);
    for (const auto r : order) out_.chosen.push_back(rules_[r]);
    double lost = 0, seen = 0;
    for (std::size_t i = 0; i < people_.size(); ++i) {
      if (people_[i].weight < 1) continue;
      ++seen;
      lost += times[i] == 0;
    }
    if (seen > 0) out_.loss = lost / seen;
  }
  /// What was worth its pairs when it was chosen, and is not beside those that came after it.
  void drop_superfluous(std::vector<std::size_t>& order, std::vector<std::size_t>& times) const {
    for (;;) {
      auto worst = order.end();
      double least = 1 / effort_.pairs_for_a_person;
      for (auto it = order.begin(); it != order.end(); ++it) {
        double lost = 0;
        for (std::size_t i = 0; i < people_.size(); ++i)
          if (people_[i].rules.test(*it) && times[i] < worth.size())
            lost += people_[i].weight * (worth.at(times[i]) - worth.at(times[i] - 1));
        if (lost / (pairs_[*it] + 1) >= least) continue;
        least = lost / (pairs_[*it] + 1);
        worst = it;
      }
      if (worst == order.end()) return;
      for (std::size_t i = 0; i < people_.size(); ++i)
        if (people_[i].rules.test(*worst)) --times[i];
      order.erase(worst);
    }
  }

  const Records& records_;
  RowKeys& keys_;
  double most_pairs_;
  Effort effort_;
  unsigned threads_;
  std::uint32_t every_a_ = 1, every_b_ = 1;
  std::vector<std::uint32_t> sample_a_, sample_b_;  ///< rows that are looked at, in order
  std::vector<Rule> rules_;
  std::vector<Rule> tried_;
  std::vector<double> pairs_;  ///< of the sample, by rule
  std::vector<RuleCount> too_many_;
  LargeVector<Met> met_;
  std::vector<Somebody> people_;
  RuleChoice out_;
};

}  // namespace

RuleChoice choose_rules(const Records& records, RowKeys& keys, double most_pairs,
                        const Effort& effort, unsigned threads) {
  return Choice{records, keys, most_pairs, effort, threads}.made();
}

}  // namespace ts::linkage
