#include "frames/frames.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/log.h"
#include "base/parallel.h"
#include "frames/chosen.h"
#include "frames/columns.h"
#include "lang/names.h"

namespace ts::frames {
namespace {

using access::Action;
using access::Permit;
using access::Policy;
using access::Role;
using records::State;
using Whole = records::Records::Whole;

/// What a permit shows of a row.
class View {
 public:
  View(const Table& table, const Permit& permit)
      : table_{table},
        masked_{permit.caller().role == Role::supervisor},
        reads_{permit.reads()},
        with_reason_{Policy::built_in().with_reason(permit.caller().role)} {}

  CaseRow operator()(Row row, double similarity = 0) const {
    const auto [at, fresh] = standings_.try_emplace(table_.standing_code(row));
    if (fresh) at->second = table_.standing(row);
    const auto& standing = at->second;
    CaseRow out{.id = table_.id(row),
                .state = table_.state(row),
                .team = standing.team,
                .owner = standing.owner.value_or(AccountId{}),
                .opened_at = table_.opened_at(row),
                .changed_at = table_.changed_at(row),
                .revision = table_.revision(row),
                .joined = table_.joined_to(row) != nullptr,
                .masked = masked_,
                .name = {},
                .fields = {},
                .similarity = similarity};
    if (shows(FieldClass::contact)) out.name = table_.name(row);
    out.fields.reserve(table_.listed().size());
    for (const auto* column : table_.listed())
      if (shows(column->field().field_class))
        if (auto value = column->value(row))
          out.fields.emplace_back(column->field().name, std::move(*value));
    return out;
  }

  DueRow due(Row row, const care::Due& due) const {
    DueRow out{.id = table_.id(row),
               .owner = table_.standing(row).owner.value_or(AccountId{}),
               .name = {},
               .due = due};
    if (shows(FieldClass::contact)) out.name = table_.name(row);
    if (due.what && !shows(due.what->field_class)) out.due.text.clear();
    return out;
  }

  bool shows(FieldClass field_class) const {
    if (masked_ && field_class == FieldClass::contact) return false;
    return reads_.has(field_class) && !with_reason_.has(field_class);
  }

 private:
  const Table& table_;
  bool masked_;
  ClassSet reads_, with_reason_;
  // Many rows stand alike.
  mutable std::unordered_map<Dictionary::Code, access::Standing> standings_;
};

bool older_first(const Place& a, const Place& b) {
  return a.at != b.at ? a.at < b.at : a.id < b.id;
}

/// Keeps the first few of many, so that one page costs no sorting of all.
class FirstFew {
 public:
  using Order = bool (*)(const Place&, const Place&);
  FirstFew(std::size_t limit, Order order) : limit_{limit}, order_{order} {}

  void offer(const Place& place) {
    ++offered_;
    if (kept_.size() == limit_) {
      if (kept_.empty() || !order_(place, kept_.front())) return;
      std::pop_heap(kept_.begin(), kept_.end(), order_);
      kept_.pop_back();
    }
    kept_.push_back(place);
    std::push_heap(kept_.begin(), kept_.end(), order_);
  }
  std::size_t offered() const { return offered_; }

  std::vector<CaseRow> shown(const View& view) {
    std::sort_heap(kept_.begin(), kept_.end(), order_);
    std::vector<CaseRow> out;
    out.reserve(kept_.size());
    for (const auto& place : kept_) out.push_back(view(place.row));
    return out;
  }

 private:
  std::size_t limit_;
  Order order_;
  std::size_t offered_ = 0;
  std::vector<Place> kept_;
};

/// Whether a word that was asked for begins a word of a name (somebody is still typing) or sounds
/// like it; short words sound like too many.
bool fits(const std::string& asked, const std::string& word) {
  constexpr std::size_t sounds_of_its_own = 4;
  if (word.starts_with(asked)) return true;
  if (asked.size() < sounds_of_its_own) return false;
  const auto keys = [](const std::string& one) {
    return lang::NameKeys{.tokens = {one}, .sounds = {lang::sound_key(one)}};
  };
  return lang::similarity(keys(asked), keys(word)) >= lang::probable_match;
}

/// Whether every word of `asked` fits a word of one of the names: a part of the name is enough.
bool is_part(const lang::NameKeys& asked, const std::vector<std::string_view>& names) {
  const auto long_enough = [](const std::string& word) { return word.size() >= 2; };
  if (std::none_of(asked.tokens.begin(), asked.tokens.end(), long_enough)) return false;
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    const auto words = lang::keys_of(name).tokens;
    return std::all_of(asked.tokens.begin(), asked.tokens.end(), [&](const std::string& start) {
      return std::any_of(words.begin(), words.end(),
                         [&](const std::string& word) { return fits(start, word); });
    });
  });
}

/// What is due in a case that is joined to another is due as long as that one is open.
bool still_due(const Table& table, Row row, const care::Due& due) {
  const auto* to = table.joined_to(row);
  const auto there = to ? table.row_of(*to) : std::nullopt;
  return !there || table.state(*there) == State::open || due.kind->name == "follow_up";
}

}  // namespace

Frames::Frames(const records::Records& records)
    : records_{records}, columns_{std::make_unique<Columns>(records.catalogue())} {}

Frames::~Frames() = default;

void Frames::also(Follower& follower) {
  const std::lock_guard alone{columns_->following};
  columns_->others.push_back(&follower);
}

/// A case that does not open is left out, and said to be: it must not keep all others from being
/// listed, nor let somebody in by how it stood before.
void Frames::Columns::tell(Kept& kept, const News& news) const {
  for (const auto& [id, whole, damaged] : news) {
    whole ? kept.table.put(*whole) : kept.table.remove(id);
    for (auto* other : others) whole ? other->put(*whole) : other->remove(id);
    if (damaged) {
      log::event("frames.case_left_out", {{"case", id}});
      kept.damaged.insert(id);
    } else {
      kept.damaged.erase(id);
    }
  }
}

void Frames::rebuild(db::Database& database) {
  const std::lock_guard alone{columns_->following};
  for (auto* other : columns_->others) other->clear();
  // What changes after this is behind `seq` in the feed.
  std::int64_t seq = 0;
  const auto ids = database.read([&](db::Reader& tx) {
    seq = records_.feed_end(tx);
    return records_.case_ids(tx);
  });
  Columns::Kept fresh{records_.catalogue()};
  fresh.table.reserve(ids.size());
  std::mutex telling;
  constexpr std::size_t at_once = 64;
  // One more than processors, for one is mostly waiting for its turn to tell.
  parallel_for((ids.size() + at_once - 1) / at_once, processors() + 1, [&](std::size_t piece) {
    const auto some = std::span{ids}
                          .subspan(piece * at_once)
                          .first(std::min(at_once, ids.size() - piece * at_once));
    const auto news = database.read([&](db::Reader& tx) { return records_.whole(tx, some); });
    const std::lock_guard in_turn{telling};
    columns_->tell(fresh, news);
  });
  columns_->seq = seq;
  std::swap(*columns_->lock(), fresh);
}

bool Frames::Columns::take(const Stretch& stretch) {
  const std::lock_guard alone{following};
  if (stretch.from != seq) return false;
  if (!stretch.news.empty() || !stretch.touched.empty()) {
    const auto kept = lock();
    tell(*kept, stretch.news);
    for (const auto& [id, at] : stretch.touched) kept->table.touch(id, at);
  }
  seq = stretch.to;
  return true;
}

namespace {

/// What the feed holds behind `from`, opened before anybody has to wait.
Stretch behind(const records::Records& records, db::Reader& tx, std::int64_t from) {
  auto feed = records.feed(tx, from);
  Stretch out{.from = from, .to = feed.seq, .news = {}, .touched = std::move(feed.touched)};
  for (const auto& id : feed.cases)
    for (auto& each : records.whole(tx, {&id, 1})) out.news.push_back(std::move(each));
  return out;
}

}  // namespace

void Frames::follow_commits(db::Database& database) {
  // Looked at by the connection that wrote it, which has it at hand. When others were followed
  // meanwhile it may be older than what they brought.
  const auto seen = std::make_shared<Stretch>();
  database.at_commit(
      [this, seen](db::Reader& tx) { *seen = behind(records_, tx, columns_->next()); },
      [this, seen, &database] {
        if (columns_->take(std::exchange(*seen, {}))) return;
        database.read([this](db::Reader& tx) {
          follow(tx);
          return true;
        });
      });
}

void Frames::follow(db::Reader& tx) {
  while (!columns_->take(behind(records_, tx, columns_->next()))) {
  }
}

Page Frames::list(const access::Grant<Action::case_list>& grant, const Query& query) const {
  const auto kept = columns_->read();
  const auto& lines = kept->table.lines();
  Chosen chosen{kept->table, grant, query.reach};
  Merged rows;
  Page out;
  for (Dictionary::Code standing = 0; standing < lines.standings(); ++standing)
    for (const auto state : {State::open, State::closed}) {
      if (query.state && state != *query.state) continue;
      const auto& pair = lines.of(standing, state);
      const auto& line = query.sort == Sort::changed ? pair.by_change : pair.by_opening;
      if (line.empty() || !chosen(line.begin()->row)) continue;
      out.total += line.size();
      rows.add(
          query.after ? line.upper_bound({query.after->first, query.after->second}) : line.begin(),
          line.end());
    }
  const View view{kept->table, grant};
  out.rows.reserve(query.limit);
  const Place* place = rows.next();
  for (; place && out.rows.size() < query.limit; place = rows.next())
    out.rows.push_back(view(place->row));
  out.more = place != nullptr;
  return out;
}

std::size_t Frames::changed_since(const access::Grant<Action::case_list>& grant, Instant since,
                                  Reach reach) const {
  const auto kept = columns_->read();
  const auto& table = kept->table;
  Chosen chosen{table, grant, reach};
  std::size_t out = 0;
  for (Row row = 0; row < table.rows(); ++row)
    if (table.changed_at(row) >= since && table.state(row) == State::open && chosen(row)) ++out;
  return out;
}

std::vector<CaseRow> Frames::quiet(const access::Grant<Action::case_list>& grant, Instant before,
                                   Reach reach, std::size_t limit) const {
  const auto kept = columns_->read();
  const auto& table = kept->table;
  Chosen chosen{table, grant, reach};
  FirstFew rows{limit, older_first};
  for (Row row = 0; row < table.rows(); ++row)
    if (table.changed_at(row) < before && table.state(row) == State::open && chosen(row))
      rows.offer({table.changed_at(row), table.id(row), row});
  return rows.shown(View{table, grant});
}

std::vector<CaseRow> Frames::outlived(const access::Grant<Action::case_list>& grant, Date today,
                                      std::size_t limit) const {
  const auto kept = columns_->read();
  const auto& table = kept->table;
  Chosen chosen{table, grant, Reach::all};
  FirstFew rows{limit, older_first};
  for (Row row = 0; row < table.rows(); ++row)
    if (const auto until = table.kept_until(row); until && *until < today && chosen(row))
      rows.offer({table.changed_at(row), table.id(row), row});
  return rows.shown(View{table, grant});
}

namespace {

/// Whether it is for this caller to do: named, or nobody's in a case that is theirs.
bool is_of(const care::Due& due, const AccountId& caller, const std::optional<AccountId>& owner) {
  if (due.whose.empty()) return owner == caller;
  return std::find(due.whose.begin(), due.whose.end(), caller) != due.whose.end();
}

}  // namespace

std::vector<DueRow> Frames::due(const access::Grant<Action::case_list>& grant, Date until,
                                Reach reach, std::size_t limit) const {
  const auto kept = columns_->read();
  const auto& table = kept->table;
  // A task in a colleague's case can be mine.
  Chosen chosen{table, grant, reach == Reach::mine ? Reach::all : reach};
  const View view{table, grant};
  std::vector<std::pair<Row, const care::Due*>> found;
  for (Row row = 0; row < table.rows(); ++row)
    for (const auto& due : table.due(row))
      if (due.date <= until && still_due(table, row, due) && view.shows(due.field->field_class) &&
          chosen(row) &&
          (reach != Reach::mine || is_of(due, grant.account(), table.standing(row).owner)))
        found.emplace_back(row, &due);
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
    const auto key = [&](const auto& one) {
      return std::tuple{one.second->date, one.second->time, table.id(one.first)};
    };
    return key(a) < key(b);
  });
  if (found.size() > limit) found.resize(limit);
  std::vector<DueRow> out;
  for (const auto& [row, due] : found) out.push_back(view.due(row, *due));
  return out;
}

std::vector<Broken> Frames::broken(const access::Grant<Action::case_list>& grant, Instant since,
                                   Reach reach) const {
  const auto kept = columns_->read();
  const auto& table = kept->table;
  Chosen chosen{table, grant, reach};
  const View view{table, grant};
  // Looked at once for each way a case can stand: few are ways with a visit.
  std::unordered_map<std::uint32_t, bool> visited;
  std::vector<Broken> out;
  for (Row row = 0; row < table.rows(); ++row) {
    if (!chosen(row)) continue;
    const auto [at, fresh] = visited.try_emplace(table.standing_code(row), false);
    if (fresh) at->second = !table.standing(row).visits.empty();
    if (!at->second) continue;
    for (const auto& visit : table.standing(row).visits)
      if (visit.until > since && visit.account != grant.account())
        out.push_back({.row = view(row), .by = visit.account, .until = visit.until});
  }
  std::sort(out.begin(), out.end(), [](const Broken& a, const Broken& b) {
    return a.until != b.until ? b.until < a.until : a.row.id < b.row.id;
  });
  return out;
}

Found Frames::find(const access::Grant<Action::case_search>& grant, std::string_view name,
                   const std::optional<State>& state, std::size_t limit) const {
  const auto asked = lang::keys_of(name);
  const auto kept = columns_->read();
  const auto& table = kept->table;
  Chosen chosen{table, grant, Reach::all};
  Found out;
  std::vector<lang::Hit> hits;
  std::unordered_set<Row> exact;
  for (const auto row : table.found_exactly(name)) {
    if (!chosen(row))
      out.elsewhere = true;
    else if ((!state || table.state(row) == *state) && exact.insert(row).second)
      hits.push_back({.row = row, .similarity = 1});
  }
  for (const auto& hit : table.index().find(name, table.rows())) {
    const auto alike = hit.similarity >= lang::probable_match;
    if (!chosen(hit.row))
      out.elsewhere =
          out.elsewhere || (alike && !table.standing(hit.row).keeps_out(grant.account()));
    else if ((!state || table.state(hit.row) == *state) &&
             (alike || is_part(asked, table.names(hit.row))) && !exact.contains(hit.row))
      hits.push_back(hit);
  }
  const auto best_first = [&](const lang::Hit& a, const lang::Hit& b) {
    if (a.similarity != b.similarity) return a.similarity > b.similarity;
    return newer_first({table.changed_at(a.row), table.id(a.row)},
                       {table.changed_at(b.row), table.id(b.row)});
  };
  const auto shown = std::min(limit, hits.size());
  std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(shown), hits.end(),
                    best_first);
  hits.resize(shown);
  const View view{table, grant};
  for (const auto& hit : hits) out.rows.push_back(view(hit.row, hit.similarity));
  return out;
}

std::size_t Frames::also_naming(CaseId id, const std::vector<std::string>& alleged,
                                AccountId account) const {
  const auto kept = columns_->read();
  const auto& table = kept->table;
  const auto own = table.row_of(id);
  std::unordered_set<Row> out;
  for (const auto& name : alleged)
    for (const auto row : table.naming(name))
      if (row != own && !table.standing(row).keeps_out(account)) out.insert(row);
  return out.size();
}

std::optional<CaseRow> Frames::row(const access::Permit& permit, CaseId id) const {
  const auto kept = columns_->read();
  const auto row = kept->table.row_of(id);
  if (!row || !Chosen{kept->table, permit, Reach::all}(*row)) return std::nullopt;
  return View{kept->table, permit}(*row);
}

std::optional<access::Standing> Frames::standing(CaseId id) const {
  const auto kept = columns_->read();
  const auto row = kept->table.row_of(id);
  return row ? std::optional{kept->table.standing(*row)} : std::nullopt;
}

std::optional<Instant> Frames::changed_at(CaseId id) const {
  const auto kept = columns_->read();
  const auto row = kept->table.row_of(id);
  return row ? std::optional{kept->table.changed_at(*row)} : std::nullopt;
}

Frames::Size Frames::size() const {
  const auto kept = columns_->read();
  return {.cases = kept->table.cases(),
          .people = kept->table.people(),
          .bytes = kept->table.bytes(),
          .damaged = kept->damaged.size()};
}

}  // namespace ts::frames
