#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cases/cases.h"
#include "matters/own_copy.h"
#include "matters/parcel.h"
#include "matters/peers.h"

namespace ts::matters {

/// What a person wants to take along.
struct CopyWish {
  ClassSet classes;
  std::vector<RecordId> without;  ///< records that stay here all the same
  std::string language;           ///< of the copy: the person's
  bool asked = false;             ///< the person wants it, and knows who can read it
};

/// What a copy would say, in its language: [{id, kind, lines}] as locked::shown gives it.
struct CopyPreview {
  std::vector<RecordId> ids;  ///< of the records, in the order of `parts`
  boost::json::array parts;
};

struct CopyMade {
  HandedOver file;
  CopyId id;
  std::string from;
  Date made;
};

/// Whether it is certain who made a copy.
enum class Maker {
  here,    ///< we did
  known,   ///< an organisation whose number was compared here
  ended,   ///< one that was known here, until somebody ended it
  unknown  ///< whoever it was calls themselves so; nobody here has compared their number
};
std::string_view text(Maker maker);

/// What a copy that was brought says.
struct CopyOpened {
  std::string from;
  Maker maker = Maker::unknown;
  Instant made;
  std::string language;
  ClassSet classes;
  std::vector<SeenPart> parts;
  /// How many things it says that are not known here, and so are shown on the person's page only.
  std::size_t not_known = 0;
};

/// The person's own copies: made in one organisation, carried by the person, opened in another.
class Copies {
 public:
  Copies(db::Database& database, audit::Journal& journal, const catalogue::Catalogue& catalogue,
         cases::Cases& cases, Peers& peers)
      : database_{database},
        journal_{journal},
        catalogue_{catalogue},
        cases_{cases},
        peers_{peers} {}

  /// `Failure{invalid, "form.incomplete"}`: on "language" "language.unknown"; on "classes"
  /// "copy.nothing_to_take".
  CopyPreview preview(const Caller& caller, CaseId case_id, const CopyWish& wish);
  /// Nothing of the copy is kept, only that it was given. The same, and on "asked"
  /// "copy.needs_word"; `Failure{too_large, "copy.too_large"}`.
  CopyMade make(const Caller& caller, CaseId case_id, const CopyWish& wish);

  /// For whoever may open cases; nothing of it is kept. The failures of `open_own_copy`.
  CopyOpened open(const Caller& caller, std::string_view file, std::string_view code);
  /// Opens a case with what it says. On "agreed" "case.needs_consent": the person says that we may
  /// keep it.
  struct Taking {
    CaseId id;
    std::string called;  ///< the person's name here, when none came
    bool agreed = false;
  };
  cases::View take(const Caller& caller, std::string_view file, std::string_view code,
                   const Taking& taking, const records::Once& once);

 private:
  struct Chosen {
    std::vector<RecordId> ids;
    std::vector<packets::Part> parts;
  };
  Chosen chosen(const Caller& caller, CaseId case_id, const CopyWish& wish);
  Maker maker_of(const access::Permit& permit, const packets::Card& card);
  CopyOpened seen(const access::Permit& permit, const OwnCopy& copy);

  db::Database& database_;
  audit::Journal& journal_;
  const catalogue::Catalogue& catalogue_;
  cases::Cases& cases_;
  Peers& peers_;
};

}  // namespace ts::matters
