#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "base/field_class.h"
#include "catalogue/value.h"

namespace ts::catalogue {

enum class Type {
  text,
  long_text,
  date,
  number,
  integer,
  checkbox,
  picklist,
  multi_picklist,
  country,
  countries,
  language,
  organisation,
  colleague,
  time,    ///< "09:30", of an appointment
  person,  ///< the record of a person in the same case
  file     ///< what lies beside the record (catalogue/file.h)
};

/// "long_text", as in data/catalogue/fields.json.
std::string_view text(Type type);

/// One field of the catalogue, as data/catalogue/fields.json defines it.
struct Field {
  std::string name;  ///< as published by HTCDS 2.0, or with our prefix `tsn_`
  std::string kind;
  Type type = Type::text;
  FieldClass field_class = FieldClass::admin;
  bool core = false;      ///< HTCDS core
  bool required = false;  ///< a record of this kind is not complete without it
  bool repeatable = false;
  bool in_list = false;    ///< shown as a column of lists
  bool name_part = false;  ///< part of a person's name: searched by sound
  /// "phone" or "number": a person is found by it, however it is spaced.
  std::string find = {};
  bool more = false;                ///< asked only when there is more to say
  bool retired = false;             ///< no longer in the standard: read and imported, not asked for
  double min = 0, max = 0;          ///< numbers: bounds; text: `max` characters
  std::vector<std::string> values;  ///< picklists: the published value names, in their order
};

struct Section {
  std::string name;
  std::vector<std::string> fields;  ///< in the order of the form
};

/// A date of a kind of record on which something is due.
struct Due {
  std::string field;
  /// The field that says that it is done: by being filled, or by holding one of `values`. Empty:
  /// what is due stays so until its date is changed.
  std::string done;
  std::vector<std::string> values = {};
};

/// Records to begin with: one for each value of a field, which is all that it holds.
struct Template {
  std::string name;
  std::string field;
};

/// A kind of record.
struct Kind {
  std::string name;
  std::string table;  ///< the HTCDS table it comes from
  bool one_per_case = false;
  bool required = false;  ///< a case cannot be opened without one
  bool internal = false;  ///< written by the program: no form of its own
  std::string tab;        ///< the part of the case page where it stands; empty: in none
  std::vector<std::string> head = {};  ///< what says in one line which record it is
  std::vector<Due> due = {};
  std::vector<Template> templates = {};
  bool two_people = false;  ///< a second person signs it
  std::string helps = {};   ///< the date on which help was given, where that is what it records
  std::vector<Section> sections;
};

struct Own;

/// Everything that can be recorded: kinds and fields as data. Immutable; shared by all threads.
class Catalogue {
 public:
  /// Reads the two files of data/catalogue. Data that contradicts itself is a `Bug`.
  Catalogue(std::string_view kinds_json, std::string_view fields_json);
  /// With what an organisation adds for itself (catalogue/own.h).
  Catalogue(const Catalogue& base, const Own& own);
  /// The catalogue built into the program.
  static const Catalogue& built_in();

  const std::vector<Kind>& kinds() const { return kinds_; }
  const std::vector<Field>& fields() const { return fields_; }
  const Kind* kind(std::string_view name) const;    ///< null when there is none
  const Field* field(std::string_view name) const;  ///< null when there is none

  /// What "field.tsn_CalledName", "value.…", "help.…", "kind.…" or "section.…" is called in this
  /// language, or in English; nothing when it has no such text.
  std::optional<std::string> label(std::string_view key, std::string_view language) const;

  /// What is wrong with a whole body of a new record, every problem at once: a field that is not
  /// of this kind ("field.unknown"), of the wrong type ("field.wrong_type"), too long
  /// ("field.too_long"), out of bounds ("field.out_of_range"), not a date ("date.malformed"), not
  /// a time of day ("time.malformed"), not
  /// a value of its list ("field.not_a_choice"), not text ("field.not_text"), or missing though
  /// required ("field.required"). Text is cleaned (`lang::clean`) in place; empty text and empty
  /// lists are dropped, for an empty box says nothing.
  std::vector<Problem> check(std::string_view kind, Fields& fields) const;

  /// The same for a change; a required field cannot be cleared. Empty text clears.
  std::vector<Problem> check(std::string_view kind, Changes& changes) const;

 private:
  void ensure_kinds_name_their_own() const;
  std::vector<Kind> kinds_;
  std::vector<Field> fields_;
  std::map<std::string, std::size_t, std::less<>> field_by_name_;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> own_labels_;
};

}  // namespace ts::catalogue
