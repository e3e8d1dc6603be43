#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "access/policy.h"
#include "base/guarded.h"
#include "frames/frames.h"
#include "lang/names.h"
#include "protection/dossier.h"

namespace ts::protection {

/// What two people are compared by.
struct Likeness {
  std::vector<lang::NameKeys> names;
  std::optional<PartialDate> born;
};
Likeness likeness_of(const Person& person);
/// Whether two people are probably one: names that sound alike in any script, and no day of birth
/// that speaks against it. For a person to look at, never to decide by.
bool alike(const Likeness& a, const Likeness& b);

/// Every application of an organisation, in memory: what worklists and figures are made of. Free
/// text is not kept. Safe from any thread; kept exact by the change feed, as the columns are.
class Register : public frames::Follower {
 public:
  struct Entry {
    access::Standing standing;
    bool open = true;  ///< the case is
    Dossier dossier;
    Likeness likeness;
  };

  void put(const records::Records::Whole& whole) override;
  void remove(CaseId id) override;
  void clear() override;

  /// In the order of ids, under the lock: `use` must not come back here.
  void each(const std::function<void(const Entry&)>& use) const;
  std::size_t cases() const { return entries_.read()->size(); }

 private:
  Guarded<std::map<CaseId, Entry>> entries_;
};

}  // namespace ts::protection
