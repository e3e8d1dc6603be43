#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/policy.h"
#include "audit/audit.h"
#include "db/db.h"
#include "documents/documents.h"
#include "frames/frames.h"
#include "jobs/jobs.h"
#include "publishing/ledger.h"
#include "publishing/release.h"

/// Releases of data about people: from a wish to a published package, and the ledger of all.
namespace ts::publishing {

using access::Caller;

/// A release as somebody asks for it.
struct Wish {
  std::string purpose;
  Audience audience = Audience::everybody;
  std::string receiver;
  std::vector<std::string> fields;
  std::vector<std::string> contributors;
  Parameters parameters;
  /// Nothing: the organisation's cases.
  std::optional<std::string> csv;
  std::string spec = {};        ///< what its columns are and can be; empty: as they look
  std::string source;           ///< what the uploaded table is called
  std::string language = "en";  ///< of the report
};

/// A release as somebody may see it.
struct View {
  Release release;
  std::optional<jobs::State> job;    ///< while it is calculated
  bool elsewhere = false;            ///< another program calculates it
  bool interrupted = false;          ///< it was being calculated when the program ended
  bool inside = false;               ///< may see what nobody else may
  std::vector<std::string> awaited;  ///< who has still to say yes; "" for a second person of ours
};

/// What the wizard offers.
struct Choices {
  std::vector<std::string> fields;  ///< of the cases
  std::size_t cases = 0;            ///< rounded, for those who see figures only
};

/// Every call asks the policy and writes to the audit before it answers. A release that is not
/// there, or not out yet for those who see only what is out, is `Failure{absent,
/// "release.absent"}`.
class Publishing {
 public:
  Publishing(db::Database& database, audit::Journal& journal, const documents::Documents& documents,
             const frames::Frames& frames, jobs::Jobs& jobs)
      : database_{database},
        journal_{journal},
        documents_{documents},
        frames_{frames},
        jobs_{jobs} {}

  Choices choices(const Caller& caller);
  /// Takes the columns and starts the work on them; the cost is taken from the source's budget in
  /// the same moment. The same id a second time gives what the first time began.
  /// `Failure{invalid}` for a wish that cannot be, `{conflict, "release.budget_spent"}`,
  /// `{too_many, "job.too_many"}`.
  View start(const Caller& caller, DocumentId id, Wish wish);
  /// Newest first.
  std::vector<View> all(const Caller& caller);
  View read(const Caller& caller, DocumentId id);
  /// Stops the work, or gives up what was interrupted or runs elsewhere: no result will be taken.
  View cancel(const Caller& caller, DocumentId id);
  /// `approval.by` and `.at` are filled in. See approval.h; `{stale, "store.changed_meanwhile"}`.
  View approve(const Caller& caller, DocumentId id, std::int64_t revision, Approval approval);
  View decline(const Caller& caller, DocumentId id, std::int64_t revision, std::string_view reason);
  /// A file of the package. `Failure{absent, "release.file_absent"}`.
  std::string file(const Caller& caller, DocumentId id, std::string_view name);
  /// Every release that may be known to the caller; `ledger_of` makes the ledger of it.
  std::vector<Release> ledger(const Caller& caller);

  static constexpr std::size_t most_csv = 900 * 1024;  ///< bytes
  static constexpr std::size_t most_text = 500;        ///< characters
  static constexpr std::size_t most_fields = 24;
  static constexpr std::string_view cases = "cases";

 private:
  std::vector<Release> kept(db::Reader& tx, const access::Permit& permit) const;
  Release wanted(db::Reader& tx, const access::Permit& permit, DocumentId id) const;
  Release wanted(const access::Permit& permit, DocumentId id) const;
  View view(const access::Permit& permit, Release release) const;
  std::optional<documents::Files> earlier_files(db::Reader& tx, const access::Permit& permit,
                                                const std::vector<Release>& all,
                                                std::string_view source) const;
  /// The package with the reason for which it goes out although it failed an attack.
  documents::Files accepted_files(db::Reader& tx, const access::Permit& permit,
                                  const Release& release, std::string_view because) const;
  void write_end(const access::Permit& permit, Release release, const documents::Files& files);
  template <class F>
  View decide(const access::Permit& permit, DocumentId id, std::int64_t revision, audit::What what,
              F&& change);

  db::Database& database_;
  audit::Journal& journal_;
  const documents::Documents& documents_;
  const frames::Frames& frames_;
  jobs::Jobs& jobs_;
};

}  // namespace ts::publishing
