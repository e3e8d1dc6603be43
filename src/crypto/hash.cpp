#include "crypto/hash.h"

#include <sodium.h>

namespace ts::crypto {

struct Hash::State {
  crypto_generichash_state inner{};
};

Hash::Hash() : state_{std::make_unique<State>()} {
  crypto_generichash_init(&state_->inner, nullptr, 0, sizeof(Digest));
}
Hash::Hash(Hash&&) noexcept = default;
Hash& Hash::operator=(Hash&&) noexcept = default;
Hash::~Hash() = default;

void Hash::add(BytesView bytes) {
  crypto_generichash_update(&state_->inner, bytes.data(), bytes.size());
}

Digest Hash::digest() const {
  auto copy = state_->inner;
  Digest out;
  crypto_generichash_final(&copy, out.data(), out.size());
  return out;
}

}  // namespace ts::crypto
