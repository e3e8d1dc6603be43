// A message of an intersection, as a peer sends it: with a true MAC, for a peer has the key. What
// is read is whole people, and written again it is the same bytes. The first byte says whether the
// rest is to be sealed by a MAC or is fed as it is.
#include "base/failure.h"
#include "private_matching/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  using namespace ts::private_matching;
  if (size == 0) return 0;
  static const auto key = [] {
    crypto::start();
    return *crypto::Secret::from(Bytes(32, 1));
  }();
  Bytes message{data + 1, data + size};
  if (data[0] % 2 == 0) {
    // The fingerprint is this program's, or nothing behind it would ever be reached.
    const auto& fingerprint = normal_fingerprint();
    if (message.size() >= 56)
      std::copy(fingerprint.begin(), fingerprint.end(), message.begin() + 24);
    const auto mac = message_mac(key, message);
    message.insert(message.end(), mac.begin(), mac.end());
  }
  try {
    const auto offer = read_offer(message, key);
    ensure(offer.points.size() % (slots * padding) == 0);
    ensure(write(offer, key) == message);
  } catch (const Failure& failure) {
    ensure(failure.fault() == Fault::invalid);
  }
  try {
    const auto answer = read_answer(message, key);
    ensure(answer.tags.size() % (slots * padding) == 0 && !answer.points.empty());
    ensure(write(answer, key) == message);
  } catch (const Failure& failure) {
    ensure(failure.fault() == Fault::invalid);
  }
  try {
    const auto list = read_travelling(message, key);
    ensure((list.points.size() + list.tags.size()) % slots == 0);
    ensure(list.points.empty() == list.met_all() && list.owner < list.marks.size());
    ensure(write(list, key) == message);
  } catch (const Failure& failure) {
    ensure(failure.fault() == Fault::invalid);
  }
  return 0;
}
