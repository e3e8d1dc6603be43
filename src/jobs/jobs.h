#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/progress.h"

/// Long work beside the requests: a small pool of threads of its own, so that what takes minutes
/// keeps no page waiting.
namespace ts::jobs {

/// A job is known by the document that its result goes to.
using JobId = DocumentId;

struct Task {
  OrgId org;
  AccountId by;
  /// Runs on a thread of the pool; writes its own result. It asks `progress` whether to go on, and
  /// gives up by throwing.
  std::function<void(const Progress& progress)> work;
  /// Hears why it was given up: the Failure of `work`, or {unavailable, "job.failed"} for a mistake
  /// of ours. Not called when the program ends meanwhile: whoever looks later finds no job.
  std::function<void(const Failure& why)> given_up;
};

struct State {
  bool begun = false;  ///< false: waits for its turn
  double share = 0;    ///< done, 0 to 1
};

/// From any thread. Nothing of it outlives the program: a document that waits for a job that is not
/// known here, and runs nowhere else, was interrupted.
class Jobs {
 public:
  explicit Jobs(unsigned threads = 1);
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  /// `Failure{too_many, "job.too_many"}` when this account has `most_of_account` already, or all
  /// together `most`.
  void start(JobId id, Task task);
  /// Nothing when there is no such job of this organisation, or no more.
  std::optional<State> state(OrgId org, JobId id) const;
  /// Asks it to stop; true when it was there. It ends a little later.
  bool cancel(OrgId org, JobId id);
  /// Returns when none is left of this organisation; for tests and for the end.
  void wait(OrgId org) const;

  /// Several programs may share the documents. The name of this one, for as long as it runs, is
  /// written into a document beside its job;
  const std::string& runner() const;
  /// whoever knows which other programs are running tells it;
  void others_are(std::set<std::string, std::less<>> runners);
  /// and so a job may still be running there, whose document names `runner`.
  bool elsewhere(std::string_view runner) const;

  /// Stops everything and starts nothing more; for the end of the program.
  void stop();

  static constexpr std::size_t most_of_account = 2;
  static constexpr std::size_t most = 32;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace ts::jobs
