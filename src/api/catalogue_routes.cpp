#include <algorithm>

#include "api/api.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "api/views.h"
#include "catalogue/catalogue.h"
#include "lang/countries.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using catalogue::Field;

/// The catalogue of an organisation in one language.
class Words {
 public:
  Words(const catalogue::Catalogue& all, std::string_view language)
      : all_{all}, language_{language} {}
  std::string label(const std::string& key, std::string_view otherwise) const {
    return all_.label(key, language_).value_or(std::string{otherwise});
  }
  std::optional<std::string> help(const Field& field) const {
    return all_.label("help." + field.name, language_);
  }

 private:
  const catalogue::Catalogue& all_;
  std::string_view language_;
};

json::object field_view(const Field& field, bool writable, const Words& words) {
  json::object out{{"name", field.name},
                   {"kind", field.kind},
                   {"type", catalogue::text(field.type)},
                   {"class", std::string{letter_of(field.field_class)}},
                   {"label", words.label("field." + field.name, field.name)},
                   {"core", field.core},
                   {"required", field.required},
                   {"repeatable", field.repeatable},
                   {"in_list", field.in_list},
                   {"writable", writable && !field.retired},
                   {"more", field.more || field.retired}};
  if (const auto help = words.help(field)) out["help"] = *help;
  if (field.max != 0) out["max"] = field.max;
  if (field.min != 0) out["min"] = field.min;
  if (!field.values.empty())
    out["values"] = list_of(field.values, [&](const std::string& code) {
      return json::object{{"code", code},
                          {"label", words.label("value." + field.name + '.' + code, code)}};
    });
  return out;
}

json::array templates_view(const catalogue::Catalogue& all, const catalogue::Kind& kind,
                           const Words& words) {
  return list_of(kind.templates, [&](const catalogue::Template& made) {
    const auto key = "template." + kind.name + '.' + made.name;
    return json::object{{"name", made.name},
                        {"label", words.label(key, made.name)},
                        {"field", made.field},
                        {"values", list_of(all.field(made.field)->values,
                                           [](const auto& code) { return json::value(code); })}};
  });
}

/// What figures can be counted by (frames/).
bool is_countable(catalogue::Type type) {
  using catalogue::Type;
  return type == Type::picklist || type == Type::multi_picklist || type == Type::country ||
         type == Type::countries || type == Type::language || type == Type::checkbox ||
         type == Type::integer;
}

/// What whoever makes releases chooses among; nothing for others.
std::vector<std::string> released(const node::Organisation& org, access::Role role) {
  if (access::Policy::built_in().scope(role, Action::release_make) == access::Scope::none)
    return {};
  return org.frames().publishable();
}

/// Kinds and fields that this role may read, perhaps after giving a reason, or write.
http::Response catalogue_view(node::Node& node, const Call& call) {
  const auto& policy = access::Policy::built_in();
  const auto role = call.who().role;
  const auto writes = policy.writes(role);
  const auto known =
      policy.reads(role) | policy.with_reason(role) | policy.of_packets(role) | writes;
  const auto& org = home(node, call);
  const auto& all = org.catalogue();
  const Words words{all, call.language};
  // Who sees figures of everybody chooses what to count by, and reads the labels of the values.
  const bool figures = policy.scope(role, Action::count_read) == access::Scope::safe;
  const auto chosen_from = released(org, role);

  json::array fields;
  for (const auto& field : all.fields())
    if (known.has(field.field_class) || (figures && is_countable(field.type)) ||
        std::find(chosen_from.begin(), chosen_from.end(), field.name) != chosen_from.end())
      fields.push_back(field_view(field, writes.has(field.field_class), words));

  json::array kinds;
  for (const auto& kind : all.kinds()) {
    json::array sections;
    for (const auto& section : kind.sections) {
      json::array names;
      for (const auto& name : section.fields)
        if (known.has(all.field(name)->field_class)) names.push_back(json::value(name));
      if (!names.empty())
        sections.push_back(json::object{
            {"name", section.name},
            {"label", words.label("section." + kind.name + '.' + section.name, section.name)},
            {"fields", names}});
    }
    json::array head;
    for (const auto& name : kind.head)
      if (known.has(all.field(name)->field_class)) head.push_back(json::value(name));
    if (!sections.empty())
      kinds.push_back(json::object{{"name", kind.name},
                                   {"tab", kind.tab},
                                   {"head", head},
                                   {"two_people", kind.two_people},
                                   {"templates", templates_view(all, kind, words)},
                                   {"label", words.label("kind." + kind.name, kind.name)},
                                   {"one_per_case", kind.one_per_case},
                                   {"required", kind.required},
                                   {"internal", kind.internal},
                                   {"sections", sections}});
  }
  return json_response(json::object{{"kinds", kinds}, {"fields", fields}});
}

http::Response coded(const std::vector<lang::Coded>& items) {
  return json_response(json::object{{"items", list_of(items, [](const lang::Coded& item) {
                                       return json::object{{"code", item.code},
                                                           {"name", item.name}};
                                     })}});
}

}  // namespace

void add_catalogue_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/catalogue",
              .action = Action::account_self,
              .summary = "Kinds and fields that this role may read or write, with labels",
              .takes = "",
              .gives = "Catalogue",
              .answer = bound(node, catalogue_view)});
  router.add({.method = "GET",
              .path = "/countries",
              .action = Action::account_self,
              .summary = "Countries (ISO 3166), named in the language asked for",
              .takes = "",
              .gives = "CodedList",
              .answer = [](const Call& call) { return coded(lang::countries(call.language)); }});
  router.add({.method = "GET",
              .path = "/languages",
              .action = Action::account_self,
              .summary = "Languages (ISO 639), named in the language asked for",
              .takes = "",
              .gives = "CodedList",
              .answer = [](const Call& call) { return coded(lang::languages(call.language)); }});
}

}  // namespace ts::api
