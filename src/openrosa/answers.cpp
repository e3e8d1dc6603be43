#include "openrosa/answers.h"

#include "sheets/xml.h"

namespace ts::openrosa {
namespace {

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string element(std::string_view name, std::string_view text) {
  std::string out{"<"};
  out.append(name).append(">").append(sheets::xml_escaped(text)).append("</");
  return out.append(name).append(">");
}

}  // namespace

std::string form_list(const std::vector<Listed>& forms) {
  std::string out{declaration};
  out += "<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">";
  for (const auto& [form, hash, address] : forms)
    out += "<xform>" + element("formID", form.id) + element("name", form.name) +
           element("version", form.version) + element("hash", "md5:" + hash) +
           element("downloadUrl", address) + "</xform>";
  return out + "</xforms>";
}

std::string answer(std::string_view message) {
  std::string out{declaration};
  return out.append("<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message>")
      .append(sheets::xml_escaped(message))
      .append("</message></OpenRosaResponse>");
}

}  // namespace ts::openrosa
