#pragma once

#include <mutex>
#include <shared_mutex>
#include <utility>

namespace ts {

/// A value inside its lock: it can be reached only by locking. `lock()` to change, `read()` to
/// look.
template <class T>
class Guarded {
 public:
  template <class... Args>
  explicit Guarded(Args&&... args) : value_(std::forward<Args>(args)...) {}

  template <class Value, class Lock>
  class Access {
   public:
    Access(Value& value, std::shared_mutex& mutex) : lock_{mutex}, value_{value} {}
    Value* operator->() const { return &value_; }
    Value& operator*() const { return value_; }

   private:
    Lock lock_;
    Value& value_;
  };

  auto lock() { return Access<T, std::unique_lock<std::shared_mutex>>{value_, mutex_}; }
  auto read() const { return Access<const T, std::shared_lock<std::shared_mutex>>{value_, mutex_}; }

 private:
  mutable std::shared_mutex mutex_;
  T value_;
};

}  // namespace ts
