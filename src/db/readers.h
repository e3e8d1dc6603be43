#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "db/engine.h"

namespace ts::db {

/// The connections that read, and the snapshots they are in. SQLite forgets every page it has read
/// when a snapshot ends; so one is kept for whoever reads next, until something is written that he
/// must see.
class Readers {
 public:
  /// `keep`: whether snapshots are kept; only where nobody but this process writes. `done` is
  /// called when a reader has ended.
  Readers(Engine& engine, bool keep, std::function<void()> done);

  /// Runs `work` in a snapshot: one that begins now (`latest`), or that holds at least what was
  /// there at the last `outdate`.
  void run(bool latest, const std::function<void(Connection&)>& work);
  /// From now on nobody begins to read in a snapshot that was begun before.
  void outdate() { ++written_; }
  /// While it stands no snapshot is kept: they are in the way of whoever tidies up, one at a time.
  class Way {
   public:
    explicit Way(Readers& readers);
    ~Way();
    Way(const Way&) = delete;
    Way& operator=(const Way&) = delete;

   private:
    Readers& readers_;
  };
  /// No snapshot begins while this is held: both files become visible together.
  std::unique_lock<std::shared_mutex> none_begins() { return std::unique_lock{visible_}; }
  /// Gives up the connections that nobody uses.
  void close();

  /// Marks that this thread is in a snapshot already: it does not wait for another connection.
  class Inside {
   public:
    explicit Inside(const Readers& readers);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    const Readers* before_;
  };
  /// Whether this thread is.
  bool inside() const;

 private:
  struct Kept {
    std::unique_ptr<Connection> connection;  ///< none: to be made
    std::uint64_t sees = 0;                  ///< `written_` when its snapshot began; 0: in none
  };
  class Loan;

  Kept borrow();
  void give_back(Kept kept);
  void begin(Kept& kept);

  Engine& engine_;
  const bool keep_;
  const std::function<void()> done_;
  std::shared_mutex visible_;
  std::atomic<std::uint64_t> written_{1};
  std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t lent_ = 0;
  bool tidying_ = false;
  std::vector<Kept> idle_;
};

}  // namespace ts::db
