#include <algorithm>

#include "base/data.h"
#include "base/failure.h"
#include "lang/messages.h"
#include "rules/clock.h"
#include "rules/content.h"
#include "rules/judge.h"
#include "rules/shelf.h"

namespace ts::rules {
namespace {

using PackPointer = std::shared_ptr<const Pack>;

const Status& status_of(const Pack& pack, std::string_view id) {
  const auto* found = pack.status(id);
  if (!found) throw Failure{Fault::absent, "rules.no_status"};
  return *found;
}

Vocabulary built_in_vocabulary() {
  return Vocabulary::read(data::file("rules/facts.json"), data::file("rules/benefits.json"),
                          lang::built_in("rules").keys("en"));
}

std::vector<PackPointer> floors_of(const std::vector<PackPointer>& packs, const Pack& law,
                                   Date on) {
  std::vector<PackPointer> out;
  for (const auto& each : packs)
    if (each->role == Pack::Role::baseline && each->valid.holds(on) &&
        std::find(each->binds.begin(), each->binds.end(), law.jurisdiction) != each->binds.end())
      out.push_back(each);
  return out;
}

}  // namespace

bool stale(const Source& source, Date today) {
  return !source.checked || std::chrono::sys_days{*source.checked + std::chrono::years{1}} <
                                std::chrono::sys_days{today};
}

const Library& Library::built_in() {
  static const Library library = [] {
    auto empty = std::make_shared<Content>();
    empty->vocabulary = built_in_vocabulary();
    std::vector<File> files;
    constexpr std::string_view folder = "rules/";
    for (const auto& each : data::files())
      if (each.name.starts_with(folder))
        files.push_back({std::string{each.name.substr(folder.size())}, std::string{each.content}});
    auto loaded = Library{std::move(empty)}.with(files);
    ensure(loaded.refusals.empty());
    return std::move(loaded.library);
  }();
  return library;
}

Library::Loaded Library::with(std::span<const File> files) const {
  Shelf shelf{*content_};
  shelf.take(files);
  return {Library{shelf.content()}, shelf.refusals()};
}

std::vector<PackPointer> Library::packs() const { return content_->in_use; }

PackPointer Library::pack(std::string_view name) const {
  for (const auto& each : content_->in_use)
    if (each->stamp.pack == name) return each;
  return nullptr;
}

PackPointer Library::pack(const Stamp& stamp) const {
  for (const auto& each : content_->all)
    if (each->stamp == stamp) return each;
  return nullptr;
}

PackPointer Library::text_of(const File& file) const {
  const auto hash = hash_of(file.content);
  for (const auto& each : content_->all)
    if (each->stamp.hash == hash) return each;
  return nullptr;
}

PackPointer Library::in_force(std::string_view jurisdiction, Date on) const {
  for (const auto& each : content_->in_use)
    if (each->role == Pack::Role::law && each->jurisdiction == jurisdiction &&
        each->valid.holds(on))
      return each;
  return nullptr;
}

PackPointer Library::governing(const Stamp& begun_under, Date on) const {
  auto out = pack(begun_under);
  if (!out) return nullptr;
  for (const auto& each : content_->in_use) {
    const bool later = each->valid.from && *each->valid.from <= on &&
                       (!out->valid.from || *out->valid.from < *each->valid.from);
    if (later && each->takes_running && each->role == Pack::Role::law &&
        each->jurisdiction == out->jurisdiction)
      out = each;
  }
  return out;
}

std::vector<std::string> Library::jurisdictions() const {
  std::vector<std::string> out;
  for (const auto& each : content_->in_use)
    if (each->role == Pack::Role::law) out.push_back(each->jurisdiction);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<Answer> Library::answers(std::string_view jurisdiction,
                                     const Situation& situation) const {
  const auto law = in_force(jurisdiction, situation.on);
  return law ? answers(*law, situation) : std::vector<Answer>{};
}

std::vector<Answer> Library::answers(const Pack& pack, const Situation& situation) const {
  const Known known{pack.facts, situation.facts, pack.time_zone};
  const auto floors = floors_of(content_->in_use, pack, situation.on);
  std::vector<Answer> out;
  for (const auto& each : pack.statuses)
    out.push_back(answer_of(each, {pack, known, situation.on},
                            {content_->vocabulary.benefits, floors, situation.held}));
  return out;
}

Answer Library::answer(const Pack& pack, std::string_view status,
                       const Situation& situation) const {
  const auto& found = status_of(pack, status);
  const Known known{pack.facts, situation.facts, pack.time_zone};
  const auto floors = floors_of(content_->in_use, pack, situation.on);
  return answer_of(found, {pack, known, situation.on},
                   {content_->vocabulary.benefits, floors, situation.held});
}

std::optional<Clock> Library::clock(const Pack& pack, std::string_view status,
                                    const Situation& situation) const {
  const auto& found = status_of(pack, status);
  if (!found.clock || found.confidence == Confidence::low) return std::nullopt;
  const Known known{pack.facts, situation.facts, pack.time_zone};
  return run_clock(*found.clock, {pack, known, situation.on});
}

std::vector<Library::Verdict> Library::verdicts(const Situation& situation) const {
  std::vector<Verdict> out;
  out.reserve(2 * content_->laws.size());
  const auto& shared = content_->vocabulary.facts;
  const bool moments =
      std::any_of(situation.facts.begin(), situation.facts.end(),
                  [](const auto& fact) { return std::holds_alternative<Instant>(fact.second); });
  std::optional<Known> everywhere;
  if (!moments) everywhere.emplace(shared, situation.facts, std::string{});
  for (const auto& pack : content_->laws) {
    if (!pack->valid.holds(situation.on)) continue;
    const bool own = moments || pack->facts.size() != shared.size();
    const auto known = own ? Known{pack->facts, situation.facts, pack->time_zone} : Known{};
    const Facing facing{*pack, own ? known : *everywhere, situation.on};
    for (const auto& status : pack->statuses) {
      auto& verdict = out.emplace_back(judge(status, facing), std::nullopt);
      const bool runs = verdict.outcome == Outcome::open || verdict.outcome == Outcome::needs_info;
      if (runs && status.clock) verdict.until = last_day_of(*status.clock, facing);
    }
  }
  return out;
}

std::vector<Fact> Library::facts() const {
  auto out = content_->vocabulary.facts;
  const auto shared = static_cast<std::ptrdiff_t>(out.size());
  for (const auto& each : content_->in_use)
    out.insert(out.end(), each->facts.begin() + shared, each->facts.end());
  const auto before = [](const Fact& a, const Fact& b) { return a.name < b.name; };
  std::stable_sort(out.begin(), out.end(), before);
  const auto same = [](const Fact& a, const Fact& b) { return a.name == b.name; };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

const std::vector<std::string>& Library::benefits() const { return content_->vocabulary.benefits; }

std::string Library::label(std::string_view key, std::string_view language) const {
  for (const auto& each : content_->in_use) {
    const auto found = each->labels.find(key);
    if (found == each->labels.end()) continue;
    const auto text = found->second.find(language);
    return text == found->second.end() ? found->second.at("en") : text->second;
  }
  return {};
}

}  // namespace ts::rules
