#include "access/device.h"

#include <array>
#include <utility>

namespace ts::access {
namespace {

using Sign = std::pair<std::string_view, std::string_view>;  // what stands in the header, its name

// In this order: a browser names those that it wants to be taken for, too.
constexpr std::array<Sign, 9> browsers{{{"Firefox/", "firefox"},
                                        {"FxiOS/", "firefox"},
                                        {"Edg", "edge"},
                                        {"OPR/", "opera"},
                                        {"Opera", "opera"},
                                        {"Chrome/", "chrome"},
                                        {"CriOS/", "chrome"},
                                        {"Chromium/", "chrome"},
                                        {"Safari/", "safari"}}};
constexpr std::array<Sign, 6> systems{{{"Android", "android"},
                                       {"iPhone", "ios"},
                                       {"iPad", "ios"},
                                       {"Windows", "windows"},
                                       {"Macintosh", "mac"},
                                       {"Linux", "linux"}}};

std::string_view first_of(const auto& signs, std::string_view text) {
  for (const auto& [sign, name] : signs)
    if (text.find(sign) != std::string_view::npos) return name;
  return "other";
}

/// Our own text of the name, which lives as long as the program.
std::string_view named(const auto& signs, std::string_view text) {
  for (const auto& [sign, name] : signs)
    if (name == text) return name;
  return "other";
}

}  // namespace

Device device_of(std::string_view user_agent) {
  return {.browser = first_of(browsers, user_agent), .system = first_of(systems, user_agent)};
}

Device device_named(std::string_view browser, std::string_view system) {
  return {.browser = named(browsers, browser), .system = named(systems, system)};
}

}  // namespace ts::access
