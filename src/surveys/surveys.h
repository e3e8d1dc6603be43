#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/policy.h"
#include "audit/audit.h"
#include "base/time.h"
#include "db/db.h"
#include "documents/documents.h"
#include "stats/proportion.h"

/// Field surveys: how many of those who were asked showed signs, so that a share has a denominator.
namespace ts::surveys {

using access::Caller;

/// How those who were asked were chosen: what a share may be told of depends on it.
enum class Sampling { everybody, random, convenience, referred };
std::string_view text(Sampling sampling);
std::optional<Sampling> sampling_of(std::string_view text);

enum class Sex { women, men, other, unknown };
enum class Age { children, adults, unknown };
std::string_view text(Sex sex);
std::string_view text(Age age);
std::optional<Sex> sex_of(std::string_view text);
std::optional<Age> age_of(std::string_view text);

/// One group of those who were asked. Counts only; nobody is named.
struct Group {
  Sex sex = Sex::unknown;
  Age age = Age::unknown;
  std::int64_t screened = 0, found = 0;
};

struct Survey {
  DocumentId id;
  std::string title, place;
  Date from, until;
  Sampling sampling = Sampling::convenience;
  std::string notes;
  std::vector<Group> groups;
  AccountId by;
  Instant at;
};

/// A group, or all of them, with the share and its bounds (Wilson). Nothing in `share`: held back.
struct Row {
  std::optional<Sex> sex;  ///< nothing: all together
  std::optional<Age> age;
  std::int64_t screened = 0;
  std::optional<std::int64_t> found;
  std::optional<stats::Proportion> share;
};

struct View {
  Survey survey;
  std::vector<Row> rows;  ///< the first is all together
};

/// For a role that sees figures only (`safe`), groups are not told, and of all together only what
/// at least this many people make.
inline constexpr std::int64_t least_told = 10;

class Surveys {
 public:
  Surveys(db::Database& database, audit::Journal& journal, const documents::Documents& documents)
      : database_{database}, journal_{journal}, documents_{documents} {}

  /// The same id again gives the same survey. `Failure{invalid, "form.incomplete"}`:
  /// "field.required", "field.too_long", "survey.ends_before", "survey.no_groups",
  /// "survey.more_found" (than screened), "survey.group_twice", "field.out_of_range".
  View add(const Caller& caller, Survey wanted);
  /// The last one first.
  std::vector<View> all(const Caller& caller);

 private:
  db::Database& database_;
  audit::Journal& journal_;
  const documents::Documents& documents_;
};

}  // namespace ts::surveys
