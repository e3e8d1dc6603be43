#pragma once

#include <string_view>

namespace ts::access {

/// What kind of device a session is on, in two words that somebody recognises their own by, and no
/// more: browser and system, each one of a few, "other" when it is none of them.
struct Device {
  std::string_view browser = "other";  ///< firefox chrome edge opera safari other
  std::string_view system = "other";   ///< windows android ios mac linux other
  friend bool operator==(const Device&, const Device&) = default;
};

/// From the header User-Agent, of which nothing else is kept.
Device device_of(std::string_view user_agent);
/// The device of two such words that were written down.
Device device_named(std::string_view browser, std::string_view system);

}  // namespace ts::access
