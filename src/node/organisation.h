#pragma once

#include <memory>

#include "access/accounts.h"
#include "addresses/addresses.h"
#include "audit/audit.h"
#include "cases/cases.h"
#include "db/db.h"
#include "documents/documents.h"
#include "frames/frames.h"
#include "hooks/hooks.h"
#include "imports/imports.h"
#include "interviews/interviews.h"
#include "jobs/jobs.h"
#include "matching/matching.h"
#include "matters/matters.h"
#include "phones/phones.h"
#include "protection/protection.h"
#include "publishing/publishing.h"
#include "records/records.h"
#include "studies/studies.h"
#include "surveys/surveys.h"
#include "vault/vault.h"

namespace ts::node {

/// How much a passphrase of an account costs to try: the second recommendation of the OWASP
/// password storage sheet for Argon2id, so that a small machine can serve while people sign in.
inline constexpr crypto::Cost account_cost{.memory_bytes = 46ULL << 20, .passes = 1};

/// One organisation: its database, its keys, and the services that work on them. Nothing of it can
/// reach another's.
class Organisation {
 public:
  /// Opens what lies at `place`, reads the columns and finishes what was interrupted. The
  /// failures of db::Database::open and vault::Keyring; `Failure{invalid, "own.refused"}` when
  /// `own_fields`, a file that need not be there, is not as it should be. Where other processes
  /// write, too, columns and accounts follow them within a second.
  Organisation(const db::Place& place, const std::filesystem::path& own_fields, OrgId id,
               const crypto::Secret& node_key, const Guarded<rules::Library>& laws,
               jobs::Jobs& jobs, const Clock& clock);
  /// Makes a new organisation at `place`.
  static void create(const db::Place& place, const access::Organisation& about,
                     const crypto::Secret& node_key, const Clock& clock);

  OrgId id() const { return id_; }
  /// The program's, with what this organisation adds (catalogue/own.h).
  const catalogue::Catalogue& catalogue() const { return catalogue_; }
  db::Database& database() { return *database_; }
  const vault::Keyring& keyring() const { return keyring_; }
  audit::Journal& journal() { return journal_; }
  access::Accounts& accounts() { return accounts_; }
  const access::Accounts& accounts() const { return accounts_; }
  const frames::Frames& frames() const { return frames_; }
  cases::Cases& cases() { return cases_; }
  protection::Protection& protection() { return protection_; }
  interviews::Interviews& interviews() { return interviews_; }
  matching::Matching& matching() { return matching_; }
  studies::Studies& studies() { return studies_; }
  surveys::Surveys& surveys() { return surveys_; }
  publishing::Publishing& publishing() { return publishing_; }
  addresses::Addresses& calendars() { return calendars_; }
  addresses::Addresses& phone_addresses() { return phone_addresses_; }
  phones::Phones& phones() { return phones_; }
  imports::Imports& imports() { return imports_; }
  matters::Matters& matters() { return matters_; }
  hooks::Hooks& hooks() { return hooks_; }

  /// The chain, every record and every account held against it, and every sealed byte opened.
  audit::Verification verify();

 private:
  OrgId id_;
  std::unique_ptr<db::Database> database_;
  vault::Keyring keyring_;
  audit::Journal journal_;
  access::Accounts accounts_;
  catalogue::Catalogue catalogue_;
  records::Records records_;
  frames::Frames frames_;
  cases::Cases cases_;
  protection::Protection protection_;
  interviews::Interviews interviews_;
  matching::Matching matching_;
  documents::Documents documents_;
  studies::Studies studies_;
  surveys::Surveys surveys_;
  publishing::Publishing publishing_;
  addresses::Addresses calendars_, phone_addresses_;
  imports::Imports imports_;
  phones::Phones phones_;
  matters::Matters matters_;
  hooks::Hooks hooks_;
  std::shared_ptr<void> following_;  ///< last: it uses all of the above
};

/// The same without the keys, from what a server may have open: who altered the database
/// without them is found, what is sealed is not opened.
audit::Verification verify_sealed(const db::Place& place);

}  // namespace ts::node
