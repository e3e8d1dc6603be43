#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ts {

/// What a field tells, and so who may receive it. Rights sit on these, never on single fields.
enum class FieldClass : std::uint8_t {
  contact,      ///< K: identity and contact
  whereabouts,  ///< W: shelter, kin, addresses
  story,        ///< S: what happened, exploitation
  health,       ///< M
  legal,        ///< L: legal and immigration
  child,        ///< C: child and kin
  admin,        ///< A: administrative
  counts        ///< N: figures, of nobody in particular
};

inline constexpr std::array all_field_classes{
    FieldClass::contact, FieldClass::whereabouts, FieldClass::story, FieldClass::health,
    FieldClass::legal,   FieldClass::child,       FieldClass::admin, FieldClass::counts};

inline constexpr std::string_view field_class_letters = "KWSMLCAN";

constexpr char letter_of(FieldClass field_class) {
  return field_class_letters[static_cast<std::size_t>(field_class)];
}

constexpr std::optional<FieldClass> field_class_of(char letter) {
  const auto at = field_class_letters.find(letter);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<FieldClass>(at);
}

/// A set of field classes.
class ClassSet {
 public:
  constexpr ClassSet() = default;
  constexpr bool has(FieldClass c) const { return bits_ >> static_cast<unsigned>(c) & 1U; }
  constexpr void add(FieldClass c) {
    bits_ = static_cast<std::uint8_t>(bits_ | 1U << static_cast<unsigned>(c));
  }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr ClassSet operator&(ClassSet a, ClassSet b) {
    return ClassSet{a.bits_ & b.bits_};
  }
  friend constexpr ClassSet operator|(ClassSet a, ClassSet b) {
    return ClassSet{a.bits_ | b.bits_};
  }
  friend constexpr bool operator==(ClassSet, ClassSet) = default;
  /// "KWS…" in the order of the letters.
  std::string letters() const {
    std::string out;
    for (const auto c : all_field_classes)
      if (has(c)) out += letter_of(c);
    return out;
  }

 private:
  explicit constexpr ClassSet(int bits) : bits_{static_cast<std::uint8_t>(bits)} {}
  std::uint8_t bits_ = 0;
};

}  // namespace ts
