#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rules.h"

/// Screening as data: which questions there are, where they come from, and what the answers come to
/// by a published rule. Pure, and never a verdict: a panel for a person to think with.
namespace ts::screening {

using rules::Truth;

enum class Reply : std::uint8_t { yes, no, unknown, refused };
std::string_view text(Reply reply);
std::optional<Reply> reply_of(std::string_view text);

/// How much a sign weighs in the dimension of a method; nothing in a checklist.
enum class Strength : std::uint8_t { none, weak, medium, strong };
/// For whom a set of questions, or a line of a method, was made.
enum class Audience : std::uint8_t { anyone, adult, child };
std::string_view text(Strength strength);
std::string_view text(Audience audience);

struct Question {
  std::string key;  ///< "DR.wages"; its text is the message "question.DR.wages"
  Strength strength = Strength::none;
  std::vector<std::string> shows;  ///< facts of data/screening/regimes.json that a yes shows
};

struct Group {
  std::string key;                 ///< of a set with a method, a dimension of it
  std::vector<std::string> shows;  ///< facts that a positive dimension shows
  std::vector<Question> questions;
};

/// Exactly which text the answers were given to.
struct Stamp {
  std::string instrument;  ///< "ilo-adult-labour"
  std::string version;     ///< "1.0.0"
  std::string hash;        ///< BLAKE2b-256 of the file, in hexadecimal
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

/// A set of questions.
struct Instrument {
  Stamp stamp;
  Audience audience = Audience::anyone;
  bool by_method = false;  ///< false: a checklist, of which nothing is concluded
  std::vector<rules::Source> sources;
  std::vector<Group> groups;

  const Question* question(std::string_view key) const;  ///< null when there is none
};

/// A published rule for combining signs, as data/screening/method.json has it.
struct Method {
  /// A dimension is positive with at least so many signs of each strength. Each number is a least,
  /// so a further sign never makes a dimension less positive.
  struct Threshold {
    int line = 0;  ///< of the published rule
    int strong = 0, medium = 0, weak = 0;
    int other = 0;  ///< medium and weak together
  };
  /// A pattern of dimensions: every list of `needs` has a positive one, and none of `without` is.
  struct Line {
    int line = 0;
    std::string key;  ///< "line.KEY" is its text
    Audience audience = Audience::adult;
    rules::Confidence confidence = rules::Confidence::low;
    std::vector<std::vector<std::size_t>> needs;  ///< places in `dimensions`
    std::vector<std::size_t> without;
  };
  std::string name;
  std::vector<rules::Source> sources;
  std::vector<std::string> dimensions;
  std::vector<Threshold> positive;
  std::vector<Line> lines;
};

/// A regime of law, with the elements of its definition.
struct Regime {
  struct Element {
    std::string key;               ///< "element.REGIME.KEY" is its text
    std::vector<std::string> any;  ///< facts, of which one is enough
    bool not_for_children = false;
  };
  std::string key;
  bool every_element = true;  ///< false: one element is enough
  std::vector<rules::Source> sources;
  std::vector<Element> elements;
};

/// A field of a case that shows a fact.
struct FieldFact {
  std::string fact, field;
  std::vector<std::string> values;  ///< empty: any value does
};

/// Every instrument, the method and the regimes. Immutable; copies are cheap.
class Library {
 public:
  /// What is built into the program (data/screening). A file that is refused is a `Bug`.
  static const Library& built_in();

  struct Read;
  /// Reads "method.json", "regimes.json" and instruments. A file with a mistake is left out whole,
  /// and every mistake of it is told with its line.
  static Read read(std::span<const rules::File> files);

  /// By name.
  const std::vector<std::shared_ptr<const Instrument>>& instruments() const;
  /// Null when there is none.
  std::shared_ptr<const Instrument> instrument(std::string_view name) const;
  const Method& method() const;
  const std::vector<Regime>& regimes() const;
  const std::vector<FieldFact>& field_facts() const;
  /// Whether regimes know such a fact.
  bool knows(std::string_view fact) const;

  struct Content;  // content.h

 private:
  explicit Library(std::shared_ptr<const Content> content) : content_{std::move(content)} {}
  std::shared_ptr<const Content> content_;
};

struct Library::Read {
  Library library;
  std::vector<rules::Refusal> refusals;
};

/// The text of a key of data/messages/screening; the key when there is none.
std::string say(std::string_view key, std::string_view language);
/// Why a file was not taken.
std::string say(const rules::Phrase& phrase, std::string_view language);

}  // namespace ts::screening
