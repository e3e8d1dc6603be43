#pragma once

#include "cases/cases.h"
#include "records/trial.h"

/// For tests: the cases of one organisation, with everything real below them.
namespace ts::cases::trial {

using records::NewRecord;
using records::trial::Action;
using records::trial::Changes;
using records::trial::Fields;
using records::trial::key_of;
using records::trial::Role;

/// "field: message" for each problem of what `body` failed with.
template <class F>
std::vector<std::string> problems_of(F&& body) {
  std::vector<std::string> out;
  try {
    body();
  } catch (const Failure& failure) {
    for (const auto& problem : failure.problems())
      out.push_back(problem.field + ": " + std::string{problem.message.text()});
  }
  return out;
}

inline NewRecord record(std::string kind, Fields fields) {
  return {.id = RecordId::random(), .kind = std::move(kind), .fields = std::move(fields)};
}

class CasesTest : public records::trial::RecordsTest {
 protected:
  CasesTest() { begin(); }
  ~CasesTest() override { CasesTest::stop(); }

  void start() override {
    RecordsTest::start();
    begin();
  }
  void stop() override {
    cases_.reset();
    frames_.reset();
    RecordsTest::stop();
  }

  Caller of_team(TeamId team, Role role = Role::caseworker) const {
    auto out = somebody(role);
    out.team = team;
    return out;
  }
  static NewCase form(std::string name = "Aurelio") {
    return {.id = CaseId::random(),
            .team = {},
            .records = {record("person", {{"tsn_CalledName", std::move(name)}}),
                        record("context", {{"tsn_HealthNeeds", "an invented need"},
                                           {"vic_AgeWhenTrafficked", std::int64_t{19}}}),
                        record("consent", {{"con_Consent", true}})}};
  }
  View opened(const Caller& caller, std::string name = "Aurelio") {
    clock_.forward(std::chrono::seconds{1});
    return cases_->open(caller, form(std::move(name)), {});
  }
  static const records::Record& of_kind(const View& view, std::string_view kind) {
    const auto found = std::find_if(view.records.begin(), view.records.end(),
                                    [&](const auto& each) { return each.kind == kind; });
    if (found == view.records.end()) throw Bug{std::source_location::current()};
    return *found;
  }
  static std::string text_at(const View& view, std::string_view kind, std::string_view field) {
    const auto& fields = of_kind(view, kind).fields;
    const auto found = fields.find(field);
    return found == fields.end() ? "" : std::get<std::string>(found->second);
  }

  /// What the audit says since the entry `after`: "case_read", oldest first.
  std::vector<std::string> trail(std::int64_t after) {
    std::vector<std::string> out;
    for (const auto& entry : entries(after)) out.emplace_back(text(entry.event.what));
    return out;
  }
  std::vector<audit::Entry> entries(std::int64_t after) {
    auto out = read([&](db::Latest& tx) { return audit::newest(tx, 0, 10'000); });
    std::erase_if(out, [&](const audit::Entry& entry) { return entry.seq <= after; });
    std::reverse(out.begin(), out.end());
    return out;
  }
  std::int64_t last() {
    return read([](db::Latest& tx) { return audit::newest(tx, 0, 1); }).at(0).seq;
  }

  std::unique_ptr<frames::Frames> frames_;
  std::unique_ptr<Cases> cases_;

 private:
  void begin() {
    frames_ = std::make_unique<frames::Frames>(*records_);
    frames_->rebuild(*database_);
    frames_->follow_commits(*database_);
    cases_ = std::make_unique<Cases>(*database_, *journal_, *records_, *frames_,
                                     access::Policy::built_in());
  }
};

}  // namespace ts::cases::trial
