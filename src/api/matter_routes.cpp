#include "api/api.h"
#include "api/downloads.h"
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
using packets::Standing;

constexpr std::size_t most_packet = 64U << 20;  // a request holds no more (`Api::limits`)
constexpr std::size_t most_card = 10'000;
constexpr std::size_t most_files = packets::most_attachments;
constexpr std::size_t most_note = 20'000;

std::string_view text(Standing::Progress progress) {
  constexpr std::array<std::string_view, 6> words{"none",     "sent",     "received",
                                                  "accepted", "declined", "done"};
  return words.at(static_cast<std::size_t>(progress));
}

std::string_view text(Standing::Duty duty) {
  constexpr std::array<std::string_view, 3> words{"none", "asked", "carried_out"};
  return words.at(static_cast<std::size_t>(duty));
}

json::object peer_view(const matters::Peer& peer) {
  return {{"id", peer.id.text()},
          {"name", peer.card.name},
          {"country", peer.card.country},
          {"address", peer.card.address},
          {"comparison", peer.comparison},
          {"since", to_text(peer.since)},
          {"ended", peer.ended}};
}

json::object preview_view(const matters::Preview& preview) {
  return {{"purpose", preview.purpose},
          {"classes", preview.classes},
          {"until", preview.until},
          {"due", preview.due},
          {"note", preview.note},
          {"parts", list_of(preview.parts,
                            [](const matters::SeenPart& part) {
                              return json::object{{"kind", part.kind},
                                                  {"fields", catalogue::to_json(part.fields)}};
                            })},
          {"files", list_of(preview.files, [](const matters::SeenFile& file) {
             return json::object{{"number", file.number},
                                 {"name", file.name},
                                 {"type", file.type},
                                 {"bytes", file.bytes},
                                 {"class", std::string{letter_of(file.field_class)}},
                                 {"here", file.here}};
           })}};
}

json::object matter_view(const matters::View& view) {
  json::object out{
      {"id", view.id.text()},
      {"peer", view.peer},
      {"ours", view.ours},
      {"request", packets::text(view.standing.request)},
      {"progress", text(view.standing.progress)},
      {"question", view.standing.question},
      {"withdrawal", text(view.standing.withdrawal)},
      {"erasure", text(view.standing.erasure)},
      {"waits", view.waits},
      {"tries", view.tries},
      {"stopped", view.stopped},
      {"guest", view.guest},
      {"may_have_said",
       list_of(view.may_have_said, [](auto what) { return json::value(packets::text(what)); })},
      {"can", list_of(view.can, [](auto what) { return json::value(packets::text(what)); })},
      {"steps", list_of(view.steps, [](const matters::SaidStep& step) {
         return json::object{{"ours", step.ours},
                             {"at", to_text(step.at)},
                             {"what", packets::text(step.what)},
                             {"note", step.note},
                             {"due", step.due}};
       })}};
  if (!view.due.empty()) out["due"] = view.due;
  if (view.case_id) out["case"] = view.case_id->text();
  if (view.request) out["sent"] = preview_view(*view.request);
  return out;
}

std::string decoded(Form& form, std::string_view name, std::size_t most) {
  auto out = crypto::from_base64(form.text(name, most));
  if (!out) form.problem(name, "import.not_base64");
  return out.value_or("");
}

Response peers_answer(matters::Peers& peers, const access::Caller& caller) {
  const auto card = peers.card(caller);
  return json_response(json::object{{"name", card.name},
                                    {"address", card.address},
                                    {"card", crypto::base64(text_of(packets::encode(card)))},
                                    {"items", list_of(peers.all(caller), peer_view)}});
}

Response all_peers(node::Node& node, const Call& call) {
  return peers_answer(home(node, call).matters().peers(), call.who());
}

Response set_address(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto address = form.optional_text("address", 300).value_or("");
  form.finish();
  auto& peers = home(node, call).matters().peers();
  peers.set_address(call.who(), address);
  return peers_answer(peers, call.who());
}

Response renew_keys(node::Node& node, const Call& call) {
  auto& peers = home(node, call).matters().peers();
  peers.renew_keys(call.who());
  return peers_answer(peers, call.who());
}

Response add_peer(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto card = decoded(form, "card", most_card);
  const bool compared = form.optional_flag("compared").value_or(false);
  form.finish();
  auto& peers = home(node, call).matters().peers();
  return json_response(peer_view(compared ? peers.add(call.who(), bytes_of(card))
                                          : peers.look(call.who(), bytes_of(card))));
}

Response end_peer(node::Node& node, const Call& call) {
  return json_response(peer_view(
      home(node, call).matters().peers().end(call.who(), call.id<DocumentId>(0, "peer.absent"))));
}

matters::Draft draft_of(const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const bool guest = form.optional_flag("guest").value_or(false);
  matters::Draft out{.id = form.optional_id<DocumentId>("id").value_or(DocumentId::random()),
                     .peer = guest ? DocumentId{} : form.id<DocumentId>("peer"),
                     .guest = guest,
                     .note = form.optional_text("note", most_note).value_or(""),
                     .classes = {},
                     .due = {},
                     .receipt = form.id<RecordId>("receipt")};
  const auto request = packets::what_of(form.text("request", 20));
  if (request && packets::begins(*request) && *request != packets::What::agree)
    out.request = *request;
  else
    form.problem("request", "field.not_a_choice");
  out.classes = form.classes("classes");
  for (const auto& text : form.texts("files", most_files)) {
    const auto id = RecordId::parse(text);
    if (!id) form.problem("files", "id.malformed");
    out.files.push_back(id.value_or(RecordId{}));
  }
  if (const auto due = form.optional_text("due", 10)) {
    out.due = parse_date(*due);
    if (!out.due) form.problem("due", "date.malformed");
  }
  form.finish();
  return out;
}

Response preview(node::Node& node, const Call& call) {
  const auto draft = draft_of(call);
  return json_response(
      preview_view(home(node, call).matters().preview(call.who(), call.id<CaseId>(0), draft)));
}

Response send(node::Node& node, const Call& call) {
  const auto draft = draft_of(call);
  return json_response(
      matter_view(home(node, call).matters().send(call.who(), call.id<CaseId>(0), draft)), 201);
}

Response all_matters(node::Node& node, const Call& call) {
  return json_response(
      json::object{{"items", list_of(home(node, call).matters().all(call.who()), matter_view)}});
}

DocumentId matter_in(const Call& call) { return call.id<DocumentId>(0, "matter.absent"); }

Response one_matter(node::Node& node, const Call& call) {
  return json_response(matter_view(home(node, call).matters().read(call.who(), matter_in(call))));
}

Response attached(node::Node& node, const Call& call) {
  const auto number = number_of<std::size_t>(call.path.at(1));
  const auto piece = number_of<std::int64_t>(call.path.at(2));
  if (!number || !piece) throw Failure{Fault::absent, "file.absent"};
  const auto bytes = home(node, call).matters().piece(call.who(), matter_in(call), *number, *piece);
  return json_response(json::object{{"content", crypto::base64(text_of(bytes))}});
}

Response accept_matter(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const matters::Matters::Acceptance acceptance{
      .open = form.optional_flag("open").value_or(false),
      .called = form.optional_text("called", 200).value_or(""),
      .note = form.optional_text("note", most_note).value_or("")};
  form.finish();
  return json_response(
      matter_view(home(node, call).matters().accept(call.who(), matter_in(call), acceptance)));
}

Response say(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto what = packets::what_of(form.text("what", 20));
  if (!what || !matters::Matters::said_by_people(*what)) form.problem("what", "field.not_a_choice");
  const auto note = form.optional_text("note", most_note).value_or("");
  form.finish();
  return json_response(
      matter_view(home(node, call).matters().say(call.who(), matter_in(call), *what, note)));
}

Response told(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto what = packets::what_of(form.text("what", 20));
  if (!what) form.problem("what", "field.not_a_choice");
  const auto note = form.optional_text("note", most_note).value_or("");
  form.finish();
  return json_response(
      matter_view(home(node, call).matters().told(call.who(), matter_in(call), *what, note)));
}

Response capsule(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto language = form.optional_text("language", 10).value_or(call.language);
  if (!lang::is_spoken(language)) form.problem("language", "language.unknown");
  form.finish();
  const auto id = matter_in(call);
  const auto made = home(node, call).matters().capsule(call.who(), id, language);
  return json_response(json::object{{"code", made.code},
                                    {"name", "request-" + id.text().substr(0, 8) + ".html"},
                                    {"type", "text/html"},
                                    {"content", made.html}});
}

Response packet(node::Node& node, const Call& call) {
  const auto id = matter_in(call);
  const auto bytes = home(node, call).matters().packet(call.who(), id);
  return binary_download("referral-" + id.text().substr(0, 8) + ".packet", text_of(bytes));
}

Response take_in(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto bytes = decoded(form, "content", most_packet);
  form.finish();
  return json_response(
      matter_view(home(node, call).matters().take_in(call.who(), bytes_of(bytes))));
}

void add_peer_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/peers",
              .action = Action::peer_read,
              .summary = "One's own card, and the organisations that are known",
              .takes = "",
              .gives = "Peers",
              .answer = bound(node, all_peers)});
  router.add({.method = "PUT",
              .path = "/peers/address",
              .action = Action::peer_change,
              .summary = "Where others reach this node; empty: by file only",
              .takes = "PeerAddress",
              .gives = "Peers",
              .answer = bound(node, set_address)});
  router.add({.method = "POST",
              .path = "/peers/keys",
              .action = Action::peer_change,
              .summary = "New keys for ourselves; who knows us hears of it with the next packet",
              .takes = "",
              .gives = "Peers",
              .answer = bound(node, renew_keys)});
  router.add({.method = "POST",
              .path = "/peers",
              .action = Action::peer_change,
              .summary = "What a card says and the number to compare; kept once it was compared",
              .takes = "NewPeer",
              .gives = "Peer",
              .answer = bound(node, add_peer)});
  router.add({.method = "POST",
              .path = "/peers/{peer}/end",
              .action = Action::peer_change,
              .summary = "Nothing more goes to an organisation, and nothing is taken from it",
              .takes = "",
              .gives = "Peer",
              .answer = bound(node, end_peer)});
}

}  // namespace

void add_matter_routes(Router& router, node::Node& node) {
  add_peer_routes(router, node);
  router.add({.method = "POST",
              .path = "/cases/{case}/matters/preview",
              .action = Action::matter_send,
              .summary = "Exactly what another organisation would see",
              .takes = "NewMatter",
              .gives = "MatterPreview",
              .answer = bound(node, preview)});
  router.add({.method = "POST",
              .path = "/cases/{case}/matters",
              .action = Action::matter_send,
              .summary = "Ask another organisation, with what the person agreed to",
              .takes = "NewMatter",
              .gives = "Matter",
              .status = 201,
              .answer = bound(node, send)});
  router.add({.method = "GET",
              .path = "/matters",
              .action = Action::matter_read,
              .summary = "What was asked of others, and by others",
              .takes = "",
              .gives = "Matters",
              .answer = bound(node, all_matters)});
  router.add({.method = "GET",
              .path = "/matters/{matter}",
              .action = Action::matter_read,
              .summary = "One of them, with every step",
              .takes = "",
              .gives = "Matter",
              .answer = bound(node, one_matter)});
  router.add({.method = "GET",
              .path = "/matters/{matter}/files/{number}/pieces/{piece}",
              .action = Action::matter_read,
              .summary = "A piece of a document that went or came with it",
              .takes = "",
              .gives = "FileContent",
              .answer = bound(node, attached)});
  router.add({.method = "POST",
              .path = "/matters/{matter}/accept",
              .action = Action::matter_answer,
              .summary = "Say yes, and open a case with what came",
              .takes = "Acceptance",
              .gives = "Matter",
              .answer = bound(node, accept_matter)});
  router.add({.method = "POST",
              .path = "/matters/{matter}/steps",
              .action = Action::matter_answer,
              .summary = "Decline, ask, answer, finish, withdraw, erase, or say that it was done",
              .takes = "NewStep",
              .gives = "Matter",
              .answer = bound(node, say)});
  router.add({.method = "POST",
              .path = "/matters/{matter}/told",
              .action = Action::matter_answer,
              .summary = "Write down what somebody without Turnstone answered",
              .takes = "ToldStep",
              .gives = "Matter",
              .answer = bound(node, told)});
  router.add({.method = "POST",
              .path = "/matters/{matter}/capsule",
              .action = Action::matter_answer,
              .summary = "A page for somebody without Turnstone, and the code that opens it",
              .takes = "CapsuleLanguage",
              .gives = "Capsule",
              .answer = bound(node, capsule)});
  router.add({.method = "POST",
              .path = "/matters/{matter}/packet",
              .action = Action::matter_answer,
              .summary = "A sealed file to carry to the other organisation",
              .takes = "",
              .gives = "Download",
              .answer = bound(node, packet)});
  router.add({.method = "POST",
              .path = "/packets",
              .action = Action::matter_answer,
              .summary = "Take in a sealed file that was carried here",
              .takes = "Packet",
              .gives = "Matter",
              .answer = bound(node, take_in)});
}

}  // namespace ts::api
