#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/views.h"
#include "crypto/base64.h"
#include "formats/qr.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;

constexpr std::size_t most_without = 2'000;

matters::CopyWish wish_of(const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  matters::CopyWish out{.classes = form.classes("classes"),
                        .without = {},
                        .language = form.optional_text("language", 10).value_or(call.language),
                        .asked = form.optional_flag("asked").value_or(false)};
  for (const auto& text : form.texts("without", most_without)) {
    if (const auto id = RecordId::parse(text))
      out.without.push_back(*id);
    else
      form.problem("without", "id.malformed");
  }
  form.finish();
  return out;
}

Response preview_copy(node::Node& node, const Call& call) {
  const auto wish = wish_of(call);
  auto seen = home(node, call).matters().copies().preview(call.who(), call.id<CaseId>(0), wish);
  for (std::size_t i = 0; i < seen.ids.size(); ++i)
    seen.parts[i].as_object()["id"] = seen.ids[i].text();
  return json_response(json::object{{"parts", std::move(seen.parts)}});
}

Response make_copy(node::Node& node, const Call& call) {
  const auto wish = wish_of(call);
  const auto made = home(node, call).matters().copies().make(call.who(), call.id<CaseId>(0), wish);
  return json_response(
      json::object{{"code", made.file.code},
                   {"qr", list_of(formats::qr_code(made.file.code),
                                  [](const std::string& row) { return json::value(row); })},
                   {"from", made.from},
                   {"made", to_text(made.made)},
                   {"words", matters::words_of_copy(wish.language)},
                   {"name", "own-copy-" + made.id.text().substr(0, 8) + ".html"},
                   {"type", "text/html"},
                   {"content", made.file.html}},
      201);
}

/// A file that was brought, and its code.
struct Brought {
  std::string file, code;
};

Brought brought_in(Form& form) {
  const auto file = crypto::from_base64(form.text("content", most_content));
  if (!file) form.problem("content", "import.not_base64");
  return {.file = file.value_or(""), .code = form.text("code", 100)};
}

Response look_at_copy(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto brought = brought_in(form);
  form.finish();
  const auto seen =
      home(node, call).matters().copies().open(call.who(), brought.file, brought.code);
  return json_response(json::object{
      {"from", seen.from},
      {"maker", matters::text(seen.maker)},
      {"made", to_text(date_of(seen.made))},
      {"language", seen.language},
      {"classes", seen.classes.letters()},
      {"not_known", seen.not_known},
      {"parts", list_of(seen.parts, [](const matters::SeenPart& part) {
         return json::object{{"kind", part.kind}, {"fields", catalogue::to_json(part.fields)}};
       })}});
}

Response take_copy(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto brought = brought_in(form);
  const matters::Copies::Taking taking{
      .id = form.optional_id<CaseId>("id").value_or(CaseId::random()),
      .called = form.optional_text("called", 200).value_or(""),
      .agreed = form.optional_flag("agreed").value_or(false)};
  form.finish();
  auto& org = home(node, call);
  const auto opened =
      org.matters().copies().take(call.who(), brought.file, brought.code, taking, call.once());
  auto out = json_response(Views{org.accounts()}.view(opened), 201);
  out.headers.emplace_back("Location", "/api/v1/cases/" + opened.file.id.text());
  return out;
}

}  // namespace

void add_copy_routes(Router& router, node::Node& node) {
  router.add({.method = "POST",
              .path = "/cases/{case}/own-copy/preview",
              .action = Action::copy_make,
              .summary = "What the person's own copy would say, in their language",
              .takes = "NewOwnCopy",
              .gives = "OwnCopyPreview",
              .answer = bound(node, preview_copy)});
  router.add({.method = "POST",
              .path = "/cases/{case}/own-copy",
              .action = Action::copy_make,
              .summary = "Make the person a copy to take along, with the code that opens it",
              .takes = "NewOwnCopy",
              .gives = "OwnCopy",
              .status = 201,
              .answer = bound(node, make_copy)});
  router.add({.method = "POST",
              .path = "/own-copies/look",
              .action = Action::case_open,
              .summary = "What a copy says that a person brought; nothing is kept",
              .takes = "BroughtCopy",
              .gives = "SeenCopy",
              .answer = bound(node, look_at_copy)});
  router.add({.method = "POST",
              .path = "/own-copies/take",
              .action = Action::case_open,
              .summary = "Open a case with it, because the person says so",
              .takes = "TakenCopy",
              .gives = "Case",
              .status = 201,
              .idempotent = true,
              .answer = bound(node, take_copy)});
}

}  // namespace ts::api
