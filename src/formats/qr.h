#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ts::formats {

/// The QR code (ISO/IEC 18004, level M) of a text, without the quiet zone around it: one string a
/// row, `1` for dark and `0` for light. A text that is too long for any (about 2300 bytes) or holds
/// a NUL is a Bug.
std::vector<std::string> qr_code(std::string_view text);

}  // namespace ts::formats
