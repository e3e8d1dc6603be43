#include "db/readers.h"

#include <utility>

namespace ts::db {
namespace {

// At a time; more would not be faster, and a server lends only so many connections to all.
constexpr std::size_t most_readers = 16;

/// Whose snapshot this thread is in: waiting for another one, it might wait for itself.
thread_local const Readers* reading = nullptr;

void end(Connection& connection) { const Undo undo{connection}; }

}  // namespace

Readers::Inside::Inside(const Readers& readers) : before_{std::exchange(reading, &readers)} {}
Readers::Inside::~Inside() { reading = before_; }
bool Readers::inside() const { return reading == this; }

/// A connection, given back with its snapshot ended unless it is to be kept.
class Readers::Loan {
 public:
  explicit Loan(Readers& readers) : readers_{readers}, kept_{readers.borrow()} {}
  ~Loan() {
    readers_.give_back(std::move(kept_));
    if (readers_.done_) readers_.done_();
  }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;

  Connection& in_snapshot(bool latest) {
    if (latest || kept_.sees != readers_.written_) readers_.begin(kept_);
    seen_ = std::exchange(kept_.sees, 0);  // what fails in it ends it
    return *kept_.connection;
  }
  void keep() { kept_.sees = seen_; }

 private:
  Readers& readers_;
  Kept kept_;
  std::uint64_t seen_ = 0;
};

Readers::Readers(Engine& engine, bool keep, std::function<void()> done)
    : engine_{engine}, keep_{keep}, done_{std::move(done)} {}

void Readers::run(bool latest, const std::function<void(Connection&)>& work) {
  Loan loan{*this};
  const Inside mark{*this};
  work(loan.in_snapshot(latest));
  if (keep_) loan.keep();
}

void Readers::begin(Kept& kept) {
  kept.sees = 0;
  end(*kept.connection);
  const std::uint64_t written = written_;  // before: it may see more than that, never less
  {
    const std::shared_lock lock{visible_};
    kept.connection->begin_snapshot();
  }
  kept.sees = written;
}

Readers::Kept Readers::borrow() {
  {
    std::unique_lock lock{mutex_};
    // Who reads while reading has one already, and would wait for itself.
    if (!inside()) returned_.wait(lock, [&] { return lent_ < most_readers; });
    ++lent_;
    if (!idle_.empty()) {
      auto out = std::move(idle_.back());
      idle_.pop_back();
      return out;
    }
  }
  try {
    return {.connection = engine_.reader()};
  } catch (...) {
    give_back({});
    throw;
  }
}

void Readers::give_back(Kept kept) {
  // Before the lock: to a server it is a way.
  if (kept.connection && kept.sees != written_) {
    end(*kept.connection);
    kept.sees = 0;
  }
  const std::lock_guard lock{mutex_};
  --lent_;
  if (kept.sees != 0 && tidying_) {
    end(*kept.connection);
    kept.sees = 0;
  }
  if (kept.connection && idle_.size() < most_readers) idle_.push_back(std::move(kept));
  returned_.notify_one();
}

Readers::Way::Way(Readers& readers) : readers_{readers} {
  const std::lock_guard lock{readers_.mutex_};
  readers_.tidying_ = true;
  for (auto& kept : readers_.idle_)
    if (std::exchange(kept.sees, 0) != 0) end(*kept.connection);
}

Readers::Way::~Way() {
  const std::lock_guard lock{readers_.mutex_};
  readers_.tidying_ = false;
}

void Readers::close() {
  const std::lock_guard lock{mutex_};
  idle_.clear();
}

}  // namespace ts::db
