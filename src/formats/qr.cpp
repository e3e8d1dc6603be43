#include "formats/qr.h"

#include <qrencode.h>

#include <memory>

#include "base/failure.h"

namespace ts::formats {

std::vector<std::string> qr_code(std::string_view text) {
  ensure(text.find('\0') == std::string_view::npos);
  const std::string whole{text};
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
      QRcode_encodeString8bit(whole.c_str(), 0, QR_ECLEVEL_M), &QRcode_free};
  ensure(code != nullptr);
  const auto width = static_cast<std::size_t>(code->width);
  std::vector<std::string> out(width, std::string(width, '0'));
  for (std::size_t at = 0; at < width * width; ++at)
    if ((code->data[at] & 1U) != 0) out[at / width][at % width] = '1';
  return out;
}

}  // namespace ts::formats
