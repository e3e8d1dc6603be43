#include "linkages/people.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/failure.h"
#include "formats/csv.h"
#include "lang/text.h"
#include "linkage/dates.h"

namespace ts::linkages {
namespace {

using linkage::Comparison;
using linkage::Kind;
using linkage::Table;

/// The words of a header: "Date_of_birth" is date, of, birth.
std::set<std::string> words_of(std::string_view header) {
  std::set<std::string> out;
  std::string word;
  for (const char c : lang::fold(header) + ' ') {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (letter) {
      word += c;
    } else if (!word.empty()) {
      out.insert(std::exchange(word, {}));
    }
  }
  return out;
}

enum class Meaning {
  nothing,
  record,
  given,
  family,
  name,
  kin,
  birth,
  age,
  told,
  place,
  street,
  code,
  document,
  phone,
  sex
};

struct Sign {
  Meaning meaning;
  std::string_view words;  ///< any of them
};

// In the order in which they are tried: "mother_name" is no name of the person, "place_of_birth"
// no date. English, French, Spanish, Portuguese, Russian, Arabic.
constexpr std::array signs{
    Sign{Meaning::kin,
         "mother father parent guardian mere madre mae padre pere pai мать мате матери отец "
         "отца الام الاب والد والدة ام"},
    Sign{Meaning::phone, "phone tel telephone mobile cell telefono telefone celular телефон هاتف"},
    Sign{Meaning::document,
         "passport ssn soc sec social document passeport pasaporte passaporte dni cpf nin "
         "паспорт документ جواز وثيقة"},
    Sign{Meaning::code,
         "postcode zip postal cep cp state street_number house индекс province region"},
    Sign{Meaning::sex, "sex gender sexe sexo genre genero пол جنس"},
    Sign{Meaning::told, "recorded registered interviewed interview reported registration seen"},
    Sign{Meaning::place,
         "place city town suburb village district country nationality origin lieu ville "
         "pays lugar ciudad pais cidade municipio место город страна مكان مدينة بلد"},
    Sign{Meaning::street,
         "address street adresse rue direccion calle endereco rua адрес улица عنوان"},
    Sign{Meaning::birth, "birth dob birthdate born naissance nacimiento nascimento рождения ميلاد"},
    Sign{Meaning::age, "age edad idade возраст عمر"},
    Sign{Meaning::given, "given first forename prenom имя"},
    Sign{Meaning::family,
         "surname family last lastname apellido apellidos apelido sobrenome фамилия"},
    Sign{Meaning::name, "name names nom nombre nome фио اسم الاسم alias nickname"},
    Sign{Meaning::record, "id record rec uuid number no code key case"},
};

bool has_any(const std::set<std::string>& words, std::string_view any) {
  while (!any.empty()) {
    const auto end = std::min(any.find(' '), any.size());
    if (words.count(std::string{any.substr(0, end)}) != 0) return true;
    any.remove_prefix(std::min(end + 1, any.size()));
  }
  return false;
}

Meaning meaning_of(std::string_view header) {
  auto words = words_of(header);
  // A number in a street is a code, though the street is a place.
  if (words.count("number") != 0 && has_any(words, "street house rue rua calle"))
    return Meaning::code;
  if (words.count("on") != 0 && words.count("date") != 0) return Meaning::told;
  for (const auto& sign : signs)
    if (has_any(words, sign.words)) return sign.meaning;
  return Meaning::nothing;
}

/// What most of the cells look like, where the header says nothing.
Meaning meaning_of_cells(const std::vector<std::string_view>& cells) {
  std::size_t filled = 0, dates = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(cells.size(), 1000); ++i) {
    if (cells[i].empty()) continue;
    ++filled;
    const auto date = linkage::date_value(cells[i]);
    dates +=
        date.known == linkage::DateValue::Known::whole && date.first > 1850 && date.first < 2100;
  }
  return filled >= 5 && 10 * dates >= 9 * filled ? Meaning::birth : Meaning::nothing;
}

Kind kind_of(Meaning meaning) {
  switch (meaning) {
    case Meaning::kin:
      return Kind::kin;
    case Meaning::birth:
      return Kind::date;
    case Meaning::place:
    case Meaning::street:
      return Kind::place;
    case Meaning::code:
    case Meaning::document:
      return Kind::code;
    case Meaning::phone:
      return Kind::phone;
    case Meaning::sex:
      return Kind::exact;
    default:
      return Kind::name;
  }
}

/// The order of fields in pairs and reports: who, when, where, numbers.
int rank(Kind kind) { return static_cast<int>(kind); }

}  // namespace

Table table_of(const formats::CsvTable& csv) {
  Table out;
  for (const auto name : csv.header) out.names.emplace_back(formats::trimmed(name));
  out.columns.resize(csv.columns());
  for (std::size_t column = 0; column < csv.columns(); ++column) {
    out.columns[column].reserve(csv.rows());
    for (std::size_t row = 0; row < csv.rows(); ++row)
      out.columns[column].push_back(formats::trimmed(csv.cell(row, column)));
  }
  return out;
}

Guess guess(const Table& a, const Table* b, const std::vector<std::string>& besides) {
  Guess out;
  auto& comparisons = out.spec.comparisons;
  std::string birth, age, told;
  for (std::size_t i = 0; i < a.names.size(); ++i) {
    const auto& name = a.names[i];
    if (std::find(besides.begin(), besides.end(), name) != besides.end()) continue;
    auto meaning = meaning_of(name);
    if (meaning == Meaning::record && !out.record) out.record = name;
    if (b && std::find(b->names.begin(), b->names.end(), name) == b->names.end()) continue;
    if (meaning == Meaning::nothing) meaning = meaning_of_cells(a.columns[i]);
    if (meaning == Meaning::birth && birth.empty()) birth = name;
    if (meaning == Meaning::age && age.empty()) age = name;
    if (meaning == Meaning::told && told.empty()) told = name;
    const bool date_part =
        meaning == Meaning::birth || meaning == Meaning::age || meaning == Meaning::told;
    if (date_part || meaning == Meaning::record || meaning == Meaning::nothing) continue;
    comparisons.push_back({name, kind_of(meaning), {name}});
  }
  if (!birth.empty()) {
    Comparison date{birth, Kind::date, {birth}};
    if (!age.empty() && !told.empty()) date.columns = {birth, age, told};
    comparisons.push_back(date);
  }
  std::stable_sort(comparisons.begin(), comparisons.end(),
                   [](const auto& x, const auto& y) { return rank(x.kind) < rank(y.kind); });
  if (comparisons.size() > linkage::most_comparisons) comparisons.resize(linkage::most_comparisons);
  const bool telling = std::any_of(comparisons.begin(), comparisons.end(), [](const auto& each) {
    return each.kind != Kind::exact && each.kind != Kind::place;
  });
  if (!telling) throw Failure{Fault::invalid, "linkage.nothing_to_compare"};
  return out;
}

}  // namespace ts::linkages
