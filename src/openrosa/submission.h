#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ts::openrosa {

/// A filled form.
struct Submission {
  std::string instance;    ///< "uuid:…": the same one sent again is the same submission
  std::string deprecated;  ///< the instance that it replaces; empty: none
  std::string form, version;
  /// Name and answer of every question that was answered, in the order of the form; a question of
  /// a repeated group stands once for each time. Without what phones add (meta, start, end).
  std::vector<std::pair<std::string, std::string>> answers;
};

/// `Failure{invalid, "phone.not_a_submission"}` for what is none, or has no id of its own.
Submission submission_of(std::string_view xml);

}  // namespace ts::openrosa
