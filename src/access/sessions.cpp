#include "access/sessions.h"

#include <algorithm>

namespace ts::access {
namespace {

constexpr std::size_t token_size = crypto::Secret::size;

std::optional<crypto::Digest> key_of(std::string_view cookie) {
  if (cookie.size() != 2 * token_size) return std::nullopt;
  const auto token = from_hex(cookie);
  if (!token) return std::nullopt;
  return crypto::hash(*token);
}

/// Half of the hash of a random cookie: it tells nothing of the cookie, and no two are alike.
SessionId id_of_key(const crypto::Digest& key) {
  IdBytes bytes{};
  std::copy_n(key.begin(), bytes.size(), bytes.begin());
  return SessionId{bytes};
}

}  // namespace

Sessions::Sessions(const Clock& clock, Limits limits)
    : clock_{clock}, limits_{limits}, csrf_key_{crypto::Secret::random()} {}

/// Worked out from the cookie, so that it can be told again without being kept.
std::string Sessions::csrf_of(std::string_view cookie) const {
  return hex(crypto::keyed_hash(csrf_key_, bytes_of(cookie)));
}

Instant Sessions::end_of(const Kept& kept) const {
  return std::min(kept.used + limits_.idle, kept.begun + limits_.longest);
}

Sessions::Held::iterator Sessions::live(Held& held, std::string_view cookie) const {
  const auto key = key_of(cookie);
  const auto found = key ? held.find(*key) : held.end();
  if (found == held.end() || clock_.now() < end_of(found->second)) return found;
  held.erase(found);
  return held.end();
}

SessionTokens Sessions::begin(AccountId account, OrgId org, Device device) {
  const auto token = crypto::Secret::random();
  const auto cookie = hex(token.reveal());
  const auto now = clock_.now();
  auto held = held_.lock();
  // Nobody comes back to end an abandoned session, so each new one clears them away.
  std::erase_if(*held, [&](const auto& entry) { return end_of(entry.second) <= now; });
  make_room(*held, account);
  held->emplace(crypto::hash(token.reveal()), Kept{.account = account,
                                                   .org = org,
                                                   .number = ++last_number_,
                                                   .begun = now,
                                                   .used = now,
                                                   .device = device,
                                                   .reasons = {}});
  return {.cookie = cookie, .csrf = csrf_of(cookie)};
}

void Sessions::make_room(Held& held, AccountId account) const {
  std::size_t count = 0;
  auto oldest = held.end();
  for (auto it = held.begin(); it != held.end(); ++it) {
    if (it->second.account != account) continue;
    ++count;
    if (oldest == held.end() || it->second.number < oldest->second.number) oldest = it;
  }
  if (count > 0 && count >= limits_.per_account) held.erase(oldest);
}

std::optional<Session> Sessions::find(std::string_view cookie) {
  auto held = held_.lock();
  const auto found = live(*held, cookie);
  if (found == held->end()) return std::nullopt;
  auto& kept = found->second;
  kept.used = clock_.now();
  return Session{.account = kept.account,
                 .org = kept.org,
                 .csrf = csrf_of(cookie),
                 .expires_at = end_of(kept),
                 .reasons = kept.reasons};
}

void Sessions::end(std::string_view cookie) {
  const auto key = key_of(cookie);
  if (key) held_.lock()->erase(*key);
}

void Sessions::end_all_of(AccountId account) {
  std::erase_if(*held_.lock(), [&](const auto& entry) { return entry.second.account == account; });
}

std::vector<SessionEntry> Sessions::of(AccountId account) const {
  std::vector<SessionEntry> out;
  const auto now = clock_.now();
  const auto held = held_.read();
  for (const auto& [key, kept] : *held)
    if (kept.account == account && now < end_of(kept))
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
  return std::erase_if(*held_.lock(), [&](const auto& entry) {
           return entry.second.account == account && id_of_key(entry.first) == id;
         }) > 0;
}

void Sessions::add_reason(std::string_view cookie, CaseId case_id, FieldClass field_class) {
  auto held = held_.lock();
  const auto found = live(*held, cookie);
  if (found == held->end()) return;
  auto& reasons = found->second.reasons;
  const std::pair reason{case_id, field_class};
  if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(reason);
}

}  // namespace ts::access
