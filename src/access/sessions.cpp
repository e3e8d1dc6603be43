#include "access/sessions.h"

#include <algorithm>
#include <map>

#include "access/session_shelf.h"
#include "base/guarded.h"

namespace ts::access {
namespace {

constexpr std::size_t token_size = crypto::Secret::size;

std::optional<crypto::Digest> key_of(std::string_view cookie) {
  if (cookie.size() != 2 * token_size) return std::nullopt;
  const auto token = from_hex(cookie);
  if (!token) return std::nullopt;
  return crypto::hash(*token);
}

class MemoryShelf : public Sessions::Shelf {
 public:
  using Shelf::Shelf;

  void add(const crypto::Digest& key, const Kept& kept) override {
    auto held = held_.lock();
    // Nobody comes back to end an abandoned session, so each new one clears them away.
    std::erase_if(*held, [&](const auto& entry) { return ended(entry.second, kept.begun); });
    make_room(*held, kept.account);
    held->emplace(key, Numbered{kept, ++last_number_});
  }
  std::optional<Kept> use(const crypto::Digest& key, Instant now) override {
    auto held = held_.lock();
    const auto found = live(*held, key, now);
    if (found == held->end()) return std::nullopt;
    found->second.used = now;
    return found->second;
  }
  std::vector<Entry> all_of(AccountId account) const override {
    std::vector<Entry> out;
    const auto held = held_.read();
    for (const auto& [key, kept] : *held)
      if (kept.account == account) out.emplace_back(key, kept);
    return out;
  }
  void remove(const crypto::Digest& key) override { held_.lock()->erase(key); }
  void remove_all_of(AccountId account) override {
    std::erase_if(*held_.lock(),
                  [&](const auto& entry) { return entry.second.account == account; });
  }
  void add_reason(const crypto::Digest& key, const Reason& reason, Instant now) override {
    auto held = held_.lock();
    const auto found = live(*held, key, now);
    if (found == held->end()) return;
    auto& reasons = found->second.reasons;
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end())
      reasons.push_back(reason);
  }

 private:
  struct Numbered : Kept {
    Numbered(const Kept& kept, std::uint64_t order) : Kept{kept}, number{order} {}
    std::uint64_t number;  ///< in the order they were begun
  };
  using Held = std::map<crypto::Digest, Numbered>;

  bool ended(const Kept& kept, Instant now) const { return end_of(kept) <= now; }
  Held::iterator live(Held& held, const crypto::Digest& key, Instant now) const {
    const auto found = held.find(key);
    if (found == held.end() || !ended(found->second, now)) return found;
    held.erase(found);
    return held.end();
  }
  void make_room(Held& held, AccountId account) const {
    std::size_t count = 0;
    auto oldest = held.end();
    for (auto it = held.begin(); it != held.end(); ++it) {
      if (it->second.account != account) continue;
      ++count;
      if (oldest == held.end() || it->second.number < oldest->second.number) oldest = it;
    }
    if (count > 0 && count >= limits().per_account) held.erase(oldest);
  }

  Guarded<Held> held_;
  std::uint64_t last_number_ = 0;  // changed while held_ is locked
};

/// Half of the hash of a random cookie: it tells nothing of the cookie, and no two are alike.
SessionId id_of_key(const crypto::Digest& key) {
  IdBytes bytes{};
  std::copy_n(key.begin(), bytes.size(), bytes.begin());
  return SessionId{bytes};
}

}  // namespace

std::unique_ptr<Sessions::Shelf> shelf_in_memory(Sessions::Limits limits) {
  return std::make_unique<MemoryShelf>(limits);
}

Sessions::Sessions(const Clock& clock, Limits limits)
    : clock_{clock}, csrf_key_{crypto::Secret::random()}, shelf_{shelf_in_memory(limits)} {}

Sessions::Sessions(const Clock& clock, Limits limits, db::Database& shared,
                   const crypto::Secret& node_key)
    : clock_{clock},
      csrf_key_{crypto::derive(node_key, "session csrf")},
      shelf_{shelf_in(shared, node_key, limits)} {}

Sessions::~Sessions() = default;

/// Worked out from the cookie, so that it can be told again without being kept.
std::string Sessions::csrf_of(std::string_view cookie) const {
  return hex(crypto::keyed_hash(csrf_key_, bytes_of(cookie)));
}

SessionTokens Sessions::begin(AccountId account, OrgId org, Device device) {
  const auto token = crypto::Secret::random();
  const auto cookie = hex(token.reveal());
  const auto now = clock_.now();
  shelf_->add(
      crypto::hash(token.reveal()),
      {.account = account, .org = org, .begun = now, .used = now, .device = device, .reasons = {}});
  return {.cookie = cookie, .csrf = csrf_of(cookie)};
}

std::optional<Session> Sessions::find(std::string_view cookie) {
  const auto key = key_of(cookie);
  const auto kept = key ? shelf_->use(*key, clock_.now()) : std::nullopt;
  if (!kept) return std::nullopt;
  return Session{.account = kept->account,
                 .org = kept->org,
                 .csrf = csrf_of(cookie),
                 .expires_at = shelf_->end_of(*kept),
                 .reasons = kept->reasons};
}

void Sessions::end(std::string_view cookie) {
  if (const auto key = key_of(cookie)) shelf_->remove(*key);
}

void Sessions::end_all_of(AccountId account) { shelf_->remove_all_of(account); }

std::vector<SessionEntry> Sessions::of(AccountId account) const {
  std::vector<SessionEntry> out;
  const auto now = clock_.now();
  for (const auto& [key, kept] : shelf_->all_of(account))
    if (now < shelf_->end_of(kept))
      out.push_back({.id = id_of_key(key),
                     .since = kept.begun,
                     .used = hour_of(kept.used),
                     .device = kept.device});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return a.since != b.since ? b.since < a.since : a.id < b.id;
  });
  return out;
}

std::optional<SessionId> Sessions::id_of(std::string_view cookie) {
  const auto key = key_of(cookie);
  if (!key) return std::nullopt;
  return id_of_key(*key);
}

bool Sessions::end_one(AccountId account, SessionId id) {
  for (const auto& [key, kept] : shelf_->all_of(account)) {
    if (id_of_key(key) != id) continue;
    shelf_->remove(key);
    return true;
  }
  return false;
}

void Sessions::add_reason(std::string_view cookie, CaseId case_id, FieldClass field_class) {
  if (const auto key = key_of(cookie))
    shelf_->add_reason(*key, {case_id, field_class}, clock_.now());
}

}  // namespace ts::access
