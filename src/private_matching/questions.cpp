#include "private_matching/questions.h"

#include <algorithm>
#include <array>

#include "base/number.h"

namespace ts::private_matching {
namespace {

constexpr std::array all_askings{Asking::match, Asking::count, Asking::round};

/// Parts of a line; the last is the MAC.
std::vector<std::string_view> parts_of(std::string_view line) {
  std::vector<std::string_view> out;
  for (auto end = line.find(','); end != line.npos; end = line.find(',')) {
    out.push_back(line.substr(0, end));
    line.remove_prefix(end + 1);
  }
  out.push_back(line);
  return out;
}

std::optional<Question> question_of(const std::vector<std::string_view>& parts) {
  if (parts.size() != 6) return std::nullopt;
  const auto at = parse_instant(parts[0]);
  const auto asking =
      std::ranges::find(all_askings, parts[1], [](Asking each) { return name_of(each); });
  const auto people = number_of<std::uint64_t>(parts[2]);
  const auto message = from_hex(parts[3]);
  Question out;
  if (!at || asking == all_askings.end() || !people || !message ||
      message->size() != out.message.size() || (parts[4] != "answered" && parts[4] != "refused"))
    return std::nullopt;
  out.at = *at;
  out.asking = *asking;
  out.people = *people;
  std::ranges::copy(*message, out.message.begin());
  out.answered = parts[4] == "answered";
  return out;
}

}  // namespace

std::string_view name_of(Asking asking) {
  constexpr std::array<std::string_view, 3> names{"match", "count", "round"};
  return names.at(static_cast<std::size_t>(asking));
}

Questions::Questions(const crypto::Secret& shared)
    : key_{crypto::derive(shared, "private matching, questions")} {}

std::string Questions::sealed(std::string_view line) {
  last_ = crypto::keyed_hash(key_, ByteWriter{}.part(last_).part(line).bytes());
  return std::string{line} + ',' + hex(last_);
}

Questions Questions::read(std::string_view text, const crypto::Secret& shared) {
  Questions out{shared};
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    const auto question = question_of(parts_of(line));
    if (end == text.npos || !question || out.sealed(line.substr(0, line.rfind(','))) != line)
      throw Failure{Fault::invalid, "psi.asked_damaged"};
    out.all_.push_back(*question);
    text.remove_prefix(end + 1);
  }
  return out;
}

Left Questions::left(const Budget& budget, Instant now) const {
  const auto since = now + -std::chrono::days{budget.days};
  Left out{.questions = budget.questions, .people = budget.people};
  for (const auto& each : all_) {
    if (!each.answered || each.at < since) continue;
    out.questions -= std::min<std::uint64_t>(out.questions, 1);
    out.people -= std::min(out.people, each.people);
  }
  return out;
}

std::optional<MessageKey> Questions::refusal(const Question& question, const Budget& budget) const {
  const auto same = [&](const Question& each) {
    return each.answered && each.message == question.message;
  };
  if (std::ranges::any_of(all_, same)) return "psi.asked_already";
  const auto rest = left(budget, question.at);
  if (rest.questions == 0 || rest.people < question.people) return "psi.over_budget";
  return std::nullopt;
}

std::string Questions::add(const Question& question) {
  all_.push_back(question);
  const auto line = to_text(question.at) + ',' + std::string{name_of(question.asking)} + ',' +
                    std::to_string(question.people) + ',' + hex(question.message) + ',' +
                    (question.answered ? "answered" : "refused");
  return sealed(line) + '\n';
}

}  // namespace ts::private_matching
