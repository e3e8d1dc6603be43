#pragma once

#include <string>
#include <string_view>

namespace ts::openrosa {

/// An XForm, as a list of forms tells of it.
struct Form {
  std::string id;
  std::string name;     ///< the title of its head; the id when it has none
  std::string version;  ///< may be empty
};

/// The id and version are those of the first instance of the model. `Failure{invalid,
/// "phone.not_a_form"}` for what is no XForm.
Form form_of(std::string_view xml);

}  // namespace ts::openrosa
