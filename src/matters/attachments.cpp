#include "matters/attachments.h"

#include <algorithm>
#include <utility>

#include "catalogue/file.h"
#include "crypto/hash.h"
#include "lang/text.h"

namespace ts::matters {
namespace {

using catalogue::Type;
using packets::Attachment;

constexpr std::string_view paper = "paper";
constexpr std::size_t most_name = 120;   // bytes, as in a packet
constexpr std::size_t most_ending = 12;  // longer is no ending

/// The file that one of the records names.
std::optional<Chosen> find(const catalogue::Catalogue& catalogue,
                           const std::vector<records::Record>& records, ClassSet classes,
                           RecordId wanted) {
  for (const auto& record : records) {
    const auto* kind = catalogue.kind(record.kind);
    if (!kind || kind->internal) continue;
    for (const auto& [name, value] : record.fields) {
      const auto* field = catalogue.field(name);
      if (!field || field->type != Type::file || !classes.has(field->field_class)) continue;
      const auto file = catalogue::file_of(std::get<std::string>(value));
      if (!file || file->id != wanted) continue;
      return Chosen{.attachment = {.record = record.id,
                                   .field_class = field->field_class,
                                   .name = plain_name(file->name),
                                   .type = file->media_type,
                                   .size = static_cast<std::uint64_t>(file->bytes)},
                    .file = wanted};
    }
  }
  return std::nullopt;
}

/// At most so many bytes, and whole characters.
std::string_view cut(std::string_view text, std::size_t most) {
  auto rest = text;
  while (!rest.empty()) {
    auto next = rest;
    lang::take_code_point(next);
    if (text.size() - next.size() > most) break;
    rest = next;
  }
  return text.substr(0, text.size() - rest.size());
}

/// The field of a paper that holds files of this class.
const catalogue::Field* field_for(const catalogue::Catalogue& catalogue, FieldClass field_class) {
  for (const auto& section : catalogue.kind(paper)->sections)
    for (const auto& name : section.fields) {
      const auto* field = catalogue.field(name);
      if (field->type == Type::file && field->field_class == field_class) return field;
    }
  return nullptr;
}

}  // namespace

std::vector<Chosen> chosen_files(const catalogue::Catalogue& catalogue,
                                 const std::vector<records::Record>& records, ClassSet classes,
                                 const std::vector<RecordId>& wanted,
                                 std::vector<Problem>& problems) {
  std::vector<Chosen> out;
  std::uint64_t together = 0;
  for (const auto& id : wanted) {
    auto found = find(catalogue, records, classes, id);
    if (!found) {
      problems.push_back({"files", "matter.file_not_agreed"});
      return {};
    }
    together += found->attachment.size;
    out.push_back(std::move(*found));
  }
  if (together > static_cast<std::uint64_t>(most_attached))
    problems.push_back({"files", "matter.files_too_large"});
  return out;
}

void attach(db::Reader& tx, const access::Permit& permit, const records::Files& files,
            const Chosen& chosen, Attachment& attachment, Kept& kept) {
  std::vector<Bytes> pieces;
  crypto::Hash hash;
  for (std::int64_t piece = 0; piece < Kept::pieces(attachment); ++piece) {
    pieces.push_back(files.piece(tx, permit, chosen.file, piece));
    hash.add(pieces.back());
  }
  attachment.digest = hash.digest();
  for (std::size_t piece = 0; piece < pieces.size(); ++piece)
    kept.put(attachment, static_cast<std::int64_t>(piece), pieces[piece]);
}

std::string plain_name(std::string_view name) {
  auto plain = lang::clean(name).value_or("");
  constexpr std::string_view no_name = "/\\:*?\"<>|\n\t";
  for (auto& c : plain)
    if (no_name.find(c) != no_name.npos) c = '_';
  const auto begin = std::min(plain.find_first_not_of(". "), plain.size());
  plain = plain.substr(begin, plain.find_last_not_of(". ") + 1 - begin);
  if (plain.size() > most_name) {
    const auto dot = plain.rfind('.');
    const auto ending = plain.size() - dot <= most_ending ? plain.substr(dot) : std::string{};
    plain = std::string{cut(plain, most_name - ending.size())} + ending;
  }
  return packets::is_safe_name(plain) ? plain : "file";
}

std::string plain_type(const std::string& type) {
  const auto tried = RecordId{}.text() + " 1 " + type + " x";
  const auto file = catalogue::file_of(tried);
  return file && file->media_type == type ? type : "application/octet-stream";
}

std::optional<Filed> filed(const catalogue::Catalogue& catalogue, const Kept& kept,
                           std::size_t which, catalogue::Fields said) {
  const auto& attachment = kept.request()->attachments.at(which);
  const auto* field = field_for(catalogue, attachment.field_class);
  if (!field || !kept.has(attachment)) return std::nullopt;
  const auto place = std::to_string(which);
  Filed out{.record = {.id = kept.derived<RecordId>("paper", bytes_of(place)),
                       .kind = std::string{paper},
                       .fields = std::move(said)},
            .file = kept.derived<RecordId>("file", bytes_of(place)),
            .field_class = attachment.field_class};
  auto& fields = out.record.fields;
  fields.try_emplace("tsn_PaperWhat", std::string{"other"});
  fields.try_emplace("tsn_PaperSource", kept.peer.card.name);
  fields[field->name] = out.file.text() + ' ' + std::to_string(attachment.size) + ' ' +
                        plain_type(attachment.type) + ' ' + plain_name(attachment.name);
  return out;
}

}  // namespace ts::matters
