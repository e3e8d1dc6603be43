#include "db/commits.h"

#include <algorithm>
#include <future>
#include <iterator>

#include "base/log.h"

namespace ts::db {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_units = 256;
constexpr auto scrub_patience = 10s;
constexpr auto scrub_again = 50ms;  // readers of other processes do not tell when they are done

/// For another thread: one exception that several look at is freed by whoever is last.
std::exception_ptr copy_of(const std::exception_ptr& failure) try {
  if (failure) std::rethrow_exception(failure);
  return nullptr;
} catch (const Failure& each) {
  return std::make_exception_ptr(each);
} catch (...) {
  return std::current_exception();
}

}  // namespace

Commits::Commits(std::unique_ptr<Connection> connection)
    : connection_{std::move(connection)}, thread_{[this] { loop(); }} {}

Commits::~Commits() {
  {
    const std::lock_guard lock{mutex_};
    closing_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Commits::run(std::function<void(Writer&)> work) { wait_for(std::move(work)); }

void Commits::scrub_keys() { wait_for(nullptr); }

void Commits::wait_for(std::function<void(Writer&)> work) {
  // Shared: the thread that writes may still be about it when this one has gone on.
  const auto done = std::make_shared<std::promise<void>>();
  auto waited = done->get_future();
  queue(std::move(work), [done](const std::exception_ptr& failure) {
    failure ? done->set_exception(failure) : done->set_value();
  });
  waited.get();
}

void Commits::queue(std::function<void(Writer&)> work, Outstanding::Told told) {
  ensure(std::this_thread::get_id() != thread_.get_id());  // it would wait for itself
  const std::lock_guard lock{mutex_};
  queue_.push_back({std::move(work), std::move(told), nullptr, std::chrono::steady_clock::now()});
  // Under the lock: once the unit is done, all of this may be gone.
  if (queue_.size() >= wanted_) changed_.notify_all();
}

std::size_t Commits::waiting() {
  const std::lock_guard lock{mutex_};
  return queue_.size();
}

void Commits::reader_done() {
  const std::lock_guard lock{mutex_};
  if (!log_held_) return;
  reader_done_ = true;
  changed_.notify_all();
}

void Commits::loop() {
  std::vector<Unit> batch;
  while (gather(batch)) {
    const auto scrubs = std::stable_partition(batch.begin(), batch.end(),
                                              [](const Unit& unit) { return !!unit.work; });
    if (scrubs != batch.end()) scrubbing_ = Scrubbing::asked;
    std::move(scrubs, batch.end(), std::back_inserter(scrubs_));
    batch.erase(scrubs, batch.end());
    if (!batch.empty()) run_batch(batch);
    if (scrubbing_ != Scrubbing::none) scrub();
  }
  answer_scrubs(std::make_exception_ptr(Failure{Fault::unavailable, "store.keys_held"}));
}

bool Commits::gather(std::vector<Unit>& batch) {
  std::unique_lock lock{mutex_};
  log_held_ = scrubbing_ != Scrubbing::none;
  const auto ready = [&] { return !queue_.empty() || closing_ || reader_done_; };
  if (log_held_)
    changed_.wait_for(lock, scrub_again, ready);
  else
    changed_.wait(lock, ready);
  reader_done_ = false;
  if (closing_ && queue_.empty()) return false;
  // Those who were answered together come back together: half a commit's time is well spent on
  // having them in one (PostgreSQL 15, "WAL Configuration", commit_delay). Not when one came alone.
  if (last_size_ > 1 && !queue_.empty()) {
    wanted_ = last_size_;
    changed_.wait_for(lock, last_took_ / 2, [&] { return closing_ || queue_.size() >= wanted_; });
    wanted_ = 1;
  }
  const auto count = std::min(queue_.size(), most_units);
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
  batch.assign(std::move_iterator{queue_.begin()}, std::move_iterator{end});
  queue_.erase(queue_.begin(), end);
  return true;
}

bool Commits::join(std::vector<Unit>& batch) {
  const std::lock_guard lock{mutex_};
  const auto before = batch.size();
  while (batch.size() < most_units && !queue_.empty() && queue_.front().work) {
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return batch.size() > before;
}

void Commits::run_batch(std::vector<Unit>& batch) {
  try {
    const Undo undo{*connection_};
    connection_->begin_units();
    std::size_t done = 0;
    do
      while (done < batch.size()) run_unit(batch, done++);
    while (join(batch));
    last_size_ = batch.size();
    if (std::any_of(batch.begin(), batch.end(), [](const Unit& unit) { return !unit.failure; })) {
      const auto begun = std::chrono::steady_clock::now();
      commit();
      last_took_ = std::chrono::steady_clock::now() - begun;
    }
  } catch (...) {
    fail_all(batch, std::current_exception());
  }
  for (auto& unit : batch) unit.told(unit.failure);
}

void Commits::fail_all(std::span<Unit> units, const std::exception_ptr& failure) {
  for (auto& unit : units)
    if (!unit.failure) unit.failure = copy_of(failure);
}

void Commits::run_unit(std::vector<Unit>& batch, std::size_t at) {
  // One that is alone is undone with the transaction. To a server each statement is a way to go.
  const bool alone = batch.size() == 1;
  try {
    if (!alone) connection_->execute("savepoint unit");
    Writer writer{*connection_};
    batch[at].work(writer);
    ensure(!writer.failed());  // PostgreSQL could not go on
    connection_->require_transaction();
    if (!alone) connection_->execute("release unit");
    return;
  } catch (...) {
    batch[at].failure = std::current_exception();
  }
  const auto lost = alone ? nullptr : undo_unit();
  if (!alone && !lost) return;
  // It was alone, or the disk failed and took all before it along. Those behind get a new one.
  fail_all(std::span{batch}.first(at), lost);
  {
    const Undo undo{*connection_};
  }
  connection_->begin_units();
}

std::exception_ptr Commits::undo_unit() {
  try {
    connection_->require_transaction();
    connection_->execute("rollback to unit");
    connection_->execute("release unit");
    return nullptr;
  } catch (const Failure&) {
    return std::current_exception();
  }
}

void Commits::commit() {
  Writer writer{*connection_};
  if (before_commit) before_commit(writer);
  if (look) look(writer);
  connection_->require_transaction();
  {
    // SQLite lets one file be seen after the other.
    std::unique_lock lock{visible_, std::defer_lock};
    if (connection_->changed_both()) lock.lock();
    connection_->commit();
  }
  if (take) take();
}

void Commits::scrub() {
  try {
    if (scrubbing_ == Scrubbing::asked) {
      connection_->begin_scrubbing();
      scrubbing_ = Scrubbing::begun;
    }
    if (connection_->end_scrubbing()) {
      scrubbing_ = Scrubbing::none;
      answer_scrubs(nullptr);
    } else if (!scrubs_.empty() &&
               std::chrono::steady_clock::now() - scrubs_.front().asked > scrub_patience) {
      throw Failure{Fault::unavailable, "store.keys_held"};
    }
  } catch (const std::exception&) {
    answer_scrubs(std::current_exception());  // tried again, though nobody waits for it now
  }
}

void Commits::answer_scrubs(const std::exception_ptr& failure) {
  fail_all(scrubs_, failure);
  for (auto& unit : scrubs_) unit.told(unit.failure);
  scrubs_.clear();
}

}  // namespace ts::db
