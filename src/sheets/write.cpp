#include "sheets/archive.h"
#include "sheets/workbook.h"
#include "sheets/xml.h"

namespace ts::sheets {
namespace {

constexpr std::string_view head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view office =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view main_part = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view package = "http://schemas.openxmlformats.org/package/2006";

std::string column_name(std::size_t column) {
  std::string out;
  for (auto left = column + 1; left > 0; left = (left - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (left - 1) % 26));
  return out;
}

std::string sheet_xml(const Sheet& sheet, std::size_t hidden_rows) {
  std::string out{head};
  out.append("<worksheet xmlns=\"").append(main_part).append("\"><sheetData>");
  for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
    const auto number = std::to_string(row + 1);
    out.append("<row r=\"").append(number).append(row < hidden_rows ? "\" hidden=\"1\">" : "\">");
    for (std::size_t column = 0; column < sheet.rows[row].size(); ++column) {
      const auto& text = sheet.rows[row][column];
      if (text.empty()) continue;
      // A string of its own is never calculated, whatever it begins with.
      out.append("<c r=\"").append(column_name(column)).append(number);
      out.append("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
      out.append(xml_escaped(text)).append("</t></is></c>");
    }
    out += "</row>";
  }
  return out + "</sheetData></worksheet>";
}

std::string name_of(std::size_t sheet) { return "sheet" + std::to_string(sheet + 1) + ".xml"; }

}  // namespace

std::string write_workbook(const std::vector<Sheet>& sheets, std::size_t hidden_rows) {
  const std::string ns{main_part}, relations = std::string{package} + "/relationships";
  std::string list, links, types;
  std::map<std::string, std::string> files;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const auto number = std::to_string(i + 1);
    list += "<sheet name=\"" + xml_escaped(sheets[i].name) + "\" sheetId=\"" + number +
            "\" r:id=\"rId" + number + "\"/>";
    links += "<Relationship Id=\"rId" + number + "\" Type=\"" + std::string{office} +
             "/worksheet\" Target=\"worksheets/" + name_of(i) + "\"/>";
    types += "<Override PartName=\"/xl/worksheets/" + name_of(i) +
             "\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml."
             "worksheet+xml\"/>";
    files["xl/worksheets/" + name_of(i)] = sheet_xml(sheets[i], hidden_rows);
  }
  const std::string start{head};
  files["xl/workbook.xml"] = start + "<workbook xmlns=\"" + ns + "\" xmlns:r=\"" +
                             std::string{office} + "\"><sheets>" + list + "</sheets></workbook>";
  files["xl/_rels/workbook.xml.rels"] =
      start + "<Relationships xmlns=\"" + relations + "\">" + links + "</Relationships>";
  files["_rels/.rels"] = start + "<Relationships xmlns=\"" + relations +
                         "\"><Relationship Id=\"rId1\" Type=\"" + std::string{office} +
                         "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
  files["[Content_Types].xml"] =
      start + "<Types xmlns=\"" + std::string{package} +
      "/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-"
      "package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
      "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-"
      "officedocument.spreadsheetml.sheet.main+xml\"/>" +
      types + "</Types>";
  return pack(files);
}

}  // namespace ts::sheets
