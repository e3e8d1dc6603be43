#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace ts::sheets {

using Attributes = std::map<std::string, std::string, std::less<>>;

/// What is told while XML is read (expat). Names come without their namespace.
struct XmlEvents {
  std::function<void(std::string_view name, const Attributes& attributes)> begin;
  std::function<void(std::string_view name)> end;
  std::function<void(std::string_view text)> text = [](std::string_view) {};
};

/// False when it is not well-formed or declares a document type: the files of a workbook have none,
/// and those that do mean harm.
bool read_xml(std::string_view text, const XmlEvents& events);

/// Text as it stands within XML; characters that XML cannot hold are left out.
std::string xml_escaped(std::string_view text);

}  // namespace ts::sheets
