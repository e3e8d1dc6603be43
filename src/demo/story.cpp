#include "demo/story.h"

#include <algorithm>
#include <set>
#include <utility>

#include "demo/context.h"
#include "demo/person.h"

namespace ts::demo {
namespace {

using access::Role;
using catalogue::Fields;

constexpr std::chrono::hours one_day{24};
constexpr std::size_t round = 20;  ///< cases after which the organisations come in the same order

/// Spread evenly, so that a small network has cases everywhere too.
std::size_t place_of(const Material& material, std::size_t index) {
  auto rest = index % round * 5;
  std::size_t at = 0;
  while (rest >= material.organisations[at].share) rest -= material.organisations[at++].share;
  return at;
}

/// Some minute of a working day, on `about` or just after.
Instant working_time(Instant about, Dice& dice) {
  const std::chrono::weekday weekday{std::chrono::sys_days{date_of(about)}};
  const auto weekend = weekday == std::chrono::Saturday ? 2
                       : weekday == std::chrono::Sunday ? 1
                                                        : 0;
  const Instant midnight{days_of(date_of(about)) * std::chrono::milliseconds{one_day}.count()};
  return midnight + one_day * weekend + std::chrono::hours{7} +
         std::chrono::seconds{dice.below(10 * 3600)};
}

/// Some come who are known to the same organisation already, and nobody saw it.
bool comes_again(std::size_t index) { return index >= round && index % 37 == 25; }

class Teller {
 public:
  Teller(const Material& material, std::uint64_t seed, std::size_t index, Instant begin)
      : material_{material},
        organisation_{place_of(material, index)},
        where_{material.organisations[organisation_]},
        dice_{seed, index},
        end_{begin + span} {
    at_ = working_time(begin + one_day + one_day * dice_.below(span / one_day - 4), dice_);
    choose_worker();
    person_ = somebody(material_, where_, at_, dice_);
    if (comes_again(index))
      person_ = taken_down_anew(Teller{material, seed, index - round, begin}.person_);
  }

  Story tell() {
    open();
    for (auto rest = dice_.below(8); rest > 0; --rest) {
      wait(2, 35);
      go_on();
    }
    if (end_ - at_ > one_day * 60 && dice_.chance(55)) {
      end();
    } else if (dice_.chance(12)) {
      at_ = std::max(at_ + std::chrono::minutes{5},
                     end_ + -std::chrono::minutes{dice_.between(10, 20 * 60)});
      note(sentences().next);
    }
    std::erase_if(steps_, [&](const Step& step) { return step.at >= end_; });
    return {.organisation = organisation_, .steps = std::move(steps_)};
  }

 private:
  const Sentences& sentences() const { return material_.sentences.find(writes_)->second; }
  void wait(std::size_t least, std::size_t most) {
    at_ = working_time(at_ + one_day * dice_.between(least, most), dice_);
  }

  void choose_worker() {
    std::vector<const PlannedAccount*> workers;
    for (const auto& account : where_.accounts)
      if (account.role == Role::caseworker) workers.push_back(&account);
    ensure(!workers.empty());
    const auto* worker = dice_.one_of(workers);
    worker_ = worker->login;
    writes_ = dice_.one_of(worker->writes);
  }

  /// A colleague of one of these roles other than the worker; empty when there is none.
  std::string colleague(std::initializer_list<Role> roles) const {
    for (const auto& account : where_.accounts)
      if (account.login != worker_ &&
          std::find(roles.begin(), roles.end(), account.role) != roles.end())
        return account.login;
    return {};
  }

  void step(Deed deed, std::string login, std::vector<Entry> entries = {}) {
    steps_.push_back({.at = at_,
                      .deed = deed,
                      .login = std::move(login),
                      .helper = {},
                      .entries = std::move(entries)});
  }

  /// A sentence that fits the person, and is new while there are any.
  std::string sentence(const std::vector<std::string>& from) {
    std::vector<std::string> fitting;
    for (const auto& each : from) {
      if (each.size() < 2 || each[1] != '|') {
        fitting.push_back(each);
      } else if (each[0] == (person_.feminine ? 'f' : 'm')) {
        fitting.push_back(each.substr(2));
      }
    }
    auto fresh = fitting;
    std::erase_if(fresh, [&](const auto& each) { return said_.contains(each); });
    return *said_.insert(dice_.one_of(fresh.empty() ? fitting : fresh)).first;
  }

  Entry note_of(const std::vector<std::string>& from) {
    auto text = sentence(from);
    if (dice_.chance(25))
      if (const auto more = sentence(from); more != text) text += ' ' + more;
    return {.kind = "note", .fields = {{"cco_CaseComment", std::move(text)}}};
  }
  void note(const std::vector<std::string>& from) { step(Deed::add, worker_, {note_of(from)}); }

  Entry consent() {
    return {.kind = "consent",
            .fields = {{"con_Consent", true},
                       {"tsn_ConsentDate", to_text(date_of(at_))},
                       {"tsn_ConsentHow", dice_.choice(material_.likely("consent"))},
                       {"tsn_ConsentLanguage", person_.language}}};
  }

  Entry incoming() {
    Entry out{.kind = "case", .fields = {{"cas_Status", std::string{"Active"}}}};
    if (!dice_.chance(50)) return out;
    out.fields["cas_IncomingReferralDate"] = to_text(date_of(at_ + -one_day * dice_.below(6)));
    out.fields["cas_ReferringOrganisation"] = dice_.one_of(where_.referrers);
    out.fields["cas_ReasonForIncomingReferral"] = std::string{
        dice_.chance(60) ? "AdditionalServicesRequired" : "MigrationOrChangeOfLocation"};
    return out;
  }

  void open() {
    std::vector<Entry> entries{{.kind = "person", .fields = person_.fields}, consent(), incoming()};
    if (dice_.chance(80)) {
      entries.push_back(
          {.kind = "context", .fields = context_of(material_, where_, person_, dice_)});
      has_context_ = true;
    }
    if (dice_.chance(80)) entries.push_back(note_of(sentences().opening));
    step(Deed::open, worker_, std::move(entries));
  }

  /// Something about the context that is written into the one there is, or begins it.
  void context(const std::string& login, Fields fields) {
    if (fields.empty()) return;
    step(has_context_ ? Deed::change : Deed::add, login,
         {{.kind = "context", .fields = std::move(fields)}});
    has_context_ = true;
  }

  void go_on() {
    const auto& deed = dice_.choice(material_.likely("deed"));
    if (deed == "phone" && !person_.child()) {
      step(Deed::change, worker_,
           {{.kind = "person", .fields = {{"prs_MobilePhone", phone(where_, dice_)}}}});
    } else if (deed == "learn") {
      context(worker_, learned(material_, where_, person_, dice_));
    } else if (deed == "look" && !colleague({Role::supervisor}).empty()) {
      step(Deed::read, colleague({Role::supervisor}));
    } else if (deed == "health") {
      context(worker_, {{"tsn_HealthNeeds", sentence(sentences().health)}});
    } else if (deed == "help") {
      help();
    } else if (deed == "decide") {
      decide();
    } else if (deed == "follow_up" && !followed_up_) {
      step(Deed::change, worker_,
           {{.kind = "case", .fields = {{"cas_Status", std::string{"FollowUp"}}}}});
      followed_up_ = true;
    } else if (deed == "sibling" && person_.child()) {
      step(Deed::add, worker_,
           {{.kind = "person", .fields = sibling(material_, person_, at_, dice_).fields}});
    } else {
      note(sentences().next);
    }
  }

  void help() {
    const auto who = colleague({Role::protection_officer, Role::caseworker});
    if (who.empty() || !helper_.empty()) return note(sentences().next);
    step(Deed::help, worker_);
    steps_.back().helper = helper_ = who;
    at_ = at_ + std::chrono::minutes{dice_.between(20, 200)};
    step(Deed::read, helper_);
  }

  /// Who decides is the protection officer where there is one; the status is a legal fact.
  void decide() {
    if (!has_context_) return note(sentences().next);
    if (helper_.empty() && !colleague({Role::protection_officer}).empty()) help();
    const bool officer = !helper_.empty() && helper_ == colleague({Role::protection_officer});
    at_ = at_ + std::chrono::minutes{dice_.between(10, 100)};
    context(officer ? helper_ : worker_, decision(material_, dice_));
  }

  void end() {
    wait(5, 60);
    const auto& reason = dice_.choice(material_.likely("closed"));
    Fields closing{{"tsn_CloseReason", reason}};
    if (reason == "support_completed" || reason == "returned_home")
      closing["cas_ReasonForCaseClosure"] = sentence(sentences().closing);
    if (reason == "transferred") {
      closing["cas_OutgoingReferralDate"] = to_text(date_of(at_));
      closing["cas_ReferredOrganisation"] = dice_.one_of(where_.referrers);
      closing["cas_ReasonForOutgoingReferral"] = std::string{"MigrationOrChangeOfLocation"};
    }
    const auto supervisor = colleague({Role::supervisor});
    step(Deed::close, worker_, {{.kind = "case", .fields = std::move(closing)}});
    if (!supervisor.empty() && dice_.chance(20)) {
      wait(1, 10);
      step(Deed::read, supervisor);
    }
    if (!dice_.chance(6)) return;
    wait(10, 40);
    step(Deed::reopen, worker_);
    at_ = at_ + std::chrono::minutes{dice_.between(5, 60)};
    note(sentences().next);
  }

  const Material& material_;
  std::size_t organisation_;
  const PlannedOrganisation& where_;
  Dice dice_;
  Instant end_;
  Instant at_;  ///< when what is told next happens
  std::string worker_, writes_, helper_;
  Person person_;
  std::set<std::string> said_;
  bool has_context_ = false, followed_up_ = false;
  std::vector<Step> steps_;
};

}  // namespace

Story tell(const Material& material, std::uint64_t seed, std::size_t index, Instant begin) {
  return Teller{material, seed, index, begin}.tell();
}

}  // namespace ts::demo
