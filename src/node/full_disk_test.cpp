#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "node/trial.h"

namespace ts::node {
namespace {

using namespace trial;

/// While it lives no file grows beyond `bytes`: what a full disk is to the program.
class FullDisk {
 public:
  explicit FullDisk(std::uintmax_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    auto limit = before_;
    limit.rlim_cur = std::min<rlim_t>(bytes, before_.rlim_max);
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

class OnAFullDisk : public NodeTest {
 protected:
  OnAFullDisk() : NodeTest{Where::in_files} {
    std::signal(SIGXFSZ, SIG_IGN);
    org_ = found();
    amal_ = person(org_, "amal");
  }
  /// The largest file of the node as it is.
  std::uintmax_t largest() const {
    std::uintmax_t out = 0;
    for (const auto& entry : fs::recursive_directory_iterator{layout().root})
      if (entry.is_regular_file()) out = std::max(out, entry.file_size());
    return out;
  }

  OrgId org_;
  Caller amal_;
};

TEST_F(OnAFullDisk, nothing_acknowledged_is_lost_and_nobody_reads_without_a_trace) {
  std::vector<CaseId> acknowledged{open(amal_)};
  std::string failure;
  {
    const FullDisk full{largest() + 16'000};
    for (int i = 0; i < 500 && failure.empty(); ++i)
      failure = key_of([&] { acknowledged.push_back(open(amal_)); });
    EXPECT_EQ(failure, "store.full");
    // Small as it is, the trace of a reading needs room, too.
    failure.clear();
    for (int i = 0; i < 500 && failure.empty(); ++i) failure = reading(amal_, acknowledged.front());
    EXPECT_EQ(failure, "store.full");
    failure.clear();
    for (int i = 0; i < 500 && failure.empty(); ++i)
      failure = key_of([&] { cases_of(amal_).list(amal_, {}); });
    EXPECT_EQ(failure, "store.full");
  }
  const auto all_there = [&] {
    EXPECT_EQ(cases_of(amal_).list(amal_, {.limit = 1000, .after = {}}).total, acknowledged.size());
    for (const auto id : acknowledged) EXPECT_EQ(reading(amal_, id), "");
    EXPECT_EQ(findings(), std::vector<std::string>{});
  };
  all_there();
  acknowledged.push_back(open(amal_));  // and it goes on
  start();
  all_there();
}

TEST_F(OnAFullDisk, no_half_backup_and_no_half_organisation_is_taken_for_a_whole_one) {
  const auto id = open(amal_);
  std::string backup, organisation;
  {
    const FullDisk full{16'000};
    backup = key_of([&] { back_up(layout(), root_ / "backups", clock_); });
  }
  {
    const FullDisk full{40'000};  // room for the shared memory of the engine, not for the schema
    organisation = key_of([&] { node_->add_organisation("Hill House", "ES"); });
  }
  EXPECT_EQ(backup, "store.full");
  EXPECT_EQ(organisation, "store.full");
  for (const auto& entry : fs::directory_iterator{root_ / "backups"})
    EXPECT_EQ(key_of([&] { restore({root_ / "other"}, entry.path(), opener(), clock_); }),
              "backup.incomplete");
  start();
  EXPECT_EQ(node_->organisations().size(), 1U);
  EXPECT_EQ(reading(amal_, id), "");
}

}  // namespace
}  // namespace ts::node
