#include <algorithm>

#include "access/session_shelf.h"

namespace ts::access {
namespace {

using namespace std::chrono_literals;

/// Every request would write otherwise.
constexpr auto use_written_every = 10s;

class DatabaseShelf : public Sessions::Shelf {
 public:
  DatabaseShelf(db::Database& shared, const crypto::Secret& node_key, Sessions::Limits limits)
      : Shelf{limits},
        shared_{shared},
        seal_key_{crypto::derive(node_key, "session")},
        tag_key_{crypto::derive(node_key, "session account")} {}

  void add(const crypto::Digest& key, const Kept& kept) override {
    const auto tag = tag_of(kept.account);
    shared_.write([&](db::Writer& tx) {
      tx.run("DELETE FROM session WHERE used <= ? OR begun <= ?",
             Instant{kept.begun.ms - milliseconds(limits().idle)},
             Instant{kept.begun.ms - milliseconds(limits().longest)});
      tx.run(
          "DELETE FROM session WHERE account = ? AND number <="
          " (SELECT number FROM session WHERE account = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
          BytesView{tag}, BytesView{tag}, static_cast<std::int64_t>(limits().per_account) - 1);
      tx.run(
          "INSERT INTO session (token, account, number, begun, used, sealed)"
          " SELECT ?, ?, COALESCE(MAX(number), 0) + 1, ?, ?, ? FROM session",
          BytesView{key}, BytesView{tag}, kept.begun, kept.used, sealed(key, kept));
    });
  }

  std::optional<Kept> use(const crypto::Digest& key, Instant now) override {
    auto kept = shared_.read([&](db::Reader& tx) { return find(tx, key); });
    if (!kept) return std::nullopt;
    if (end_of(*kept) <= now) {
      remove(key);
      return std::nullopt;
    }
    if (now - kept->used >= use_written_every)
      shared_.write([&](db::Writer& tx) {
        tx.run("UPDATE session SET used = ? WHERE token = ? AND used < ?", now, BytesView{key},
               now);
      });
    kept->used = now;
    return kept;
  }

  std::vector<Entry> all_of(AccountId account) const override {
    const auto tag = tag_of(account);
    return shared_.read([&](db::Reader& tx) {
      std::vector<Entry> out;
      for (const auto& row : tx.all(
               "SELECT begun, used, sealed, token FROM session WHERE account = ?", BytesView{tag}))
        if (const auto key = as<crypto::Digest>(row.bytes(3)))
          if (const auto kept = opened(*key, row)) out.emplace_back(*key, *kept);
      return out;
    });
  }

  void remove(const crypto::Digest& key) override {
    shared_.write(
        [&](db::Writer& tx) { tx.run("DELETE FROM session WHERE token = ?", BytesView{key}); });
  }

  void remove_all_of(AccountId account) override {
    const auto tag = tag_of(account);
    shared_.write(
        [&](db::Writer& tx) { tx.run("DELETE FROM session WHERE account = ?", BytesView{tag}); });
  }

  void add_reason(const crypto::Digest& key, const Reason& reason, Instant now) override {
    shared_.write([&](db::Writer& tx) {
      auto kept = find(tx, key);
      if (!kept || end_of(*kept) <= now) return;
      auto& reasons = kept->reasons;
      if (std::find(reasons.begin(), reasons.end(), reason) != reasons.end()) return;
      reasons.push_back(reason);
      tx.run("UPDATE session SET sealed = ? WHERE token = ?", sealed(key, *kept), BytesView{key});
    });
  }

 private:
  static std::int64_t milliseconds(std::chrono::milliseconds duration) { return duration.count(); }

  crypto::Digest tag_of(AccountId account) const {
    return crypto::keyed_hash(tag_key_, account.bytes());
  }
  static Bytes place_of(const crypto::Digest& key) {
    return ByteWriter{}.part("turnstone session 1").part(BytesView{key}).bytes();
  }

  Bytes sealed(const crypto::Digest& key, const Kept& kept) const {
    ByteWriter text;
    text.part(kept.account.bytes()).part(kept.org.bytes());
    text.part(kept.device.browser).part(kept.device.system).u64(kept.reasons.size());
    for (const auto& [case_id, field_class] : kept.reasons)
      text.part(case_id.bytes()).u64(static_cast<std::uint64_t>(field_class));
    return crypto::seal(seal_key_, place_of(key), text.bytes());
  }

  template <class Array>
  static std::optional<Array> as(const std::optional<BytesView>& bytes) {
    Array out{};
    if (!bytes || bytes->size() != out.size()) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return out;
  }
  template <class IdType>
  static std::optional<IdType> id_of(const std::optional<BytesView>& bytes) {
    const auto out = as<IdBytes>(bytes);
    return out ? std::optional{IdType{*out}} : std::nullopt;
  }

  std::optional<Kept> find(db::Reader& tx, const crypto::Digest& key) const {
    const auto row =
        tx.one("SELECT begun, used, sealed FROM session WHERE token = ?", BytesView{key});
    return row ? opened(key, *row) : std::nullopt;
  }

  /// From its columns begun, used and sealed. Nothing when it is not one that this node has sealed.
  std::optional<Kept> opened(const crypto::Digest& key, const db::Row& row) const {
    const auto text = crypto::open(seal_key_, place_of(key), row.bytes(2));
    if (!text) return std::nullopt;
    ByteReader reader{*text};
    const auto account = id_of<AccountId>(reader.part());
    const auto org = id_of<OrgId>(reader.part());
    const auto browser = reader.part();
    const auto system = reader.part();
    const auto count = reader.u64();
    if (!account || !org || !browser || !system || !count) return std::nullopt;
    Kept out{.account = *account,
             .org = *org,
             .begun = row.instant(0),
             .used = row.instant(1),
             .device = device_named(text_of(*browser), text_of(*system)),
             .reasons = {}};
    for (std::uint64_t i = 0; i < *count; ++i) {
      const auto case_id = id_of<CaseId>(reader.part());
      const auto field_class = reader.u64();
      if (!case_id || !field_class || *field_class >= all_field_classes.size()) return std::nullopt;
      out.reasons.emplace_back(*case_id, static_cast<FieldClass>(*field_class));
    }
    return out;
  }

  db::Database& shared_;
  const crypto::Secret seal_key_;
  const crypto::Secret tag_key_;
};

}  // namespace

std::unique_ptr<Sessions::Shelf> shelf_in(db::Database& shared, const crypto::Secret& node_key,
                                          Sessions::Limits limits) {
  return std::make_unique<DatabaseShelf>(shared, node_key, limits);
}

}  // namespace ts::access
