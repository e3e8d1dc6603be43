#include "demo/desk.h"

#include <algorithm>
#include <utility>

namespace ts::demo {
namespace {

using catalogue::Fields;
using screening::Reply;

/// One answer: question, reply, and the words behind it.
struct Told {
  std::string question;
  screening::Reply reply;
  std::string words = {};
};

/// One caseworker and one of her cases.
class Desk {
 public:
  Desk(node::Node& node, const access::Caller& who)
      : who_{who},
        cases_{node.organisation(who_.org).cases()},
        interviews_{node.organisation(who_.org).interviews()},
        today_{date_of(node.clock().now())} {}

  void open(Fields person, Fields context) {
    id_ = CaseId::random();
    person_ = RecordId::random();
    cases_.open(who_,
                {.id = id_,
                 .team = {},
                 .records = {{person_, "person", std::move(person)},
                             {RecordId::random(), "context", std::move(context)},
                             {RecordId::random(),
                              "consent",
                              {{"con_Consent", true}, {"tsn_ConsentHow", "spoken"}}}}},
                {});
  }
  RecordId add(std::string kind, Fields fields) {
    return cases_.add(who_, id_, {RecordId::random(), std::move(kind), std::move(fields)}, {}).id;
  }

  /// What was told when a set of questions was gone through; the rest of it nobody asked yet.
  void ask(const std::string& instrument, const std::vector<Told>& told) {
    const auto begun = interviews_.begin(who_, id_, instrument, {});
    std::vector<interviews::NewAnswer> answers;
    for (const auto& [question, reply, words] : told)
      answers.push_back({.question = question, .reply = reply, .words = words, .source = "person"});
    interviews_.save(who_, id_, begun.content.interviews.back().id, answers, {});
  }
  /// That whoever the case is about agreed, for one purpose.
  void agreed(std::string purpose, std::string recipient, std::vector<std::string> classes,
              Fields more = {}) {
    more.merge(Fields{{"con_Consent", true},
                      {"tsn_ConsentDate", day(-7)},
                      {"tsn_ConsentHow", "spoken"},
                      {"tsn_ConsentLimits", true},
                      {"tsn_ConsentBy", "person"},
                      {"tsn_ConsentPurpose", std::move(purpose)},
                      {"tsn_ConsentRecipient", std::move(recipient)},
                      {"tsn_ConsentClasses", std::move(classes)},
                      {"tsn_ConsentUntil", day(90)}});
    add("consent", std::move(more));
  }

  std::string day(int from_today) const {
    return to_text(Date{std::chrono::sys_days{today_} + std::chrono::days{from_today}});
  }
  std::string me() const { return who_.account.text(); }
  std::string person() const { return person_.text(); }

 private:
  const access::Caller& who_;
  cases::Cases& cases_;
  interviews::Interviews& interviews_;
  Date today_;
  CaseId id_;
  RecordId person_;
};

void woman_held(Desk desk) {
  using L = std::vector<std::string>;
  desk.open({{"tsn_CalledName", "Efua Baidoo"},
             {"prs_FirstName", "Efua"},
             {"prs_SecondName", "Baidoo"},
             {"prs_Birthdate", "1997-06~"},
             {"prs_Gender", "Feminine"},
             {"prs_Citizenship", L{"GH"}}},
            {{"vic_TypeOfExploitation", L{"Other"}},
             {"vic_MethodsOfControl", L{"DebtBondage", "FalsePromises"}}});
  desk.add("role", {{"tsn_RolePerson", desk.person()}, {"tsn_RoleKind", "accused"}});
  desk.add("role", {{"tsn_RolePerson", desk.person()},
                    {"tsn_RoleKind", "exploited"},
                    {"tsn_RoleSource", "Herself"}});
  desk.add("custody", {{"tsn_CustodyStage", "remand"},
                       {"tsn_CustodyOffence", "Importation (invented)"},
                       {"tsn_CustodyRelease", desk.day(120)}});
  desk.add("hearing", {{"tsn_HearingDate", desk.day(5)},
                       {"tsn_HearingTime", "10:00"},
                       {"tsn_HearingAbout", "bail"}});
  desk.add("structure", {{"tsn_StructureKind", "debt"},
                         {"tsn_StructureHolder", "A cousin of her friend"},
                         {"tsn_StructureAmount", 1800.0},
                         {"tsn_StructureCurrency", "GBP"}});
  desk.add("custody_story", {{"tsn_JourneyAskedBy", "friend"},
                             {"tsn_JourneyTold", "Clothes for a shop. Invented."},
                             {"tsn_JourneyAgain", "yes"}});
  desk.add("visit", {{"tsn_VisitKind", "visit"},
                     {"tsn_VisitDate", desk.day(-6)},
                     {"tsn_VisitBy", "Grace Ashdown"},
                     {"tsn_VisitPlain", true}});
  desk.add("dependant", {{"tsn_DependantIs", "child"},
                         {"tsn_DependantCountry", "GH"},
                         {"tsn_DependantCarer", "Her mother"},
                         {"tsn_DependantSchool", "stopped"},
                         {"tsn_DependantFood", "short"},
                         {"tsn_DependantNext", desk.day(2)}});
  desk.add("perpetrator", {{"tsn_PerpetratorName", "Uncle Kojo (invented)"},
                           {"per_RoleInProcess", L{"RecruiterOrIntermediary"}}});
  desk.ask("importation",
           {{"IM.crisis", Reply::yes, "The roof fell in and the shop was gone."},
            {"IM.sole_provider", Reply::yes},
            {"IM.loan", Reply::yes, "1,800 from a cousin of my friend."},
            {"IM.carry_to_repay", Reply::yes, "He said one journey and we are even."},
            {"IM.friend_family", Reply::yes},
            {"IM.boyfriend", Reply::no},
            {"IM.content", Reply::yes, "Clothes for a shop."},
            {"IM.unpaid", Reply::unknown},
            {"IM.threats", Reply::refused}});
  desk.agreed("counsel", "Ashdown Chambers (demonstration)", {"K", "S", "L"});
  desk.agreed("refer", "Harbour Clinic (demonstration)", {"K", "M", "A"});
  desk.add("referral", {{"tsn_ReferralTo", "Harbour Clinic (demonstration)"},
                        {"tsn_ReferralFor", "A doctor before the hearing"},
                        {"tsn_ReferralSent", desk.day(-2)},
                        {"tsn_ReferralState", "sent"},
                        {"tsn_ReferralAnswerDue", desk.day(3)}});
  desk.add("task", {{"tsn_TaskWhat", "Send counsel the sheet of signs"},
                    {"tsn_TaskOwner", desk.me()},
                    {"tsn_TaskDue", desk.day(-1)},
                    {"tsn_TaskState", "open"}});
}

void boy_looked_for(Desk desk) {
  using L = std::vector<std::string>;
  desk.open({{"tsn_CalledName", "Braima"},
             {"prs_FirstName", "Braima"},
             {"prs_SecondName", "Djaló"},
             {"prs_Gender", "Masculine"},
             {"prs_Citizenship", L{"GW"}}},
            {{"vic_TypeOfExploitation", L{"ForcedBegging"}}});
  desk.add("age", {{"tsn_AgePerson", desk.person()},
                   {"tsn_AgeLow", std::int64_t{11}},
                   {"tsn_AgeHigh", std::int64_t{14}},
                   {"tsn_AgeMethod", "said"}});
  desk.ask("child", {{"CH.no_parents", Reply::yes, "The man keeps our money."},
                     {"CH.no_school", Reply::yes},
                     {"CH.travels_strangers", Reply::yes},
                     {"CH.intimidated", Reply::unknown}});
  desk.agreed("trace", "NGO of the region (demonstration)", {"K", "C"},
              {{"tsn_ConsentBy", "person_and_guardian"}, {"tsn_ConsentHow", "thumbprint"}});
  desk.add("guardian", {{"tsn_GuardianState", "asked"},
                        {"tsn_GuardianAsked", desk.day(-3)},
                        {"tsn_GuardianDue", desk.day(4)}});
  desk.add("best_interests", {{"tsn_BestKind", "assessment"},
                              {"tsn_BestDate", desk.day(-2)},
                              {"tsn_BestQuestion", "Looking for his family"},
                              {"tsn_BestView",
                               "I want to see my aunt. I do not want to go back "
                               "to the house by the market."},
                              {"tsn_BestReview", desk.day(28)}});
  desk.add("tracing", {{"tsn_TracingFor", desk.person()},
                       {"tsn_TracingWhom", "Aunt Fatumata, near a river and a large tree"},
                       {"tsn_TracingCountry", "GW"},
                       {"tsn_TracingFear", "no"},
                       {"tsn_TracingConsent", true},
                       {"tsn_TracingState", "open"},
                       {"tsn_TracingDue", desk.day(9)}});
  desk.add("search_step", {{"tsn_SearchDate", desk.day(-1)},
                           {"tsn_SearchDid", "Asked at two villages by the river. Invented."},
                           {"tsn_SearchFound", "candidate"}});
  desk.add("family_risk", {{"tsn_RiskDate", desk.day(-1)},
                           {"tsn_RiskFamily", "The aunt, a widow with two sons"},
                           {"tsn_RiskDebt", "no"},
                           {"tsn_RiskViolence", "unknown"},
                           {"tsn_RiskWillReceive", "yes"},
                           {"tsn_RiskConclusion", "safe_with_support"}});
  desk.add("reunion", {{"tsn_ReunionWith", "The aunt"},
                       {"tsn_ReunionState", "planned"},
                       {"tsn_ReunionDate", desk.day(30)}});
  desk.add("appointment", {{"tsn_ApptWhat", "Doctor, with an interpreter"},
                           {"tsn_ApptDate", desk.day(0)},
                           {"tsn_ApptTime", "14:30"}});
}

}  // namespace

void fill_desk_of_helpers(node::Node& node, const Cast& cast, const Material& material) {
  for (const auto& organisation : material.organisations) {
    const auto worker =
        std::find_if(organisation.accounts.begin(), organisation.accounts.end(),
                     [](const auto& each) { return each.role == access::Role::caseworker; });
    if (worker == organisation.accounts.end()) continue;
    Desk desk{node, cast.find(worker->login)->second};
    if (organisation.country == "GB")
      woman_held(std::move(desk));
    else if (organisation.country == "GW" || organisation.country == "NO")
      boy_looked_for(std::move(desk));
  }
}

}  // namespace ts::demo
