#include <gtest/gtest.h>
// before the next, which needs it
#include <rapidcheck/gtest.h>

#include <map>

#include "db/trial.h"

// The database against a map: whatever units of work come, whole or undone, both hold the same.
namespace ts::db {
namespace {

struct Undone {};

struct Change {
  enum class Kind { insert, update, remove, give_up } kind;
  int id;
  std::string body;
};
using Model = std::map<int, std::string>;

rc::Gen<Change> any_change() {
  using Kind = Change::Kind;
  return rc::gen::construct<Change>(
      rc::gen::weightedElement<Kind>(
          {{4, Kind::insert}, {3, Kind::update}, {2, Kind::remove}, {1, Kind::give_up}}),
      rc::gen::inRange(0, 8), rc::gen::string<std::string>());
}

/// What the change makes of the model; throws where the database has to.
void apply(Model& model, const Change& change) {
  switch (change.kind) {
    case Change::Kind::insert:
      if (!model.emplace(change.id, change.body).second)
        throw Failure{Fault::conflict, "store.duplicate"};
      break;
    case Change::Kind::update:
      if (const auto found = model.find(change.id); found != model.end())
        found->second = change.body;
      break;
    case Change::Kind::remove:
      model.erase(change.id);
      break;
    case Change::Kind::give_up:
      throw Undone{};
  }
}

void apply(Writer& writer, const Change& change) {
  const auto body = bytes_of(change.body);
  switch (change.kind) {
    case Change::Kind::insert:
      writer.run("insert into anything(n, i, b) values (?, ?, ?)", change.id, change.id, body);
      break;
    case Change::Kind::update:
      writer.run("update anything set b = ? where i = ?", body, change.id);
      break;
    case Change::Kind::remove:
      writer.run("delete from anything where i = ?", change.id);
      break;
    case Change::Kind::give_up:
      throw Undone{};
  }
}

/// "" when the work was done.
template <class F>
std::string outcome(F&& work) {
  try {
    return trial::key_of(work);
  } catch (const Undone&) {
    return "undone";
  }
}

Model content(Database& database) {
  Model out;
  database.read([&](Reader& reader) {
    reader.each("select i, b from anything", [&](const Row& row) {
      out[static_cast<int>(row.integer(0))] = text_of(row.bytes(1));
    });
    return 0;
  });
  return out;
}

void units_are_whole_or_undone(trial::On on) {
  const auto units = *rc::gen::container<std::vector<std::vector<Change>>>(
      *rc::gen::inRange(0, 8),
      rc::gen::resize(6, rc::gen::container<std::vector<Change>>(any_change())));
  const trial::Place place{on};
  auto database = trial::open(place);
  Model model;
  for (const auto& unit : units) {
    const auto expected = outcome([&] {
      auto copy = model;
      for (const auto& change : unit) apply(copy, change);
      model = std::move(copy);
    });
    const auto actual = outcome([&] {
      database->write([&](Writer& writer) {
        for (const auto& change : unit) apply(writer, change);
      });
    });
    RC_ASSERT(actual == expected);
    RC_ASSERT(content(*database) == model);
  }
  database.reset();
  RC_ASSERT(content(*trial::open(place)) == model);
}

RC_GTEST_PROP(Model, units_of_work_are_whole_or_undone, ()) {
  units_are_whole_or_undone(trial::On::files);
}

RC_GTEST_PROP(Model, units_of_work_are_whole_or_undone_on_a_server, ()) {
  if (trial::server()) units_are_whole_or_undone(trial::On::server);
}

}  // namespace
}  // namespace ts::db
