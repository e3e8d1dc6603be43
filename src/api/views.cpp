#include "api/views.h"

namespace ts::api {

namespace json = boost::json;

http::Response json_response(const json::value& body, int status) {
  http::Response out;
  out.status = status;
  out.body = json::serialize(body);
  return out;
}

http::Response json_response(JsonText body, int status) {
  http::Response out;
  out.status = status;
  out.body = body.take();
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

namespace {

template <class IdType>
std::string with_id(IdType id, const std::string& name) {
  JsonText out;
  out.begin_object().member("id", id.text()).member("name", name).end_object();
  return out.take();
}

}  // namespace

const Views::Named& Views::named(AccountId id) const {
  const auto [at, fresh] = names_.try_emplace(id);
  if (!fresh) return at->second;
  auto& [name, json] = at->second;
  if (const auto account = accounts_.find(id))
    name = account->name;
  else if (id == AccountId{})
    name = "Turnstone";  // it did so itself
  json = with_id(id, name);
  return at->second;
}

const Views::Named& Views::named(TeamId id) const {
  const auto [at, fresh] = teams_.try_emplace(id);
  if (!fresh) return at->second;
  auto& [name, json] = at->second;
  if (const auto team = accounts_.team(id)) name = team->name;
  json = with_id(id, name);
  return at->second;
}

json::value Views::account_name(AccountId id) const {
  return json::object{{"id", id.text()}, {"name", named(id).name}};
}

json::value Views::account_name(const std::optional<AccountId>& id) const {
  return id ? account_name(*id) : json::value(nullptr);
}

json::value Views::team_name(const std::optional<TeamId>& id) const {
  if (!id) return nullptr;
  return json::object{{"id", id->text()}, {"name", named(*id).name}};
}

void Views::record(JsonText& out, const records::Record& record) const {
  out.member("id", record.id.text()).member("kind", record.kind);
  out.member("revision", record.revision).member("changed_at", to_text(record.changed_at));
  out.key("changed_by").raw(named(record.changed_by).json);
  out.key("fields").begin_object();
  for (const auto& [name, value] : record.fields) catalogue::write(out.key(name), value);
  out.end_object();
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

JsonText Views::view(const cases::View& view) const {
  const auto& file = view.file;
  JsonText out;
  const auto all = [&](std::string_view key, const auto& items, auto&& write) {
    out.key(key).begin_array();
    for (const auto& item : items) write(item);
    out.end_array();
  };
  const auto name = [&](AccountId id) { out.raw(named(id).json); };
  out.begin_object().member("id", file.id.text()).member("code", code_of(file.id));
  out.member("state", file.state == records::State::open ? "open" : "closed");
  out.member("opened_on", to_text(date_of(file.opened_at)));
  out.member("changed_at", to_text(view.changed_at)).member("revision", file.revision);
  out.key("owner").raw(named(file.owner).json);
  out.key("team").raw(file.team ? named(*file.team).json : "null");
  all("helpers", file.helpers, name);
  all("kept_out", file.kept_out, name);
  all("can", view.can, [&](access::Action action) { out.value(text(action)); });
  out.member("child", view.child).member("also_named", view.also_named);
  out.key("joined").raw(json::serialize(joined_to(view.joined)));
  all("holds", view.holds, [&](const cases::Held& held) {
    out.begin_object().member("id", held.id.text()).member("code", code_of(held.id));
    out.key("by").raw(named(held.by).json).member("at", to_text(held.at)).end_object();
  });
  all("withheld", view.withheld.letters(),
      [&](char letter) { out.value(std::string_view{&letter, 1}); });
  write_list(out.key("records"), view.records, [&](const auto& each) { record(out, each); });
  out.end_object();
  return out;
}

void Views::row(JsonText& out, const frames::CaseRow& row) const {
  out.member("id", row.id.text())
      .member("code", code_of(row.id))
      .member("state", row.state == records::State::open ? "open" : "closed")
      .member("opened_on", to_text(date_of(row.opened_at)))
      .member("changed_at", to_text(row.changed_at))
      .member("revision", row.revision);
  out.key("owner").raw(named(row.owner).json);
  out.key("team").raw(row.team ? named(*row.team).json : "null");
  out.member("joined", row.joined).member("masked", row.masked);
  out.key("fields").begin_object();
  for (const auto& [name, value] : row.fields) catalogue::write(out.key(name), value);
  out.end_object();
  if (!row.name.empty()) out.member("name", row.name);
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
