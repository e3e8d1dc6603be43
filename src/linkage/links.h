#pragma once

#include <cstdint>
#include <vector>

#include "linkage/model.h"

namespace ts::linkage {

/// Two records that may be one person.
struct Link {
  std::uint32_t a = 0, b = 0;  ///< rows; of one file a < b
  float bits = 0;              ///< of everything, with the prior
  float probability = 0;
  friend bool operator==(const Link&, const Link&) = default;
};

/// Scores every candidate and keeps those of at least `least` probability, the most probable first,
/// equal ones by rows. The same for any number of threads. `examined`: all candidates compared, or
/// null.
std::vector<Link> score(const Records& records, const Candidates& candidates,
                        const Examined* examined, const Model& model, double least,
                        unsigned threads, const Progress& progress = {});

/// Of two files in which each person stands once: the probability of each link given all others,
/// for who is somebody else is not this one, and who is nobody else more probably is. Marginals of
/// a random matching with these odds, by belief propagation on its links (Bayati, Borgs, Chayes and
/// Zecchina, "Belief propagation for weighted b-matchings", SIAM J. Discrete Math. 25, 2011; the
/// sum-product form of the same messages). Sorts them anew.
void given_each_other(std::vector<Link>& links, const Records& records, const Model& model);

/// Of links in this order those that are the best for both of their records: each record once.
std::vector<Link> one_to_one(const std::vector<Link>& links, const Records& records);

/// Groups of records that are one person, by links of at least `threshold`. Two groups come
/// together only when at least half of all pairs between them are linked: A like B and B like C
/// does not make A and C one person. Rows of the second file are counted on behind the first.
/// Groups in the order of their first row, of two or more.
std::vector<std::vector<std::uint32_t>> clusters(const std::vector<Link>& links,
                                                 const Records& records, double threshold);

/// One field of one pair, in bits for (above 0) or against.
struct Reason {
  Outcome outcome = 0;
  double bits = 0;
};
std::vector<Reason> explain(const Records& records, const Model& model, std::uint32_t a,
                            std::uint32_t b);

/// How many matches no rule brought together, as a share of all: Chao's lower bound (1987) from
/// those that one rule only and those that two rules found; both corrected for small numbers.
double estimated_loss(const std::vector<Link>& links, const Candidates& candidates,
                      double threshold);

}  // namespace ts::linkage
