#include "publishing/publishing.h"

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <set>
#include <utility>

#include "lang/text.h"
#include "publishing/approval.h"
#include "publishing/rules.h"
#include "publishing/run.h"
#include "releases/pages.h"

namespace ts::publishing {
namespace {

using access::Action;
using access::Policy;
using access::Scope;
using audit::What;
using documents::Kind;

std::string clean(std::string_view text) { return lang::clean(text).value_or(""); }

Wish cleaned(Wish wish) {
  wish.purpose = clean(wish.purpose);
  wish.receiver = clean(wish.receiver);
  wish.source = wish.csv ? clean(wish.source) : std::string{Publishing::cases};
  for (auto& each : wish.contributors) each = clean(each);
  return wish;
}

template <class T>
bool has_twice(const std::vector<T>& values) {
  return std::set<T>{values.begin(), values.end()}.size() != values.size();
}

void check_text(std::string_view name, const std::string& text, std::vector<Problem>& problems) {
  if (text.empty()) problems.push_back({std::string{name}, "field.required"});
  if (lang::length(text) > Publishing::most_text)
    problems.push_back({std::string{name}, "field.too_long"});
}

void check_parameters(const Parameters& wanted, std::vector<Problem>& problems) {
  const auto& rules = Rules::built_in();
  if (wanted.k < rules.k_least || wanted.k > 1'000'000) problems.push_back({"k", "release.k"});
  if (wanted.length < 1 || wanted.length > 5) problems.push_back({"length", "release.length"});
  if (wanted.method != Method::dp) return;
  if (!(wanted.epsilon > 0 && wanted.epsilon <= rules.epsilon_most))
    problems.push_back({"epsilon", "release.epsilon"});
  if (!(wanted.delta > 0 && wanted.delta <= rules.budget_delta))
    problems.push_back({"delta", "release.delta"});
}

void refuse_impossible(const Wish& wish) {
  std::vector<Problem> problems;
  check_text("purpose", wish.purpose, problems);
  check_text("receiver", wish.receiver, problems);
  check_text("source", wish.source, problems);
  if (wish.csv && wish.source == Publishing::cases)
    problems.push_back({"source", "release.source_name"});
  if (!wish.csv && !wish.spec.empty()) problems.push_back({"spec", "release.spec_alone"});
  if (wish.csv && wish.csv->size() + wish.spec.size() > Publishing::most_csv)
    problems.push_back({"csv", "release.too_large"});
  if ((wish.fields.empty() && !wish.csv) || wish.fields.size() > Publishing::most_fields ||
      has_twice(wish.fields))
    problems.push_back({"fields", "release.fields"});
  for (const auto& each : wish.contributors)
    if (each.empty() || lang::length(each) > Publishing::most_text)
      problems.push_back({"contributors", "release.contributors"});
  if (has_twice(wish.contributors)) problems.push_back({"contributors", "release.contributors"});
  check_parameters(wish.parameters, problems);
  refuse_if_any(std::move(problems));
}

documents::Document document_of(const Release& release) {
  return {.id = release.id,
          .kind = Kind::release,
          .revision = release.revision,
          .body = text_of_kept(release)};
}

Release release_of(const documents::Document& document) {
  auto release = kept_release(document.id, document.revision, document.body);
  if (!release) throw Failure{Fault::unavailable, "store.damaged"};
  return std::move(*release);
}

/// A release with noise must fit into what is left of its source's budget.
void refuse_overspending(const std::vector<Release>& all, const Release& release) {
  constexpr double rounding = 1e-9;
  if (release.rho > 0 &&
      spent_of(all, release.source) + release.rho > Rules::built_in().budget() + rounding)
    throw Failure{Fault::conflict, "release.budget_spent"};
}

/// What can be there at all must not be read from the data when noise is to hide who is in them.
void refuse_open_domains(const releases::Source& source, const Parameters& parameters) {
  if (parameters.method != Method::dp) return;
  std::vector<Problem> problems;
  for (const auto& column : source.table.columns)
    if (!column.domain_is_public) problems.push_back({column.name(), "release.domain_not_public"});
  if (!problems.empty())
    throw Failure{Fault::invalid, "release.domain_not_public", std::move(problems)};
}

/// Rare combinations and exact counts are about few people, who may be forgotten later: nothing of
/// them stays once it is decided.
void forget_few(Release& release) {
  release.inside.erase("rare");
  if (const auto* charts = release.outside.if_contains("charts"))
    release.inside["charts"] = *charts;
}

}  // namespace

Choices Publishing::choices(const Caller& caller) {
  Policy::built_in().require<Action::release_make>(caller);
  constexpr std::size_t base = frames::Frames::safe_base;
  journal_.note(caller.account, {.what = What::counts_read});
  return {.fields = frames_.publishable(), .cases = frames_.size().cases / base * base};
}

View Publishing::start(const Caller& caller, DocumentId id, Wish wish) {
  const auto grant = Policy::built_in().require<Action::release_make>(caller);
  wish = cleaned(std::move(wish));
  refuse_impossible(wish);
  const Release release{.id = id,
                        .purpose = wish.purpose,
                        .audience = wish.audience,
                        .receiver = wish.receiver,
                        .source = wish.source,
                        .fields = wish.fields,
                        .contributors = wish.contributors,
                        .parameters = wish.parameters,
                        .by = grant.account(),
                        .started_at = journal_.clock().now(),
                        .runner = jobs_.runner(),
                        .ended_at = {},
                        .version = TS_VERSION,
                        .language = wish.language,
                        .failure = {},
                        .rho = cost_of(wish.parameters),
                        .approvals = {},
                        .declined_because = {},
                        .inside = {},
                        .outside = {}};
  const auto known =
      database_.read([&](db::Reader& tx) { return documents_.find(tx, grant, Kind::release, id); });
  if (known) return view(grant, release_of(*known));  // sent again
  refuse_overspending(database_.read([&](db::Reader& tx) { return kept(tx, grant); }), release);
  // Before anything is kept: columns that cannot be used start nothing.
  const auto source = std::make_shared<const releases::Source>(
      wish.csv ? source_of(std::move(*wish.csv), wish.spec)
               : source_of(frames_.attributes(grant, wish.fields),
                           {.rounding = release.parameters.rounding,
                            .to_year = static_cast<int>(date_of(release.started_at).year())}));
  refuse_open_domains(*source, release.parameters);

  // The budget is looked at and taken in one unit of work, so that two cannot both have the rest.
  const auto earlier = journal_.write(grant.account(), [&](audit::Work& work) {
    const auto all = kept(work.tx(), grant);
    refuse_overspending(all, release);
    documents_.add(work, grant, What::release_started, Kind::release, id, text_of_kept(release));
    return earlier_files(work.tx(), grant, all, release.source);
  });
  const auto given_up = [this, grant, release](const Failure& why) {
    auto ended = release;
    ended.state = why.key() == MessageKey{"job.cancelled"} ? State::cancelled : State::failed;
    if (ended.state == State::failed) ended.failure = why.key().text();
    write_end(grant, std::move(ended), {});
  };
  try {
    jobs_.start(id, {.org = grant.org(),
                     .by = grant.account(),
                     .work =
                         [this, grant, release, source, earlier](const Progress& progress) {
                           auto outcome = run(release, *source, earlier, progress);
                           auto ready = release;
                           ready.state = State::ready;
                           ready.passed = outcome.passed;
                           ready.inside = std::move(outcome.inside);
                           ready.outside = std::move(outcome.outside);
                           write_end(grant, std::move(ready), outcome.package);
                         },
                     .given_up = given_up});
  } catch (const Failure& failure) {
    given_up(failure);
    throw;
  }
  return view(grant, release);
}

void Publishing::write_end(const access::Permit& permit, Release release,
                           const documents::Files& files) {
  release.ended_at = journal_.clock().now();
  journal_.write(release.by, [&](audit::Work& work) {
    return documents_.change(work, permit, What::release_ended, document_of(release), files);
  });
}

std::optional<documents::Files> Publishing::earlier_files(db::Reader& tx,
                                                          const access::Permit& permit,
                                                          const std::vector<Release>& all,
                                                          std::string_view source) const {
  const auto* earlier = newest_published(all, source);
  if (!earlier) return std::nullopt;
  documents::Files out;
  for (const auto* name : {"aggregates.csv", "synthetic.csv", "proof.json"})
    if (auto content = documents_.file(tx, permit, earlier->id, name))
      out.emplace(name, std::move(*content));
  return out;
}

documents::Files Publishing::accepted_files(db::Reader& tx, const access::Permit& permit,
                                            const Release& release,
                                            std::string_view because) const {
  documents::Files out;
  for (const auto& name : release.outside.at("files").as_array()) {
    const std::string_view text{name.as_string()};
    if (auto content = documents_.file(tx, permit, release.id, text))
      out.emplace(text, std::move(*content));
  }
  releases::accept(out, because, release.language);
  return out;
}

std::vector<View> Publishing::all(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::release_read>(caller);
  auto releases = database_.read([&](db::Reader& tx) { return kept(tx, grant); });
  std::sort(releases.begin(), releases.end(), [](const Release& a, const Release& b) {
    return a.started_at != b.started_at ? a.started_at > b.started_at : a.id < b.id;
  });
  std::vector<View> out;
  for (auto& release : releases) out.push_back(view(grant, std::move(release)));
  journal_.note(caller.account, {.what = What::release_read});
  return out;
}

View Publishing::read(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::release_read>(caller);
  auto out = view(grant, wanted(grant, id));
  journal_.note(caller.account, {.what = What::release_read});
  return out;
}

View Publishing::cancel(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::release_make>(caller);
  auto out = view(grant, wanted(grant, id));
  if (!out.interrupted && !out.elsewhere) {
    jobs_.cancel(grant.org(), id);
    return out;
  }
  auto release = out.release;
  release.state = State::cancelled;
  write_end(grant, std::move(release), {});
  return view(grant, wanted(grant, id));
}

View Publishing::approve(const Caller& caller, DocumentId id, std::int64_t revision,
                         Approval approval) {
  const auto grant = Policy::built_in().require<Action::release_approve>(caller);
  approval.by = caller.account;
  approval.at = journal_.clock().now();
  approval.contributor = clean(approval.contributor);
  approval.signer = clean(approval.signer);
  approval.reason = clean(approval.reason);
  return decide(grant, id, revision, What::release_approved, [&](Release& release, db::Reader& tx) {
    publishing::approve(release, approval);
    const bool accepts = approval.contributor.empty() && !release.passed;
    return accepts ? accepted_files(tx, grant, release, approval.reason) : documents::Files{};
  });
}

View Publishing::decline(const Caller& caller, DocumentId id, std::int64_t revision,
                         std::string_view reason) {
  const auto grant = Policy::built_in().require<Action::release_approve>(caller);
  const auto because = clean(reason);
  return decide(grant, id, revision, What::release_declined, [&](Release& release, db::Reader&) {
    publishing::decline(release, caller.account, because);
    return documents::Files{};
  });
}

template <class F>
View Publishing::decide(const access::Permit& permit, DocumentId id, std::int64_t revision,
                        What what, F&& change) {
  journal_.write(permit.account(), [&](audit::Work& work) {
    auto release = wanted(work.tx(), permit, id);
    if (release.revision != revision) throw Failure{Fault::stale, "store.changed_meanwhile"};
    const auto files = change(release, work.tx());
    if (release.state != State::ready) forget_few(release);
    const auto written = documents_.change(work, permit, what, document_of(release), files);
    if (release.state == State::published)
      documents_.change(work, permit, What::release_published, written);
  });
  return view(permit, wanted(permit, id));
}

std::string Publishing::file(const Caller& caller, DocumentId id, std::string_view name) {
  const auto grant = Policy::built_in().require<Action::release_read>(caller);
  const auto release = wanted(grant, id);
  auto out = database_.read([&](db::Reader& tx) { return documents_.file(tx, grant, id, name); });
  if (!out || release.state == State::declined) throw Failure{Fault::absent, "release.file_absent"};
  journal_.note(caller.account, {.what = What::release_taken});
  return std::move(*out);
}

std::vector<Release> Publishing::ledger(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::release_read>(caller);
  auto out = database_.read([&](db::Reader& tx) { return kept(tx, grant); });
  journal_.note(caller.account, {.what = What::release_read});
  return out;
}

// ---- Looking -----------------------------------------------------------------------------------

namespace {

bool may_know(const access::Permit& permit, const Release& release) {
  return permit.scope() == Scope::organisation || release.state == State::published;
}

}  // namespace

std::vector<Release> Publishing::kept(db::Reader& tx, const access::Permit& permit) const {
  std::vector<Release> out;
  for (const auto& document : documents_.all(tx, permit, Kind::release))
    if (auto release = release_of(document); may_know(permit, release))
      out.push_back(std::move(release));
  return out;
}

Release Publishing::wanted(db::Reader& tx, const access::Permit& permit, DocumentId id) const {
  const auto document = documents_.find(tx, permit, Kind::release, id);
  if (!document) throw Failure{Fault::absent, "release.absent"};
  auto release = release_of(*document);
  if (!may_know(permit, release)) throw Failure{Fault::absent, "release.absent"};
  return release;
}

Release Publishing::wanted(const access::Permit& permit, DocumentId id) const {
  return database_.read([&](db::Reader& tx) { return wanted(tx, permit, id); });
}

View Publishing::view(const access::Permit& permit, Release release) const {
  View out{.release = std::move(release),
           .job = {},
           .inside = permit.scope() == Scope::organisation,
           .awaited = {}};
  if (out.release.state == State::running) {
    out.job = jobs_.state(permit.org(), out.release.id);
    // Ended between reading it and asking for it, or with the program, or runs in another.
    if (!out.job) out.release = wanted(permit, out.release.id);
  }
  if (out.release.state == State::running && !out.job) {
    out.elsewhere = jobs_.elsewhere(out.release.runner);
    out.interrupted = !out.elsewhere;
  }
  if (out.release.state == State::ready) out.awaited = awaited(out.release);
  return out;
}

}  // namespace ts::publishing
