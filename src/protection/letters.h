#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protection/course.h"

/// What is printed for the person: letters, and the sheet that says what a status means. Which
/// lines a letter has, and when, is data (data/letters.json); the words are the message family
/// "letter". Pure.
namespace ts::protection {

/// A letter in one language, part by part in the order in which it is read.
struct Paper {
  struct Part {
    std::string heading;
    std::vector<std::string> lines;
  };
  std::string title, intro;
  std::vector<Part> parts;
};

/// The letters that can be written as things stand: values of `tsn_LetterType`, in the order of
/// the data.
std::vector<std::string> letters_for(const Application& application, const Course& course);

/// One of them in a language that the program speaks. Nothing when it cannot be written now, or
/// there is none of that type. What somebody typed (reasons) stands there as it was typed.
std::optional<Paper> letter(std::string_view type, const Application& application,
                            const Course& course, std::string_view language,
                            const rules::Library& library);

}  // namespace ts::protection
