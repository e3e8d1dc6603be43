#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "openrosa/form.h"

namespace ts::openrosa {

/// A form with where it is to be had.
struct Listed {
  Form form;
  std::string hash;  ///< MD5 of the file in hexadecimal
  std::string address;
};

std::string form_list(const std::vector<Listed>& forms);
/// What is said to whoever sent a form.
std::string answer(std::string_view message);

}  // namespace ts::openrosa
