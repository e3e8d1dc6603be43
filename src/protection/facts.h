#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protection/dossier.h"
#include "rules/rules.h"

/// What the recorded facts of a case are to the rules. A fact that nobody recorded is unknown; one
/// that two equally certain sources contradict is unknown, too, and said to be.
namespace ts::protection {

struct Known {
  rules::Facts facts;
  std::vector<std::string> contradicted;  ///< facts of which equally good sources differ
};

/// As recorded by `on`, which also decides how old the person is and what runs beside it.
/// `application`: the one that it is about, whose dates are facts, too; null when there is none.
Known known_of(const Dossier& dossier, const Application* application, Date on,
               const rules::Library& library);

/// Statuses that run on `on`, with what is paid under each, in the order in which they began.
std::vector<rules::Held> held_of(const Dossier& dossier, Date on);

/// Full years on `on`, of whoever was born on the latest day that it may have been: in doubt,
/// somebody is a child.
int age_of(PartialDate born, Date on);
/// The day of the eighteenth birthday, counted likewise.
Date adult_on(PartialDate born);

/// The value of a fact as text, as a ground has it: "true", "2008-06-01", "17", a choice. Nothing
/// when it does not fit the type.
std::optional<rules::Value> value_of(const rules::Fact& fact, std::string_view text);

}  // namespace ts::protection
