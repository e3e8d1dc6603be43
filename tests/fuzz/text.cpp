// Text and names of any bytes: what is cleaned stays as it is when cleaned again, and likeness is
// a number from 0 to 1, the same both ways.
#include "lang/text.h"

#include "base/failure.h"
#include "lang/messages.h"
#include "lang/names.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const std::string_view all{reinterpret_cast<const char*>(data), size};
  const auto one = all.substr(0, size / 2);
  const auto other = all.substr(size / 2);
  if (const auto clean = lang::clean(one)) ensure(lang::clean(*clean) == clean);
  lang::fold(one);
  lang::Messages::choose(one);
  const auto keys = lang::keys_of(one);
  const auto others = lang::keys_of(other);
  const auto alike = lang::similarity(keys, others);
  ensure(alike >= 0 && alike <= 1);
  const auto back = lang::similarity(others, keys);
  ensure(alike - back < 1e-9 && back - alike < 1e-9);
  return 0;
}
