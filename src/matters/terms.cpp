#include "matters/terms.h"

#include <algorithm>
#include <array>
#include <utility>

#include "catalogue/value.h"
#include "frames/frames.h"
#include "lang/text.h"

namespace ts::matters {
namespace {

using catalogue::Fields;
using Texts = std::vector<std::string>;

constexpr std::string_view agreement_kind = "sharing_agreement";
constexpr std::array<std::string_view, 6> known_purposes{"refer", "transfer", "trace",
                                                         "kin",   "counsel",  "authority"};
constexpr std::array<std::string_view, 5> known_rhythms{"as_needed", "weekly", "monthly",
                                                        "quarterly", "yearly"};

template <class List>
bool is_in(const List& list, std::string_view what) {
  return std::ranges::find(list, what) != list.end();
}

template <class T>
std::optional<T> value_in(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  if (found == fields.end() || !std::holds_alternative<T>(found->second)) return std::nullopt;
  return std::get<T>(found->second);
}

}  // namespace

ClassSet classes_of(std::string_view letters) {
  ClassSet out;
  for (const char letter : letters)
    if (const auto known = field_class_of(letter); known && *known != FieldClass::counts)
      out.add(*known);
  return out;
}

std::vector<Problem> problems_in(const Terms& terms) {
  std::vector<Problem> out;
  if (terms.purposes.empty()) out.push_back({"purposes", "field.required"});
  if (!std::ranges::all_of(terms.purposes,
                           [](const auto& each) { return is_in(known_purposes, each); }))
    out.push_back({"purposes", "field.not_a_choice"});
  if (terms.classes.empty()) out.push_back({"classes", "field.required"});
  if (!is_in(known_rhythms, terms.rhythm)) out.push_back({"rhythm", "field.not_a_choice"});
  if (terms.least_cell < frames::Frames::safe_least || terms.least_cell > 1'000)
    out.push_back({"least_cell", "agreement.cell_too_small"});
  if (terms.end < terms.start) out.push_back({"end", "agreement.ends_before"});
  return out;
}

packets::Content content_of(const Terms& terms) {
  packets::Content out;
  out.purpose = agreement_kind;
  out.note = terms.note;
  out.classes = terms.classes.letters();
  out.until = to_text(terms.end);
  out.parts = {{.id = RecordId{},
                .kind = std::string{agreement_kind},
                .fields = catalogue::encode({{"least_cell", terms.least_cell},
                                             {"purposes", terms.purposes},
                                             {"rhythm", terms.rhythm},
                                             {"start", to_text(terms.start)}})}};
  return out;
}

std::optional<Terms> terms_in(const packets::Content& content) {
  if (content.purpose != agreement_kind || content.parts.size() != 1) return std::nullopt;
  const auto fields = catalogue::decode(content.parts.front().fields);
  if (!fields) return std::nullopt;
  auto purposes = value_in<Texts>(*fields, "purposes");
  auto rhythm = value_in<std::string>(*fields, "rhythm");
  const auto cell = value_in<std::int64_t>(*fields, "least_cell");
  const auto start = parse_date(value_in<std::string>(*fields, "start").value_or(""));
  const auto end = parse_date(content.until);
  if (!purposes || !rhythm || !cell || !start || !end) return std::nullopt;
  Terms out{.purposes = std::move(*purposes),
            .classes = classes_of(content.classes),
            .rhythm = std::move(*rhythm),
            .least_cell = *cell,
            .start = *start,
            .end = *end,
            .note = lang::clean(content.note).value_or("")};
  if (!problems_in(out).empty()) return std::nullopt;
  return out;
}

Footing footing(const std::vector<Signed>& all, std::string_view purpose, ClassSet classes,
                Date today) {
  auto out = Footing::consent;
  for (const auto& each : all) {
    if (each.holds(today)) {
      const auto& terms = each.terms;
      const bool covers = (purpose.empty() || is_in(terms.purposes, purpose)) &&
                          (classes & terms.classes) == classes;
      if (covers) return Footing::agreed;
      out = Footing::outside;
    } else if (out == Footing::consent && (each.ended || each.terms.end < today)) {
      out = Footing::lapsed;
    }
  }
  return out;
}

}  // namespace ts::matters
