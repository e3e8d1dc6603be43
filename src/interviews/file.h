#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "records/records.h"
#include "screening/panel.h"

/// What the records of one case say about screening, as values. Pure; what a permit withheld is
/// simply not there.
namespace ts::interviews {

struct Answer {
  RecordId record;
  std::int64_t revision = 0;
  std::string question;
  std::optional<screening::Reply> reply;  ///< nothing: taken back, and so not asked
  std::string words, source;
  AccountId by;  ///< who wrote it last
  Instant at;
};

/// One set of questions, as asked so far. Any number of people may go on with it at any time.
struct Interview {
  RecordId id;
  screening::Stamp stamp;  ///< of the text that it was begun with
  Date begun{};
  std::optional<AccountId> by;
  std::vector<Answer> answers;
  /// As the program has it now; without questions when it has none of that name.
  std::shared_ptr<const screening::Instrument> instrument;

  const Answer* answer(std::string_view question) const;  ///< null when there is none
  /// The questions are not those that were asked.
  bool outdated() const { return instrument->stamp != stamp; }
};

/// A field of the case that shows a fact by itself.
struct Shown {
  std::string fact;
  RecordId record;
  std::string field, value;
};

struct File {
  std::vector<Interview> interviews;  ///< in the order in which they were begun
  std::vector<Shown> shown;
  screening::Truth child = screening::Truth::unknown;
};

/// The first person of the case counts as a child when its age at the time, or else its age on
/// `today`, is under 18; of a birth date that is not known to the day, the latest day counts.
File file_of(const std::vector<records::Record>& records, const screening::Library& library,
             Date today);

/// One sheet for each interview, in the same order.
std::vector<screening::Sheet> sheets_of(const File& file);

}  // namespace ts::interviews
