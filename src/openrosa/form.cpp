#include "openrosa/form.h"

#include "base/failure.h"
#include "sheets/xml.h"

namespace ts::openrosa {
namespace {

std::string value_of(const sheets::Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string{} : found->second;
}

}  // namespace

Form form_of(std::string_view xml) {
  Form out;
  bool is_html = false, in_title = false, in_instance = false;
  std::size_t depth = 0;
  const bool read =
      sheets::read_xml(xml, {.begin =
                                 [&](std::string_view name, const sheets::Attributes& attributes) {
                                   if (depth++ == 0) is_html = name == "html";
                                   in_title = name == "title";
                                   if (in_instance && out.id.empty()) {
                                     out.id = value_of(attributes, "id");
                                     out.version = value_of(attributes, "version");
                                   }
                                   // The first child of the first instance holds the answers.
                                   in_instance = name == "instance" && out.id.empty();
                                 },
                             .end =
                                 [&](std::string_view) {
                                   --depth;
                                   in_title = in_instance = false;
                                 },
                             .text =
                                 [&](std::string_view text) {
                                   if (in_title) out.name += text;
                                 }});
  constexpr std::size_t most = 250;
  if (!read || !is_html || out.id.empty() || out.id.size() > most || out.version.size() > most ||
      out.name.size() > most)
    throw Failure{Fault::invalid, "phone.not_a_form"};
  if (out.name.empty()) out.name = out.id;
  return out;
}

}  // namespace ts::openrosa
