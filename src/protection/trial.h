#pragma once

#include "cases/trial.h"
#include "protection/protection.h"

/// For tests: protection status in one organisation, with everything real below it.
namespace ts::protection::trial {

using cases::trial::Action;
using cases::trial::Changes;
using cases::trial::key_of;
using cases::trial::problems_of;
using cases::trial::Role;

inline Date day(std::string_view text) { return parse_date(text).value(); }

inline Fields application(std::string on = "2008-06-02", std::string country = "NO",
                          std::string status = "reflection") {
  return {{"tsn_AppStatus", std::move(status)},
          {"tsn_AppCountry", std::move(country)},
          {"tsn_AppDate", std::move(on)},
          {"tsn_AppFrom", std::string{"ngo"}},
          {"tsn_AppBasis", std::string{"consent"}},
          {"tsn_AppSender", std::string{"An invented house"}},
          {"tsn_AppWithheld", true}};
}
inline Fields person(std::string name = "Aurelia Montane", std::string born = "1986-02-03") {
  return {{"tsn_CalledName", std::move(name)},
          {"prs_Birthdate", std::move(born)},
          {"prs_Gender", std::string{"Feminine"}},
          {"prs_Citizenship", std::vector<std::string>{"MD"}}};
}
inline Filing filing(Fields about = application(), Fields who = person()) {
  return {.id = CaseId::random(),
          .team = {},
          .person = std::move(who),
          .application = std::move(about)};
}
inline Fields decision(std::string outcome = "granted", std::string on = "2008-06-20") {
  return {{"tsn_DecisionOutcome", std::move(outcome)},
          {"tsn_DecisionDate", std::move(on)},
          {"tsn_DecisionReasons", std::string{"invented reasons"}}};
}
inline Fields event(std::string type, std::string on, std::string until = {}) {
  Fields out{{"tsn_EventType", std::move(type)},
             {"tsn_EventDate", std::move(on)},
             {"tsn_EventReasons", std::string{"invented reasons"}}};
  if (!until.empty()) out["tsn_EventUntil"] = std::move(until);
  return out;
}
inline Fields ground(std::string fact, std::string value, std::string certainty = "stated") {
  return {{"tsn_GroundFact", std::move(fact)},
          {"tsn_GroundValue", std::move(value)},
          {"tsn_GroundSource", std::string{"person"}},
          {"tsn_GroundCertainty", std::move(certainty)}};
}
inline std::vector<std::string> keys(const std::vector<Warning>& warnings) {
  std::vector<std::string> out;
  for (const auto& warning : warnings) out.push_back(warning.key);
  return out;
}
inline bool has(const std::vector<Warning>& warnings, std::string_view key) {
  const auto all = keys(warnings);
  return std::find(all.begin(), all.end(), key) != all.end();
}

class ProtectionTest : public cases::trial::CasesTest {
 protected:
  ProtectionTest() { begin(); }
  ~ProtectionTest() override { protection_.reset(); }
  void start() override {
    CasesTest::start();
    begin();
  }
  void stop() override {
    protection_.reset();
    CasesTest::stop();
  }

  Caller officer() const { return of_team(team_, Role::protection_officer); }
  View filed(const Caller& caller, Filing wanted = filing()) {
    clock_.forward(std::chrono::seconds{1});
    return protection_->file(caller, std::move(wanted), {});
  }
  View decided(const Caller& caller, const View& view, Fields fields = decision()) {
    return protection_->decide(caller, view.file.id, view.dossier.applications.at(0).id,
                               std::move(fields), {});
  }
  View happened(const Caller& caller, const View& view, Fields fields) {
    return protection_->record_event(caller, view.file.id, view.dossier.applications.at(0).id,
                                     std::move(fields), {});
  }
  /// As it is some days later.
  View later(const Caller& caller, CaseId id, int days) {
    clock_.forward(std::chrono::hours{24} * days);
    return protection_->read(caller, id, "");
  }

  Guarded<rules::Library> laws_{rules::Library::built_in()};
  std::unique_ptr<Protection> protection_;

 private:
  void begin() {
    protection_ = std::make_unique<Protection>(*database_, *journal_, *records_, *frames_,
                                               access::Policy::built_in(), laws_);
    frames_->also(protection_->applications());
    frames_->rebuild(*database_);
  }
};

}  // namespace ts::protection::trial
