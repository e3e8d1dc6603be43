#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <iterator>

#include "base/failure.h"
#include "cli/cli.h"
#include "cli/rules.h"
#include "rules/folder.h"
#include "rules/json.h"
#include "rules/pack.h"
#include "rules/situation.h"
#include "rules/words.h"

namespace ts::cli {
namespace {

/// One answer in words.
class Telling {
 public:
  Telling(const rules::Answer& answer, std::string_view language, const rules::Library& library)
      : answer_{answer}, language_{language}, library_{library} {}

  void print() {
    line(0, say(answer_.label) + (answer_.own_name.empty() ? "" : " (" + answer_.own_name + ')') +
                ": " + say(rules::Label{"outcome." + std::string{text(answer_.outcome)}}));
    print_reasons();
    print_facts("explain.missing", answer_.missing);
    print_facts("explain.unchecked", answer_.unchecked);
    if (answer_.clock) print(*answer_.clock);
    for (const auto& each : answer_.deadlines) print(each);
    print_rest();
    std::cout << '\n';
  }

 private:
  std::string say(const rules::Label& label) const {
    return rules::say(label, language_, library_);
  }
  std::string say(const rules::Phrase& phrase) const {
    return rules::say(phrase, language_, library_);
  }
  static void line(int depth, const std::string& text) {
    std::cout << std::string(static_cast<std::size_t>(2 * depth), ' ') << text << '\n';
  }

  void print_reasons() const {
    for (const auto& list : {answer_.reasons, answer_.endings}) {
      auto part = std::string_view{};
      for (const auto& each : list) {
        if (part != text(each.part)) {
          part = text(each.part);
          line(1, say(rules::Label{"part." + std::string{part}}));
        }
        line(2 + each.depth, say(each.phrase) + " [" +
                                 say(rules::Label{"truth." + std::string{text(each.truth)}}) + ']');
      }
    }
  }

  void print_facts(const char* title, const std::vector<std::string>& facts) const {
    if (facts.empty()) return;
    line(1, say(rules::Label{title}));
    for (const auto& each : facts) line(2, say(rules::Label{"fact." + each}) + " (" + each + ')');
  }

  void print(const rules::Clock& clock) const {
    const auto date = [&](const char* key, const std::optional<Date>& day) {
      if (day) line(1, say(rules::Phrase{key, {{"date", *day}}}));
    };
    if (clock.until)
      date("explain.until", clock.until);
    else
      date("explain.not_before", clock.not_before);
    if (clock.not_after != clock.until) date("explain.not_after", clock.not_after);
    for (const auto& each : clock.steps) line(2, say(each));
    print_facts("explain.open_dates", clock.missing);
  }

  void print(const rules::Deadline& deadline) const {
    line(1, say(rules::Label{"deadline." + deadline.key}) +
                (deadline.due ? ": " + rules::say(*deadline.due, language_) : ""));
    for (const auto& each : deadline.steps) line(2, say(each));
    print_facts("explain.open_dates", deadline.missing);
  }

  void print_rest() const {
    for (const auto& each : answer_.benefits)
      line(1, say(rules::Phrase{
                  each.other.empty() ? "explain.benefit" : "explain.benefit_once",
                  {{"benefit", rules::Label{"benefit." + each.benefit}},
                   {"paid_by", each.paid_by},
                   {"other", each.other.empty() ? std::string{} : each.other.front()}}}));
    if (answer_.bars_removal) line(1, say(rules::Label{"explain.bars_removal"}));
    line(1, say(rules::Label{"work." + std::string{text(answer_.work)}}));
    line(1, say(rules::Label{"cooperation." + std::string{text(answer_.cooperation)}}));
    for (const auto& each : answer_.warnings) line(1, "! " + say(each));
    for (const auto& each : answer_.notes) line(1, say(each));
    for (const auto& each : answer_.sources)
      line(
          1,
          say(rules::Phrase{
              "plain.source",
              {{"document", each.document},
               {"at", each.at},
               {"confidence", rules::Label{"confidence." + std::string{text(each.confidence)}}}}}));
  }

  const rules::Answer& answer_;
  std::string_view language_;
  const rules::Library& library_;
};

std::string facts_text(const std::filesystem::path& path) {
  if (path != "-") return rules::read_file(path).content;
  return {std::istreambuf_iterator<char>{std::cin}, {}};
}

/// An old law is asked about its own time, when no day is said.
Date day_of(const rules::Pack& pack) {
  const auto today = date_of(SystemClock{}.now());
  if (pack.valid.holds(today)) return today;
  return pack.valid.to && *pack.valid.to < today ? *pack.valid.to : *pack.valid.from;
}

bool closed(const rules::Answer& answer) {
  return answer.outcome == rules::Outcome::closed || answer.outcome == rules::Outcome::not_in_force;
}

rules::Library library_of(const RulesExplain& options) {
  if (options.rules.empty()) return rules::Library::built_in();
  const auto files = rules::read_folder(options.rules);
  auto loaded = rules::Library::built_in().with(files);
  for (const auto& each : loaded.refusals)
    std::cerr << "turnstone: " << each.file << ": "
              << rules::say(each.reason, options.language, loaded.library) << '\n';
  return std::move(loaded.library);
}

}  // namespace

int rules_explain(const RulesExplain& options) {
  const auto library = library_of(options);
  const auto pack = library.pack(options.pack);
  if (!pack) throw Failure{Fault::invalid, "rules.no_pack"};
  auto situation = rules::read_situation(facts_text(options.facts), library, day_of(*pack));
  if (!options.on.empty()) {
    const auto on = parse_date(options.on);
    if (!on) throw Failure{Fault::invalid, "date.malformed"};
    situation.on = *on;
  }
  const auto answers = library.answers(*pack, situation);
  if (options.json) {
    std::cout << rules::to_json(answers, situation.on, options.language, library) << '\n';
  } else {
    std::cout << rules::say({"explain.on",
                             {{"date", situation.on},
                              {"pack", pack->stamp.pack},
                              {"version", pack->stamp.version}}},
                            options.language, library)
              << "\n\n";
    for (const auto& each : answers) Telling{each, options.language, library}.print();
    std::cout << rules::say(rules::Label{"explain.proposal"}, options.language, library) << '\n';
  }
  return std::all_of(answers.begin(), answers.end(), closed) ? findings : done;
}

}  // namespace ts::cli
