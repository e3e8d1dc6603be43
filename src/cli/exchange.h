#pragma once

#include <cstdint>
#include <string>

namespace ts::cli {

/// What can be said to `turnstone export`.
struct ExportOptions {
  std::string people;  ///< a workbook or CSV, as the page takes cases out
  std::string to;      ///< a mapping of the program, or a file
  std::string out;     ///< empty: standard output
  std::string on;      ///< the day on which consent must be in force; empty: today
};

/// People of a table in the columns and codes of others; what could not be said goes to standard
/// error, one line each.
int export_people(const ExportOptions& options);

/// What can be said to `turnstone dhis2`.
struct Dhis2Options {
  std::string table, mapping;
  std::string org_unit, period;  ///< in the place of those that the mapping says of all
  std::string format = "json";   ///< or "adx"
  std::string out;               ///< empty: standard output, unless it is pushed
  std::string push;              ///< the address of the server, "https://…"
  std::string token_file;        ///< whose first line is a token; "-" is standard input
  bool dry_run = false;
  std::uint64_t patience = 60;  ///< seconds
};

/// The figures of a table as data values of DHIS2 or ADX, written or pushed. What is held back,
/// what the table does not say, and what the server answers goes to standard error. Ends with
/// `findings` when the server did not take everything.
int dhis2_push(const Dhis2Options& options);

/// Writes a text to a file, or to standard output when it has no name.
void write_answer(const std::string& path, const std::string& text);

}  // namespace ts::cli
