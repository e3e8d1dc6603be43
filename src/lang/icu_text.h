#pragma once

#include <unicode/unistr.h>

#include <string>

namespace ts::lang {

/// Known to this module only: others know nothing of ICU.
inline std::string utf8_of(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace ts::lang
