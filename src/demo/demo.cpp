#include "demo/demo.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "demo/cast.h"
#include "demo/desk.h"
#include "demo/office.h"

namespace ts::demo {
namespace {

using access::Caller;
using records::Record;

// A moment is off by what the other workers do meanwhile: the fewer cases, the fewer workers.
constexpr std::size_t cases_per_worker = 150;
constexpr std::size_t most_workers = 32;

/// One step of one story, in its turn.
struct Turn {
  Instant at;
  std::size_t index = 0;  ///< of the story
  std::size_t step = 0;
};

std::vector<Turn> turns_of(const Material& material, const Options& options, Instant begin) {
  std::vector<Turn> out;
  for (std::size_t index = 0; index < options.cases; ++index) {
    const auto story = tell(material, options.seed, index, begin);
    for (std::size_t i = 0; i < story.steps.size(); ++i)
      out.push_back({.at = story.steps[i].at, .index = index, .step = i});
  }
  std::sort(out.begin(), out.end(), [](const Turn& a, const Turn& b) {
    return std::tie(a.at, a.index, a.step) < std::tie(b.at, b.index, b.step);
  });
  return out;
}

records::NewRecord new_record(const Entry& entry) {
  return {.id = RecordId::random(), .kind = entry.kind, .fields = entry.fields};
}

catalogue::Changes changes(const catalogue::Fields& fields) {
  catalogue::Changes out;
  for (const auto& [name, value] : fields) out.emplace(name, value);
  return out;
}

CaseId open(cases::Cases& cases, const Caller& who, const Step& step) {
  cases::NewCase wanted{.id = CaseId::random(), .team = {}, .records = {}};
  for (const auto& entry : step.entries) wanted.records.push_back(new_record(entry));
  return cases.open(who, std::move(wanted), {}).file.id;
}

/// Whoever does something with a case has opened its file first.
void go_on(cases::Cases& cases, const Caller& who, CaseId id, const Step& step, const Cast& cast) {
  const auto view = cases.read(who, id);
  const auto revision = view.file.revision;
  switch (step.deed) {
    case Deed::add:
      cases.add(who, id, new_record(step.entries.front()), {});
      return;
    case Deed::change: {
      const auto& entry = step.entries.front();
      const auto record = std::find_if(view.records.begin(), view.records.end(),
                                       [&](const Record& each) { return each.kind == entry.kind; });
      ensure(record != view.records.end());
      cases.change(who, id, record->id, record->revision, changes(entry.fields));
      return;
    }
    case Deed::help:
      cases.add_helper(who, id, revision, cast.find(step.helper)->second.account);
      return;
    case Deed::close:
      cases.close(who, id, revision, changes(step.entries.front().fields));
      return;
    case Deed::reopen:
      cases.reopen(who, id, revision);
      return;
    case Deed::open:
    case Deed::read:
      return;
  }
}

/// Lets every story happen in the order of time. Several threads share the turns, for what they
/// write at the same time becomes durable at once.
class Play {
 public:
  Play(node::Node& node, ManualClock& clock, const Options& options, const Cast& cast,
       const Progress& progress)
      : node_{node},
        clock_{clock},
        options_{options},
        cast_{cast},
        progress_{progress},
        begin_{clock.now()},
        turns_{turns_of(material_, options, begin_)},
        told_(options.cases) {}

  void run() {
    {
      std::vector<std::jthread> workers;
      const auto count =
          std::clamp<std::size_t>(options_.cases / cases_per_worker, 1, most_workers);
      for (std::size_t i = 0; i < count; ++i) workers.emplace_back([this] { work(); });
    }
    if (failure_) std::rethrow_exception(failure_);
    clock_.forward(begin_ + span - clock_.now());
  }

 private:
  struct Told {
    CaseId id;
    std::size_t steps = 0;
  };

  /// The next turn, when it is its story's turn too; nothing at the end.
  const Turn* take() {
    std::unique_lock lock{mutex_};
    if (failure_ || next_ == turns_.size()) return nullptr;
    const auto& turn = turns_[next_++];
    clock_.forward(turn.at - clock_.now());
    changed_.wait(lock, [&] { return failure_ || told_[turn.index].steps == turn.step; });
    return failure_ ? nullptr : &turn;
  }

  void perform(const Turn& turn) {
    const auto story = tell(material_, options_.seed, turn.index, begin_);
    const auto& step = story.steps[turn.step];
    const auto& who = cast_.find(step.login)->second;
    auto& cases = node_.organisation(who.org).cases();
    auto& told = told_[turn.index];  // this story is nobody else's before `steps` says so
    if (step.deed == Deed::open) {
      told.id = open(cases, who, step);
    } else {
      go_on(cases, who, told.id, step, cast_);
    }
  }

  void work() {
    try {
      while (const auto* turn = take()) {
        perform(*turn);
        const std::lock_guard lock{mutex_};
        ++told_[turn->index].steps;
        if (turn->step == 0 && progress_) progress_(++opened_, options_.cases);
        changed_.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock{mutex_};
      if (!failure_) failure_ = std::current_exception();  // run() throws it on
      changed_.notify_all();
    }
  }

  const Material& material_ = Material::built_in();
  node::Node& node_;
  ManualClock& clock_;
  const Options& options_;
  const Cast& cast_;
  const Progress& progress_;
  Instant begin_;
  std::vector<Turn> turns_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Told> told_;
  std::size_t next_ = 0, opened_ = 0;
  std::exception_ptr failure_;
};

std::vector<DemoAccount> accounts_of(const Material& material) {
  std::vector<DemoAccount> out;
  for (const auto& organisation : material.organisations)
    for (const auto& account : organisation.accounts)
      out.push_back({.login = account.login,
                     .name = account.name,
                     .role = std::string{access::text(account.role)},
                     .organisation = organisation.name,
                     .passphrase = material.passphrase,
                     .language = account.language});
  return out;
}

}  // namespace

std::vector<DemoAccount> fill(node::Node& node, ManualClock& clock, const Options& options,
                              const Progress& progress) {
  ensure(&node.clock() == &clock);
  const auto cast = found(node, Material::built_in());
  type_in_register(node, cast, Material::built_in(), options.seed);
  Play{node, clock, options, cast, progress}.run();
  fill_desks(node, cast, Material::built_in(), options.seed);
  fill_desk_of_helpers(node, cast, Material::built_in());
  return accounts_of(Material::built_in());
}

}  // namespace ts::demo
