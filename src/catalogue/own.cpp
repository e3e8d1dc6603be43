#include "catalogue/own.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "lang/messages.h"
#include "lang/text.h"

namespace ts::catalogue {
namespace {

namespace json = boost::json;

constexpr std::size_t most_entries = 200;
constexpr double most_text = 20'000, most_number = 1e12;

/// Forms in which every type may stand without a rule of its own: what names people, colleagues or
/// files has rules.
constexpr std::array types{Type::text,    Type::long_text, Type::date,     Type::number,
                           Type::integer, Type::checkbox,  Type::picklist, Type::multi_picklist,
                           Type::country, Type::countries, Type::language, Type::organisation,
                           Type::time};

bool is_own_name(std::string_view name) {
  return name.starts_with("own_") && name.size() > 4 && name.size() <= 64 &&
         std::all_of(name.begin() + 4, name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

/// One object of the file, read member by member; what is wrong is noted under its place.
class OwnEntry {
 public:
  OwnEntry(const json::value& value, std::string place, std::vector<Problem>& problems)
      : object_{value.if_object()}, place_{std::move(place)}, problems_{problems} {
    if (!object_) problem("", "field.wrong_type");
  }

  std::string text(std::string_view name) {
    const auto* found = take(name);
    if (found && found->is_string()) return std::string{found->get_string()};
    problem(name, found ? MessageKey{"field.wrong_type"} : MessageKey{"field.required"});
    return {};
  }
  bool flag(std::string_view name) {
    const auto* found = take(name);
    if (found && !found->is_bool()) problem(name, "field.wrong_type");
    return found && found->is_bool() && found->get_bool();
  }
  double number_or(std::string_view name, double otherwise) {
    const auto* found = take(name);
    if (!found) return otherwise;
    if (found->is_number()) return found->to_number<double>();
    problem(name, "field.wrong_type");
    return otherwise;
  }
  const json::array& list(std::string_view name) {
    static const json::array none;
    const auto* found = take(name);
    if (found && !found->is_array()) problem(name, "field.wrong_type");
    if (!found || !found->is_array()) return none;
    if (found->get_array().size() > most_entries) problem(name, "field.too_long");
    return found->get_array();
  }
  /// Texts by language, English among them.
  void labels(std::string_view name, const std::string& key, bool needed, Own& out) {
    const auto* found = take(name);
    const auto* texts = found ? found->if_object() : nullptr;
    if (found && !texts) problem(name, "field.wrong_type");
    if (texts)
      for (const auto& [language, said] : *texts) {
        const auto cleaned =
            said.is_string() ? lang::clean(std::string_view{said.get_string()}) : std::nullopt;
        if (!lang::is_spoken(language) || !cleaned || cleaned->empty() || cleaned->size() > 400)
          problem(name, "field.wrong_type");
        else
          out.labels[key][std::string{language}] = *cleaned;
      }
    const auto here = out.labels.find(key);
    if ((needed || found) && (here == out.labels.end() || !here->second.contains("en")))
      problem(name, "own.no_label");
  }
  void problem(std::string_view name, MessageKey key) {
    problems_.push_back(
        {place_ + (name.empty() || place_.empty() ? "" : ".") + std::string{name}, key});
  }
  void refuse_unknown() {
    if (!object_) return;
    for (const auto& [name, value] : *object_)
      if (!taken_.contains(name)) problem(name, "field.unknown");
  }
  std::vector<Problem>& problems() { return problems_; }

 private:
  const json::value* take(std::string_view name) {
    taken_.emplace(name);
    return object_ ? object_->if_contains(name) : nullptr;
  }

  const json::object* object_;
  std::string place_;
  std::vector<Problem>& problems_;
  std::set<std::string, std::less<>> taken_;
};

std::string place(std::string_view list, std::size_t i) {
  return std::string{list} + '[' + std::to_string(i) + ']';
}

void read_type(OwnEntry& entry, Field& field) {
  const auto name = entry.text("type");
  const auto found =
      std::find_if(types.begin(), types.end(), [&](Type type) { return text(type) == name; });
  if (found == types.end()) return entry.problem("type", "field.not_a_choice");
  field.type = *found;
  field.repeatable = field.type == Type::multi_picklist || field.type == Type::countries;
  const bool is_number = field.type == Type::number || field.type == Type::integer;
  const bool is_text =
      field.type == Type::text || field.type == Type::long_text || field.type == Type::organisation;
  field.min = is_number ? entry.number_or("min", 0) : 0;
  const double most = is_number ? most_number : is_text ? most_text : 0;
  if (is_number || is_text) field.max = entry.number_or("max", is_number ? most : 200);
  if ((is_number || is_text) &&
      !(field.max > field.min && field.max <= most && field.min >= -most_number))
    entry.problem("max", "field.out_of_range");
}

void read_values(OwnEntry& entry, const std::string& at, Field& field, Own& out) {
  const bool chosen = field.type == Type::picklist || field.type == Type::multi_picklist;
  const auto& list = entry.list("values");
  if (chosen == list.empty()) entry.problem("values", "field.required");
  for (std::size_t i = 0; i < list.size(); ++i) {
    OwnEntry value{list[i], at + '.' + place("values", i), entry.problems()};
    auto code = value.text("code");
    if (!is_own_name("own_" + code)) value.problem("code", "own.name");
    if (std::find(field.values.begin(), field.values.end(), code) != field.values.end())
      value.problem("code", "own.taken");
    value.labels("label", "value." + field.name + '.' + code, true, out);
    value.refuse_unknown();
    field.values.push_back(std::move(code));
  }
}

void read_field(const Catalogue& base, const json::value& json, std::size_t i,
                std::vector<Problem>& problems, Own& out) {
  const auto at = place("fields", i);
  OwnEntry entry{json, at, problems};
  Field field;
  field.name = entry.text("name");
  field.more = entry.flag("more");
  if (!is_own_name(field.name)) entry.problem("name", "own.name");
  for (const auto& [other, section] : out.fields)
    if (other.name == field.name) entry.problem("name", "own.taken");
  field.kind = entry.text("kind");
  const auto section = entry.text("section");
  const auto* kind = base.kind(field.kind);
  if (!kind || kind->internal)
    entry.problem("kind", "field.not_a_choice");
  else if (std::none_of(kind->sections.begin(), kind->sections.end(),
                        [&](const Section& each) { return each.name == section; }))
    entry.problem("section", "field.not_a_choice");
  const auto letter = entry.text("class");
  const auto field_class = letter.size() == 1 ? field_class_of(letter[0]) : std::nullopt;
  if (!field_class || *field_class == FieldClass::counts)
    entry.problem("class", "field.not_a_choice");
  field.field_class = field_class.value_or(FieldClass::contact);
  read_type(entry, field);
  read_values(entry, at, field, out);
  entry.labels("label", "field." + field.name, true, out);
  entry.labels("help", "help." + field.name, false, out);
  entry.refuse_unknown();
  out.fields.emplace_back(std::move(field), section);
}

void read_value(const Catalogue& base, const json::value& json, std::size_t i,
                std::vector<Problem>& problems, Own& out) {
  OwnEntry entry{json, place("values", i), problems};
  const auto name = entry.text("field");
  const auto code = entry.text("code");
  const auto* field = base.field(name);
  if (!field || field->values.empty()) entry.problem("field", "field.not_a_choice");
  if (!is_own_name(code)) entry.problem("code", "own.name");
  const std::pair said{name, code};
  if (std::find(out.values.begin(), out.values.end(), said) != out.values.end())
    entry.problem("code", "own.taken");
  entry.labels("label", "value." + name + '.' + code, true, out);
  entry.refuse_unknown();
  out.values.push_back(said);
}

}  // namespace

Own read_own(const Catalogue& base, std::string_view text) {
  boost::system::error_code error;
  const auto parsed = json::parse(text, error);
  if (error || !parsed.is_object()) throw Failure{Fault::invalid, "own.malformed"};
  std::vector<Problem> problems;
  Own out;
  OwnEntry whole{parsed, "", problems};
  const auto& fields = whole.list("fields");
  for (std::size_t i = 0; i < fields.size(); ++i) read_field(base, fields[i], i, problems, out);
  const auto& values = whole.list("values");
  for (std::size_t i = 0; i < values.size(); ++i) read_value(base, values[i], i, problems, out);
  whole.refuse_unknown();
  refuse_if_any(std::move(problems));
  return out;
}

}  // namespace ts::catalogue
