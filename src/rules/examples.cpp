#include "rules/examples.h"

#include <algorithm>

#include "rules/pack.h"
#include "rules/read_situation.h"

namespace ts::rules {
namespace {

std::string text_of(const std::optional<Date>& date) { return date ? to_text(*date) : "none"; }

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& each : words) out += out.empty() ? each : ' ' + each;
  return out;
}

std::vector<std::string> keys_of(const std::vector<Phrase>& phrases) {
  std::vector<std::string> out;
  for (const auto& each : phrases) out.push_back(each.key);
  return out;
}

/// What an answer says under a name that an example may use, as one text.
std::optional<std::string> said(const Answer& answer, std::string_view name) {
  const Clock none;
  const auto& clock = answer.clock ? *answer.clock : none;
  if (name == "outcome") return std::string{text(answer.outcome)};
  if (name == "from") return text_of(clock.from);
  if (name == "until") return text_of(clock.until);
  if (name == "not_before") return text_of(clock.not_before);
  if (name == "not_after") return text_of(clock.not_after);
  if (name == "open_dates") return joined(clock.missing);
  if (name == "missing") return joined(answer.missing);
  if (name == "warnings") return joined(keys_of(answer.warnings));
  if (name == "notes") return joined(keys_of(answer.notes));
  if (name == "starts") {
    std::vector<std::string> starts;
    for (const auto& each : clock.starts) starts.push_back(each.fact + (each.used ? "!" : ""));
    return joined(starts);
  }
  for (const auto& each : answer.benefits)
    if (name == "benefit:" + each.benefit) return each.paid_by;
  for (const auto& each : answer.deadlines)
    if (name == "deadline:" + each.key) return text_of(each.due);
  return std::nullopt;
}

class Trying {
 public:
  Trying(const File& file, const Pack& pack, const Library& library)
      : pack_{pack}, library_{library}, findings_{file.name} {
    const auto document = read_json(file.content, findings_);
    if (!document) return;
    for (const auto& each : Members{*document, findings_}.list("examples")) run(each);
  }

  Examples result() {
    out_.differences = findings_.all();
    return std::move(out_);
  }

 private:
  void run(const Json& value) {
    ++out_.count;
    Members members{value, findings_};
    const auto name = members.text("name");
    std::vector<Problem> problems;
    const auto situation =
        situation_of(members, library_, std::chrono::year{2025} / 6 / 1, findings_, problems);
    for (const auto& each : problems)
      findings_.add(value.line, "rules.example_malformed", {{"name", name}, {"what", each.field}});
    const auto* expected = members.need("expect");
    members.done();
    if (!expected || !problems.empty()) return;
    for (const auto& [status, wanted] : expected->members) compare(name, status, wanted, situation);
  }

  void compare(const std::string& name, const std::string& status, const Json& wanted,
               const Situation& situation) {
    if (!pack_.status(status))
      return findings_.add(wanted.line, "rules.unknown_status", {{"name", status}});
    const auto answer = library_.answer(pack_, status, situation);
    if (answer.outcome == Outcome::open) out_.opened.push_back(status);
    for (const auto& [what, text] : wanted.members) {
      const auto got = said(answer, what).value_or("nothing");
      if (got != text.text)
        findings_.add(
            text.line, "rules.example_differs",
            {{"name", name}, {"what", status + ' ' + what}, {"wanted", text.text}, {"got", got}});
    }
  }

  const Pack& pack_;
  const Library& library_;
  Findings findings_;
  Examples out_;
};

}  // namespace

Examples try_examples(const File& file, const Pack& pack, const Library& library) {
  return Trying{file, pack, library}.result();
}

}  // namespace ts::rules
