#include "phones/phones.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/bytes.h"
#include "crypto/crypto.h"
#include "crypto/md5.h"
#include "exchange/cell.h"
#include "exchange/words.h"
#include "imports/row.h"

namespace ts::phones {
namespace {

namespace json = boost::json;
using access::Action;
using access::Policy;
using catalogue::Fields;
using catalogue::Type;
using documents::Document;
using documents::Kind;
using Answers = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t most_form = 1'000'000;  // bytes

/// The file of a form's document.
constexpr std::string_view file_name = "form";

std::string said(const json::object& body, std::string_view name) {
  const auto* found = body.if_contains(name);
  if (!found || !found->is_string()) throw Failure{Fault::unavailable, "store.damaged"};
  return std::string{found->get_string()};
}

KeptForm form_in(const Document& document) {
  const auto body = json::parse(document.body).as_object();
  return {.form = {.id = said(body, "id"),
                   .name = said(body, "name"),
                   .version = said(body, "version")},
          .hash = said(body, "hash")};
}

bool takes_several(const catalogue::Field& field) {
  return field.type == Type::multi_picklist || field.type == Type::countries;
}

/// What a question was answered with, as the field has it; nothing when it takes no such thing.
std::optional<catalogue::Value> value_of(const catalogue::Field& field, std::string answer,
                                         const exchange::Words& words) {
  // Several choices are parted by blanks, which no name of a choice holds.
  if (takes_several(field)) std::ranges::replace(answer, ' ', ';');
  auto cell = exchange::read_cell(field, answer, words);
  return cell.wrong ? std::nullopt : std::move(cell.value);
}

/// Sets each field in the first record of its kind, which is added when there is none.
void put(std::vector<records::NewRecord>& records, const catalogue::Catalogue& catalogue,
         const std::string& name, const catalogue::Value& value) {
  const auto* field = catalogue.field(name);
  ensure(field != nullptr);
  auto found = std::ranges::find_if(records, [&](const auto& r) { return r.kind == field->kind; });
  if (found == records.end())
    found = records.insert(records.end(),
                           {.id = RecordId::random(), .kind = field->kind, .fields = {}});
  found->fields[name] = value;
}

std::string lines_of(const Answers& answers) {
  std::string out;
  for (const auto& [question, answer] : answers)
    out.append(out.empty() ? "" : "\n").append(question).append(": ").append(answer);
  return out;
}

}  // namespace

/// The document of a proposal. What was ended holds no answers any more.
struct Phones::Kept {
  Document document;
  AccountId account;
  Instant at;
  CaseId case_id;
  std::string instance, form;
  bool waits = true;
  Answers answers;

  static Kept of(Document document) {
    const auto body = json::parse(document.body).as_object();
    Kept out{.document = std::move(document),
             .account = AccountId::parse(said(body, "account")).value(),
             .at = {body.at("at").to_number<std::int64_t>()},
             .case_id = CaseId::parse(said(body, "case")).value(),
             .instance = said(body, "instance"),
             .form = said(body, "form"),
             .waits = body.at("waits").as_bool(),
             .answers = {}};
    for (const auto& each : body.at("answers").as_array())
      out.answers.emplace_back(each.at(0).as_string(), each.at(1).as_string());
    return out;
  }
  std::string body() const {
    json::array all;
    for (const auto& [question, answer] : answers) all.push_back(json::array{question, answer});
    return json::serialize(json::object{{"account", account.text()},
                                        {"at", at.ms},
                                        {"case", case_id.text()},
                                        {"instance", instance},
                                        {"form", form},
                                        {"waits", waits},
                                        {"answers", all}});
  }
};

KeptForm Phones::keep_form(const Caller& caller, const std::string& xml) {
  const auto grant = Policy::built_in().require<Action::form_change>(caller);
  if (xml.size() > most_form) throw Failure{Fault::too_large, "request.too_large"};
  const KeptForm out{.form = openrosa::form_of(xml), .hash = crypto::md5_hex(bytes_of(xml))};
  const auto body = json::serialize(json::object{{"id", out.form.id},
                                                 {"name", out.form.name},
                                                 {"version", out.form.version},
                                                 {"hash", out.hash}});
  journal_.write(caller.account, [&](audit::Work& work) {
    auto all = documents_.all(work.tx(), grant, Kind::form);
    const auto there = std::ranges::find_if(
        all, [&](const Document& each) { return form_in(each).form.id == out.form.id; });
    auto document = there == all.end() ? documents_.add(work, grant, audit::What::form_kept,
                                                        Kind::form, DocumentId::random(), body)
                                       : std::move(*there);
    document.body = body;
    return documents_
        .change(work, grant, audit::What::form_kept, document, {{std::string{file_name}, xml}})
        .id;
  });
  return out;
}

void Phones::end_form(const Caller& caller, std::string_view hash) {
  const auto grant = Policy::built_in().require<Action::form_change>(caller);
  journal_.write(caller.account, [&](audit::Work& work) {
    for (auto& document : documents_.all(work.tx(), grant, Kind::form)) {
      if (form_in(document).hash != hash) continue;
      document.body = R"({"id":"","name":"","version":"","hash":""})";
      documents_.change(work, grant, audit::What::form_ended, document,
                        {{std::string{file_name}, ""}});
    }
    work.record({.what = audit::What::form_ended});
    return true;
  });
}

std::vector<KeptForm> Phones::forms(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::form_read>(caller);
  return database_.read([&](db::Reader& tx) {
    std::vector<KeptForm> out;
    for (const auto& document : documents_.all(tx, grant, Kind::form))
      if (auto form = form_in(document); !form.form.id.empty()) out.push_back(std::move(form));
    std::ranges::sort(out, {}, [](const KeptForm& each) { return each.form.id; });
    return out;
  });
}

std::optional<std::string> Phones::form(const Caller& caller, std::string_view hash) {
  const auto grant = Policy::built_in().require<Action::form_read>(caller);
  return database_.read([&](db::Reader& tx) -> std::optional<std::string> {
    for (const auto& document : documents_.all(tx, grant, Kind::form))
      if (!hash.empty() && form_in(document).hash == hash)
        return documents_.file(tx, grant, document.id, file_name);
    return std::nullopt;
  });
}

void Phones::receive(const Caller& caller, const openrosa::Submission& submission) {
  const auto grant = Policy::built_in().require<Action::case_open>(caller);
  journal_.write(caller.account, [&](audit::Work& work) {
    std::optional<Kept> older;
    for (auto& document : documents_.all(work.tx(), grant, Kind::proposal)) {
      auto kept = Kept::of(std::move(document));
      if (kept.account != caller.account) continue;
      if (kept.instance == submission.instance) {
        work.record({.what = audit::What::proposal_received});
        return false;
      }
      if (kept.waits && !submission.deprecated.empty() && kept.instance == submission.deprecated)
        older = std::move(kept);
    }
    Kept now{.document = older ? std::move(older->document) : Document{},
             .account = caller.account,
             .at = work.now(),
             .case_id = older ? older->case_id : CaseId::random(),
             .instance = submission.instance,
             .form = submission.form,
             .waits = true,
             .answers = submission.answers};
    if (older) {
      now.document.body = now.body();
      documents_.change(work, grant, audit::What::proposal_received, now.document);
    } else {
      documents_.add(work, grant, audit::What::proposal_received, Kind::proposal,
                     DocumentId::random(), now.body());
    }
    return true;
  });
}

Proposal Phones::proposal_of(const Kept& kept) const {
  const exchange::Words words{catalogue_};
  Proposal out{.id = kept.document.id, .at = kept.at, .form = kept.form, .records = {}, .left = {}};
  std::map<std::string, Fields, std::less<>> by_kind;
  for (const auto& [question, answer] : kept.answers) {
    const auto* field = words.field_named(question);
    auto value = field ? value_of(*field, answer, words) : std::nullopt;
    if (!value || by_kind[field->kind].contains(field->name)) {
      out.left.emplace_back(question, answer);
      continue;
    }
    Fields alone{{field->name, *value}};
    const auto problems = catalogue_.check(field->kind, alone);
    if (std::ranges::any_of(problems, [&](const auto& each) { return each.field == field->name; }))
      out.left.emplace_back(question, answer);
    else
      by_kind[field->kind][field->name] = std::move(*value);
  }
  for (const auto& kind : catalogue_.kinds())
    if (const auto found = by_kind.find(kind.name);
        !kind.internal && found != by_kind.end() && !found->second.empty())
      out.records.push_back(
          {.id = RecordId::random(), .kind = kind.name, .fields = std::move(found->second)});
  out.records = imports::fit({.row = 0, .records = std::move(out.records)}).records;
  return out;
}

std::vector<Proposal> Phones::waiting(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::case_open>(caller);
  auto out = database_.read([&](db::Reader& tx) {
    std::vector<Proposal> all;
    for (auto& document : documents_.all(tx, grant, Kind::proposal))
      if (const auto kept = Kept::of(std::move(document));
          kept.waits && kept.account == caller.account)
        all.push_back(proposal_of(kept));
    return all;
  });
  std::ranges::sort(out, {}, [](const Proposal& each) { return std::pair{each.at, each.id}; });
  if (!out.empty()) journal_.note(caller.account, {.what = audit::What::proposals_read});
  return out;
}

Phones::Kept Phones::found(db::Reader& tx, const access::Permit& permit, DocumentId id) const {
  if (auto document = documents_.find(tx, permit, Kind::proposal, id))
    if (auto kept = Kept::of(std::move(*document)); kept.account == permit.account()) return kept;
  throw Failure{Fault::absent, "proposal.absent"};
}

void Phones::end(const Caller& caller, audit::What what, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::case_open>(caller);
  journal_.write(caller.account, [&](audit::Work& work) {
    auto kept = found(work.tx(), grant, id);
    kept.waits = false;
    kept.answers.clear();
    kept.document.body = kept.body();
    return documents_.change(work, grant, what, kept.document).revision;
  });
}

cases::View Phones::accept(const Caller& caller, DocumentId id, const Fields& more) {
  const auto grant = Policy::built_in().require<Action::case_open>(caller);
  std::vector<Problem> problems;
  for (const auto& [name, value] : more)
    if (!catalogue_.field(name)) problems.push_back({"fields", "field.unknown"});
  refuse_if_any(std::move(problems));
  const auto kept = database_.read([&](db::Reader& tx) { return found(tx, grant, id); });
  // Said twice, it is the case that it became.
  if (!kept.waits) return cases_.read(caller, kept.case_id);
  auto proposal = proposal_of(kept);
  for (const auto& [name, value] : more) put(proposal.records, catalogue_, name, value);
  if (!proposal.left.empty())
    proposal.records.push_back({.id = RecordId::random(),
                                .kind = "note",
                                .fields = {{"cco_CaseComment", lines_of(proposal.left)}}});
  auto view = cases_.open(
      caller, {.id = kept.case_id, .team = {}, .records = std::move(proposal.records)}, {});
  end(caller, audit::What::proposal_accepted, id);
  return view;
}

void Phones::decline(const Caller& caller, DocumentId id) {
  end(caller, audit::What::proposal_declined, id);
}

}  // namespace ts::phones
