#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/policy.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "db/db.h"
#include "frames/table.h"
#include "records/records.h"

/// Columns in memory: everything of an organisation that lists, searches and counts need, decrypted
/// once at start and kept exact by the change feed. The one data structure that all engines share.
namespace ts::frames {

/// One case, as a list shows it. `fields` holds the catalogue's `in_list` fields of the main
/// person, the main context and the case, of classes the caller reads.
struct CaseRow {
  CaseId id;
  records::State state = records::State::open;
  std::optional<TeamId> team;
  AccountId owner;
  Instant opened_at;
  Instant changed_at;         ///< of the file or any record, whichever is later
  std::int64_t revision = 0;  ///< of the case file
  bool joined = false;        ///< to another case, with which it is read
  bool masked = false;        ///< names are shown only in an opened case
  std::string name;           ///< the main person's, empty when masked or withheld
  std::vector<std::pair<std::string_view, catalogue::Value>> fields;  ///< of those that lists show
  double similarity = 0;  ///< of a search by name, 0 to 1
};

/// Somebody broke the glass of a case.
struct Broken {
  CaseRow row;
  AccountId by;
  Instant until;
};

enum class Sort { changed, opened };
enum class Reach { mine, team, all };  ///< owned by me; of my team; all that I may list

struct Query {
  std::optional<records::State> state = {};
  Reach reach = Reach::all;
  Sort sort = Sort::changed;
  std::size_t limit = 50;
  /// Rows strictly after this one in the order: its time, then its id. From CaseRow of the last
  /// row.
  std::optional<std::pair<Instant, CaseId>> after = {};
};

struct Page {
  std::vector<CaseRow> rows = {};
  std::size_t total = 0;  ///< of the whole list
  bool more = false;
};

struct Found {
  std::vector<CaseRow> rows;  ///< most alike first
  /// Somebody perhaps the same is in a case of this organisation that the caller may not list, and
  /// from which nobody keeps the caller out.
  bool elsewhere = false;
};

/// Something that is due, and in which case.
struct DueRow {
  CaseId id;
  AccountId owner;   ///< whose case it is
  std::string name;  ///< the main person's, empty when masked or withheld
  care::Due due;     ///< its text is empty when the caller does not read it
};

struct Count {
  std::string value;  ///< a value name, a country, "true"; empty: not known
  std::int64_t count = 0;
};

/// How many cases have this combination of values.
struct CrossCount {
  std::vector<std::string> values;  ///< one for each field that was asked for, in their order
  std::int64_t count = 0;
};

/// People who were helped in a year, of one gender (as recorded) and age.
struct ServedCount {
  std::string gender;  ///< a value of prs_Gender; empty: not recorded
  care::AgeThen age = care::AgeThen::unknown;
  std::optional<std::int64_t> people;  ///< nothing: held back
};

/// Somebody else who keeps something of every case in memory: told of each change by the thread
/// that brings the columns forward, from the same opening, so that nothing is decrypted twice.
class Follower {
 public:
  virtual ~Follower() = default;
  virtual void put(const records::Records::Whole& whole) = 0;
  /// The case is gone, forgotten, or does not open.
  virtual void remove(CaseId id) = 0;
  /// Everything is read anew.
  virtual void clear() = 0;
};

/// The columns of one organisation. Safe from any thread: readers share, a change is exclusive.
class Frames {
 public:
  explicit Frames(const records::Records& records);
  ~Frames();

  /// To be called before `rebuild`; the follower must outlive the columns.
  void also(Follower& follower);
  /// Reads everything anew, on all processors.
  void rebuild(db::Database& database);
  /// From now on brings the columns forward with every commit of this database, before its callers
  /// are answered, so that what was written is in the next list.
  void follow_commits(db::Database& database);
  /// Applies what the change feed holds after what was applied last: what other processes wrote.
  void follow(db::Reader& tx);

  Page list(const access::Grant<access::Action::case_list>& grant, const Query& query) const;
  /// How many open cases of this reach changed at or after `since`.
  std::size_t changed_since(const access::Grant<access::Action::case_list>& grant, Instant since,
                            Reach reach) const;
  /// Open cases that changed last before `before`, the longest ago first.
  std::vector<CaseRow> quiet(const access::Grant<access::Action::case_list>& grant, Instant before,
                             Reach reach, std::size_t limit) const;
  /// Closed cases that were to be kept until before `today`, the longest closed first. Whether one
  /// is held, its file says.
  std::vector<CaseRow> outlived(const access::Grant<access::Action::case_list>& grant, Date today,
                                std::size_t limit) const;
  /// What is due on or before `until` in cases of this reach, the earliest first. `mine`: what is
  /// the caller's own, or nobody's in a case that is the caller's.
  std::vector<DueRow> due(const access::Grant<access::Action::case_list>& grant, Date until,
                          Reach reach, std::size_t limit) const;
  /// Glass that others broke in cases of this reach and that ends, or ended, after `since`; the
  /// newest first.
  std::vector<Broken> broken(const access::Grant<access::Action::case_list>& grant, Instant since,
                             Reach reach) const;
  /// Cases whose people's names are like `name`: any script, sound-alike, typing errors, any order;
  /// and first those with this code, phone or number of a document.
  Found find(const access::Grant<access::Action::case_search>& grant, std::string_view name,
             const std::optional<records::State>& state, std::size_t limit) const;
  /// In how many other cases of the organisation somebody is named, as having done it, whose name
  /// sounds like one of `alleged`; but those from which somebody keeps `account` out. A number and
  /// no more: what others told is theirs.
  std::size_t also_naming(CaseId id, const std::vector<std::string>& alleged,
                          AccountId account) const;
  /// How many cases (that the grant reaches, but those joined to another) have each value of a
  /// coded field, most frequent first; a field with several values counts once for each. With scope
  /// `safe` figures go through the small-cell rule (release/small_cells.h): rounded to the nearest
  /// multiple of `safe_base`, left out below `safe_least`, and where one that is left out could be
  /// worked out from the others, the smallest of those, too. `Failure{invalid, "count.field"}` for
  /// a field that is not coded or not of a class in the permit; `safe` figures are of class N,
  /// whatever field they count.
  std::vector<Count> count(const access::Grant<access::Action::count_read>& grant,
                           std::string_view field) const;
  /// The same for the combinations of values of up to `most_crossed` different fields, those that
  /// nobody has left out. `safe` figures are held to the small-cell rule also within every line of
  /// the table: whoever knows exactly how many have some of the values learns no more of the rest.
  /// `Failure{too_large, "count.too_fine"}` for more combinations than CrossTable takes.
  std::vector<CrossCount> cross(const access::Grant<access::Action::count_read>& grant,
                                const std::vector<std::string>& fields) const;
  static constexpr std::size_t most_crossed = 4;
  /// How many people were helped in that year (care/served.h), by gender and age; groups of nobody
  /// are left out. Of cases that are joined a group has as many people as in that of them with
  /// most. With scope `safe` through the small-cell rule, as above.
  std::vector<ServedCount> served(const access::Grant<access::Action::count_read>& grant,
                                  int year) const;
  static constexpr std::int64_t safe_base = 10;
  static constexpr std::int64_t safe_least = 10;
  /// These fields of every case that is not forgotten or joined to another, for what makes figures
  /// and releases of them: read only, and never shown to anybody as they are. In each the same case
  /// is the same row; the rows come in an order that tells nothing. Dates are as they stand:
  /// whoever tells of them rounds them. `Failure{invalid, "release.field"}` for a field that is
  /// free text, an id, a place where somebody is, or not of a person or what happened to them.
  std::vector<Attribute> attributes(const access::Grant<access::Action::release_make>& grant,
                                    const std::vector<std::string>& fields) const;
  /// The names of the fields that `attributes` gives.
  std::vector<std::string> publishable() const;

  /// One case as a list shows it; nothing when there is none, or the permit's action does not reach
  /// it.
  std::optional<CaseRow> row(const access::Permit& permit, CaseId id) const;
  /// How a case stands, from memory; nothing when there is none or it is forgotten.
  std::optional<access::Standing> standing(CaseId id) const;
  /// When anything in the case last changed.
  std::optional<Instant> changed_at(CaseId id) const;

  struct Size {
    std::size_t cases = 0, people = 0;
    std::size_t bytes = 0;    ///< of the columns, estimated; without the index of names
    std::size_t damaged = 0;  ///< cases that do not open and are left out
  };
  Size size() const;

 private:
  struct Columns;
  const records::Records& records_;
  std::unique_ptr<Columns> columns_;
};

}  // namespace ts::frames
