#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/failure.h"
#include "base/field_class.h"
#include "base/time.h"
#include "packets/step.h"

/// What two organisations agreed to share with each other. What a person agreed to is an
/// `Agreement` (offer.h); nothing goes without that one, whatever stands here.
namespace ts::matters {

struct Terms {
  std::vector<std::string> purposes;  ///< values of tsn_ConsentPurpose that let something out
  ClassSet classes;
  std::string rhythm;           ///< how often; "as_needed" to "yearly"
  std::int64_t least_cell = 0;  ///< figures of fewer people are not told
  Date start, end;              ///< both are days on which it holds
  std::string note;
};

/// Of what somebody wrote, the letters that mean a class of a person's records.
ClassSet classes_of(std::string_view letters);

/// Each as a field of a form: "field.required", "field.not_a_choice", "agreement.cell_too_small",
/// "agreement.ends_before".
std::vector<Problem> problems_in(const Terms& terms);
/// As a step carries them, and back; nothing when it is no such content, or not as a form could
/// have made it.
packets::Content content_of(const Terms& terms);
std::optional<Terms> terms_in(const packets::Content& content);

/// Terms that both sides signed.
struct Signed {
  Terms terms;
  bool ended = false;  ///< by one of them, before its last day
  bool holds(Date day) const { return !ended && terms.start <= day && day <= terms.end; }
};

/// On what something would travel between two organisations. docs/decisions/0025.
enum class Footing {
  consent,  ///< they never had an agreement: single requests rest on the person's consent alone
  agreed,   ///< an agreement in force covers it
  outside,  ///< one is in force, and does not cover it
  lapsed    ///< they had one, and none is in force
};
/// `classes` may be empty where nothing of a person is told any more.
Footing footing(const std::vector<Signed>& all, std::string_view purpose, ClassSet classes,
                Date today);
inline bool may_travel(Footing footing) {
  return footing == Footing::consent || footing == Footing::agreed;
}

}  // namespace ts::matters
