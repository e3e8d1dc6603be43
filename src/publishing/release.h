#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "releases/spec.h"

/// What a release is, and the text that is kept of it.
namespace ts::publishing {

/// How people are protected.
enum class Method {
  k_safe,  ///< counts of what k people or more have in common, and synthetic records made of that
  dp       ///< differential privacy: noise, so that nobody's being in it makes a difference
};
std::string_view text(Method method);
std::optional<Method> method_of(std::string_view text);

enum class Audience { everybody, partners, one_receiver };
std::string_view text(Audience audience);
std::optional<Audience> audience_of(std::string_view text);

/// running -> ready -> published or declined; or failed, or cancelled.
enum class State { running, ready, published, declined, failed, cancelled };
std::string_view text(State state);

struct Parameters {
  Method method = Method::k_safe;
  std::int64_t k = 10;      ///< people who share what is told
  std::int64_t length = 3;  ///< of the longest combinations
  double epsilon = 1;       ///< of differential privacy; not used otherwise
  double delta = 1e-6;
  releases::Rounding rounding = releases::Rounding::year;  ///< of dates
};

/// Somebody's word on a release, for good.
struct Approval {
  AccountId by = {};  ///< who recorded it: never who made the release
  Instant at = {};
  std::string contributor = {};  ///< the organisation that speaks; empty: our own
  std::string signer = {};       ///< who spoke for the contributor
  std::string reason = {};  ///< why a release that failed its own attack may go out all the same
};

/// A release as it is kept. Neither the cases nor an uploaded table are.
struct Release {
  DocumentId id = {};
  std::int64_t revision = 1;
  std::string purpose;
  Audience audience = Audience::everybody;
  std::string receiver;  ///< whom it is for, in words
  std::string source;    ///< "cases", or what the analyst calls the uploaded table
  std::vector<std::string> fields;
  std::vector<std::string> contributors;  ///< organisations whose data are in it, beside our own
  Parameters parameters;
  AccountId by;
  Instant started_at;
  std::string runner = {};          ///< the program that works it out; see jobs
  std::optional<Instant> ended_at;  ///< when it was calculated
  std::string version;              ///< of the program
  std::string language = "en";      ///< of the report
  State state = State::running;
  std::string failure;  ///< message key
  double rho = 0;       ///< of the privacy budget, in zCDP
  bool passed = false;  ///< its own attacks found nothing
  std::vector<Approval> approvals;
  std::string declined_because;
  /// What came out, for those who decide about it and for all others.
  boost::json::object inside, outside;

  /// Does the noise of this release count against the budget? Not when nothing came out.
  bool spent() const { return state != State::failed && state != State::cancelled; }
};

/// As JSON, without id and revision, which the document has.
std::string text_of_kept(const Release& release);
/// Nothing when it cannot have been written by us.
std::optional<Release> kept_release(DocumentId id, std::int64_t revision, std::string_view text);

}  // namespace ts::publishing
