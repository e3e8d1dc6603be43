#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ts::lang {

/// The languages the program speaks; the first is the one it falls back to.
inline constexpr std::array<std::string_view, 6> spoken_languages{"en", "fr", "es",
                                                                  "pt", "ru", "ar"};
constexpr bool is_spoken(std::string_view language) {
  return std::find(spoken_languages.begin(), spoken_languages.end(), language) !=
         spoken_languages.end();
}

using MessageArgs = std::map<std::string, std::variant<std::string, std::int64_t>, std::less<>>;

/// The texts that the program says, as ICU MessageFormat patterns, by language and key. Digits are
/// always Latin (0-9). Does not change once made; may be used by several threads.
class Messages {
 public:
  /// `json_by_language`: for each language an object of key to pattern. They are our own files: a
  /// mistake in one is a `Bug` (see `mistakes`).
  explicit Messages(const std::map<std::string, std::string, std::less<>>& json_by_language);
  Messages(Messages&&) noexcept;
  Messages& operator=(Messages&&) noexcept;
  ~Messages();

  /// The text in `language` ("pt-BR" is taken as "pt" if there is no better), else in English, else
  /// the key. An argument that is not given stays as {name}; a string where the pattern wants a
  /// number is a `Bug`.
  std::string text(std::string_view language, std::string_view key,
                   const MessageArgs& args = {}) const;

  /// Keys that `text` knows in this very language, sorted.
  std::vector<std::string> keys(std::string_view language) const;

  /// The keys with a value that is no string or no pattern; one empty key when `json` is no object.
  static std::vector<std::string> mistakes(std::string_view language, std::string_view json);

  /// The best of `available` for an Accept-Language header (RFC 9110, 12.5.4; lookup by RFC 4647,
  /// 3.4). The first available when nothing fits; empty when there is none.
  static std::string choose(std::string_view accept_language_header,
                            std::span<const std::string_view> available = spoken_languages);

 private:
  class Texts;
  std::map<std::string, std::unique_ptr<Texts>, std::less<>> by_language_;
};

/// The texts of data/messages/<family>.<language>.json as they were when the program was built; a
/// family that is not there is a `Bug`. Read once, then the same for everybody.
const Messages& built_in(std::string_view family);

/// Whether the language (a BCP 47 tag) is mostly written from right to left.
bool right_to_left(std::string_view language);

}  // namespace ts::lang
