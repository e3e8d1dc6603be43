#include "api/api.h"
#include "api/downloads.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/problem.h"
#include "api/views.h"
#include "crypto/base64.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;

constexpr std::size_t most_columns = 1'000;
constexpr std::size_t most_problems = 200;  // that are told at once

struct Asked {
  DocumentId id;
  bool dry_run = true;
  imports::Upload upload;
};

Asked asked(const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  Asked out{.id = form.optional_id<DocumentId>("id").value_or(DocumentId::random()), .upload = {}};
  out.dry_run = form.optional_flag("dry_run").value_or(true);
  auto content = crypto::from_base64(form.text("content", most_content));
  if (!content) form.problem("content", "import.not_base64");
  if (body.contains("columns"))
    form.each("columns", most_columns, [&](Form& column) {
      auto header = column.text("header", 400);
      out.upload.columns[std::move(header)] = column.optional_text("field", 64).value_or("");
    });
  form.finish();
  out.upload.bytes = std::move(*content);
  return out;
}

json::object report_view(const imports::Report& report, const std::string& language) {
  json::array problems;
  for (const auto& each : report.problems) {
    if (problems.size() == most_problems) break;
    const auto& [field, message] = each.problem;
    problems.push_back(json::object{{"row", each.row},
                                    {"field", field},
                                    {"key", message.text()},
                                    {"message", api::message(message.text(), language)}});
  }
  json::object out{{"columns", list_of(report.columns,
                                       [](const exchange::Column& column) {
                                         json::object view{
                                             {"header", column.header},
                                             {"field", column.field ? column.field->name : ""},
                                             {"unsure", column.unsure}};
                                         return view;
                                       })},
                   {"rows", report.rows},
                   {"ready", report.ready},
                   {"problems", problems},
                   {"problem_count", report.problems.size()},
                   {"opened", report.opened.size()}};
  if (report.id) out["id"] = report.id->text();
  return out;
}

Response bring_in(node::Node& node, const Call& call) {
  const auto wanted = asked(call);
  auto& imports = home(node, call).imports();
  const auto report = wanted.dry_run ? imports.look(call.who(), wanted.upload)
                                     : imports.run(call.who(), wanted.id, wanted.upload);
  return json_response(report_view(report, call.language));
}

Response all(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const Views views{org.accounts()};
  return json_response(json::object{
      {"items", list_of(org.imports().all(call.who()), [&](const imports::Import& import) {
         return json::object{{"id", import.id.text()},
                             {"by", views.account_name(import.by)},
                             {"at", to_text(import.at)},
                             {"cases", import.cases},
                             {"taken_back", import.taken_back}};
       })}});
}

Response undo(node::Node& node, const Call& call) {
  const auto undone =
      home(node, call).imports().undo(call.who(), call.id<DocumentId>(0, "import.absent"));
  return json_response(json::object{{"forgotten", undone.forgotten}, {"kept", undone.kept}});
}

Response take_out(node::Node& node, const Call& call) {
  const auto format = call.query_text("format").value_or("xlsx");
  if (format != "xlsx" && format != "csv") throw Failure{Fault::invalid, "query.malformed"};
  const bool workbook = format == "xlsx";
  auto content = home(node, call)
                     .imports()
                     .take_out(call.who(), workbook ? imports::Format::xlsx : imports::Format::csv,
                               call.language);
  return workbook ? binary_download("htcds.xlsx", content)
                  : download("htcds.csv", std::move(content));
}

Response coded(node::Node& node, const Call& call) {
  const auto& mapping = crosswalk::built_in(call.path.at(0));
  const auto out = home(node, call).imports().coded(call.who(), mapping);
  json::array never;
  for (const auto& column : out.never) never.push_back(json::string{column});
  return json_response(
      json::object{{"people", out.people},
                   {"without_consent", out.without_consent},
                   {"not_meant", out.not_meant},
                   {"unplaced", list_of(out.unplaced,
                                        [](const crosswalk::Unplaced& each) {
                                          return json::object{{"field", each.field},
                                                              {"value", each.value},
                                                              {"count", each.count}};
                                        })},
                   {"never", never},
                   {"file", download_view(mapping.name + ".csv", csv(mapping, out))}});
}

}  // namespace

void add_import_routes(Router& router, node::Node& node) {
  router.add({.method = "POST",
              .path = "/imports",
              .action = Action::case_open,
              .summary = "What a table of people holds, and with dry_run false a case for each row",
              .takes = "NewImport",
              .gives = "ImportReport",
              .answer = bound(node, bring_in)});
  router.add({.method = "GET",
              .path = "/imports",
              .action = Action::case_list,
              .summary = "What was brought in from tables",
              .takes = "",
              .gives = "Imports",
              .answer = bound(node, all)});
  router.add({.method = "POST",
              .path = "/imports/{import}/undo",
              .action = Action::case_forget,
              .summary = "Forget the cases of an import that nobody has worked on",
              .takes = "",
              .gives = "ImportUndone",
              .answer = bound(node, undo)});
  router.add({.method = "GET",
              .path = "/export",
              .action = Action::case_list,
              .summary = "One's own cases in the form of the HTCDS template",
              .takes = "",
              .gives = "Download",
              .query = {"format"},
              .answer = bound(node, take_out)});
  router.add({.method = "GET",
              .path = "/export/{coding}",
              .action = Action::case_refer,
              .summary = "Cases in the columns and codes of others",
              .takes = "",
              .gives = "CodedCases",
              .answer = bound(node, coded)});
}

}  // namespace ts::api
