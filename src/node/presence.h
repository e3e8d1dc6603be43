#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.h"
#include "db/db.h"
#include "jobs/jobs.h"

namespace ts::node {

/// Which programs serve one database: each counts up a number of its own there every few seconds,
/// and whose number stands still for `patience` is gone. Nobody's clock is compared with another's.
/// What is known is told to `jobs`.
class Presence {
 public:
  static constexpr std::chrono::seconds every{5};
  static constexpr std::chrono::seconds patience{20};

  /// `shared` has the tables of data/schema_shared.
  Presence(db::Database& shared, jobs::Jobs& jobs, const Clock& clock);
  /// Tells the others that this one is gone.
  ~Presence();
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

  /// Done by itself where others may write; here for the tests.
  void look();
  /// Whether what one program does for all is this one's to do: it is the first by name of those
  /// that run. For a moment two may think so.
  bool leads() const { return leads_; }

 private:
  struct Seen {
    std::int64_t count = 0;
    Instant at;  ///< by our clock
  };
  void tell();

  db::Database& shared_;
  jobs::Jobs& jobs_;
  const Clock& clock_;
  std::mutex looking_;  ///< guards what follows
  std::int64_t count_ = 0;
  std::optional<Instant> told_at_;
  std::map<std::string, Seen, std::less<>> seen_;
  std::atomic<bool> leads_ = true;
  std::shared_ptr<void> following_;  ///< last: it uses all of the above
};

}  // namespace ts::node
