#pragma once

#include "access/sessions.h"

namespace ts::access {

/// Where sessions are kept, by the hash of the cookie. Safe from any thread.
class Sessions::Shelf {
 public:
  using Reason = std::pair<CaseId, FieldClass>;
  struct Kept {
    AccountId account;
    OrgId org;
    Instant begun;
    Instant used;
    Device device;
    std::vector<Reason> reasons;
  };

  using Entry = std::pair<crypto::Digest, Kept>;

  explicit Shelf(Limits limits) : limits_{limits} {}
  virtual ~Shelf() = default;
  Shelf(const Shelf&) = delete;
  Shelf& operator=(const Shelf&) = delete;

  /// Clears away what has ended by then, and the account's oldest beyond the limit.
  virtual void add(const crypto::Digest& key, const Kept& kept) = 0;
  /// Begins its idle time anew; nothing when there is none or it has ended.
  virtual std::optional<Kept> use(const crypto::Digest& key, Instant now) = 0;
  /// Also those that have ended and were not cleared away yet.
  virtual std::vector<Entry> all_of(AccountId account) const = 0;
  virtual void remove(const crypto::Digest& key) = 0;
  virtual void remove_all_of(AccountId account) = 0;
  virtual void add_reason(const crypto::Digest& key, const Reason& reason, Instant now) = 0;

  Instant end_of(const Kept& kept) const {
    return std::min(kept.used + limits_.idle, kept.begun + limits_.longest);
  }
  const Limits& limits() const { return limits_; }

 private:
  const Limits limits_;
};

std::unique_ptr<Sessions::Shelf> shelf_in_memory(Sessions::Limits limits);
std::unique_ptr<Sessions::Shelf> shelf_in(db::Database& shared, const crypto::Secret& node_key,
                                          Sessions::Limits limits);

}  // namespace ts::access
