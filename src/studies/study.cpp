#include "studies/study.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/failure.h"

namespace ts::studies {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 2> forms{"histories", "overlaps"};
constexpr std::array<std::string_view, 4> states{"running", "done", "failed", "cancelled"};

template <class T, class Names>
std::optional<T> named(const Names& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<T>(found - names.begin());
}

json::object object_of(const Options& options) {
  return {
      {"threshold", options.threshold}, {"replicates", options.replicates}, {"seed", options.seed}};
}

json::object object_of(const Population& population) {
  return {{"people", population.people}, {"year", population.year}, {"place", population.place}};
}

std::string string_at(const json::object& object, std::string_view name) {
  return std::string{object.at(name).as_string()};
}

/// What must be there; what is not was not written by us.
template <class T>
T wanted(std::optional<T> value) {
  if (!value) throw std::out_of_range{"study"};
  return std::move(*value);
}

Study study_of(const json::object& object) {
  const auto& options = object.at("options").as_object();
  Study out{.title = string_at(object, "title"),
            .by = wanted(AccountId::parse(string_at(object, "by"))),
            .started_at = wanted(parse_instant(string_at(object, "started_at"))),
            .ended_at = {},
            .form = wanted(form_of(string_at(object, "form"))),
            .input_hash = string_at(object, "input_hash"),
            .version = string_at(object, "version"),
            .options = {.threshold = options.at("threshold").to_number<double>(),
                        .replicates = options.at("replicates").to_number<std::int64_t>(),
                        .seed = options.at("seed").to_number<std::uint64_t>()},
            .population = {},
            .state = wanted(named<State>(states, string_at(object, "state"))),
            .failure = string_at(object, "failure"),
            .inside = object.at("inside").as_object(),
            .outside = object.at("outside").as_object()};
  if (object.contains("runner")) out.runner = string_at(object, "runner");
  if (const auto* ended = object.if_contains("ended_at"))
    out.ended_at = wanted(parse_instant(std::string_view{ended->as_string()}));
  if (const auto* population = object.if_contains("population"))
    out.population = {.people = population->at("people").to_number<std::int64_t>(),
                      .year = string_at(population->as_object(), "year"),
                      .place = string_at(population->as_object(), "place")};
  return out;
}

}  // namespace

std::string_view text(Form form) { return forms[static_cast<std::size_t>(form)]; }
std::optional<Form> form_of(std::string_view text) { return named<Form>(forms, text); }
std::string_view text(State state) { return states[static_cast<std::size_t>(state)]; }

std::string text_of_kept(const Study& study) {
  json::object out{{"title", study.title},
                   {"by", study.by.text()},
                   {"started_at", to_text(study.started_at)},
                   {"form", text(study.form)},
                   {"input_hash", study.input_hash},
                   {"version", study.version},
                   {"options", object_of(study.options)},
                   {"state", text(study.state)},
                   {"failure", study.failure},
                   {"inside", study.inside},
                   {"outside", study.outside}};
  if (!study.runner.empty()) out["runner"] = study.runner;
  if (study.ended_at) out["ended_at"] = to_text(*study.ended_at);
  if (study.population) out["population"] = object_of(*study.population);
  return json::serialize(out);
}

std::optional<Study> kept_study(DocumentId id, std::int64_t revision, std::string_view text) {
  try {
    auto out = study_of(json::parse(text).as_object());
    out.id = id;
    out.revision = revision;
    return out;
  } catch (const std::exception&) {  // what is sealed was written by us: it is damaged
    return std::nullopt;
  }
}

}  // namespace ts::studies
