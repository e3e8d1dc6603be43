#pragma once

#include <string>
#include <string_view>

#include "lang/messages.h"

/// Reports as one self-contained HTML file: no script, no address outside, pictures as SVG. Prints
/// well, reads from right to left where the language does, dark where the reader's screen is.
namespace ts::report {

/// The words of a report in one language.
class Words {
 public:
  /// `messages` outlives it.
  Words(const lang::Messages& messages, std::string_view language)
      : messages_{messages}, language_{language} {}
  std::string operator()(std::string_view key, const lang::MessageArgs& args = {}) const {
    return messages_.text(language_, key, args);
  }
  const std::string& language() const { return language_; }
  bool right_to_left() const { return lang::right_to_left(language_); }
  /// With the language's separators and Latin digits: "11,304", "11 304".
  std::string number(double value, int decimals = 0) const;
  std::string percent(double share, int decimals = 1) const;  ///< 0.041: "4.1%"

 private:
  const lang::Messages& messages_;
  std::string language_;
};

}  // namespace ts::report
