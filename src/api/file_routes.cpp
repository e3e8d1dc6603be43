#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/views.h"
#include "base/number.h"
#include "crypto/base64.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;

std::int64_t piece_of(const Call& call) {
  const auto out = number_of<std::int64_t>(call.path.at(2));
  if (!out) throw Failure{Fault::absent, "file.absent"};
  return *out;
}

Response put_piece(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto letter = form.text("class", 1);
  const auto field_class = field_class_of(letter.empty() ? '?' : letter[0]);
  if (!field_class) form.problem("class", "field.not_a_choice");
  const auto content = crypto::from_base64(form.text("content", most_content));
  if (!content) form.problem("content", "import.not_base64");
  form.finish();
  home(node, call)
      .cases()
      .put_piece(call.who(), call.id<CaseId>(0), call.id<RecordId>(1, "file.absent"), *field_class,
                 piece_of(call), bytes_of(*content));
  return no_content();
}

Response piece(node::Node& node, const Call& call) {
  const auto content = home(node, call)
                           .cases()
                           .piece(call.who(), call.id<CaseId>(0),
                                  call.id<RecordId>(1, "file.absent"), piece_of(call));
  return json_response(json::object{{"content", crypto::base64(text_of(content))}});
}

}  // namespace

void add_file_routes(Router& router, node::Node& node) {
  router.add({.method = "PUT",
              .path = "/cases/{case}/files/{file}/pieces/{piece}",
              .action = Action::case_change,
              .summary = "Keep a piece of a file that a field of a record will name",
              .takes = "FilePiece",
              .gives = "",
              .status = 204,
              .answer = bound(node, put_piece)});
  router.add({.method = "GET",
              .path = "/cases/{case}/files/{file}/pieces/{piece}",
              .action = Action::case_read,
              .summary = "A piece of a file",
              .takes = "",
              .gives = "FileContent",
              .answer = bound(node, piece)});
}

}  // namespace ts::api
