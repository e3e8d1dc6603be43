#pragma once

#include <string>

#include "base/bytes.h"

namespace ts::crypto {

/// MD5 in hexadecimal, and for lists of forms only: the protocol of phones tells by it whether a
/// form has changed. It protects nothing.
std::string md5_hex(BytesView bytes);

}  // namespace ts::crypto
