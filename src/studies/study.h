#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"

/// What a study is, and the text that is kept of it.
namespace ts::studies {

/// What the table says: how many people were on which lists, or only the sizes and overlaps.
enum class Form { histories, overlaps };
std::string_view text(Form form);
std::optional<Form> form_of(std::string_view text);

enum class State { running, done, failed, cancelled };
std::string_view text(State state);

/// How it is worked out. What is not said is as the report recommends.
struct Options {
  double threshold = 0.02;         ///< of the stepwise rule, 0 to 1
  std::int64_t replicates = 1000;  ///< of the bootstrap: none, or 100 to 10,000
  std::uint64_t seed = 1;          ///< the same seed, the same figures
};

/// Who the study is about, for the table of SDG 16.2.2; said by the analyst.
struct Population {
  std::int64_t people = 0;
  std::string year;   ///< of the population, "2026"
  std::string place;  ///< "Guinea-Bissau"
};

/// A study as somebody asks for it.
struct Question {
  std::string title;
  Form form = Form::histories;
  std::string csv;
  Options options;
  std::optional<Population> population;
};

/// A study as it is kept. The uploaded table is not: its hash says which it was.
struct Study {
  DocumentId id = {};
  std::int64_t revision = 1;
  std::string title;
  AccountId by;
  Instant started_at;
  std::string runner = {};  ///< the program that works it out; see jobs
  std::optional<Instant> ended_at;
  Form form = Form::histories;
  std::string input_hash;  ///< BLAKE2b-256 of the uploaded bytes, hex
  std::string version;     ///< of the program
  Options options;
  std::optional<Population> population;
  State state = State::running;
  std::string failure;  ///< message key; empty unless it failed
  /// What came out, for those who may see everything and for all others. Empty until it is done.
  boost::json::object inside, outside;
};

/// As JSON, without id and revision, which the document has.
std::string text_of_kept(const Study& study);
/// Nothing when it cannot have been written by us.
std::optional<Study> kept_study(DocumentId id, std::int64_t revision, std::string_view text);

}  // namespace ts::studies
