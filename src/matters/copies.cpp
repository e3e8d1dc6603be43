#include "matters/copies.h"

#include <algorithm>
#include <array>
#include <utility>

#include "care/told.h"
#include "lang/messages.h"
#include "matters/locked_page.h"
#include "matters/terms.h"

namespace ts::matters {
namespace {

using access::Action;
using access::Permit;
using access::Policy;
using catalogue::Fields;

std::vector<std::string> letters_in(ClassSet classes) {
  std::vector<std::string> out;
  for (const char letter : classes.letters()) out.emplace_back(1, letter);
  return out;
}

records::NewRecord note_of(std::string_view way, const CopyOpened& copy, AccountId by) {
  Fields fields{{"tsn_CopyWay", std::string{way}},
                {"tsn_CopyFrom", copy.from},
                {"tsn_CopyDate", to_text(date_of(copy.made))},
                {"tsn_CopySigned", std::string{text(copy.maker)}},
                {"tsn_CopyLanguage", copy.language},
                {"tsn_CopyBy", by.text()}};
  if (!copy.classes.empty()) fields["tsn_CopyClasses"] = letters_in(copy.classes);
  return {.id = RecordId::random(), .kind = "own_copy", .fields = std::move(fields)};
}

}  // namespace

std::string_view text(Maker maker) {
  constexpr std::array<std::string_view, 4> words{"here", "known", "ended", "unknown"};
  return words.at(static_cast<std::size_t>(maker));
}

// ---- made here

Copies::Chosen Copies::chosen(const Caller& caller, CaseId case_id, const CopyWish& wish) {
  const auto file = cases_.read(caller, case_id);
  const auto grant = Policy::built_in().require<Action::copy_make>(caller, file.file.standing());
  const auto classes = wish.classes & grant.reads();
  auto records = care::told_to_person(catalogue_, file.records, classes);
  std::erase_if(records, [&](const records::Record& record) {
    return std::ranges::find(wish.without, record.id) != wish.without.end();
  });
  Chosen out{.ids = {}, .parts = packed(catalogue_, records, classes)};
  for (const auto& part : out.parts) out.ids.push_back(part.id);
  std::vector<Problem> problems;
  if (!lang::is_spoken(wish.language)) problems.push_back({"language", "language.unknown"});
  if (out.parts.empty()) problems.push_back({"classes", "copy.nothing_to_take"});
  refuse_if_any(std::move(problems));
  return out;
}

CopyPreview Copies::preview(const Caller& caller, CaseId case_id, const CopyWish& wish) {
  auto out = chosen(caller, case_id, wish);
  return {.ids = std::move(out.ids), .parts = locked::shown(catalogue_, wish.language, out.parts)};
}

CopyMade Copies::make(const Caller& caller, CaseId case_id, const CopyWish& wish) {
  auto parts = chosen(caller, case_id, wish).parts;
  if (!wish.asked) refuse_if_any({{"asked", "copy.needs_word"}});
  // By the ids that records have here nobody could tell two copies of one person together.
  for (auto& part : parts) part.id = RecordId::random();
  const OwnCopy copy{.id = CopyId::random(),
                     .from = peers_.card(caller),
                     .made = journal_.clock().now(),
                     .language = wish.language,
                     .classes = wish.classes.letters(),
                     .parts = std::move(parts)};
  const auto grant = Policy::built_in().require<Action::peer_read>(caller);
  auto file = database_.read(
      [&](db::Reader& tx) { return make_own_copy(catalogue_, copy, peers_.identity(tx, grant)); });
  cases_.note_copy(caller, case_id,
                   note_of("given",
                           {.from = copy.from.name,
                            .maker = Maker::here,
                            .made = copy.made,
                            .language = copy.language,
                            .classes = wish.classes,
                            .parts = {}},
                           caller.account));
  return {
      .file = std::move(file), .id = copy.id, .from = copy.from.name, .made = date_of(copy.made)};
}

// ---- brought here

Maker Copies::maker_of(const Permit& permit, const packets::Card& card) {
  return database_.read([&](db::Reader& tx) {
    if (peers_.has_card(tx, permit))
      for (const auto& ours : peers_.identities(tx, permit))
        if (ours.signing().verify_key() == card.signs) return Maker::here;
    const auto peer = peers_.find(tx, permit, card.signs);
    // Of somebody without Turnstone the keys lie here, and prove nothing.
    if (!peer || peer->seed) return Maker::unknown;
    return peer->ended ? Maker::ended : Maker::known;
  });
}

CopyOpened Copies::seen(const Permit& permit, const OwnCopy& copy) {
  CopyOpened out{.from = copy.from.name,
                 .maker = maker_of(permit, copy.from),
                 .made = copy.made,
                 .language = copy.language,
                 .classes = classes_of(copy.classes),
                 .parts = {}};
  for (const auto& part : copy.parts) {
    auto fields = unpacked(catalogue_, part, permit.reads() | permit.writes());
    const auto came = catalogue::decode(part.fields);
    out.not_known += (came ? came->size() : 1) - fields.size();
    if (!fields.empty())
      out.parts.push_back({.id = part.id, .kind = part.kind, .fields = std::move(fields)});
  }
  return out;
}

CopyOpened Copies::open(const Caller& caller, std::string_view file, std::string_view code) {
  const auto grant = Policy::built_in().require<Action::case_open>(caller);
  auto out = seen(grant, open_own_copy(file, code));
  journal_.note(caller.account, {.what = audit::What::copy_opened});
  return out;
}

cases::View Copies::take(const Caller& caller, std::string_view file, std::string_view code,
                         const Taking& taking, const records::Once& once) {
  const auto copy = open(caller, file, code);
  if (!taking.agreed) refuse_if_any({{"agreed", "case.needs_consent"}});
  cases::NewCase wanted{.id = taking.id,
                        .team = {},
                        .records = opening(catalogue_, copy.parts, taking.called),
                        .noted = {note_of("brought", copy, caller.account)}};
  for (auto& record : wanted.records) record.id = RecordId::random();
  wanted.records.push_back(
      {.id = RecordId::random(),
       .kind = "consent",
       .fields = {{"con_Consent", true},
                  {"tsn_ConsentDate", to_text(date_of(journal_.clock().now()))}}});
  return cases_.open(caller, std::move(wanted), once);
}

}  // namespace ts::matters
