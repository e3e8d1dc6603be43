#include "node/presence.h"

#include <set>
#include <utility>

#include "base/log.h"

namespace ts::node {

Presence::Presence(db::Database& shared, jobs::Jobs& jobs, const Clock& clock)
    : shared_{shared}, jobs_{jobs}, clock_{clock} {
  look();
  following_ = shared_.follow_others([this] { look(); });
}

Presence::~Presence() {
  following_.reset();
  try {
    shared_.write(
        [&](db::Writer& tx) { tx.run("DELETE FROM program WHERE id = ?", jobs_.runner()); });
  } catch (const std::exception&) {
    log::event("node.not_signed_off");  // the others will see that the number stands still
  }
}

void Presence::tell() {
  shared_.write([&](db::Writer& tx) {
    ++count_;
    if (tx.run("UPDATE program SET count = ? WHERE id = ?", count_, jobs_.runner()) == 0)
      tx.run("INSERT INTO program (id, count) VALUES (?, ?)", jobs_.runner(), count_);
    for (const auto& [id, seen] : seen_)
      if (clock_.now() - seen.at >= patience)
        tx.run("DELETE FROM program WHERE id = ? AND count = ?", id, seen.count);
  });
  told_at_ = clock_.now();
}

void Presence::look() {
  const std::lock_guard lock{looking_};
  if (!told_at_ || clock_.now() - *told_at_ >= every) tell();
  std::map<std::string, Seen, std::less<>> now;
  std::set<std::string, std::less<>> running;
  for (const auto& row :
       shared_.read([](db::Reader& tx) { return tx.all("SELECT id, count FROM program"); })) {
    const auto& id = row.text(0);
    if (id == jobs_.runner()) continue;
    const auto before = seen_.find(id);
    const bool still = before != seen_.end() && before->second.count == row.integer(1);
    const auto seen = still ? before->second : Seen{.count = row.integer(1), .at = clock_.now()};
    if (clock_.now() - seen.at < patience) running.insert(id);
    now.emplace(id, seen);
  }
  seen_ = std::move(now);
  leads_ = running.empty() || jobs_.runner() < *running.begin();
  jobs_.others_are(std::move(running));
}

}  // namespace ts::node
