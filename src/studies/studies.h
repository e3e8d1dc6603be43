#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/policy.h"
#include "audit/audit.h"
#include "db/db.h"
#include "documents/documents.h"
#include "jobs/jobs.h"
#include "studies/study.h"

/// Estimates of how many people nobody has found, from an uploaded table to a kept result.
namespace ts::studies {

using access::Caller;

/// A study as somebody may see it.
struct View {
  Study study;
  std::optional<jobs::State> job;  ///< while it runs
  bool elsewhere = false;          ///< another program runs it
  bool interrupted = false;        ///< it ran when the program ended
  bool inside = false;             ///< small counts may be shown

  const boost::json::object& result() const { return inside ? study.inside : study.outside; }
};

/// Every call asks the policy and writes to the audit before it answers. A study that is not there
/// is `Failure{absent, "study.absent"}`.
class Studies {
 public:
  Studies(db::Database& database, audit::Journal& journal, const documents::Documents& documents,
          jobs::Jobs& jobs)
      : database_{database}, journal_{journal}, documents_{documents}, jobs_{jobs} {}

  /// Reads the table, and starts the work on it. The same id a second time gives what the first
  /// time began. `Failure{invalid}` for a table that cannot be used, `{too_many, "job.too_many"}`.
  View start(const Caller& caller, DocumentId id, Question question);
  /// Newest first.
  std::vector<View> all(const Caller& caller);
  View read(const Caller& caller, DocumentId id);
  /// Asks the work to stop; nothing happens when it has ended. Of what runs elsewhere, the result
  /// will not be taken.
  View cancel(const Caller& caller, DocumentId id);
  /// A file to download. `Failure{absent, "study.file_absent"}`.
  std::string file(const Caller& caller, DocumentId id, std::string_view name);

  static constexpr std::size_t most_title = 200;         ///< characters
  static constexpr std::size_t most_csv = 512 * 1024;    ///< bytes
  static constexpr std::int64_t least_replicates = 100;  ///< or none
  static constexpr std::int64_t most_replicates = 10'000;

 private:
  std::optional<Study> find(db::Reader& tx, const access::Permit& permit, DocumentId id) const;
  Study wanted(const access::Permit& permit, DocumentId id) const;
  View view(const access::Permit& permit, Study study) const;
  void write_end(const access::Permit& permit, Study study, const documents::Files& files);

  db::Database& database_;
  audit::Journal& journal_;
  const documents::Documents& documents_;
  jobs::Jobs& jobs_;
};

}  // namespace ts::studies
