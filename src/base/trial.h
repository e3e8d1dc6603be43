#pragma once

#include <string>

#include "base/failure.h"

namespace ts::trial {

/// For tests: the key of what `body` failed with; "" when it did not.
template <class F>
std::string key_of(F&& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return std::string{failure.key().text()};
  }
  return "";
}

}  // namespace ts::trial
