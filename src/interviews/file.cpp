#include "interviews/file.h"

#include <algorithm>

#include "protection/facts.h"

namespace ts::interviews {
namespace {

using catalogue::Fields;
using records::Record;
using screening::Truth;

constexpr std::int64_t majority = 18;

template <class T>
const T* field(const Record& record, std::string_view name) {
  const auto found = record.fields.find(name);
  return found == record.fields.end() ? nullptr : std::get_if<T>(&found->second);
}
std::string text(const Record& record, std::string_view name) {
  const auto* value = field<std::string>(record, name);
  return value ? *value : std::string{};
}
std::vector<std::string> values_of(const Record& record, std::string_view name) {
  if (const auto* list = field<std::vector<std::string>>(record, name)) return *list;
  auto one = text(record, name);
  return one.empty() ? std::vector<std::string>{} : std::vector{std::move(one)};
}

Interview interview_of(const Record& record, const screening::Library& library) {
  Interview out{.id = record.id,
                .stamp = {text(record, "tsn_ScreenInstrument"), text(record, "tsn_ScreenVersion"),
                          text(record, "tsn_ScreenHash")},
                .begun = parse_date(text(record, "tsn_ScreenDate")).value_or(Date{}),
                .by = AccountId::parse(text(record, "tsn_ScreenBy")),
                .answers = {},
                .instrument = library.instrument(text(record, "tsn_ScreenInstrument"))};
  if (!out.instrument) {
    auto unknown = std::make_shared<screening::Instrument>();
    unknown->stamp.instrument = out.stamp.instrument;
    out.instrument = std::move(unknown);
  }
  return out;
}

Answer answer_of(const Record& record) {
  return {.record = record.id,
          .revision = record.revision,
          .question = text(record, "tsn_AnswerQuestion"),
          .reply = screening::reply_of(text(record, "tsn_AnswerReply")),
          .words = text(record, "tsn_AnswerWords"),
          .source = text(record, "tsn_AnswerSource"),
          .by = record.changed_by,
          .at = record.changed_at};
}

void add_shown(const Record& record, const screening::Library& library, File& out) {
  for (const auto& each : library.field_facts())
    for (auto& value : values_of(record, each.field))
      if (each.values.empty() ||
          std::find(each.values.begin(), each.values.end(), value) != each.values.end())
        out.shown.push_back({each.fact, record.id, each.field, std::move(value)});
}

Truth child_of(const std::vector<Record>& records, Date today) {
  for (const auto& record : records)
    if (const auto* age = field<std::int64_t>(record, "vic_AgeWhenTrafficked"))
      return *age < majority ? Truth::yes : Truth::no;
  const auto person = std::find_if(records.begin(), records.end(),
                                   [](const Record& each) { return each.kind == "person"; });
  if (person == records.end()) return Truth::unknown;
  const auto born = parse_partial_date(text(*person, "prs_Birthdate"));
  if (!born) return Truth::unknown;
  return protection::age_of(*born, today) < majority ? Truth::yes : Truth::no;
}

}  // namespace

const Answer* Interview::answer(std::string_view question) const {
  const auto found = std::find_if(answers.begin(), answers.end(),
                                  [&](const Answer& each) { return each.question == question; });
  return found == answers.end() ? nullptr : &*found;
}

File file_of(const std::vector<Record>& records, const screening::Library& library, Date today) {
  File out;
  out.child = child_of(records, today);
  for (const auto& record : records) {
    if (record.kind == "screening" && !text(record, "tsn_ScreenInstrument").empty())
      out.interviews.push_back(interview_of(record, library));
    add_shown(record, library, out);
  }
  for (const auto& record : records) {
    if (record.kind != "answer") continue;
    const auto of = RecordId::parse(text(record, "tsn_AnswerOf"));
    for (auto& interview : out.interviews)
      if (interview.id == of) interview.answers.push_back(answer_of(record));
  }
  return out;
}

std::vector<screening::Sheet> sheets_of(const File& file) {
  std::vector<screening::Sheet> out;
  for (const auto& interview : file.interviews) {
    screening::Sheet sheet{interview.instrument, {}};
    for (const auto& answer : interview.answers)
      if (answer.reply) sheet.replies[answer.question] = *answer.reply;
    out.push_back(std::move(sheet));
  }
  return out;
}

}  // namespace ts::interviews
