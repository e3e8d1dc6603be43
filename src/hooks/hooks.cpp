#include "hooks/hooks.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

namespace ts::hooks {
namespace {

namespace json = boost::json;
using access::Action;
using access::Permit;
using access::Policy;
using audit::What;
using documents::Document;
using documents::Kind;

constexpr std::size_t most_hooks = 20;
constexpr std::size_t entries_at_once = 5'000;

bool is_address(const std::string& text) {
  constexpr std::size_t longest = 300;
  return text.size() <= longest && text.find_first_of(" \t\r\n#@") == text.npos &&
         ((text.starts_with("https://") && text.size() > std::string_view{"https://"}.size()) ||
          text.starts_with("http://127.0.0.1:"));
}

/// What an entry of the audit says changed, in the word of a message; empty: nothing to tell.
std::string_view told_as(What what) {
  switch (what) {
    case What::step_written:
    case What::packet_taken:
      return "request";
    case What::release_started:
    case What::release_ended:
    case What::release_approved:
    case What::release_declined:
    case What::release_published:
      return "release";
    case What::proposal_received:
      return "proposal";
    default:
      return {};
  }
}

std::string message(OrgId org, Instant now, const Changed& changed) {
  json::array list;
  for (const auto& [each, entry] : changed)
    list.push_back(json::object{{"what", each.first}, {"id", each.second}});
  return json::serialize(json::object{{"message", DocumentId::random().text()},
                                      {"organisation", org.text()},
                                      {"at", to_text(now)},
                                      {"changed", list}});
}

}  // namespace

std::string signature_of(const crypto::Secret& key, Instant at, std::string_view body) {
  const auto time = std::to_string(at.ms);
  const auto signed_text = time + '.' + std::string{body};
  return "t=" + time + ",v1=" + hex(crypto::hmac_sha256(key, bytes_of(signed_text)));
}

/// The document of a hook.
struct Hooks::Kept {
  Hook hook;
  crypto::Secret key;

  static Kept of(const Document& document) {
    const auto body = json::parse(document.body).as_object();
    const auto number = [&](std::string_view name) { return body.at(name).as_int64(); };
    const auto key = from_hex(body.at("key").as_string());
    auto secret = key ? crypto::Secret::from(*key) : std::nullopt;
    if (!secret) throw Failure{Fault::unavailable, "store.damaged"};
    return {.hook = {.id = document.id,
                     .address = std::string{body.at("address").as_string()},
                     .by = AccountId::parse(body.at("by").as_string()).value_or(AccountId{}),
                     .since = {number("since")},
                     .ended = body.at("ended").as_bool(),
                     .told = number("told"),
                     .last_at = {number("last_at")},
                     .last_status = static_cast<int>(number("last_status")),
                     .tries = static_cast<int>(number("tries")),
                     .next = {number("next")},
                     .test = body.at("test").as_bool(),
                     .revision = document.revision},
            .key = std::move(*secret)};
  }

  std::string body() const {
    return json::serialize(json::object{{"address", hook.address},
                                        {"key", hex(key.reveal())},
                                        {"by", hook.by.text()},
                                        {"since", hook.since.ms},
                                        {"ended", hook.ended},
                                        {"told", hook.told},
                                        {"last_at", hook.last_at.ms},
                                        {"last_status", hook.last_status},
                                        {"tries", hook.tries},
                                        {"next", hook.next.ms},
                                        {"test", hook.test}});
  }
};

std::vector<Hooks::Kept> Hooks::kept(db::Reader& tx, const Permit& permit) const {
  std::vector<Kept> out;
  for (const auto& document : documents_.all(tx, permit, Kind::hook))
    if (auto each = Kept::of(document); !each.hook.ended) out.push_back(std::move(each));
  std::ranges::sort(out, {}, [](const Kept& each) { return each.hook.since; });
  return out;
}

Hooks::Kept Hooks::load(db::Reader& tx, const Permit& permit, DocumentId id) const {
  const auto document = documents_.find(tx, permit, Kind::hook, id);
  if (!document) throw Failure{Fault::absent, "hook.absent"};
  auto out = Kept::of(*document);
  if (out.hook.ended) throw Failure{Fault::absent, "hook.absent"};
  return out;
}

void Hooks::save(audit::Work& work, const Permit& permit, What what, Kept& kept) const {
  kept.hook.revision = documents_
                           .change(work, permit, what,
                                   {.id = kept.hook.id,
                                    .kind = Kind::hook,
                                    .revision = kept.hook.revision,
                                    .body = kept.body()})
                           .revision;
}

Added Hooks::add(const Caller& caller, const std::string& address) {
  const auto grant = Policy::built_in().require<Action::hook_change>(caller);
  if (!is_address(address)) throw Failure{Fault::invalid, "hook.bad_address"};
  Kept made{.hook = {.id = DocumentId::random(),
                     .address = address,
                     .by = caller.account,
                     .since = journal_.clock().now()},
            .key = crypto::Secret::random()};
  journal_.write(caller.account, [&](audit::Work& work) {
    if (kept(work.tx(), grant).size() >= most_hooks)
      throw Failure{Fault::conflict, "hook.too_many"};
    made.hook.told = audit::last(work.tx());
    documents_.add(work, grant, What::hook_added, Kind::hook, made.hook.id, made.body());
  });
  agenda_.lock()->current = false;
  return {.hook = made.hook, .key = hex(made.key.reveal())};
}

std::vector<Hook> Hooks::all(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::hook_change>(caller);
  std::vector<Hook> out;
  for (auto& each : database_.read([&](db::Reader& tx) { return kept(tx, grant); }))
    out.push_back(std::move(each.hook));
  return out;
}

Hook Hooks::test(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::hook_change>(caller);
  auto hook = journal_.write(caller.account, [&](audit::Work& work) {
    auto there = load(work.tx(), grant, id);
    there.hook.test = true;
    there.hook.next = {};
    save(work, grant, What::hook_tested, there);
    return there.hook;
  });
  agenda_.lock()->current = false;
  return hook;
}

void Hooks::end(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::hook_change>(caller);
  journal_.write(caller.account, [&](audit::Work& work) {
    auto there = load(work.tx(), grant, id);
    there.hook.ended = true;
    there.key = crypto::Secret::random();  // what signed before is gone
    save(work, grant, What::hook_ended, there);
  });
  agenda_.lock()->current = false;
}

void Hooks::look(db::Reader& tx, Agenda& agenda) const {
  if (!std::exchange(agenda.current, true)) {
    agenda.hooks.clear();
    for (auto& each : kept(tx, unasked())) agenda.hooks.push_back(std::move(each.hook));
  }
  for (const auto& hook : agenda.hooks) {
    auto& standing = agenda.standing[hook.id];
    standing.looked = std::max(standing.looked, hook.told);
    // Another program may have told of them, while it led.
    std::erase_if(standing.changed, [&](const auto& each) { return each.second <= hook.told; });
    for (const auto& entry : audit::after(tx, standing.looked, entries_at_once)) {
      standing.looked = entry.seq;
      const auto what = told_as(entry.event.what);
      if (!what.empty() && entry.event.record)
        standing.changed.insert_or_assign({std::string{what}, entry.event.record->text()},
                                          entry.seq);
    }
  }
}

std::vector<Delivery> Hooks::due() {
  const auto now = journal_.clock().now();
  return database_.read([&](db::Reader& tx) {
    const auto agenda = agenda_.lock();
    look(tx, *agenda);
    std::vector<Delivery> out;
    for (const auto& hook : agenda->hooks) {
      const auto& changed = agenda->standing[hook.id].changed;
      if (hook.next > now || (changed.empty() && !hook.test)) continue;
      auto body = message(org_, now, changed);
      auto signature = signature_of(load(tx, unasked(), hook.id).key, now, body);
      out.push_back({hook.id, hook.address, std::move(body), std::move(signature)});
    }
    return out;
  });
}

void Hooks::answered(const Delivery& delivery, int status) {
  constexpr int most = 12;  // 2 s doubled so often is more than an hour
  const bool through = status >= 200 && status < 300;
  const auto now = journal_.clock().now();
  std::int64_t told = 0;
  if (const auto agenda = agenda_.lock(); through) {
    auto& standing = agenda->standing[delivery.hook];
    told = standing.looked;
    standing.changed.clear();
  }
  journal_.write(std::nullopt, [&](audit::Work& work) {
    auto there = load(work.tx(), unasked(), delivery.hook);
    auto& hook = there.hook;
    hook.last_at = now;
    hook.last_status = status;
    hook.tries = through ? 0 : std::min(hook.tries + 1, most);
    const std::chrono::seconds wait{std::int64_t{1} << hook.tries};
    hook.next = through ? Instant{}
                        : now + std::min<std::chrono::milliseconds>(wait, std::chrono::hours{1});
    if (through) {
      hook.told = std::max(hook.told, told);
      hook.test = false;
    }
    save(work, unasked(), What::hook_tried, there);
  });
  agenda_.lock()->current = false;
}

}  // namespace ts::hooks
