#include "base/data.h"
#include "base/failure.h"
#include "lang/messages.h"
#include "rules/words.h"
#include "screening/content.h"
#include "screening/names.h"

namespace ts::screening {
namespace {

constexpr std::string_view method_file = "method.json";
constexpr std::string_view regimes_file = "regimes.json";

template <class Names>
std::string_view name_of(const Names& names, auto value) {
  return names[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view text(Reply reply) { return name_of(names::reply, reply); }
std::string_view text(Strength strength) { return name_of(names::strength, strength); }
std::string_view text(Audience audience) { return name_of(names::audience, audience); }

std::optional<Reply> reply_of(std::string_view text) {
  const auto found = std::find(names::reply.begin(), names::reply.end(), text);
  if (found == names::reply.end()) return std::nullopt;
  return static_cast<Reply>(found - names::reply.begin());
}

std::string say(std::string_view key, std::string_view language) {
  return lang::built_in("screening").text(language, key);
}

std::string say(const rules::Phrase& phrase, std::string_view language) {
  lang::MessageArgs args;
  for (const auto& [name, word] : phrase.args)
    if (const auto* text = std::get_if<std::string>(&word)) args.emplace(name, *text);
  auto out = lang::built_in("screening").text(language, phrase.key, args);
  return out != phrase.key ? out : rules::say(phrase, language, rules::Library::built_in());
}

const Library& Library::built_in() {
  static const Library library = [] {
    constexpr std::string_view folder = "screening/";
    std::vector<rules::File> files;
    for (const auto& each : data::files())
      if (each.name.starts_with(folder))
        files.push_back({std::string{each.name.substr(folder.size())}, std::string{each.content}});
    auto read = Library::read(files);
    ensure(read.refusals.empty());
    return std::move(read.library);
  }();
  return library;
}

Library::Read Library::read(std::span<const rules::File> files) {
  auto content = std::make_shared<Content>();
  std::vector<rules::Refusal> refusals;
  // Calls `take` for each file that `chosen` wants; it is taken when nothing was found in it.
  const auto each = [&](auto&& chosen, auto&& take) {
    for (const auto& file : files) {
      if (!chosen(file.name)) continue;
      rules::Findings findings{file.name};
      take(file, findings);
      refusals.insert(refusals.end(), findings.all().begin(), findings.all().end());
    }
  };
  each([](std::string_view name) { return name == method_file; },
       [&](const rules::File& file, rules::Findings& findings) {
         auto method = read_method(file, findings);
         if (findings.empty()) content->method = std::move(method);
       });
  each([](std::string_view name) { return name == regimes_file; },
       [&](const rules::File& file, rules::Findings& findings) {
         auto with = *content;
         read_regimes(file, with, findings);
         if (findings.empty()) *content = std::move(with);
       });
  each(
      [](std::string_view name) { return name != method_file && name != regimes_file; },
      [&](const rules::File& file, rules::Findings& findings) {
        auto instrument = read_instrument(file, *content, findings);
        if (findings.empty())
          content->instruments.push_back(std::make_shared<const Instrument>(std::move(instrument)));
      });
  std::sort(content->instruments.begin(), content->instruments.end(),
            [](const auto& a, const auto& b) { return a->stamp.instrument < b->stamp.instrument; });
  return {Library{std::move(content)}, std::move(refusals)};
}

const std::vector<std::shared_ptr<const Instrument>>& Library::instruments() const {
  return content_->instruments;
}

std::shared_ptr<const Instrument> Library::instrument(std::string_view name) const {
  for (const auto& each : content_->instruments)
    if (each->stamp.instrument == name) return each;
  return nullptr;
}

const Method& Library::method() const { return content_->method; }
const std::vector<Regime>& Library::regimes() const { return content_->regimes; }
const std::vector<FieldFact>& Library::field_facts() const { return content_->field_facts; }
bool Library::knows(std::string_view fact) const { return content_->knows(fact); }

}  // namespace ts::screening
