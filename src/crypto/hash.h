#pragma once

#include <memory>

#include "crypto/crypto.h"

namespace ts::crypto {

/// `hash` of bytes that come one after another.
class Hash {
 public:
  Hash();
  Hash(Hash&&) noexcept;
  Hash& operator=(Hash&&) noexcept;
  ~Hash();
  void add(BytesView bytes);
  Digest digest() const;  ///< of what was added so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ts::crypto
