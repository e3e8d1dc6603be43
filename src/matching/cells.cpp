#include "matching/cells.h"

#include <algorithm>
#include <unordered_set>

#include "lang/text.h"

namespace ts::matching {
namespace {

using catalogue::Fields;
using catalogue::text_in;
using linkage::Kind;
using records::Record;

enum Column : std::size_t {
  name,
  born,
  age,
  age_told,
  sex,
  citizenship,
  language,
  phone,
  number,
  email,
  city,
  country,
  kin
};

const std::array<std::string, columns> column_names{
    "name",  "born",   "age",   "age_told", "sex",     "citizenship", "language",
    "phone", "number", "email", "city",     "country", "kin"};

/// Each word once, so that what somebody is called and what their papers say are one name.
class Words {
 public:
  void add(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find(' '), text.size());
      const auto word = text.substr(0, end);
      if (!word.empty() && seen_.insert(lang::fold(word)).second) {
        if (!out_.empty()) out_ += ' ';
        out_ += word;
      }
      text.remove_prefix(std::min(text.size(), end + 1));
    }
  }
  std::string take() { return std::move(out_); }

 private:
  std::unordered_set<std::string> seen_;
  std::string out_;
};

void add_names(Words& words, const Fields& person) {
  for (const auto* const part :
       {"prs_FirstName", "prs_MiddleName", "prs_SecondName", "tsn_CalledName"})
    words.add(text_in(person, part));
}

std::string name_of(const Fields& person) {
  Words words;
  add_names(words, person);
  auto out = words.take();
  return out.empty() ? std::string{text_in(person, "tsn_NameAsWritten")} : out;
}

/// One alone says something; of several it is not known which one another office took down.
std::string only_one(const Fields& fields, std::string_view field) {
  const auto found = fields.find(field);
  const auto* all =
      found == fields.end() ? nullptr : std::get_if<std::vector<std::string>>(&found->second);
  return all && all->size() == 1 ? all->front() : std::string{};
}

void set_age(Cells& cells, const Record& person, const std::vector<Record>& records) {
  for (const auto& record : records) {
    if (record.kind != "age") continue;
    const auto whose = text_in(record.fields, "tsn_AgePerson");
    const auto low = record.fields.find("tsn_AgeLow"), high = record.fields.find("tsn_AgeHigh");
    if ((!whose.empty() && whose != person.id.text()) || low == record.fields.end()) continue;
    // An age of which a range is known says too little to be compared.
    if (high != record.fields.end() && high->second != low->second) continue;
    cells[age] = std::to_string(std::get<std::int64_t>(low->second));
    cells[age_told] = text_in(record.fields, "tsn_AgeDate");
  }
}

const Record* with_id(const std::vector<Record>& records, std::string_view id) {
  const auto found = std::find_if(records.begin(), records.end(), [&](const Record& record) {
    return record.kind == "person" && (id.empty() || record.id.text() == id);
  });
  return found == records.end() ? nullptr : &*found;
}

}  // namespace

const linkage::Spec& spec() {
  static const linkage::Spec out{
      .comparisons = {{"name", Kind::name, {column_names[name]}},
                      {"birth",
                       Kind::date,
                       {column_names[born], column_names[age], column_names[age_told]}},
                      {"sex", Kind::exact, {column_names[sex]}},
                      {"citizenship", Kind::exact, {column_names[citizenship]}},
                      {"language", Kind::exact, {column_names[language]}},
                      {"phone", Kind::phone, {column_names[phone]}},
                      {"number", Kind::code, {column_names[number]}},
                      {"email", Kind::code, {column_names[email]}},
                      {"place", Kind::place, {column_names[city], column_names[country]}},
                      {"kin", Kind::kin, {column_names[kin]}}},
      .rules = {}};
  return out;
}

linkage::Table table_of(const std::vector<const Cells*>& people) {
  linkage::Table out{.names = {column_names.begin(), column_names.end()},
                     .columns = std::vector<std::vector<std::string_view>>(columns)};
  for (const auto* cells : people)
    for (std::size_t i = 0; i < columns; ++i) out.columns[i].push_back((*cells)[i]);
  return out;
}

Cells cells_of(const Fields& person) {
  Cells out;
  out[name] = name_of(person);
  out[born] = text_in(person, "prs_Birthdate");
  const auto gender = text_in(person, "prs_Gender");
  if (gender != "NonSpecifiedUnknown") out[sex] = gender;
  out[citizenship] = only_one(person, "prs_Citizenship");
  out[language] = text_in(person, "prs_PrimaryLanguage");
  out[phone] = text_in(person, "prs_MobilePhone");
  if (out[phone].empty()) out[phone] = text_in(person, "prs_HomePhone");
  out[number] = text_in(person, "prs_IdentityNumber");
  out[email] = text_in(person, "prs_Email");
  out[city] = text_in(person, "prs_MailingCity");
  // A country alone is where everybody is.
  if (!out[city].empty()) out[country] = text_in(person, "prs_MailingCountry");
  return out;
}

Cells cells_of(const Record& person, const std::vector<Record>& records) {
  auto out = cells_of(person.fields);
  if (out[born].empty()) set_age(out, person, records);
  // Who is in the case with them, and whom they seek.
  Words others;
  for (const auto& record : records) {
    if (record.kind == "person" && record.id != person.id) add_names(others, record.fields);
    if (record.kind == "tracing") others.add(text_in(record.fields, "tsn_TracingWhom"));
  }
  out[kin] = others.take();
  return out;
}

Cells cells_of_sought(const Record& tracing, const std::vector<Record>& records) {
  // A village and a district; a story is no place.
  constexpr std::size_t longest_place = 120;
  Cells out;
  out[name] = text_in(tracing.fields, "tsn_TracingWhom");
  out[citizenship] = text_in(tracing.fields, "tsn_TracingCountry");
  const auto places = text_in(tracing.fields, "tsn_TracingPlaces");
  if (places.size() <= longest_place) out[city] = places;
  if (!out[city].empty()) out[country] = text_in(tracing.fields, "tsn_TracingCountry");
  if (const auto* seeker = with_id(records, text_in(tracing.fields, "tsn_TracingFor")))
    out[kin] = name_of(seeker->fields);
  return out;
}

}  // namespace ts::matching
