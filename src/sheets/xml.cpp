#include "sheets/xml.h"

#include <expat.h>

#include <exception>
#include <memory>

namespace ts::sheets {
namespace {

struct Reading {
  const XmlEvents& events;
  XML_Parser parser;
  std::exception_ptr thrown;
};

std::string_view bare(const char* name) {
  const std::string_view all{name};
  const auto colon = all.rfind(':');
  return colon == std::string_view::npos ? all : all.substr(colon + 1);
}

/// An exception does not pass through expat, which is C: it stops the parser and waits.
template <class F>
void told(void* data, F&& tell) {
  auto& reading = *static_cast<Reading*>(data);
  try {
    tell(reading.events);
  } catch (...) {
    reading.thrown = std::current_exception();
    XML_StopParser(reading.parser, XML_FALSE);
  }
}

void on_begin(void* data, const char* name, const char** given) {
  told(data, [&](const XmlEvents& events) {
    Attributes attributes;
    for (; *given; given += 2) attributes.emplace(bare(given[0]), given[1]);
    events.begin(bare(name), attributes);
  });
}

void on_end(void* data, const char* name) {
  told(data, [&](const XmlEvents& events) { events.end(bare(name)); });
}

void on_text(void* data, const char* text, int length) {
  told(data,
       [&](const XmlEvents& events) { events.text({text, static_cast<std::size_t>(length)}); });
}

void on_document_type(void* data, const char*, const char*, const char*, int) {
  XML_StopParser(static_cast<Reading*>(data)->parser, XML_FALSE);
}

}  // namespace

bool read_xml(std::string_view text, const XmlEvents& events) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser{
      XML_ParserCreate(nullptr), XML_ParserFree};
  if (!parser) return false;
  Reading now{events, parser.get(), nullptr};
  XML_SetUserData(parser.get(), &now);
  XML_SetElementHandler(parser.get(), on_begin, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_document_type);
  constexpr std::size_t piece = std::size_t{1} << 20;
  for (std::size_t at = 0;;) {
    const auto part = text.substr(at, piece);
    at += part.size();
    const bool last = at == text.size();
    const auto status =
        XML_Parse(parser.get(), part.data(), static_cast<int>(part.size()), last ? 1 : 0);
    if (now.thrown) std::rethrow_exception(now.thrown);
    if (status != XML_STATUS_OK) return false;
    if (last) return true;
  }
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\r')
      out += "&#13;";  // a parser would make a line feed of it
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
      out += c;
  }
  return out;
}

}  // namespace ts::sheets
