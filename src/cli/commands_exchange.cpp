#include "cli/commands.h"
#include "cli/exchange.h"

namespace ts::cli {

void add_exchange_commands(Commands& commands) {
  const auto coding = std::make_shared<ExportOptions>();
  auto* people =
      commands.add(commands.app, "export", "People of a table in the columns and codes of others",
                   export_people, coding);
  people
      ->add_option("PEOPLE", coding->people,
                   "A workbook or CSV as the page takes cases out; - is standard input")
      ->required();
  people->add_option("--to", coding->to, "ctdc, ictip, or a mapping file (JSON)")->required();
  people->add_option("--out", coding->out, "The file that is written; else standard output");
  people->add_option("--on", coding->on, "The day on which consent must be in force; else today");

  const auto pushing = std::make_shared<Dhis2Options>();
  auto& p = *pushing;
  auto* dhis2 =
      commands.add(commands.app, "dhis2", "Figures of a table as data values of DHIS2, or as ADX",
                   dhis2_push, pushing);
  dhis2->add_option("TABLE.csv", p.table, "A table with a column of figures; - is standard input")
      ->required();
  dhis2->add_option("--mapping", p.mapping, "What each figure is called there (JSON)")->required();
  dhis2->add_option("--org-unit", p.org_unit, "In the place of the one of the mapping");
  dhis2->add_option("--period", p.period, "2025, 2025S1, 2025Q1, 202501, 2025W5, 20250131");
  dhis2->add_option("--format", p.format, "json (dataValueSets) or adx")
      ->check(CLI::IsMember({"json", "adx"}))
      ->capture_default_str();
  dhis2->add_option("--out", p.out, "The file that is written; else standard output");
  dhis2->add_option("--push", p.push, "The server that it is sent to: https://host/path");
  dhis2->add_option("--token-file", p.token_file,
                    "A file whose first line is a personal access token; - is standard input");
  dhis2->add_flag("--dry-run", p.dry_run,
                  "Show what would be sent, and let the server check it without taking it");
  dhis2->add_option("--patience", p.patience, "Seconds to wait for the server")
      ->capture_default_str();
}

}  // namespace ts::cli
