#include "jobs/jobs.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"

namespace ts::jobs {
namespace {

struct Job {
  explicit Job(Task wanted) : task{std::move(wanted)} {}
  Task task;
  std::atomic<bool> cancelled = false;
  std::atomic<double> share = 0;
  bool begun = false;  // under the lock of the pool
};

}  // namespace

struct Jobs::Inside {
  mutable std::mutex mutex;
  std::condition_variable something;           // to do, or to stop
  mutable std::condition_variable ended;       // one job less
  std::map<JobId, std::shared_ptr<Job>> jobs;  // shared with the thread that runs it
  std::deque<JobId> waiting;
  bool stopping = false;
  const std::string runner = Id<struct RunnerTag>::random().text();
  std::set<std::string, std::less<>> others;
  std::vector<std::thread> threads;

  void serve();
  void run(JobId id, Job& job);
  void give_up(JobId id, Job& job, const Failure& why);
  std::shared_ptr<Job> find(OrgId org, JobId id) const {
    const auto found = jobs.find(id);
    return found == jobs.end() || found->second->task.org != org ? nullptr : found->second;
  }
};

void Jobs::Inside::serve() {
  for (;;) {
    std::unique_lock lock{mutex};
    something.wait(lock, [&] { return stopping || !waiting.empty(); });
    if (stopping) return;
    const auto id = waiting.front();
    waiting.pop_front();
    const auto job = jobs.at(id);
    job->begun = true;
    lock.unlock();
    run(id, *job);
    lock.lock();
    jobs.erase(id);
    ended.notify_all();
  }
}

void Jobs::Inside::run(JobId id, Job& job) {
  try {
    const Progress progress{[&job](double share) { job.share = share; }, job.cancelled};
    progress.check();  // it may have been cancelled while it waited
    job.task.work(progress);
    return;
  } catch (const Failure& failure) {
    give_up(id, job, failure);
  } catch (const std::exception& mistake) {
    if (const auto* bug = dynamic_cast<const Bug*>(&mistake))
      log::event("job.bug", {{"place", *bug}});
    else
      log::event("job.failed", {{"job", id}});  // most likely memory
    give_up(id, job, Failure{Fault::unavailable, "job.failed"});
  }
}

void Jobs::Inside::give_up(JobId id, Job& job, const Failure& why) {
  {
    const std::lock_guard lock{mutex};
    if (stopping) return;
  }
  try {
    job.task.given_up(why);
  } catch (const std::exception&) {
    log::event("job.failed", {{"job", id}});  // the disk, too: it will look interrupted
  }
}

Jobs::Jobs(unsigned threads) : inside_{std::make_unique<Inside>()} {
  for (unsigned i = 0; i < threads; ++i)
    inside_->threads.emplace_back([inside = inside_.get()] { inside->serve(); });
}

Jobs::~Jobs() { stop(); }

void Jobs::start(JobId id, Task task) {
  const std::lock_guard lock{inside_->mutex};
  const auto mine =
      std::count_if(inside_->jobs.begin(), inside_->jobs.end(),
                    [&](const auto& each) { return each.second->task.by == task.by; });
  if (inside_->stopping || inside_->jobs.size() >= most ||
      static_cast<std::size_t>(mine) >= most_of_account)
    throw Failure{Fault::too_many, "job.too_many"};
  ensure(inside_->jobs.emplace(id, std::make_shared<Job>(std::move(task))).second);
  inside_->waiting.push_back(id);
  inside_->something.notify_one();
}

std::optional<State> Jobs::state(OrgId org, JobId id) const {
  const std::lock_guard lock{inside_->mutex};
  const auto job = inside_->find(org, id);
  if (!job) return std::nullopt;
  return State{.begun = job->begun, .share = job->share};
}

bool Jobs::cancel(OrgId org, JobId id) {
  const std::lock_guard lock{inside_->mutex};
  const auto job = inside_->find(org, id);
  if (job) job->cancelled = true;
  return job != nullptr;
}

void Jobs::wait(OrgId org) const {
  std::unique_lock lock{inside_->mutex};
  inside_->ended.wait(lock, [&] {
    return std::none_of(inside_->jobs.begin(), inside_->jobs.end(),
                        [&](const auto& each) { return each.second->task.org == org; });
  });
}

const std::string& Jobs::runner() const { return inside_->runner; }

void Jobs::others_are(std::set<std::string, std::less<>> runners) {
  const std::lock_guard lock{inside_->mutex};
  inside_->others = std::move(runners);
}

bool Jobs::elsewhere(std::string_view runner) const {
  const std::lock_guard lock{inside_->mutex};
  return inside_->others.contains(runner);
}

void Jobs::stop() {
  {
    const std::lock_guard lock{inside_->mutex};
    inside_->stopping = true;
    for (const auto& [id, job] : inside_->jobs) job->cancelled = true;
    for (const auto id : inside_->waiting) inside_->jobs.erase(id);
    inside_->waiting.clear();
    inside_->something.notify_all();
    inside_->ended.notify_all();
  }
  for (auto& thread : inside_->threads)
    if (thread.joinable()) thread.join();
}

}  // namespace ts::jobs
