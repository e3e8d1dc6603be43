#include "db/outstanding.h"

#include <atomic>
#include <future>
#include <mutex>
#include <utility>

#include "base/failure.h"

namespace ts::db {
namespace {

thread_local Outstanding* standing = nullptr;

}  // namespace

/// How many are not durable yet, and one for whoever may still add some.
struct Outstanding::Count {
  std::atomic<std::size_t> left{1};
  std::mutex mutex;
  std::exception_ptr failure;  ///< the first
  Told told;

  void settle(const std::exception_ptr& with) {
    if (with) {
      const std::lock_guard lock{mutex};
      if (!failure) failure = with;
    }
    if (left.fetch_sub(1) == 1 && told) std::exchange(told, nullptr)(failure);
  }
};

Outstanding::Outstanding() : count_{std::make_shared<Count>()} {
  ensure(standing == nullptr);
  standing = this;
}

Outstanding::~Outstanding() {
  standing = nullptr;
  if (!count_) return;
  // Shared: whoever tells may still be about it when this thread has gone on.
  const auto done = std::make_shared<std::promise<void>>();
  when_durable([done](const std::exception_ptr&) { done->set_value(); });
  done->get_future().wait();
}

void Outstanding::when_durable(Told told) {
  ensure(count_ != nullptr);
  const auto count = std::exchange(count_, nullptr);
  count->told = std::move(told);
  count->settle(nullptr);
}

Outstanding::Told Outstanding::one_more() {
  if (!standing || !standing->count_) return nullptr;
  ++standing->count_->left;
  return [count = standing->count_](const std::exception_ptr& failure) { count->settle(failure); };
}

}  // namespace ts::db
