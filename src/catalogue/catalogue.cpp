#include "catalogue/catalogue.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <span>

#include "base/data.h"
#include "catalogue/own.h"
#include "lang/messages.h"

namespace ts::catalogue {

namespace json = boost::json;

namespace {

constexpr std::pair<std::string_view, Type> type_names[] = {
    {"text", Type::text},           {"long_text", Type::long_text},
    {"date", Type::date},           {"number", Type::number},
    {"integer", Type::integer},     {"checkbox", Type::checkbox},
    {"picklist", Type::picklist},   {"multi_picklist", Type::multi_picklist},
    {"country", Type::country},     {"countries", Type::countries},
    {"language", Type::language},   {"organisation", Type::organisation},
    {"colleague", Type::colleague}, {"time", Type::time},
    {"person", Type::person},       {"file", Type::file}};

constexpr std::string_view words_of_a_field[] = {
    "name",      "kind", "type",    "class", "core", "htcds",  "required", "repeatable", "in_list",
    "name_part", "more", "retired", "min",   "max",  "values", "encoding", "reason",     "find"};
constexpr std::string_view words_of_a_kind[] = {
    "name", "table",    "per_case", "required",   "internal", "tab",      "head",
    "due",  "sections", "reason",   "two_people", "helps",    "templates"};

json::array array_of(std::string_view text) {
  boost::system::error_code error;
  auto parsed = json::parse(text, error);
  ensure(!error && parsed.is_array());
  return std::move(parsed.get_array());
}

/// One object of the two files. What is not there, or of another type, is a `Bug`.
class Entry {
 public:
  explicit Entry(const json::value& value) : object_{value.if_object()} {
    ensure(object_ != nullptr);
  }

  std::string text(std::string_view name) const {
    const auto* found = object_->if_contains(name);
    ensure(found && found->is_string());
    return std::string{found->get_string()};
  }

  /// False when it is not said.
  bool flag(std::string_view name) const {
    const auto* found = object_->if_contains(name);
    if (!found) return false;
    ensure(found->is_bool());
    return found->get_bool();
  }

  std::string text_or_empty(std::string_view name) const {
    return has(name) ? text(name) : std::string{};
  }

  double number_or_zero(std::string_view name) const {
    const auto* found = object_->if_contains(name);
    if (!found) return 0;
    ensure(found->is_number());
    return found->to_number<double>();
  }

  const json::array& list(std::string_view name) const {
    const auto* found = object_->if_contains(name);
    ensure(found && found->is_array());
    return found->get_array();
  }

  std::vector<std::string> texts(std::string_view name) const {
    std::vector<std::string> out;
    for (const auto& each : list(name)) {
      ensure(each.is_string());
      out.emplace_back(each.get_string());
    }
    return out;
  }

  bool has(std::string_view name) const { return object_->contains(name); }

  /// A word that nobody reads is a mistake in the data.
  void only(std::span<const std::string_view> words) const {
    for (const auto& [word, value] : *object_)
      ensure(std::find(words.begin(), words.end(), std::string_view{word}) != words.end());
  }

 private:
  const json::object* object_;
};

Type type_of(std::string_view name) {
  const auto* const found = std::find_if(std::begin(type_names), std::end(type_names),
                                         [&](const auto& each) { return each.first == name; });
  ensure(found != std::end(type_names));
  return found->second;
}

FieldClass class_of(std::string_view letter) {
  ensure(letter.size() == 1);
  const auto found = field_class_of(letter[0]);
  ensure(found.has_value());
  return *found;
}

Field field_of(const Entry& entry) {
  entry.only(words_of_a_field);
  Field out;
  out.name = entry.text("name");
  out.kind = entry.text("kind");
  out.type = type_of(entry.text("type"));
  out.field_class = class_of(entry.text("class"));
  out.core = entry.flag("core");
  out.required = entry.flag("required");
  out.repeatable = entry.flag("repeatable");
  out.in_list = entry.flag("in_list");
  out.name_part = entry.flag("name_part");
  out.find = entry.text_or_empty("find");
  ensure(out.find.empty() || out.find == "phone" || out.find == "number" || out.find == "alleged");
  out.more = entry.flag("more");
  out.retired = entry.flag("retired");
  out.min = entry.number_or_zero("min");
  out.max = entry.number_or_zero("max");
  if (entry.has("values")) out.values = entry.texts("values");
  // A field is either a published one, or ours; of ours, itself or its kind says why it is needed.
  ensure(entry.flag("htcds") != out.name.starts_with("tsn_"));
  ensure(!entry.flag("htcds") || !entry.has("reason"));
  ensure(!out.core || entry.flag("htcds"));
  return out;
}

void ensure_consistent(const Field& field) {
  const auto is_list = field.type == Type::multi_picklist || field.type == Type::countries;
  ensure(field.repeatable == is_list);
  const auto is_picklist = field.type == Type::picklist || field.type == Type::multi_picklist;
  ensure(is_picklist != field.values.empty());
  const std::set<std::string_view> distinct{field.values.begin(), field.values.end()};
  ensure(distinct.size() == field.values.size());
  const auto is_text =
      field.type == Type::text || field.type == Type::long_text || field.type == Type::organisation;
  const auto is_number = field.type == Type::number || field.type == Type::integer;
  ensure((is_text || is_number) == (field.max > field.min));
  ensure(!field.name_part || field.type == Type::text);
}

std::vector<Due> due_of(const Entry& entry) {
  std::vector<Due> out;
  if (!entry.has("due")) return out;
  for (const auto& each : entry.list("due")) {
    const Entry due{each};
    out.push_back({.field = due.text("field"), .done = due.text_or_empty("done")});
    if (due.has("values")) out.back().values = due.texts("values");
  }
  return out;
}

Kind kind_of(const Entry& entry) {
  entry.only(words_of_a_kind);
  Kind out;
  out.name = entry.text("name");
  out.table = entry.text("table");
  const auto per_case = entry.text("per_case");
  ensure(per_case == "one" || per_case == "many");
  out.one_per_case = per_case == "one";
  out.required = entry.flag("required");
  out.internal = entry.flag("internal");
  out.tab = entry.text_or_empty("tab");
  ensure(!out.internal || out.tab.empty());
  if (entry.has("head")) out.head = entry.texts("head");
  out.due = due_of(entry);
  if (entry.has("templates"))
    for (const auto& each : entry.list("templates")) {
      const Entry made{each};
      out.templates.push_back({made.text("name"), made.text("field")});
    }
  out.two_people = entry.flag("two_people");
  out.helps = entry.text_or_empty("helps");
  for (const auto& section : entry.list("sections")) {
    const Entry each{section};
    out.sections.push_back({each.text("name"), each.texts("fields")});
  }
  return out;
}

}  // namespace

Catalogue::Catalogue(std::string_view kinds_json, std::string_view fields_json) {
  std::set<std::string, std::less<>>
      explained;  // kinds that say why all of their fields are needed
  for (const auto& each : array_of(kinds_json)) {
    const Entry entry{each};
    auto read = kind_of(entry);
    ensure(kind(read.name) == nullptr);
    if (entry.has("reason")) explained.insert(read.name);
    kinds_.push_back(std::move(read));
  }
  for (const auto& each : array_of(fields_json)) {
    const Entry entry{each};
    auto read = field_of(entry);
    ensure_consistent(read);
    ensure(kind(read.kind) != nullptr);
    ensure(entry.flag("htcds") || entry.has("reason") || explained.contains(read.kind));
    ensure(field_by_name_.emplace(read.name, fields_.size()).second);
    fields_.push_back(std::move(read));
  }
  // Every field stands in the form of its kind, once.
  std::set<std::string_view> placed;
  for (const auto& each : kinds_) {
    for (const auto& section : each.sections) {
      for (const auto& name : section.fields) {
        const auto* found = field(name);
        ensure(found && found->kind == each.name && placed.insert(found->name).second);
      }
    }
  }
  ensure(placed.size() == fields_.size());
  ensure_kinds_name_their_own();
}

Catalogue::Catalogue(const Catalogue& base, const Own& own) : Catalogue{base} {
  for (const auto& [field, section] : own.fields) {
    ensure(field_by_name_.emplace(field.name, fields_.size()).second);
    ensure_consistent(field);
    const auto kind = std::find_if(kinds_.begin(), kinds_.end(),
                                   [&](const Kind& each) { return each.name == field.kind; });
    ensure(kind != kinds_.end());
    for (auto& each : kind->sections)
      if (each.name == section) each.fields.push_back(field.name);
    fields_.push_back(field);
  }
  for (const auto& [name, code] : own.values)
    fields_.at(field_by_name_.at(name)).values.push_back(code);
  own_labels_ = own.labels;
}

void Catalogue::ensure_kinds_name_their_own() const {
  for (const auto& each : kinds_) {
    const auto own = [&](std::string_view name) {
      const auto* found = field(name);
      ensure(found && found->kind == each.name);
      return found;
    };
    for (const auto& name : each.head) own(name);
    if (!each.helps.empty()) ensure(own(each.helps)->type == Type::date);
    for (const auto& due : each.due) {
      ensure(own(due.field)->type == Type::date);
      if (due.done.empty()) continue;
      const auto& choices = own(due.done)->values;
      for (const auto& value : due.values)
        ensure(std::find(choices.begin(), choices.end(), value) != choices.end());
    }
  }
}

std::string_view text(Type type) {
  const auto* const found = std::find_if(std::begin(type_names), std::end(type_names),
                                         [&](const auto& each) { return each.second == type; });
  ensure(found != std::end(type_names));
  return found->first;
}

const Catalogue& Catalogue::built_in() {
  static const Catalogue catalogue{data::file("catalogue/kinds.json"),
                                   data::file("catalogue/fields.json")};
  return catalogue;
}

const Kind* Catalogue::kind(std::string_view name) const {
  const auto found = std::find_if(kinds_.begin(), kinds_.end(),
                                  [&](const Kind& each) { return each.name == name; });
  return found == kinds_.end() ? nullptr : &*found;
}

std::optional<std::string> Catalogue::label(std::string_view key, std::string_view language) const {
  if (const auto own = own_labels_.find(key); own != own_labels_.end()) {
    const auto said = own->second.find(language);
    return said == own->second.end() ? own->second.at("en") : said->second;
  }
  auto out = lang::built_in("catalogue").text(language, key);
  if (out == key) return std::nullopt;
  return out;
}

const Field* Catalogue::field(std::string_view name) const {
  const auto found = field_by_name_.find(name);
  return found == field_by_name_.end() ? nullptr : &fields_[found->second];
}

}  // namespace ts::catalogue
