#include "records/sealed.h"

#include <utility>

#include "base/log.h"

namespace ts::records::sealed {
namespace {

// How a case stands, in one number.
constexpr std::uint64_t closed_bit = 1;
constexpr std::uint64_t packet_bit = 2;
constexpr std::uint64_t exceptions_bit = 4;  ///< who is kept out and who broke the glass follows
constexpr std::uint64_t ties_bit = 8;        ///< what other cases it has to do with follows

template <class IdType>
std::optional<IdType> id_of(const std::optional<BytesView>& bytes) {
  IdBytes out{};
  if (!bytes || bytes->size() != out.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return IdType{out};
}

}  // namespace

Bytes encode(const Manifest& manifest) {
  ByteWriter writer;
  writer.u64(manifest.parts.size());
  for (const auto& [field_class, revision] : manifest.parts)
    writer.u64(static_cast<std::uint64_t>(field_class)).u64(static_cast<std::uint64_t>(revision));
  writer.part(manifest.kind)
      .part(manifest.author.bytes())
      .u64(static_cast<std::uint64_t>(manifest.at.ms));
  return writer.bytes();
}

std::optional<Manifest> decode_manifest(BytesView bytes) {
  ByteReader reader{bytes};
  const auto count = reader.u64();
  if (!count || *count > all_field_classes.size()) return std::nullopt;
  Manifest out;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto field_class = reader.u64();
    const auto revision = reader.u64();
    if (!field_class || !revision || *field_class >= all_field_classes.size()) return std::nullopt;
    const auto at = static_cast<FieldClass>(*field_class);
    // In their order, each once: there is one way to write a manifest.
    if (!out.parts.empty() && out.parts.rbegin()->first >= at) return std::nullopt;
    out.parts[at] = static_cast<std::int64_t>(*revision);
  }
  const auto kind = reader.part();
  const auto author = id_of<AccountId>(reader.part());
  const auto at = reader.u64();
  if (!kind || !author || !at || !reader.done()) return std::nullopt;
  out.kind = text_of(*kind);
  out.author = *author;
  out.at = {static_cast<std::int64_t>(*at)};
  return out;
}

namespace {

bool has_ties(const CaseFile& file) {
  return file.joined || !file.holds.empty() || !file.told_apart.empty();
}

void write_exceptions(ByteWriter& writer, const CaseFile& file) {
  writer.u64(file.kept_out.size());
  for (const auto& account : file.kept_out) writer.part(account.bytes());
  writer.u64(file.visits.size());
  for (const auto& visit : file.visits)
    writer.part(visit.account.bytes()).u64(static_cast<std::uint64_t>(visit.until.ms));
}

void write_ties(ByteWriter& writer, const CaseFile& file) {
  writer.u64(file.joined ? 1 : 0);
  if (file.joined)
    writer.part(file.joined->to.bytes())
        .part(file.joined->by.bytes())
        .u64(static_cast<std::uint64_t>(file.joined->at.ms));
  for (const auto* cases : {&file.holds, &file.told_apart}) {
    writer.u64(cases->size());
    for (const auto& id : *cases) writer.part(id.bytes());
  }
}

}  // namespace

Bytes encode(const CaseFile& file) {
  ByteWriter writer;
  const bool exceptions = !file.kept_out.empty() || !file.visits.empty();
  writer
      .u64((file.state == State::closed ? closed_bit : 0U) | (file.from_packet ? packet_bit : 0U) |
           (exceptions ? exceptions_bit : 0U) | (has_ties(file) ? ties_bit : 0U))
      .part(file.team ? file.team->bytes() : BytesView{})
      .part(file.owner.bytes())
      .u64(static_cast<std::uint64_t>(file.opened_at.ms))
      .u64(static_cast<std::uint64_t>(file.changed_at.ms))
      .u64(file.helpers.size());
  for (const auto& helper : file.helpers) writer.part(helper.bytes());
  if (exceptions) write_exceptions(writer, file);
  if (has_ties(file)) write_ties(writer, file);
  return writer.bytes();
}

namespace {

/// Who is kept out, and who broke the glass; false when the bytes end before they should.
bool read_exceptions(ByteReader& reader, CaseFile& out) {
  const auto kept_out = reader.u64();
  for (std::uint64_t i = 0; kept_out && i < *kept_out; ++i) {
    const auto account = id_of<AccountId>(reader.part());
    if (!account) return false;
    out.kept_out.push_back(*account);
  }
  const auto visits = kept_out ? reader.u64() : std::nullopt;
  for (std::uint64_t i = 0; visits && i < *visits; ++i) {
    const auto account = id_of<AccountId>(reader.part());
    const auto until = reader.u64();
    if (!account || !until) return false;
    out.visits.push_back({*account, {static_cast<std::int64_t>(*until)}});
  }
  return visits && !(out.kept_out.empty() && out.visits.empty());
}

/// What other cases it has to do with; false when the bytes end before they should.
bool read_ties(ByteReader& reader, CaseFile& out) {
  const auto joined = reader.u64();
  if (!joined || *joined > 1) return false;
  if (*joined == 1) {
    const auto to = id_of<CaseId>(reader.part());
    const auto by = id_of<AccountId>(reader.part());
    const auto at = reader.u64();
    if (!to || !by || !at) return false;
    out.joined = {.to = *to, .by = *by, .at = {static_cast<std::int64_t>(*at)}};
  }
  for (auto* cases : {&out.holds, &out.told_apart}) {
    const auto count = reader.u64();
    if (!count) return false;
    for (std::uint64_t i = 0; i < *count; ++i) {
      const auto id = id_of<CaseId>(reader.part());
      if (!id) return false;
      cases->push_back(*id);
    }
  }
  return has_ties(out);
}

}  // namespace

std::optional<CaseFile> decode_file(BytesView bytes) {
  ByteReader reader{bytes};
  CaseFile out;
  const auto state = reader.u64();
  const auto team = reader.part();
  const auto owner = id_of<AccountId>(reader.part());
  const auto opened = reader.u64();
  const auto changed = reader.u64();
  const auto helpers = reader.u64();
  if (!state || *state > (closed_bit | packet_bit | exceptions_bit | ties_bit) || !team || !owner ||
      !opened || !changed || !helpers)
    return std::nullopt;
  out.state = (*state & closed_bit) != 0 ? State::closed : State::open;
  out.from_packet = (*state & packet_bit) != 0;
  if (!team->empty()) {
    out.team = id_of<TeamId>(team);
    if (!out.team) return std::nullopt;
  }
  out.owner = *owner;
  out.opened_at = {static_cast<std::int64_t>(*opened)};
  out.changed_at = {static_cast<std::int64_t>(*changed)};
  for (std::uint64_t i = 0; i < *helpers; ++i) {
    const auto helper = id_of<AccountId>(reader.part());
    if (!helper) return std::nullopt;
    out.helpers.push_back(*helper);
  }
  if ((*state & exceptions_bit) != 0 && !read_exceptions(reader, out)) return std::nullopt;
  if ((*state & ties_bit) != 0 && !read_ties(reader, out)) return std::nullopt;
  if (!reader.done()) return std::nullopt;
  return out;
}

RevisionDigest::RevisionDigest(RecordId record, std::int64_t revision, BytesView manifest) {
  writer_.part("turnstone revision 1")
      .part(record.bytes())
      .u64(static_cast<std::uint64_t>(revision))
      .part(manifest);
}

void RevisionDigest::part(std::string_view field_class, std::int64_t revision, BytesView sealed) {
  writer_.part(field_class).u64(static_cast<std::uint64_t>(revision)).part(sealed);
}

crypto::Digest certificate_digest(CaseId id, std::string_view reason, std::int64_t records) {
  return crypto::hash(ByteWriter{}
                          .part("turnstone certificate 1")
                          .part(id.bytes())
                          .part(reason)
                          .u64(static_cast<std::uint64_t>(records))
                          .bytes());
}

crypto::Digest file_digest(CaseId id, std::int64_t revision, BytesView sealed) {
  return crypto::hash(ByteWriter{}
                          .part("turnstone case file 1")
                          .part(id.bytes())
                          .u64(static_cast<std::uint64_t>(revision))
                          .part(sealed)
                          .bytes());
}

void tell_followers(db::Writer& tx, CaseId case_id, const std::optional<Instant>& touched) {
  if (touched)
    tx.run(
        "INSERT INTO change (seq, case_id, touched_at) SELECT COALESCE(MAX(seq), 0) + 1, ?, ?"
        " FROM change",
        case_id, *touched);
  else
    tx.run("INSERT INTO change (seq, case_id) SELECT COALESCE(MAX(seq), 0) + 1, ? FROM change",
           case_id);
}

vault::CaseKey key_of(const vault::Keyring& keyring, db::Reader& tx, CaseId case_id) {
  auto key = keyring.case_key(tx, case_id);
  if (!key) damaged(case_id);
  return std::move(*key);
}

void damaged(CaseId case_id, const std::optional<RecordId>& record) {
  if (record)
    log::event("store.damaged_record", {{"case", case_id}, {"record", *record}});
  else
    log::event("store.damaged_case", {{"case", case_id}});
  throw Failure{Fault::unavailable, "store.damaged"};
}

}  // namespace ts::records::sealed
