#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "db/connection.h"
#include "db/outstanding.h"
#include "db/readers.h"

namespace ts::db {

/// The one thread that writes: takes what has queued, runs each unit in a savepoint, commits once,
/// answers all.
class Commits {
 public:
  /// `readers`: who must see what was written.
  Commits(std::unique_ptr<Connection> connection, Readers& readers);
  /// Finishes what is queued.
  ~Commits();
  Commits(const Commits&) = delete;
  Commits& operator=(const Commits&) = delete;

  /// Runs `work`, and returns when it is durable and seen by whoever begins to read.
  void run(std::function<void(Writer&)> work);
  /// Runs `work`, and returns when it is durable. Snapshots of before stay of use.
  void run_soon(std::function<void(Writer&)> work);
  /// The same, but tells on the thread that writes what became of it.
  void queue_soon(std::function<void(Writer&)> work, Outstanding::Told told);
  /// Rids the file of the keys and its log of what was deleted before.
  void scrub_keys();
  /// Tells that a reader is done: it may have been in the way of scrubbing.
  void reader_done();
  /// How many units have queued.
  std::size_t waiting();
  std::function<void(Writer&)> before_commit;
  std::function<void(Reader&)> look;  ///< after `before_commit`
  std::function<void()> take;         ///< once it is durable

 private:
  struct Unit {
    std::function<void(Writer&)> work;  ///< nothing: scrub the keys after the others
    Outstanding::Told told;
    bool soon = false;  ///< nobody who reads must see it
    std::exception_ptr failure;
    std::chrono::steady_clock::time_point asked;
  };
  enum class Scrubbing { none, asked, begun };

  void queue(std::function<void(Writer&)> work, Outstanding::Told told, bool soon);
  void wait_for(std::function<void(Writer&)> work, bool soon);
  void loop();
  /// What has queued, perhaps nothing; false when it is time to end.
  bool gather(std::vector<Unit>& batch);
  /// Whether more units have queued, now or in a moment: they share the commit, too.
  bool join(std::vector<Unit>& batch, std::chrono::steady_clock::time_point until);
  void run_batch(std::vector<Unit>& batch);
  void run_unit(std::vector<Unit>& batch, std::size_t at);
  /// Undoes the unit that failed and none before it; what ended the transaction if that cannot be.
  std::exception_ptr undo_unit();
  void commit(bool soon);
  static void fail_all(std::span<Unit> units, const std::exception_ptr& failure);
  /// Moves the log when it is long.
  void tend_log();
  void scrub();
  void answer_scrubs(const std::exception_ptr& failure);

  std::unique_ptr<Connection> connection_;
  Readers& readers_;
  std::size_t moved_at_ = 0;  ///< pages of the log when it was last moved
  std::vector<Unit> scrubs_;  ///< asked for, not yet answered
  Scrubbing scrubbing_ = Scrubbing::none;
  std::size_t last_size_ = 0;  ///< units of the last commit, and how long it took
  std::chrono::steady_clock::duration last_took_{};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Unit> queue_;
  std::size_t wanted_ = 1;  ///< how many in the queue wake the thread that writes
  bool closing_ = false;
  bool log_held_ = false;  ///< a reader was in the way of scrubbing
  bool reader_done_ = false;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace ts::db
