#include "demo/office.h"

#include <algorithm>
#include <array>

#include "base/parallel.h"
#include "demo/dice.h"
#include "demo/person.h"

namespace ts::demo {
namespace {

using access::Caller;
using catalogue::Fields;
using protection::Filing;
using protection::View;

constexpr std::size_t granted_2007 = 35;
constexpr std::size_t granted_2008 = 42;
constexpr std::size_t refused_2008 = 9;
constexpr unsigned typists = 8;
// The dice of the office, apart from those of the stories.
constexpr std::uint64_t office_dice = 1'000'000;

constexpr std::array shown_by_packets{"tsn_CalledName",     "prs_FirstName", "prs_SecondName",
                                      "prs_Birthdate",      "prs_Gender",    "prs_Citizenship",
                                      "prs_PrimaryLanguage"};

Date plus(Date day, std::size_t days) {
  return Date{std::chrono::sys_days{day} + std::chrono::days{days}};
}

Date minus(Date day, int days) {
  return Date{std::chrono::sys_days{day} - std::chrono::days{days}};
}

Instant noon(Date day) {
  constexpr std::int64_t ms_a_day = 86'400'000;
  return {days_of(day) * ms_a_day + ms_a_day / 2};
}

/// The two officers of the organisation that has them, and their work.
class Office {
 public:
  Office(node::Node& node, const Cast& cast, const Material& material, std::uint64_t seed,
         std::uint64_t index)
      : material_{material}, dice_{seed, office_dice + index} {
    for (const auto& plan : material.organisations)
      if (plan.share == 0) where_ = &plan;
    ensure(where_ != nullptr);
    for (const auto& account : where_->accounts)
      if (account.role == access::Role::protection_officer)
        officers_.push_back(&cast.find(account.login)->second);
    ensure(officers_.size() >= 2);
    if (index % 2 == 1) turn();
    service_ = &node.organisation(officers_[0]->org).protection();
  }

  Dice& dice() { return dice_; }

  View file(Date on) {
    auto who = somebody(material_, *where_, noon(on), dice_);
    catalogue::erase_if(who.fields, [](const auto& field) {
      return std::find(shown_by_packets.begin(), shown_by_packets.end(), field.first) ==
             shown_by_packets.end();
    });
    turn();
    return service_->file(
        *officers_[0],
        {.id = CaseId::random(),
         .team = {},
         .person = std::move(who.fields),
         .application = {{"tsn_AppStatus", std::string{"reflection"}},
                         {"tsn_AppCountry", where_->country},
                         {"tsn_AppDate", to_text(on)},
                         {"tsn_AppFrom", std::string{dice_.chance(60)   ? "ngo"
                                                     : dice_.chance(60) ? "lawyer"
                                                                        : "police"}},
                         {"tsn_AppBasis", std::string{"consent"}},
                         {"tsn_AppLanguage", who.language},
                         {"tsn_AppSender", dice_.one_of(where_->referrers)},
                         {"tsn_AppWithheld", dice_.chance(50)}}},
        {});
  }

  View decide(const View& view, std::string outcome, Date on) {
    const bool refused = outcome == "refused";
    return service_->decide(
        *officers_[0], view.file.id, view.dossier.applications[0].id,
        {{"tsn_DecisionOutcome", std::move(outcome)},
         {"tsn_DecisionDate", to_text(on)},
         {"tsn_DecisionReasons",
          std::string{refused ? "Invented: what was sent does not show that the conditions are met."
                              : "Invented: what was sent holds together."}}},
        {});
  }

  void read(const View& view, Date on) {
    service_->read_refusal(*officers_[1], view.file.id, view.dossier.applications[0].id, true, on,
                           {});
  }

  void know(const View& view, std::string fact, std::string certainty) {
    service_->record_ground(*officers_[0], view.file.id,
                            {{"tsn_GroundFact", std::move(fact)},
                             {"tsn_GroundValue", std::string{"true"}},
                             {"tsn_GroundSource", std::string{"sender"}},
                             {"tsn_GroundCertainty", std::move(certainty)}},
                            {});
  }

  void tell(const View& view, std::string type, Date on) {
    service_->record_letter(*officers_[0], view.file.id, view.dossier.applications[0].id,
                            {{"tsn_LetterType", std::move(type)},
                             {"tsn_LetterDate", to_text(on)},
                             {"tsn_LetterTo", std::string{"person"}},
                             {"tsn_LetterHow", std::string{"through_sender"}}},
                            {});
  }

 private:
  /// The officers share the work.
  void turn() { std::swap(officers_[0], officers_[1]); }

  const Material& material_;
  const PlannedOrganisation* where_ = nullptr;
  Dice dice_;
  std::vector<const Caller*> officers_;
  protection::Protection* service_ = nullptr;
};

/// One application of the register, decided within its year.
struct RegisterEntry {
  int year = 0;
  std::size_t place = 0, of = 0;  ///< the how manieth of how many in that year
  bool refused = false;
};

void enter(Office office, const RegisterEntry& entry) {
  const auto [year, place, of, refused] = entry;
  // Spread over the year as far as November, so that everything is decided before its end.
  constexpr std::size_t days_of_filing = 300;
  const Date first{std::chrono::year{year}, std::chrono::January, std::chrono::day{8}};
  const auto applied = plus(first, place * days_of_filing / of);
  const auto decided = plus(applied, office.dice().between(4, 40));
  const auto view = office.decide(office.file(applied), refused ? "refused" : "granted", decided);
  if (refused) office.read(view, plus(decided, office.dice().between(1, 6)));
}

}  // namespace

void type_in_register(node::Node& node, const Cast& cast, const Material& material,
                      std::uint64_t seed) {
  std::vector<RegisterEntry> entries;
  for (std::size_t i = 0; i < granted_2007; ++i) entries.push_back({2007, i, granted_2007, false});
  constexpr auto applied_2008 = granted_2008 + refused_2008;
  // Every fifth, as long as there are any.
  for (std::size_t i = 0, refused = 0; i < applied_2008; ++i) {
    const bool refuse = i % 5 == 4 && refused < refused_2008;
    if (refuse) ++refused;
    entries.push_back({2008, i, applied_2008, refuse});
  }
  // What several write together is durable together, which is what takes the time here. Each has
  // dice of its own, so that the same come out in whatever order.
  parallel_for(entries.size(), typists, [&](std::size_t i) {
    enter(Office{node, cast, material, seed, 1 + i}, entries[i]);
  });
}

void fill_desks(node::Node& node, const Cast& cast, const Material& material, std::uint64_t seed) {
  Office office{node, cast, material, seed, 0};
  const auto today = date_of(node.clock().now());
  for (const auto days : {3, 12, 26}) {
    const auto view = office.file(minus(today, days));
    office.know(view, "in_country", "established");
    if (days > 5) office.know(view, "presumed_victim", "supported");
  }
  for (const auto days : {20, 75, 130, 175}) {
    const auto view = office.file(minus(today, days + 14));
    for (const auto* fact : {"in_country", "presumed_victim", "accepts_help"})
      office.know(view, fact, "supported");
    office.decide(view, "granted", minus(today, days));
    office.tell(view, "decision", minus(today, days - 4));
    if (days > 100) office.tell(view, "consequences", minus(today, days - 4));
  }
  office.decide(office.file(minus(today, 30)), "refused", minus(today, 1));
}

}  // namespace ts::demo
