#include <boost/json.hpp>
#include <cmath>
#include <iostream>

#include "base/large.h"
#include "cli/cli.h"
#include "cli/private_matching.h"
#include "formats/csv.h"
#include "formats/out_folder.h"
#include "private_matching/code_file.h"

namespace ts::cli {
namespace {

using namespace ts::private_matching;

/// Which column is what: {"given_name": "First name", ...}; what is not said is found by its
/// header.
Columns columns_from(const std::string& schema) {
  Columns out;
  if (schema.empty()) return out;
  boost::system::error_code error;
  const auto json = boost::json::parse(formats::read_text_file(schema), error);
  if (error || !json.is_object()) throw Failure{Fault::invalid, "codes.bad_schema"};
  for (const auto& [name, value] : json.get_object()) {
    std::string* column = name == "id"            ? &out.id
                          : name == "given_name"  ? &out.given_name
                          : name == "family_name" ? &out.family_name
                          : name == "birth_date"  ? &out.birth_date
                          : name == "place"       ? &out.place
                                                  : nullptr;
    if (column == nullptr || !value.is_string()) throw Failure{Fault::invalid, "codes.bad_schema"};
    *column = std::string{value.get_string()};
  }
  return out;
}

CodesRead codes_in(const std::string& file) {
  const auto text = formats::read_text_file(file);
  return read_codes(bytes_of(text));
}

}  // namespace

int encode_list(const EncodeOptions& options) {
  const auto key = vault::key_of_file(options.key_file);
  formats::OutFolder out{options.out};
  const auto read =
      read_people(formats::read_text_file(options.list), columns_from(options.schema));
  const auto encoded =
      encode(normals_of(read.people), key, crypto::Secret::random(), options.threads);
  formats::CsvWriter people;
  people.cell("number").cell("id").end_row();
  for (std::size_t i = 0; i < read.ids.size(); ++i)
    people.number(static_cast<std::int64_t>(i + 1)).cell(read.ids[i]).end_row();
  out.write("list.tsc", text_of(write_codes(encoded)));
  out.write("people.csv", people.text());
  out.publish();
  std::cout << say("codes.made") << '\n';
  return done;
}

int match_lists(const MatchOptions& options) {
  keep_freed_memory();
  if (options.at && !(*options.at > 0 && *options.at <= 1))
    throw Failure{Fault::invalid, "codes.bad_threshold"};
  const auto a = codes_in(options.a), b = codes_in(options.b);
  if (a.fingerprint != b.fingerprint) throw Failure{Fault::invalid, "psi.other_normal"};
  AlikeFrom from;
  if (options.at) from = {*options.at, *options.at};
  formats::OutFolder out{options.out};
  const auto pairs = one_to_one(alike(a.encoded, b.encoded, from, best_path(), options.threads));
  formats::CsvWriter csv;
  for (const auto* name : {"number_a", "number_b", "above_threshold"}) csv.cell(name);
  csv.end_row();
  for (const auto& pair : pairs) {
    csv.number(static_cast<std::int64_t>(pair.a + 1)).number(static_cast<std::int64_t>(pair.b + 1));
    csv.number(std::round(pair.strength * 1000) / 1000).end_row();
  }
  out.write("matches.csv", csv.text());
  out.publish();
  if (pairs.empty()) std::cout << say("psi.found_nobody") << '\n';
  return done;
}

}  // namespace ts::cli
