#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "access/policy.h"
#include "audit/audit.h"
#include "cases/cases.h"
#include "db/db.h"
#include "documents/documents.h"
#include "openrosa/answers.h"
#include "openrosa/submission.h"

/// Forms for phones, and what comes back filled.
namespace ts::phones {

using access::Caller;

struct KeptForm {
  openrosa::Form form;
  std::string hash;  ///< MD5, as the protocol asks
};

/// A filled form that waits for somebody.
struct Proposal {
  DocumentId id;
  Instant at;
  std::string form;
  std::vector<records::NewRecord> records;  ///< what its answers are in the catalogue
  /// Question and answer of what no field takes.
  std::vector<std::pair<std::string, std::string>> left;
};

class Phones {
 public:
  Phones(db::Database& database, audit::Journal& journal, const documents::Documents& documents,
         const catalogue::Catalogue& catalogue, cases::Cases& cases)
      : database_{database},
        journal_{journal},
        documents_{documents},
        catalogue_{catalogue},
        cases_{cases} {}

  /// Keeps a form, in the place of one with the same id. `Failure{invalid, "phone.not_a_form"}`.
  KeptForm keep_form(const Caller& caller, const std::string& xml);
  /// Nothing happens when there is none with this hash.
  void end_form(const Caller& caller, std::string_view hash);
  std::vector<KeptForm> forms(const Caller& caller);
  /// The file; nothing when there is none with this hash.
  std::optional<std::string> form(const Caller& caller, std::string_view hash);

  /// Takes in what a phone sent, for whose phone it is. The same instance again changes nothing.
  void receive(const Caller& caller, const openrosa::Submission& submission);
  /// The caller's own, oldest first.
  std::vector<Proposal> waiting(const Caller& caller);
  /// Opens a case with what was sent, `more` over it, and a note of what no field takes; asked
  /// again, it is the same case. `Failure{absent, "proposal.absent"}`; the failures of
  /// `cases::Cases::open`.
  cases::View accept(const Caller& caller, DocumentId id, const catalogue::Fields& more);
  void decline(const Caller& caller, DocumentId id);

 private:
  struct Kept;
  Kept found(db::Reader& tx, const access::Permit& permit, DocumentId id) const;
  Proposal proposal_of(const Kept& kept) const;
  void end(const Caller& caller, audit::What what, DocumentId id);

  db::Database& database_;
  audit::Journal& journal_;
  const documents::Documents& documents_;
  const catalogue::Catalogue& catalogue_;
  cases::Cases& cases_;
};

}  // namespace ts::phones
