#include "imports/imports.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "care/consent.h"
#include "crypto/crypto.h"
#include "formats/csv.h"
#include "imports/people.h"
#include "imports/row.h"
#include "sheets/workbook.h"

namespace ts::imports {
namespace {

namespace json = boost::json;
using access::Action;
using access::Policy;
using documents::Document;
using documents::Kind;
using exchange::Rows;

constexpr std::size_t most_taken_out = 5'000;

using Cases = std::vector<std::vector<records::Record>>;

/// What a row of the template can hold.
bool is_of_a_row(std::string_view kind) {
  return kind == "person" || kind == "context" || kind == "case" || kind == "consent";
}

/// A sheet for each kind of which a row of the template leaves something out. Its first column says
/// in which row of the first sheet the person stands.
std::vector<sheets::Sheet> more_sheets(const Cases& people, const exchange::Words& words,
                                       std::string_view language) {
  constexpr std::size_t rows_of_header = 2;
  std::vector<sheets::Sheet> out;
  for (const auto& kind : words.catalogue().kinds()) {
    if (kind.internal) continue;
    std::vector<std::string> fields;
    for (const auto& section : kind.sections)
      fields.insert(fields.end(), section.fields.begin(), section.fields.end());
    Cases records;
    std::vector<std::string> rows;
    bool left_out = false;
    for (std::size_t i = 0; i < people.size(); ++i) {
      std::size_t here = 0;
      for (const auto& record : people[i]) {
        if (record.kind != kind.name) continue;
        records.push_back({record});
        rows.push_back(std::to_string(i + 1 + rows_of_header));
        ++here;
      }
      left_out = left_out || here > (is_of_a_row(kind.name) ? 1U : 0U);
    }
    if (!left_out) continue;
    auto table = exchange::write_rows(records, fields, words, language);
    for (std::size_t i = 0; i < table.size(); ++i)
      table[i].insert(table[i].begin(), i < rows_of_header ? "row" : rows[i - rows_of_header]);
    out.push_back({.name = kind.name, .rows = std::move(table)});
  }
  return out;
}

}  // namespace

/// The document of one import.
struct Imports::Kept {
  Document document;
  Import import;
  std::string file;  ///< its hash
  std::vector<CaseId> cases;
  bool whole = false;  ///< all of them were opened, or it was taken back
  exchange::Remembered columns;

  static Kept of(Document document) {
    const auto body = json::parse(document.body).as_object();
    Kept out{.document = std::move(document),
             .import = {},
             .file = std::string{body.at("file").as_string()},
             .cases = {},
             .whole = body.at("whole").as_bool(),
             .columns = {}};
    out.import = {.id = out.document.id,
                  .by = AccountId::parse(body.at("by").as_string()).value_or(AccountId{}),
                  .at = {body.at("at").as_int64()},
                  .cases = body.at("cases").as_array().size(),
                  .taken_back = body.at("taken_back").as_bool()};
    for (const auto& id : body.at("cases").as_array())
      if (const auto parsed = CaseId::parse(id.as_string())) out.cases.push_back(*parsed);
    for (const auto& [header, field] : body.at("columns").as_object())
      out.columns[std::string{header}] = std::string{field.as_string()};
    return out;
  }

  std::string body() const {
    json::array ids;
    for (const auto id : cases) ids.push_back(json::string{id.text()});
    json::object said;
    for (const auto& [header, field] : columns) said[header] = field;
    return json::serialize(json::object{{"by", import.by.text()},
                                        {"at", import.at.ms},
                                        {"file", file},
                                        {"cases", ids},
                                        {"whole", whole},
                                        {"columns", said},
                                        {"taken_back", import.taken_back}});
  }
};

std::vector<Imports::Kept> Imports::kept(db::Reader& tx, const access::Permit& permit) const {
  std::vector<Kept> out;
  for (auto& document : documents_.all(tx, permit, Kind::import))
    out.push_back(Kept::of(std::move(document)));
  std::sort(out.begin(), out.end(),
            [](const Kept& a, const Kept& b) { return a.import.at > b.import.at; });
  return out;
}

exchange::Words Imports::words() const {
  std::map<std::string, AccountId, std::less<>> colleagues;
  for (const auto& account : accounts_.all())
    if (!account.disabled) colleagues[account.name] = account.id;
  return exchange::Words{catalogue_, colleagues};
}

Report Imports::looked_at(const access::Permit& permit, const Upload& upload,
                          std::vector<exchange::RowCase>& ready) const {
  auto remembered = upload.columns;
  for (const auto& before : database_.read([&](db::Reader& tx) { return kept(tx, permit); }))
    for (const auto& [header, field] : before.columns) remembered.emplace(header, field);
  const auto all = words();
  const auto rows = rows_of(upload.bytes);
  auto header = exchange::header_of(rows, all, remembered);
  auto read = exchange::read_rows(rows, header, all);
  Report out{.columns = std::move(header.columns),
             .rows = read.cases.size(),
             .problems = std::move(read.problems),
             .id = {},
             .opened = {}};
  for (auto& row : read.cases) {
    for (auto& problem : still_missing(fit(row))) {
      out.problems.push_back({.row = row.row, .problem = std::move(problem)});
      row.whole = false;
    }
    if (row.whole) ready.push_back(std::move(row));
  }
  std::stable_sort(out.problems.begin(), out.problems.end(),
                   [](const auto& a, const auto& b) { return a.row < b.row; });
  out.ready = ready.size();
  return out;
}

Report Imports::look(const Caller& caller, const Upload& upload) {
  const auto grant = Policy::built_in().require<Action::case_open>(caller);
  std::vector<exchange::RowCase> ready;
  return looked_at(grant, upload, ready);
}

Report Imports::run(const Caller& caller, DocumentId id, const Upload& upload) {
  const auto grant = Policy::built_in().require<Action::case_open>(caller);
  std::vector<exchange::RowCase> ready;
  auto out = looked_at(grant, upload, ready);
  out.id = id;
  auto made = begun(caller, grant, id, upload, ready.size());
  if (!made.whole) {
    for (std::size_t i = 0; i < ready.size(); ++i) bring_in(caller, made.cases[i], ready[i]);
    made.whole = true;
    made.document.body = made.body();
    journal_.write(caller.account, [&](audit::Work& work) {
      return documents_.change(work, grant, audit::What::import_made, made.document).revision;
    });
  }
  out.opened = std::move(made.cases);
  return out;
}

Imports::Kept Imports::begun(const Caller& caller, const access::Permit& permit, DocumentId id,
                             const Upload& upload, std::size_t cases) const {
  const auto file = hex(crypto::hash(bytes_of(upload.bytes)));
  if (auto known = database_.read(
          [&](db::Reader& tx) { return documents_.find(tx, permit, Kind::import, id); })) {
    auto before = Kept::of(std::move(*known));
    if (before.file != file || (!before.whole && before.cases.size() != cases))
      throw Failure{Fault::invalid, "idempotency.key_reused"};
    return before;
  }
  Kept made{.document = {},
            .import = {.id = id, .by = caller.account, .at = journal_.clock().now()},
            .file = file,
            .cases = {},
            .whole = false,
            .columns = upload.columns};
  while (made.cases.size() < cases) made.cases.push_back(CaseId::random());
  made.document = journal_.write(caller.account, [&](audit::Work& work) {
    return documents_.add(work, permit, audit::What::import_made, Kind::import, id, made.body());
  });
  return made;
}

void Imports::bring_in(const Caller& caller, CaseId id, const exchange::RowCase& row) {
  auto wanted = fit(row);
  // An import that was interrupted goes on where it was.
  const auto view =
      frames_.standing(id)
          ? cases_.read(caller, id)
          : cases_.open(caller, {.id = id, .team = {}, .records = std::move(wanted.records)}, {});
  if (!wanted.closing.empty()) {
    if (view.file.state == records::State::open)
      cases_.close(caller, id, view.file.revision, std::move(wanted.closing));
  } else if (wanted.status == "FollowUp") {
    for (const auto& record : view.records)
      if (record.kind == "case" && record.revision == 1)
        cases_.change(caller, id, record.id, record.revision, {{"cas_Status", wanted.status}});
  }
}

std::vector<Import> Imports::all(const Caller& caller) {
  const auto grant = Policy::built_in().require<Action::case_list>(caller);
  std::vector<Import> out;
  for (const auto& each : database_.read([&](db::Reader& tx) { return kept(tx, grant); }))
    out.push_back(each.import);
  return out;
}

Undone Imports::undo(const Caller& caller, DocumentId id) {
  const auto grant = Policy::built_in().require<Action::case_forget>(caller);
  auto document =
      database_.read([&](db::Reader& tx) { return documents_.find(tx, grant, Kind::import, id); });
  if (!document) throw Failure{Fault::absent, "import.absent"};
  auto import = Kept::of(std::move(*document));
  Undone out;
  std::vector<CaseId> left;
  for (const auto case_id : import.cases) {
    if (!frames_.standing(case_id)) continue;  // forgotten already
    const auto view = cases_.read(caller, case_id);
    // What was done while it was brought in took no longer than a moment.
    constexpr std::chrono::minutes moment{1};
    if (view.changed_at - view.file.opened_at > moment) {
      ++out.kept;
      left.push_back(case_id);
      continue;
    }
    cases_.forget(caller, case_id, view.file.revision, records::Reason::opened_in_error);
    ++out.forgotten;
  }
  import.cases = std::move(left);
  import.import.taken_back = true;
  import.whole = true;
  import.document.body = import.body();
  journal_.write(caller.account, [&](audit::Work& work) {
    return documents_.change(work, grant, audit::What::import_undone, import.document).revision;
  });
  return out;
}

crosswalk::Coded Imports::coded(const Caller& caller, const crosswalk::Mapping& mapping) {
  Policy::built_in().require<Action::case_refer>(caller);
  std::vector<crosswalk::Case> cases;
  frames::Query query{.sort = frames::Sort::opened, .limit = 500};
  for (bool more = true; more;) {
    const auto page = cases_.list(caller, query);
    for (const auto& row : page.rows) {
      // A joined case is read with the one that holds it.
      if (!row.joined)
        cases.push_back(
            {.records = cases_.read(caller, row.id).records, .opened = date_of(row.opened_at)});
      query.after = {row.opened_at, row.id};
    }
    more = page.more && !page.rows.empty();
  }
  return crosswalk::code(mapping, catalogue_, cases, date_of(journal_.clock().now()));
}

std::string Imports::take_out(const Caller& caller, Format format, std::string_view language) {
  Policy::built_in().require<Action::case_list>(caller);
  const auto page = cases_.list(caller, {.state = {},
                                         .reach = frames::Reach::mine,
                                         .sort = frames::Sort::opened,
                                         .limit = most_taken_out,
                                         .after = {}});
  Cases people;
  for (const auto& row : page.rows) {
    if (row.joined) continue;  // one person, one row: that of the case that holds it
    auto view = cases_.read(caller, row.id);
    if (care::agreed_to_file(view.records, date_of(journal_.clock().now())))
      people.push_back(std::move(view.records));
  }
  auto fields = exchange::template_fields();
  for (const auto& field : catalogue_.fields()) {
    if (is_of_a_row(field.kind) &&
        std::find(fields.begin(), fields.end(), field.name) == fields.end())
      fields.push_back(field.name);
  }
  const auto rows = exchange::write_rows(people, fields, words(), language);
  if (format == Format::xlsx) {
    auto all = more_sheets(people, words(), language);
    all.insert(all.begin(), {.name = "HTCDS", .rows = rows});
    return sheets::write_workbook(all, 1);
  }
  formats::CsvWriter csv;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (row == 1) continue;  // the labels, for people
    for (const auto& cell : rows[row]) csv.cell(cell);
    csv.end_row();
  }
  return csv.text();
}

}  // namespace ts::imports
