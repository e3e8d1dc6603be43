#pragma once

#include <map>
#include <vector>

#include "base/guarded.h"
#include "frames/frames.h"

namespace ts::matters {

/// Which agreements were taken back, of all cases, so that whoever was told hears of it without
/// anybody having to remember.
class Agreements : public frames::Follower {
 public:
  void put(const records::Records::Whole& whole) override;
  void remove(CaseId id) override;
  void clear() override;

  bool taken_back(CaseId id, RecordId receipt) const;

 private:
  Guarded<std::map<CaseId, std::vector<RecordId>>> taken_back_;
};

}  // namespace ts::matters
