#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "documents/documents.h"
#include "frames/table.h"
#include "publishing/release.h"
#include "releases/reading.h"

/// From columns to what is kept of a release. No clock, no file, no network.
namespace ts::publishing {

/// What the release costs of the privacy budget, before anything is drawn.
double cost_of(const Parameters& parameters);

/// How dates are told.
struct Dates {
  releases::Rounding rounding = releases::Rounding::year;
  int to_year = 0;  ///< the last that there can be; the first is `lifetime` years before
  static constexpr int lifetime = 120;
};

/// The attributes of cases as the engine takes them: domains are the catalogue's, numbers come
/// in bands, dates are rounded.
releases::Source source_of(const std::vector<frames::Attribute>& attributes, const Dates& dates);
/// An uploaded table, with its columns as `spec` says (docs/formats/release-spec.md), or, where
/// that is empty, all as their contents look. `Failure{invalid}`.
releases::Source source_of(std::string csv, std::string_view spec);

struct Outcome {
  bool passed = false;          ///< the attacks on it found nothing
  boost::json::object inside;   ///< before and after, rare combinations, attacks
  boost::json::object outside;  ///< without anything of before
  documents::Files package;     ///< what is published
};

/// `earlier` are the files of the release of the same source that was published last, for the
/// attack that takes one from the other.
Outcome run(const Release& release, const releases::Source& source,
            const std::optional<documents::Files>& earlier, const Progress& progress);

}  // namespace ts::publishing
