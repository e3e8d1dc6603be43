#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/accounts.h"
#include "access/policy.h"
#include "audit/audit.h"
#include "cases/cases.h"
#include "crosswalk/coded.h"
#include "db/db.h"
#include "documents/documents.h"
#include "exchange/table.h"
#include "frames/frames.h"

/// Bringing people in from a table, and taking them out again.
namespace ts::imports {

using access::Caller;

/// A file as somebody gives it: an .xlsx by its content, otherwise CSV.
struct Upload {
  std::string bytes;
  exchange::Remembered columns;  ///< what is said of columns now: header -> field, "" for none
};

/// What an upload holds, or became.
struct Report {
  std::vector<exchange::Column> columns;
  std::size_t rows = 0;
  std::size_t ready = 0;  ///< rows without a problem
  std::vector<exchange::RowProblem> problems;
  std::optional<DocumentId> id;  ///< of what was brought in
  std::vector<CaseId> opened;
};

/// One import as it is kept.
struct Import {
  DocumentId id;
  AccountId by;
  Instant at;
  std::size_t cases = 0;
  bool taken_back = false;
};

struct Undone {
  std::size_t forgotten = 0;
  std::size_t kept = 0;  ///< somebody has worked on them since
};

enum class Format { xlsx, csv };

class Imports {
 public:
  Imports(db::Database& database, audit::Journal& journal, const documents::Documents& documents,
          const catalogue::Catalogue& catalogue, const access::Accounts& accounts,
          const frames::Frames& frames, cases::Cases& cases)
      : database_{database},
        journal_{journal},
        documents_{documents},
        catalogue_{catalogue},
        accounts_{accounts},
        frames_{frames},
        cases_{cases} {}

  /// A dry run. The failures of `sheets::read_workbook`, `formats::read_csv` and
  /// `exchange::header_of`.
  Report look(const Caller& caller, const Upload& upload);
  /// Opens a case for each row that is ready. The same id with the same file again goes on where
  /// that was interrupted, and brings nothing in again; with another file it is `Failure{invalid,
  /// "idempotency.key_reused"}`.
  Report run(const Caller& caller, DocumentId id, const Upload& upload);
  /// Newest first.
  std::vector<Import> all(const Caller& caller);
  /// `Failure{absent, "import.absent"}`.
  Undone undo(const Caller& caller, DocumentId id);
  /// The caller's own cases, but those joined to another, one row each, in the form of the HTCDS
  /// template.
  std::string take_out(const Caller& caller, Format format, std::string_view language);
  /// The cases that the caller reads, open and closed, in another coding. Each that is read is in
  /// the audit.
  crosswalk::Coded coded(const Caller& caller, const crosswalk::Mapping& mapping);

 private:
  struct Kept;
  std::vector<Kept> kept(db::Reader& tx, const access::Permit& permit) const;
  exchange::Words words() const;
  Report looked_at(const access::Permit& permit, const Upload& upload,
                   std::vector<exchange::RowCase>& ready) const;
  /// The import of this id, with the ids that its cases have or will have: kept before the first is
  /// opened, so that one that was interrupted can go on, or be taken back.
  Kept begun(const Caller& caller, const access::Permit& permit, DocumentId id,
             const Upload& upload, std::size_t cases) const;
  void bring_in(const Caller& caller, CaseId id, const exchange::RowCase& row);

  db::Database& database_;
  audit::Journal& journal_;
  const documents::Documents& documents_;
  const catalogue::Catalogue& catalogue_;
  const access::Accounts& accounts_;
  const frames::Frames& frames_;
  cases::Cases& cases_;
};

}  // namespace ts::imports
