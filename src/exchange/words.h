#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "catalogue/catalogue.h"

namespace ts::exchange {

/// Everything that a column or a choice may be called, compared without case, accents and signs.
class Words {
 public:
  /// `colleagues`: the names by which accounts are known in a sheet.
  explicit Words(const catalogue::Catalogue& catalogue,
                 const std::map<std::string, AccountId, std::less<>>& colleagues = {});

  const catalogue::Catalogue& catalogue() const { return catalogue_; }

  const catalogue::Field* field_named(std::string_view name) const;
  /// By its label in any language; nothing when several fields are called so.
  const catalogue::Field* field_labelled(std::string_view label) const;
  /// The code of a choice, country or language; a colleague's id.
  std::optional<std::string> choice(const catalogue::Field& field, std::string_view text) const;
  /// The same at the start of `text`, the longest that ends there or before one of `;,|` or a line;
  /// takes it off `text` with what parts it from the next.
  std::optional<std::string> take_choice(const catalogue::Field& field,
                                         std::string_view& text) const;
  /// The name of an account, or its id.
  std::string colleague(std::string_view id) const;

  /// Small letters and digits only; other scripts as they fold.
  static std::string plain(std::string_view text);

 private:
  using Choices = std::map<std::string, std::string, std::less<>>;  // plain text -> code
  void add_labels(const catalogue::Field& field, bool ours);
  const Choices& choices_of(const catalogue::Field& field) const;

  const catalogue::Catalogue& catalogue_;
  std::map<std::string, const catalogue::Field*, std::less<>> by_name_, by_label_;
  std::map<std::string, Choices, std::less<>> choices_;
  Choices countries_, languages_, colleagues_, none_;
  std::map<std::string, std::string, std::less<>> colleague_names_;
};

}  // namespace ts::exchange
