#include "studies/studies.h"

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <utility>

#include "crypto/crypto.h"
#include "lang/text.h"
#include "studies/run.h"

namespace ts::studies {
namespace {

using access::Action;
using access::Policy;
using access::Scope;
using documents::Kind;

constexpr std::int64_t most_people = 10'000'000'000;  // more than there are

/// Every problem of what was asked for, the table's own apart.
std::vector<Problem> problems_of(const Question& question) {
  std::vector<Problem> out;
  if (question.title.empty()) out.push_back({"title", "field.required"});
  if (lang::length(question.title) > Studies::most_title)
    out.push_back({"title", "field.too_long"});
  if (question.csv.empty()) out.push_back({"csv", "field.required"});
  if (question.csv.size() > Studies::most_csv) out.push_back({"csv", "study.too_large"});
  const auto& options = question.options;
  if (!(options.threshold >= 0 && options.threshold <= 1))
    out.push_back({"threshold", "study.threshold"});
  if (options.replicates != 0 && (options.replicates < Studies::least_replicates ||
                                  options.replicates > Studies::most_replicates))
    out.push_back({"replicates", "study.replicates"});
  if (const auto& population = question.population;
      population && (population->people < 1 || population->people > most_people))
    out.push_back({"population", "study.population"});
  return out;
}

Question cleaned(Question question) {
  question.title = lang::clean(question.title).value_or("");
  if (question.population) {
    question.population->year = lang::clean(question.population->year).value_or("");
    question.population->place = lang::clean(question.population->place).value_or("");
  }
  return question;
}

documents::Document document_of(const Study& study) {
  return {
      .id = study.id, .kind = Kind::study, .revision = study.revision, .body = text_of_kept(study)};
}

Study study_of(const documents::Document& document) {
  auto study = kept_study(document.id, document.revision, document.body);
  if (!study) throw Failure{Fault::unavailable, "store.damaged"};
  return std::move(*study);
}

}  // namespace

View Studies::start(const Caller& caller, DocumentId id, Question question) {
  const auto grant = Policy::built_in().require<Action::study_make>(caller);
  question = cleaned(std::move(question));
  refuse_if_any(problems_of(question));
  Study study{.id = id,
              .title = question.title,
              .by = grant.account(),
              .started_at = journal_.clock().now(),
              .runner = jobs_.runner(),
              .ended_at = {},
              .form = question.form,
              .input_hash = hex(crypto::hash(bytes_of(question.csv))),
              .version = TS_VERSION,
              .options = question.options,
              .population = question.population,
              .failure = {},
              .inside = {},
              .outside = {}};
  const auto known = database_.read([&](db::Reader& tx) { return find(tx, grant, id); });
  if (known && known->by == study.by && known->input_hash == study.input_hash)
    return view(grant, *known);  // sent again
  // Before anything is kept: a table that cannot be used starts nothing.
  const auto table =
      std::make_shared<const estimate::CaptureTable>(read_table(question.form, question.csv));
  question.csv.clear();

  journal_.write(grant.account(), [&](audit::Work& work) {
    return documents_.add(work, grant, audit::What::study_started, Kind::study, id,
                          text_of_kept(study));
  });
  const auto given_up = [this, grant, study](const Failure& why) {
    auto ended = study;
    ended.state = why.key() == MessageKey{"job.cancelled"} ? State::cancelled : State::failed;
    if (ended.state == State::failed) ended.failure = why.key().text();
    write_end(grant, std::move(ended), {});
  };
  try {
    jobs_.start(id, {.org = grant.org(),
                     .by = grant.account(),
                     .work =
                         [this, grant, study, question, table](const Progress& progress) {
                           auto outcome = run(question, *table, progress);
                           auto done = study;
                           done.state = State::done;
                           done.inside = std::move(outcome.inside);
                           done.outside = std::move(outcome.outside);
                           write_end(grant, std::move(done), outcome.files);
                         },
                     .given_up = given_up});
  } catch (const Failure& failure) {
    given_up(failure);
    throw;
  }
  return view(grant, std::move(study));
}

void Studies::write_end(const access::Permit& permit, Study study, const documents::Files& files) {
  study.ended_at = journal_.clock().now();
  journal_.write(study.by, [&](audit::Work& work) {
    return documents_.change(work, permit, audit::What::study_ended, document_of(study), files);
  });
}

std::vector<View> Studies::all(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::study_read>(caller);
  std::vector<View> out;
  for (auto& document :
       database_.read([&](db::Reader& tx) { return documents_.all(tx, grant, Kind::study); }))
    out.push_back(view(grant, study_of(document)));
  std::sort(out.begin(), out.end(), [](const View& a, const View& b) {
    return a.study.started_at != b.study.started_at ? a.study.started_at > b.study.started_at
                                                    : a.study.id < b.study.id;
  });
  journal_.note(caller.account, {.what = audit::What::study_read});
  return out;
}

View Studies::read(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::study_read>(caller);
  auto out = view(grant, wanted(grant, id));
  journal_.note(caller.account, {.what = audit::What::study_read});
  return out;
}

View Studies::cancel(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::study_make>(caller);
  auto out = view(grant, wanted(grant, id));
  if (!out.elsewhere) {
    jobs_.cancel(grant.org(), id);
    return out;
  }
  out.study.state = State::cancelled;
  write_end(grant, std::move(out.study), {});
  return view(grant, wanted(grant, id));
}

std::string Studies::file(const Caller& caller, DocumentId id, std::string_view name) {
  const auto grant = Policy::built_in().require<Action::study_read>(caller);
  wanted(grant, id);
  auto out = database_.read([&](db::Reader& tx) { return documents_.file(tx, grant, id, name); });
  if (!out) throw Failure{Fault::absent, "study.file_absent"};
  journal_.note(caller.account, {.what = audit::What::study_taken});
  return std::move(*out);
}

std::optional<Study> Studies::find(db::Reader& tx, const access::Permit& permit,
                                   DocumentId id) const {
  const auto document = documents_.find(tx, permit, Kind::study, id);
  return document ? std::optional{study_of(*document)} : std::nullopt;
}

Study Studies::wanted(const access::Permit& permit, DocumentId id) const {
  auto study = database_.read([&](db::Reader& tx) { return find(tx, permit, id); });
  if (!study) throw Failure{Fault::absent, "study.absent"};
  return std::move(*study);
}

View Studies::view(const access::Permit& permit, Study study) const {
  View out{.study = std::move(study), .job = {}, .inside = permit.scope() == Scope::organisation};
  if (out.study.state != State::running) return out;
  out.job = jobs_.state(permit.org(), out.study.id);
  if (out.job) return out;
  // Ended between reading it and asking for it, or with the program, or runs in another.
  out.study = wanted(permit, out.study.id);
  if (out.study.state != State::running) return out;
  out.elsewhere = jobs_.elsewhere(out.study.runner);
  out.interrupted = !out.elsewhere;
  return out;
}

}  // namespace ts::studies
