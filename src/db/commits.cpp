#include "db/commits.h"

#include <algorithm>
#include <future>
#include <iterator>

#include "base/log.h"

namespace ts::db {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_units = 256;
// Pages of 4 KB. A page that changed often is moved once; each time costs two flushes.
constexpr std::size_t move_after = 16000, longest_log = 3 * move_after;  // then it is waited for
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

Commits::Commits(std::unique_ptr<Connection> connection, Readers& readers)
    : connection_{std::move(connection)}, readers_{readers}, thread_{[this] { loop(); }} {}

Commits::~Commits() {
  {
    const std::lock_guard lock{mutex_};
    closing_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Commits::run(std::function<void(Writer&)> work) { wait_for(std::move(work), false); }

void Commits::run_soon(std::function<void(Writer&)> work) { wait_for(std::move(work), true); }

void Commits::queue_soon(std::function<void(Writer&)> work, Outstanding::Told told) {
  queue(std::move(work), std::move(told), true);
}

void Commits::scrub_keys() { wait_for(nullptr, false); }

void Commits::wait_for(std::function<void(Writer&)> work, bool soon) {
  // Shared: the thread that writes may still be about it when this one has gone on.
  const auto done = std::make_shared<std::promise<void>>();
  auto waited = done->get_future();
  const auto told = [done](const std::exception_ptr& failure) {
    failure ? done->set_exception(failure) : done->set_value();
  };
  queue(std::move(work), told, soon);
  waited.get();
}

void Commits::queue(std::function<void(Writer&)> work, Outstanding::Told told, bool soon) {
  ensure(std::this_thread::get_id() != thread_.get_id());  // it would wait for itself
  const std::lock_guard lock{mutex_};
  queue_.push_back(
      {std::move(work), std::move(told), soon, nullptr, std::chrono::steady_clock::now()});
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
    tend_log();
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
  const auto count = std::min(queue_.size(), most_units);
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
  batch.assign(std::move_iterator{queue_.begin()}, std::move_iterator{end});
  queue_.erase(queue_.begin(), end);
  return true;
}

bool Commits::join(std::vector<Unit>& batch, std::chrono::steady_clock::time_point until) {
  std::unique_lock lock{mutex_};
  // Those who were answered together come back together: half a commit's time is well spent on
  // having them in one (PostgreSQL 15, "WAL Configuration", commit_delay). Not when one came alone.
  if (queue_.empty() && batch.size() < last_size_) {
    wanted_ = (last_size_ - batch.size() + 1) / 2;  // not woken for each
    changed_.wait_until(lock, until, [&] { return closing_ || queue_.size() >= wanted_; });
    wanted_ = 1;
  }
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
    const auto until = std::chrono::steady_clock::now() + last_took_ / 2;
    std::size_t done = 0;
    do
      while (done < batch.size()) run_unit(batch, done++);
    while (join(batch, until));
    last_size_ = batch.size();
    if (std::any_of(batch.begin(), batch.end(), [](const Unit& unit) { return !unit.failure; })) {
      const auto begun = std::chrono::steady_clock::now();
      commit(std::all_of(batch.begin(), batch.end(), [](const Unit& unit) { return unit.soon; }));
      last_took_ = std::chrono::steady_clock::now() - begun;
    }
  } catch (...) {
    readers_.outdate();  // the keys may have been written
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

void Commits::commit(bool soon) {
  Writer writer{*connection_};
  if (before_commit) before_commit(writer);
  if (look) look(writer);
  connection_->require_transaction();
  {
    // SQLite lets one file be seen after the other.
    const auto lock = connection_->changed_both() ? readers_.none_begins()
                                                  : std::unique_lock<std::shared_mutex>{};
    connection_->commit();
  }
  if (!soon) readers_.outdate();
  if (take) take();
}

void Commits::tend_log() try {
  const auto pages = connection_->log_pages();
  if (pages < moved_at_) moved_at_ = 0;  // it has begun anew
  if (pages < moved_at_ + move_after) return;
  moved_at_ = pages;
  const Readers::Way way{readers_};
  connection_->move_log(pages < longest_log ? Connection::Patience::none
                                            : Connection::Patience::brief);
} catch (const std::exception&) {
  log::event("store.log_not_moved");
}

void Commits::scrub() {
  try {
    if (scrubbing_ == Scrubbing::asked) {
      connection_->begin_scrubbing();
      scrubbing_ = Scrubbing::begun;
    }
    const Readers::Way way{readers_};
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
