#include "base/failure.h"

namespace ts {

void refuse_if_any(std::vector<Problem> problems) {
  if (!problems.empty()) throw Failure{Fault::invalid, "form.incomplete", std::move(problems)};
}

Bug::Bug(std::source_location where) {
  std::string_view file = where.file_name();
  if (const auto src = file.rfind("src/"); src != std::string_view::npos) file.remove_prefix(src);
  text_ = std::string{file} + ':' + std::to_string(where.line());
}

}  // namespace ts
