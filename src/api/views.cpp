#include "api/views.h"

namespace ts::api {

namespace json = boost::json;

http::Response json_response(const json::value& body, int status) {
  http::Response out;
  out.status = status;
  out.body = json::serialize(body);
  return out;
}

http::Response no_content() {
  http::Response out;
  out.status = 204;
  return out;
}

http::Response with_etag(http::Response response, std::int64_t revision) {
  response.headers.emplace_back("ETag", '"' + std::to_string(revision) + '"');
  return response;
}

std::string code_of(CaseId id) {
  const auto text = id.text();
  // The first letter carries three bits only.
  return text.substr(1, 4) + '-' + text.substr(5, 4);
}

json::value Views::account_name(AccountId id) const {
  const auto account = accounts_.find(id);
  const std::string otherwise = id == AccountId{} ? "Turnstone" : "";  // it did so itself
  return json::object{{"id", id.text()}, {"name", account ? account->name : otherwise}};
}

json::value Views::account_name(const std::optional<AccountId>& id) const {
  return id ? account_name(*id) : json::value(nullptr);
}

json::value Views::team_name(const std::optional<TeamId>& id) const {
  if (!id) return nullptr;
  const auto team = accounts_.team(*id);
  return json::object{{"id", id->text()}, {"name", team ? team->name : std::string{}}};
}

json::object Views::record(const records::Record& record) const {
  return {{"id", record.id.text()},
          {"kind", record.kind},
          {"revision", record.revision},
          {"changed_at", to_text(record.changed_at)},
          {"changed_by", account_name(record.changed_by)},
          {"fields", catalogue::to_json(record.fields)}};
}

json::value Views::joined_to(const std::optional<cases::JoinedTo>& joined) const {
  if (!joined) return nullptr;
  json::object out{{"by", account_name(joined->by)}, {"at", to_text(joined->at)}};
  if (joined->to) {
    out["id"] = joined->to->text();
    out["code"] = code_of(*joined->to);
  }
  return out;
}

json::object Views::view(const cases::View& view) const {
  const auto& file = view.file;
  json::array withheld;
  for (const char letter : view.withheld.letters()) withheld.push_back(json::string(1, letter));
  return {{"id", file.id.text()},
          {"code", code_of(file.id)},
          {"state", file.state == records::State::open ? "open" : "closed"},
          {"opened_on", to_text(date_of(file.opened_at))},
          {"changed_at", to_text(view.changed_at)},
          {"revision", file.revision},
          {"owner", account_name(file.owner)},
          {"team", team_name(file.team)},
          {"helpers", list_of(file.helpers, [&](AccountId id) { return account_name(id); })},
          {"kept_out", list_of(file.kept_out, [&](AccountId id) { return account_name(id); })},
          {"can", list_of(view.can, [](access::Action a) { return json::value(text(a)); })},
          {"child", view.child},
          {"also_named", view.also_named},
          {"joined", joined_to(view.joined)},
          {"holds", list_of(view.holds,
                            [&](const cases::Held& held) {
                              return json::object{{"id", held.id.text()},
                                                  {"code", code_of(held.id)},
                                                  {"by", account_name(held.by)},
                                                  {"at", to_text(held.at)}};
                            })},
          {"withheld", withheld},
          {"records", list_of(view.records, [&](const auto& r) { return record(r); })}};
}

json::object Views::row(const frames::CaseRow& row) const {
  json::object out{{"id", row.id.text()},
                   {"code", code_of(row.id)},
                   {"state", row.state == records::State::open ? "open" : "closed"},
                   {"opened_on", to_text(date_of(row.opened_at))},
                   {"changed_at", to_text(row.changed_at)},
                   {"revision", row.revision},
                   {"owner", account_name(row.owner)},
                   {"team", team_name(row.team)},
                   {"joined", row.joined},
                   {"masked", row.masked},
                   {"fields", catalogue::to_json(row.fields)}};
  if (!row.name.empty()) out["name"] = row.name;
  return out;
}

json::object Views::due(const frames::DueRow& row) const {
  const auto& due = row.due;
  json::object out{{"case", row.id.text()},
                   {"code", code_of(row.id)},
                   {"record", due.record.text()},
                   {"kind", due.kind->name},
                   {"field", due.field->name},
                   {"date", to_text(due.date)},
                   {"whose", list_of(due.whose, [&](AccountId id) { return account_name(id); })}};
  if (!due.time.empty()) out["time"] = due.time;
  if (!due.text.empty()) out["text"] = due.text;
  if (!row.name.empty()) out["name"] = row.name;
  return out;
}

json::object Views::change(const records::Change& change) const {
  const auto value_or_null = [](const std::optional<catalogue::Value>& value) {
    return value ? catalogue::to_json(*value) : json::value(nullptr);
  };
  return {{"record", change.record.text()},
          {"kind", change.kind},
          {"revision", change.revision},
          {"at", to_text(change.at)},
          {"by", account_name(change.by)},
          {"changes", list_of(change.changes, [&](const records::FieldChange& field) {
             return json::object{{"field", field.field},
                                 {"before", value_or_null(field.before)},
                                 {"after", value_or_null(field.after)}};
           })}};
}

json::object Views::reading(const cases::Reading& reading) const {
  return {
      {"at", to_text(reading.at)}, {"by", account_name(reading.by)}, {"what", text(reading.what)}};
}

json::object Views::certificate(const records::Certificate& certificate) const {
  return {{"case", certificate.case_id.text()},
          {"code", code_of(certificate.case_id)},
          {"forgotten_at", to_text(certificate.at)},
          {"by", account_name(certificate.by)},
          {"reason", text(certificate.reason)},
          {"records", certificate.records},
          {"seq", certificate.audit_seq}};
}

json::object Views::account(const access::Account& account) const {
  return {{"id", account.id.text()},
          {"login", account.login},
          {"name", account.name},
          {"role", text(account.role)},
          {"team", team_name(account.team)},
          {"language", account.language},
          {"disabled", account.disabled},
          {"second_factor", account.second_factor},
          {"sign_on", account.sign_on},
          {"revision", account.revision}};
}

json::object Views::entry(const audit::Entry& entry) const {
  const auto id_or_null = [](const auto& id) {
    return id ? json::value(id->text()) : json::value(nullptr);
  };
  return {{"seq", entry.seq},
          {"at", to_text(entry.at)},
          {"by", account_name(entry.by)},
          {"what", text(entry.event.what)},
          {"case", id_or_null(entry.event.case_id)},
          {"record", id_or_null(entry.event.record)},
          {"about", account_name(entry.event.about)},
          {"hash", hex(entry.hash)}};
}

}  // namespace ts::api
