#include "protection/dossier.h"

#include <algorithm>

namespace ts::protection {
namespace {

using catalogue::Fields;
using records::Record;

constexpr std::array<std::string_view, all_event_types.size()> event_names{
    "extended",  "suspended", "resumed",        "grounds_withdrawn", "left", "found",
    "withdrawn", "appealed",  "appeal_allowed", "appeal_dismissed",  "ended"};
constexpr std::array<std::string_view, 3> outcome_names{"granted", "shorter", "refused"};
constexpr std::array<std::string_view, 3> reading_names{"in_force", "awaits_reader", "sent_back"};

template <class Names>
std::optional<std::size_t> place_of(const Names& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

/// The fields of one record, by the end of their names: `tsn_Decision` and "On".
class Reader {
 public:
  Reader(const Record& record, std::string prefix)
      : fields_{record.fields}, prefix_{std::move(prefix)} {}

  std::string text(std::string_view name) const {
    const auto* value = get<std::string>(name);
    return value ? *value : std::string{};
  }
  bool flag(std::string_view name) const {
    const auto* value = get<bool>(name);
    return value && *value;
  }
  std::vector<std::string> list(std::string_view name) const {
    const auto* value = get<std::vector<std::string>>(name);
    return value ? *value : std::vector<std::string>{};
  }
  std::optional<Date> date(std::string_view name) const {
    const auto partial = parse_partial_date(text(name));
    return partial ? std::optional{partial->earliest()} : std::nullopt;
  }
  std::optional<AccountId> account(std::string_view name) const {
    return AccountId::parse(text(name));
  }
  std::optional<RecordId> record(std::string_view name) const {
    return RecordId::parse(text(name));
  }
  rules::Stamp stamp() const {
    return {.pack = text("Pack"), .version = text("PackVersion"), .hash = text("PackHash")};
  }

 private:
  template <class T>
  const T* get(std::string_view name) const {
    const auto found = fields_.find(prefix_ + std::string{name});
    return found == fields_.end() ? nullptr : std::get_if<T>(&found->second);
  }

  const Fields& fields_;
  std::string prefix_;
};

std::vector<rules::Duration> reminders_of(const std::vector<std::string>& texts) {
  std::vector<rules::Duration> out;
  for (const auto& text : texts)
    if (const auto length = rules::parse_duration(text)) out.push_back(*length);
  if (out.empty()) out = {{.days = 30}, {.days = 7}};
  return out;
}

std::optional<Application> application_of(const Record& record) {
  const Reader read{record, "tsn_App"};
  const auto on = read.date("Date");
  if (!on) return std::nullopt;
  return Application{.id = record.id,
                     .revision = record.revision,
                     .status = read.text("Status"),
                     .country = read.text("Country"),
                     .from = read.text("From"),
                     .basis = read.text("Basis"),
                     .sender = read.text("Sender"),
                     .reference = read.text("Reference"),
                     .language = read.text("Language"),
                     .on = *on,
                     .withheld = read.flag("Withheld"),
                     .kept_by_law = read.flag("KeptByLaw"),
                     .remind = reminders_of(read.list("Remind")),
                     .stamp = read.stamp(),
                     .decisions = {},
                     .events = {},
                     .letters = {}};
}

std::optional<Decision> decision_of(const Record& record) {
  const Reader read{record, "tsn_Decision"};
  const auto on = read.date("Date");
  const auto outcome = outcome_of(read.text("Outcome"));
  const auto reading = place_of(reading_names, read.text("State"));
  if (!on || !outcome || !reading) return std::nullopt;
  return Decision{.id = record.id,
                  .revision = record.revision,
                  .outcome = *outcome,
                  .reading = static_cast<Reading>(*reading),
                  .on = *on,
                  .length = read.text("Length"),
                  .reasons = read.text("Reasons"),
                  .remarks = read.text("Remarks"),
                  .by = read.account("By"),
                  .reader = read.account("Reader"),
                  .read_on = read.date("ReadOn"),
                  .starts = read.date("Starts"),
                  .ends = read.date("Ends"),
                  .stamp = read.stamp()};
}

std::optional<Event> event_of(const Record& record) {
  const Reader read{record, "tsn_Event"};
  const auto on = read.date("Date");
  const auto type = event_type_of(read.text("Type"));
  if (!on || !type) return std::nullopt;
  return Event{.id = record.id,
               .type = *type,
               .on = *on,
               .until = read.date("Until"),
               .reasons = read.text("Reasons"),
               .by = read.account("By")};
}

std::optional<Letter> letter_of(const Record& record) {
  const Reader read{record, "tsn_Letter"};
  const auto on = read.date("Date");
  if (!on) return std::nullopt;
  return Letter{.id = record.id,
                .type = read.text("Type"),
                .language = read.text("Language"),
                .to = read.text("To"),
                .how = read.text("How"),
                .proof = read.text("Proof"),
                .on = *on};
}

Ground ground_of(const Record& record) {
  const Reader read{record, "tsn_Ground"};
  return {.id = record.id,
          .fact = read.text("Fact"),
          .value = read.text("Value"),
          .source = read.text("Source"),
          .certainty = read.text("Certainty"),
          .text = read.text("Text"),
          .on = read.date("Date")};
}

Other other_of(const Record& record) {
  const Reader read{record, "tsn_Other"};
  return {.id = record.id,
          .status = read.text("Status"),
          .reference = read.text("Reference"),
          .from = read.date("From"),
          .until = read.date("Until")};
}

Benefit benefit_of(const Record& record) {
  const Reader read{record, "tsn_Benefit"};
  return {.id = record.id,
          .benefit = read.text(""),
          .under = read.text("Under"),
          .payer = read.text("Payer"),
          .from = read.date("From"),
          .until = read.date("Until")};
}

Person person_of(const Record& record) {
  const Reader ours{record, "tsn_"};
  const Reader read{record, "prs_"};
  Person out{.names = {},
             .born = parse_partial_date(read.text("Birthdate")),
             .gender = read.text("Gender"),
             .citizenship = read.list("Citizenship")};
  if (auto called = ours.text("CalledName"); !called.empty())
    out.names.push_back(std::move(called));
  std::string full;
  for (const auto* part : {"FirstName", "MiddleName", "SecondName"})
    if (const auto text = read.text(part); !text.empty()) full += (full.empty() ? "" : " ") + text;
  if (!full.empty()) out.names.push_back(std::move(full));
  return out;
}

/// Puts what belongs to an application where it belongs.
template <class T>
void attach(Dossier& dossier, const Record& record, std::string_view prefix,
            std::vector<T> Application::* where, std::optional<T> value) {
  const auto of = Reader{record, std::string{prefix}}.record("Of");
  if (!of || !value) return;
  for (auto& application : dossier.applications)
    if (application.id == *of) (application.*where).push_back(std::move(*value));
}

}  // namespace

std::string_view text(EventType type) { return event_names[static_cast<std::size_t>(type)]; }
std::string_view text(Outcome outcome) { return outcome_names[static_cast<std::size_t>(outcome)]; }
std::string_view text(Reading reading) { return reading_names[static_cast<std::size_t>(reading)]; }

std::optional<EventType> event_type_of(std::string_view text) {
  const auto place = place_of(event_names, text);
  return place ? std::optional{static_cast<EventType>(*place)} : std::nullopt;
}

std::optional<Outcome> outcome_of(std::string_view text) {
  const auto place = place_of(outcome_names, text);
  return place ? std::optional{static_cast<Outcome>(*place)} : std::nullopt;
}

const Application* Dossier::application(RecordId id) const {
  const auto found = std::find_if(applications.begin(), applications.end(),
                                  [&](const Application& each) { return each.id == id; });
  return found == applications.end() ? nullptr : &*found;
}

Dossier dossier_of(const std::vector<Record>& records) {
  Dossier out;
  bool somebody = false;
  for (const auto& record : records) {
    if (record.kind == "person" && !std::exchange(somebody, true)) out.person = person_of(record);
    if (record.kind == "application")
      if (auto application = application_of(record))
        out.applications.push_back(std::move(*application));
    if (record.kind == "ground") out.grounds.push_back(ground_of(record));
    if (record.kind == "other_status") out.others.push_back(other_of(record));
    if (record.kind == "benefit") out.benefits.push_back(benefit_of(record));
  }
  for (const auto& record : records) {
    if (record.kind == "decision")
      attach(out, record, "tsn_Decision", &Application::decisions, decision_of(record));
    if (record.kind == "status_event")
      attach(out, record, "tsn_Event", &Application::events, event_of(record));
    if (record.kind == "letter")
      attach(out, record, "tsn_Letter", &Application::letters, letter_of(record));
  }
  return out;
}

}  // namespace ts::protection
