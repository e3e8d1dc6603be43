#pragma once

#include "rules/rules.h"

/// Kleene's strong three-valued logic (Introduction to Metamathematics, 1952, § 64).
namespace ts::rules {

constexpr Truth truth_of(bool value) { return value ? Truth::yes : Truth::no; }

constexpr Truth negated(Truth truth) {
  return truth == Truth::unknown ? truth : truth_of(truth == Truth::no);
}

constexpr Truth either(Truth a, Truth b) {
  if (a == Truth::yes || b == Truth::yes) return Truth::yes;
  return a == Truth::unknown || b == Truth::unknown ? Truth::unknown : Truth::no;
}

constexpr Truth both(Truth a, Truth b) { return negated(either(negated(a), negated(b))); }

}  // namespace ts::rules
