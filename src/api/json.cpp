#include "api/json.h"

#include <algorithm>

namespace ts::api {

namespace json = boost::json;

json::object parse_object(std::string_view body) {
  json::parse_options options;
  options.max_depth = 16;
  boost::system::error_code error;
  auto value = json::parse(body, error, {}, options);
  if (error || !value.is_object()) throw Failure{Fault::invalid, "json.malformed"};
  return std::move(value.as_object());
}

Form::Form(const json::object& object, std::string prefix, std::vector<Problem>* parent)
    : object_{object}, prefix_{std::move(prefix)}, problems_{parent ? parent : &own_} {}

const json::value* Form::take(std::string_view name) {
  taken_.emplace_back(name);
  const auto* found = object_.if_contains(name);
  return found && !found->is_null() ? found : nullptr;
}

void Form::problem(std::string_view name, MessageKey key) {
  problems_->push_back({prefix_ + std::string{name}, key});
}

std::optional<std::string> Form::optional_text(std::string_view name, std::size_t most) {
  const auto* found = take(name);
  if (!found) return std::nullopt;
  if (!found->is_string()) {
    problem(name, "field.wrong_type");
    return std::nullopt;
  }
  if (found->as_string().size() > most) {
    problem(name, "field.too_long");
    return std::nullopt;
  }
  return std::string{found->as_string()};
}

std::string Form::text(std::string_view name, std::size_t most) {
  const auto before = problems_->size();
  auto out = optional_text(name, most);
  if (!out || out->empty()) {
    if (problems_->size() == before) problem(name, "field.required");
    return {};
  }
  return std::move(*out);
}

std::optional<bool> Form::optional_flag(std::string_view name) {
  const auto* found = take(name);
  if (!found) return std::nullopt;
  if (!found->is_bool()) {
    problem(name, "field.wrong_type");
    return std::nullopt;
  }
  return found->as_bool();
}

std::optional<double> Form::optional_number(std::string_view name) {
  const auto* found = take(name);
  if (!found) return std::nullopt;
  if (!found->is_number()) {
    problem(name, "field.wrong_type");
    return std::nullopt;
  }
  return found->to_number<double>();
}

std::optional<std::int64_t> Form::optional_integer(std::string_view name) {
  const auto* found = take(name);
  if (!found) return std::nullopt;
  boost::system::error_code error;
  const auto out = found->is_number() ? found->to_number<std::int64_t>(error) : 0;
  if (error || !found->is_number()) {
    problem(name, "field.wrong_type");
    return std::nullopt;
  }
  return out;
}

std::int64_t Form::integer(std::string_view name) {
  const auto before = problems_->size();
  const auto out = optional_integer(name);
  if (!out && problems_->size() == before) problem(name, "field.required");
  return out.value_or(0);
}

ClassSet Form::classes(std::string_view name) {
  ClassSet out;
  for (const char letter : text(name, field_class_letters.size())) {
    if (const auto field_class = field_class_of(letter))
      out.add(*field_class);
    else
      problem(name, "field.not_a_choice");
  }
  return out;
}

catalogue::Fields Form::fields(std::string_view name) {
  catalogue::Fields out;
  for (auto& [field, value] : changes(name)) {
    if (value) out[field] = std::move(*value);
  }
  return out;
}

catalogue::Changes Form::changes(std::string_view name) {
  catalogue::Changes out;
  const auto* found = take(name);
  if (!found || !found->is_object()) {
    problem(name, found ? MessageKey{"field.wrong_type"} : MessageKey{"field.required"});
    return out;
  }
  for (const auto& [field, value] : found->as_object()) {
    if (value.is_null()) {
      out[std::string{field}] = std::nullopt;
      continue;
    }
    auto parsed = catalogue::value_of(value);
    if (parsed)
      out[std::string{field}] = std::move(parsed);
    else
      problem(field.size() <= 64 ? std::string_view{field} : "?", "field.wrong_type");
  }
  return out;
}

const json::array* Form::array(std::string_view name, std::size_t most) {
  const auto* found = take(name);
  if (!found) {
    problem(name, "field.required");
    return nullptr;
  }
  const auto* list = found->if_array();
  if (!list) problem(name, "field.wrong_type");
  if (list && list->size() > most) {
    problem(name, "field.too_long");
    return nullptr;
  }
  return list;
}

std::vector<std::string> Form::texts(std::string_view name, std::size_t most) {
  if (!object_.contains(name)) return {};
  std::vector<std::string> out;
  const auto* list = array(name, most);
  if (!list) return out;
  constexpr std::size_t longest = 4096;
  for (const auto& each : *list) {
    const auto* text = each.if_string();
    if (!text) {
      problem(name, "field.wrong_type");
      return {};
    }
    if (text->size() > longest) {
      problem(name, "field.too_long");
      return {};
    }
    out.emplace_back(*text);
  }
  return out;
}

void Form::refuse_unknown() {
  for (const auto& member : object_) {
    const std::string_view key = member.key();
    if (std::find(taken_.begin(), taken_.end(), key) != taken_.end()) continue;
    // The name came from outside: it is said again only when it looks like a name of ours.
    const bool name_like = key.size() <= 32 && std::all_of(key.begin(), key.end(), [](char c) {
                             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
                           });
    problem(name_like ? key : "?", "field.unknown");
  }
}

void Form::finish() {
  refuse_unknown();
  refuse_if_any(std::move(*problems_));
}

}  // namespace ts::api
