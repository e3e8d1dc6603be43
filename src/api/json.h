#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "base/field_class.h"
#include "base/id.h"
#include "catalogue/value.h"

/// JSON in: field by field, every problem at once.
namespace ts::api {

/// The object in a request's body. `Failure{invalid, "json.malformed"}` when it is not JSON, not
/// UTF-8, deeper than 16 levels, or no object.
boost::json::object parse_object(std::string_view body);

/// Reads the members of one object; what is missing or wrong is collected, and `finish` throws it
/// all at once, with every member that nobody asked for ("field.unknown").
class Form {
 public:
  explicit Form(const boost::json::object& object, std::string prefix = {},
                std::vector<Problem>* parent = nullptr);

  /// Empty and a problem when it is missing or not text. Longer than `most` bytes is a problem.
  std::string text(std::string_view name, std::size_t most = 4096);
  std::optional<std::string> optional_text(std::string_view name, std::size_t most = 4096);
  std::optional<bool> optional_flag(std::string_view name);
  std::optional<double> optional_number(std::string_view name);
  /// A number that is not whole, or does not fit, is a problem.
  std::optional<std::int64_t> optional_integer(std::string_view name);
  /// Zero and a problem when it is missing or none.
  std::int64_t integer(std::string_view name);

  template <class IdType>
  std::optional<IdType> optional_id(std::string_view name) {
    const auto given = optional_text(name);
    if (!given) return std::nullopt;
    const auto id = IdType::parse(*given);
    if (!id) problem(name, "id.malformed");
    return id;
  }
  template <class IdType>
  IdType id(std::string_view name) {
    const auto given = text(name);
    const auto id = IdType::parse(given);
    if (!id && !given.empty()) problem(name, "id.malformed");
    return id.value_or(IdType{});
  }

  /// Letters of field classes, "KSA"; missing or none is a problem.
  ClassSet classes(std::string_view name);

  /// {field: value}; problems are named by the field.
  catalogue::Fields fields(std::string_view name);
  /// {field: value or null}; null clears.
  catalogue::Changes changes(std::string_view name);
  /// A list of text, at most `most`; none when it is missing.
  std::vector<std::string> texts(std::string_view name, std::size_t most);
  /// A list of objects, at most `most`, each read by `read(Form&)`; problems are "name[2].field".
  template <class F>
  void each(std::string_view name, std::size_t most, F&& read) {
    const auto* list = array(name, most);
    if (!list) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
      const auto at = prefix_ + std::string{name} + '[' + std::to_string(i) + ']';
      const auto* object = (*list)[i].if_object();
      if (!object) {
        problems_->push_back({at, "field.wrong_type"});
        continue;
      }
      Form form{*object, at + '.', problems_};
      read(form);
      form.refuse_unknown();
    }
  }

  void problem(std::string_view name, MessageKey key);
  void finish();

 private:
  const boost::json::value* take(std::string_view name);
  const boost::json::array* array(std::string_view name, std::size_t most);
  void refuse_unknown();

  const boost::json::object& object_;
  std::string prefix_;
  std::vector<std::string> taken_;
  std::vector<Problem> own_;
  std::vector<Problem>* problems_;
};

}  // namespace ts::api
