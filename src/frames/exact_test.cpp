// Whatever happens in whatever order, the columns say what the records say.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "frames/trial.h"

namespace ts::frames::trial {
namespace {

using records::State;
using Whole = records::Records::Whole;

constexpr std::array names{"Mariam", "Meryem", "Sokha", "Yusuf", "Nadia", "Chan", "مريم", "Надя"};
constexpr std::array genders{"Feminine", "Masculine", "NonConforming"};
constexpr std::array countries{"SY", "KH", "MD", "NG", "VN"};
constexpr std::array counted{"prs_Gender", "prs_Citizenship", "vic_TypeOfExploitation",
                             "prs_NumberOfChildren", "con_Consent"};

template <class All>
std::string one_of(const All& all) {
  return *rc::gen::elementOf(std::vector<std::string>(all.begin(), all.end()));
}

/// Organisation, people who work there, and cases, changed at random.
class Life {
 public:
  void step() {
    const auto action = *rc::gen::inRange(0, 11);
    if (action < 3 || cases_.empty()) return open();
    auto& at = cases_[*rc::gen::inRange<std::size_t>(0, cases_.size())];
    if (action == 3) shelter.change(supervisor_of(at), at.id, at.file, {{"cas_Status", status()}});
    if (action == 4) shelter.change(at.by, at.id, at.person, {{"prs_Gender", gender()}});
    if (action == 5) shelter.change(at.by, at.id, at.person, {{"tsn_CalledName", one_of(names)}});
    if (action == 6) shelter.add(at.by, at.id, "person", person());
    if (action == 7) turn(at);
    if (action == 8) help(at);
    if (action == 10) shelter.add(at.by, at.id, "note", {{"cco_CaseComment", "invented"}});
    if (action == 9) {
      shelter.forget(supervisor, at.id);
      std::swap(at, cases_.back());
      cases_.pop_back();
    }
  }

  Shelter shelter;
  TeamId north = TeamId::random(), south = TeamId::random();
  Caller amal = shelter.somebody(Role::caseworker, north);
  Caller carla = shelter.somebody(Role::caseworker, south);
  Caller supervisor = shelter.somebody(Role::supervisor, north);
  Caller officer = shelter.somebody(Role::protection_officer, south);
  std::vector<Caller> all() const { return {amal, carla, supervisor, officer}; }

 private:
  struct Case : Opened {
    Caller by;
  };

  static catalogue::Value status() { return one_of(std::array{"Active", "FollowUp", "Closed"}); }
  static std::optional<catalogue::Value> gender() {
    if (*rc::gen::inRange(0, 3) == 0) return std::nullopt;
    return one_of(genders);
  }
  static Fields person() {
    Fields out{{"tsn_CalledName", one_of(names)},
               {"prs_Birthdate", std::to_string(*rc::gen::inRange(1960, 2005)) + "~"},
               {"prs_NumberOfChildren", std::int64_t{*rc::gen::inRange(0, 4)}}};
    if (*rc::gen::arbitrary<bool>())
      out["prs_Citizenship"] = std::vector<std::string>{one_of(countries), one_of(countries)};
    if (*rc::gen::arbitrary<bool>()) out["prs_SecondName"] = one_of(names);
    return out;
  }

  void open() {
    std::vector<std::pair<std::string, Fields>> more;
    if (*rc::gen::arbitrary<bool>())
      more.push_back(
          {"context",
           {{"vic_TypeOfExploitation",
             std::vector<std::string>{"ForcedLabour", one_of(std::array{"Servitude", "Other"})}}}});
    const auto& by = *rc::gen::arbitrary<bool>() ? amal : carla;
    cases_.push_back({shelter.open(by, person(), std::move(more)), by});
    if (*rc::gen::arbitrary<bool>()) shelter.clock().forward(std::chrono::milliseconds{-1});
  }
  void turn(const Case& at) {
    shelter.stand(at.by, at.id, audit::What::case_closed, [](records::CaseFile& file) {
      file.state = file.state == State::open ? State::closed : State::open;
    });
  }
  void help(const Case& at) {
    const auto helper = at.by.account == amal.account ? carla.account : amal.account;
    shelter.stand(at.by, at.id, audit::What::helper_added, [&](records::CaseFile& file) {
      const auto known = std::find(file.helpers.begin(), file.helpers.end(), helper);
      if (known == file.helpers.end())
        file.helpers.push_back(helper);
      else
        file.helpers.erase(known);
    });
  }
  const Caller& supervisor_of(const Case& at) const {
    return *rc::gen::arbitrary<bool>() ? supervisor : at.by;
  }

  std::vector<Case> cases_;
};

/// The same answers, worked out from the records one by one and without any column.
class Plain {
 public:
  explicit Plain(Life& life) {
    const auto& records = life.shelter.records();
    life.shelter.read([&](db::Reader& tx) {
      for (auto& each : records.whole(tx, records.case_ids(tx))) wholes_.push_back(*each.whole);
    });
  }

  std::vector<CaseRow> list(const Caller& caller, const Query& query) const {
    std::vector<CaseRow> out;
    for (const auto& whole : wholes_)
      if (reaches(caller, whole, Action::case_list) &&
          (!query.state || whole.file.state == *query.state) &&
          (query.reach != Reach::mine || whole.file.owner == caller.account) &&
          (query.reach != Reach::team || whole.file.team == caller.team))
        out.push_back(row(caller, whole));
    std::sort(out.begin(), out.end(), [&](const CaseRow& a, const CaseRow& b) {
      const auto time = [&](const CaseRow& row) {
        return query.sort == Sort::changed ? row.changed_at : row.opened_at;
      };
      return time(a) != time(b) ? time(a) > time(b) : a.id < b.id;
    });
    return out;
  }

  std::map<std::string, std::int64_t> count(const Caller& caller, const std::string& field) const {
    std::map<std::string, std::int64_t> out;
    const auto& kind = catalogue::Catalogue::built_in().field(field)->kind;
    for (const auto& whole : wholes_) {
      if (!reaches(caller, whole, Action::count_read)) continue;
      const auto values = values_of(whole, kind, field);
      for (const auto& value : values) ++out[value];
      if (values.empty()) ++out[""];
    }
    return out;
  }

  std::map<std::vector<std::string>, std::int64_t> cross(
      const Caller& caller, const std::vector<std::string>& fields) const {
    std::map<std::vector<std::string>, std::int64_t> out;
    for (const auto& whole : wholes_) {
      if (!reaches(caller, whole, Action::count_read)) continue;
      std::vector<std::vector<std::string>> cells{{}};
      for (const auto& field : fields) {
        auto values = values_of(whole, catalogue::Catalogue::built_in().field(field)->kind, field);
        if (values.empty()) values.insert("");
        std::vector<std::vector<std::string>> longer;
        for (const auto& cell : cells)
          for (const auto& value : values) {
            longer.push_back(cell);
            longer.back().push_back(value);
          }
        cells = std::move(longer);
      }
      for (const auto& cell : cells) ++out[cell];
    }
    return out;
  }

 private:
  static bool reaches(const Caller& caller, const Whole& whole, Action action) {
    const auto& policy = Policy::built_in();
    return policy.reaches(policy.scope(caller.role, action), caller, whole.file.standing());
  }

  static const Fields* main_fields(const Whole& whole, std::string_view kind) {
    for (const auto& record : whole.records)
      if (record.kind == kind) return &record.fields;
    return nullptr;
  }

  static std::set<std::string> values_of(const Whole& whole, const std::string& kind,
                                         const std::string& field) {
    const auto* fields = main_fields(whole, kind);
    if (!fields || !fields->contains(field)) return {};
    const auto& value = fields->at(field);
    if (const auto* list = std::get_if<std::vector<std::string>>(&value))
      return {list->begin(), list->end()};
    if (const auto* yes = std::get_if<bool>(&value)) return {*yes ? "true" : "false"};
    if (const auto* number = std::get_if<std::int64_t>(&value)) return {std::to_string(*number)};
    return {std::get<std::string>(value)};
  }

  static CaseRow row(const Caller& caller, const Whole& whole) {
    const auto& file = whole.file;
    CaseRow out{.id = file.id,
                .state = file.state,
                .team = file.team,
                .owner = file.owner,
                .opened_at = file.opened_at,
                .changed_at = file.changed_at,
                .revision = file.revision,
                .masked = caller.role == Role::supervisor,
                .name = {},
                .fields = {}};
    for (const auto& record : whole.records)
      out.changed_at = std::max(out.changed_at, record.changed_at);
    auto reads = Policy::built_in().reads(caller.role);
    for (const auto& field : catalogue::Catalogue::built_in().fields()) {
      const auto* fields = field.in_list ? main_fields(whole, field.kind) : nullptr;
      const auto hidden = out.masked && field.field_class == FieldClass::contact;
      if (!fields || !fields->contains(field.name) || hidden || !reads.has(field.field_class))
        continue;
      auto value = fields->at(field.name);
      if (auto* list = std::get_if<std::vector<std::string>>(&value))
        std::sort(list->begin(), list->end());
      if (field.name == "tsn_CalledName") out.name = std::get<std::string>(value);
      out.fields.emplace_back(field.name, std::move(value));
    }
    return out;
  }

  std::vector<Whole> wholes_;
};

std::vector<Query> queries() {
  std::vector<Query> out;
  for (const auto state :
       {std::optional<State>{}, std::optional{State::open}, std::optional{State::closed}})
    for (const auto reach : {Reach::all, Reach::mine, Reach::team})
      for (const auto sort : {Sort::changed, Sort::opened})
        out.push_back({.state = state, .reach = reach, .sort = sort, .limit = 3});
  return out;
}

/// Every page after the other.
std::vector<CaseRow> paged(const Frames& frames, const Caller& caller, Query query) {
  const auto grant = Policy::built_in().require<Action::case_list>(caller);
  std::vector<CaseRow> out;
  for (Page page{.more = true}; page.more;) {
    page = frames.list(grant, query);
    out.insert(out.end(), page.rows.begin(), page.rows.end());
    if (page.rows.empty()) break;
    const auto& last = page.rows.back();
    query.after = {query.sort == Sort::changed ? last.changed_at : last.opened_at, last.id};
  }
  return out;
}

std::map<std::string, std::int64_t> counted_by(const Frames& frames, const Caller& caller,
                                               const std::string& field) {
  const auto grant = Policy::built_in().require<Action::count_read>(caller);
  std::map<std::string, std::int64_t> out;
  for (const auto& count : frames.count(grant, field)) out[count.value] = count.count;
  return out;
}

std::map<std::vector<std::string>, std::int64_t> crossed_by(
    const Frames& frames, const Caller& caller, const std::vector<std::string>& fields) {
  const auto grant = Policy::built_in().require<Action::count_read>(caller);
  std::map<std::vector<std::string>, std::int64_t> out;
  for (const auto& cell : frames.cross(grant, fields)) out[cell.values] = cell.count;
  return out;
}

std::vector<std::string> found_by(const Frames& frames, const Caller& caller,
                                  const std::string& name) {
  const auto grant = Policy::built_in().require<Action::case_search>(caller);
  const auto found = frames.find(grant, name, {}, 50);
  auto out = texts_of(found.rows);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += std::to_string(found.rows[i].similarity);
  out.push_back(found.elsewhere ? "elsewhere" : "");
  return out;
}

bool may(const Caller& caller, Action action) {
  return Policy::built_in().scope(caller.role, action) != access::Scope::none;
}

RC_GTEST_PROP(Exact, FollowingIsRebuildingIsTheRecords, ()) {
  Life life;
  const auto steps = *rc::gen::inRange(1, 25);
  for (int n = 0; n < steps; ++n) {
    life.step();
    const Plain plain{life};
    for (const auto& caller : life.all())
      RC_ASSERT(texts_of(paged(life.shelter.frames(), caller, {.limit = 4})) ==
                texts_of(plain.list(caller, {})));
  }
  const auto& followed = life.shelter.frames();
  Frames rebuilt{life.shelter.records()};
  rebuilt.rebuild(life.shelter.database());
  const Plain plain{life};
  for (const auto& caller : life.all()) {
    for (const auto& query : queries()) {
      const auto expected = texts_of(plain.list(caller, query));
      RC_ASSERT(texts_of(paged(followed, caller, query)) == expected);
      RC_ASSERT(texts_of(paged(rebuilt, caller, query)) == expected);
    }
    std::vector<std::string> together;
    for (const auto* field : counted) {
      const auto& catalogue = catalogue::Catalogue::built_in();
      if (!Policy::built_in().reads(caller.role).has(catalogue.field(field)->field_class)) continue;
      RC_ASSERT(counted_by(followed, caller, field) == plain.count(caller, field));
      RC_ASSERT(counted_by(rebuilt, caller, field) == plain.count(caller, field));
      if (together.size() < Frames::most_crossed) together.emplace_back(field);
    }
    for (; !together.empty(); together.erase(together.begin()))
      RC_ASSERT(crossed_by(followed, caller, together) == plain.cross(caller, together));
    if (!may(caller, Action::case_search)) continue;
    for (const auto* name : names)
      RC_ASSERT(found_by(followed, caller, name) == found_by(rebuilt, caller, name));
  }
  RC_ASSERT(followed.size().cases == rebuilt.size().cases);
  RC_ASSERT(followed.size().people == rebuilt.size().people);
}

TEST(Exact, readers_see_whole_rows_and_writers_their_own_writes) {
  Shelter shelter;
  const auto team = TeamId::random();
  const auto amal = shelter.somebody(Role::caseworker, team);
  constexpr std::size_t count = 20;
  std::vector<Opened> cases;
  cases.reserve(count);
  for (std::size_t n = 0; n < count; ++n)
    cases.push_back(
        shelter.open(amal, {{"tsn_CalledName", "Person 1900"}, {"prs_Birthdate", "1900"}}));

  std::atomic<bool> done = false;
  std::atomic<std::int64_t> lists = 0, torn = 0, unordered = 0;
  std::vector<std::thread> readers;
  readers.reserve(2);
  for (int n = 0; n < 2; ++n)
    readers.emplace_back([&] {
      while (!done || lists == 0) {
        const auto rows = shelter.list(amal).rows;
        if (rows.size() != cases.size()) ++torn;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const auto year = std::get<std::string>(fields_of(rows[i]).at("prs_Birthdate"));
          if (rows[i].name != "Person " + year) ++torn;
          if (i > 0 && rows[i - 1].changed_at < rows[i].changed_at) ++unordered;
        }
        if (shelter.find(amal, "Person").rows.size() != cases.size()) ++torn;
        if (shelter.count(amal, "con_Consent").at(0).count != std::ssize(cases)) ++torn;
        ++lists;
      }
    });

  for (int n = 0; n < 200; ++n) {
    const auto& at = cases[static_cast<std::size_t>(n) % cases.size()];
    const auto year = std::to_string(1901 + n);
    shelter.change(amal, at.id, at.person,
                   {{"tsn_CalledName", "Person " + year}, {"prs_Birthdate", year}});
    const auto newest = shelter.list(amal, {.limit = 1}).rows.at(0);
    EXPECT_EQ(newest.id, at.id);
    EXPECT_EQ(newest.name, "Person " + year);
  }
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_GT(lists, 0);
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(unordered, 0);
}

TEST(Exact, every_one_of_many_writers_finds_its_own_write) {
  Shelter shelter;
  std::atomic<int> missing = 0;
  std::vector<std::thread> writers;
  writers.reserve(4);
  for (int n = 0; n < 4; ++n)
    writers.emplace_back([&] {
      const auto caller = shelter.somebody(Role::caseworker, TeamId::random());
      for (std::size_t opened = 1; opened <= 20; ++opened) {
        shelter.open(caller, {{"tsn_CalledName", "Somebody"}});
        if (shelter.list(caller).total != opened) ++missing;
      }
    });
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(missing, 0);
  EXPECT_EQ(shelter.frames().size().cases, 80U);
}

}  // namespace
}  // namespace ts::frames::trial
