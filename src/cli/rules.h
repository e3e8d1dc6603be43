#pragma once

#include <filesystem>
#include <string>

namespace ts::cli {

/// `turnstone rules check [PATH]`
struct RulesCheck {
  std::filesystem::path path;  ///< a folder or one pack; empty: the packs of the program
  std::string language = "en";
  bool write_index = false;
  bool json = false;
};
int rules_check(const RulesCheck& options);

/// `turnstone rules explain --pack NAME --facts FILE`
struct RulesExplain {
  std::string pack;
  std::filesystem::path facts;  ///< "-" is standard input
  std::filesystem::path rules;  ///< a folder of own packs, beside those of the program
  std::string on;               ///< a date; else that of the facts, else today
  std::string language = "en";
  bool json = false;
};
int rules_explain(const RulesExplain& options);

}  // namespace ts::cli
