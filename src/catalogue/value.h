#pragma once

#include <boost/container/flat_map.hpp>
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/json_text.h"

namespace ts::catalogue {

/// What a field can hold. Dates are text in EDTF (`base/time.h`, PartialDate), picklists are their
/// published value names, several of them are a list.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// The body of a record, or the part of it that is of one field class. Some ten, read far more
/// often than written, so they lie together.
using Fields = boost::container::flat_map<std::string, Value, std::less<>>;

template <class FlatMap, class Predicate>
void erase_if(FlatMap& map, const Predicate& superfluous) {
  for (auto each = map.begin(); each != map.end();)
    each = superfluous(*each) ? map.erase(each) : each + 1;
}

/// A change to a body: a value to set, or nothing to clear the field.
using Changes = std::map<std::string, std::optional<Value>, std::less<>>;

/// The text of that name; empty when there is none, or it is no text.
std::string_view text_in(const Fields& fields, std::string_view name);

boost::json::value to_json(const Value& value);
boost::json::object to_json(const Fields& fields);

void write(JsonText& out, const Value& value);

/// Nothing when the JSON is of no shape that a field can hold (an object, null, a list of numbers).
std::optional<Value> value_of(const boost::json::value& json);

/// What is sealed: one byte of version, then the canonical JSON of the fields (sorted by name).
Bytes encode(const Fields& fields);
/// Nothing when the bytes are not what `encode` makes.
std::optional<Fields> decode(BytesView bytes);

}  // namespace ts::catalogue
