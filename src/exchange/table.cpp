#include "exchange/table.h"

#include <algorithm>
#include <set>

#include "exchange/cell.h"
#include "formats/hxl.h"
#include "lang/messages.h"
#include "lang/text.h"

namespace ts::exchange {
namespace {

using catalogue::Field;

constexpr std::size_t header_within = 5;

const std::string& cell_at(const Rows& rows, std::size_t row, std::size_t column) {
  static const std::string nothing;
  return row < rows.size() && column < rows[row].size() ? rows[row][column] : nothing;
}

bool is_empty(const std::vector<std::string>& row) {
  return std::all_of(row.begin(), row.end(), [](const std::string& cell) {
    return cell.find_first_not_of(" \t\r\n\xC2\xA0") == std::string::npos;
  });
}

/// How many cells of a row are recognised by `known`.
template <class Known>
std::size_t recognised(const Rows& rows, std::size_t row, Known&& known) {
  if (row >= rows.size()) return 0;
  return static_cast<std::size_t>(
      std::count_if(rows[row].begin(), rows[row].end(),
                    [&](const std::string& cell) { return !cell.empty() && known(cell); }));
}

/// One column by its name, its label below, and what somebody said of it before.
Column column_of(const std::string& name, const std::string& label, const Words& words,
                 const Remembered& remembered) {
  Column out{.header = name.empty() ? label : name};
  if (const auto said = remembered.find(out.header); said != remembered.end()) {
    out.field = said->second.empty() ? nullptr : words.catalogue().field(said->second);
    return out;
  }
  const auto* by_name = words.field_named(name);
  const auto* by_label = words.field_labelled(label.empty() ? name : label);
  out.unsure = by_name && by_label && by_name != by_label;
  // What whoever filled the column saw is its label.
  out.field = by_name && !out.unsure ? by_name : by_label ? by_label : by_name;
  return out;
}

}  // namespace

Header header_of(const Rows& rows, const Words& words, const Remembered& remembered) {
  const auto named = [&](const std::string& cell) {
    return words.field_named(cell) || words.field_labelled(cell) || remembered.contains(cell);
  };
  const auto of_name = [&](const std::string& cell) { return words.field_named(cell); };
  const auto labelled = [&](const std::string& cell) { return words.field_labelled(cell); };
  std::size_t best = 0, found = 0;
  for (std::size_t row = 0; row < std::min(rows.size(), header_within); ++row)
    if (const auto count = recognised(rows, row, named); count > found) {
      best = row;
      found = count;
    }
  if (found == 0) throw Failure{Fault::invalid, "import.no_header"};
  // Of a row of names and the row of labels below, more labels may have been recognised.
  if (best > 0 && recognised(rows, best - 1, of_name) * 2 > found) --best;
  const bool has_labels = recognised(rows, best + 1, labelled) * 2 > found;
  Header out{.columns = {}, .first_row = best + (has_labels ? 2 : 1)};
  if (out.first_row < rows.size() && formats::is_hxl_row(rows[out.first_row])) ++out.first_row;
  std::set<const Field*> taken;
  const auto width = std::max(rows[best].size(), has_labels ? rows[best + 1].size() : 0);
  for (std::size_t at = 0; at < width; ++at) {
    const auto& name = cell_at(rows, best, at);
    const auto label = has_labels ? cell_at(rows, best + 1, at) : std::string{};
    if (name.empty() && label.empty()) continue;
    auto column = column_of(name, label, words, remembered);
    column.at = at;
    if (column.field && !taken.insert(column.field).second) column.field = nullptr;
    out.columns.push_back(std::move(column));
  }
  return out;
}

Read read_rows(const Rows& rows, const Header& header, const Words& words) {
  Read out;
  for (auto row = header.first_row; row < rows.size(); ++row) {
    if (is_empty(rows[row])) continue;
    RowCase made{.row = row + 1, .records = {}};
    const auto told = [&](const std::string& field, MessageKey message) {
      out.problems.push_back({.row = row + 1, .problem = {field, message}});
      made.whole = false;
    };
    std::map<std::string, catalogue::Fields, std::less<>> by_kind;
    for (const auto& column : header.columns) {
      if (!column.field) continue;
      auto cell = read_cell(*column.field, cell_at(rows, row, column.at), words);
      if (cell.wrong) told(column.field->name, *cell.wrong);
      if (cell.value) by_kind[column.field->kind][column.field->name] = std::move(*cell.value);
    }
    for (const auto& kind : words.catalogue().kinds()) {
      const auto found = by_kind.find(kind.name);
      if (found == by_kind.end()) continue;
      for (const auto& problem : words.catalogue().check(kind.name, found->second))
        // What a form asks for and a sheet has no column for, the import completes.
        if (problem.message != MessageKey{"field.required"}) told(problem.field, problem.message);
      made.records.push_back(
          {.id = RecordId::random(), .kind = kind.name, .fields = std::move(found->second)});
    }
    out.cases.push_back(std::move(made));
  }
  return out;
}

Rows write_rows(const std::vector<std::vector<records::Record>>& cases,
                const std::vector<std::string>& fields, const Words& words,
                std::string_view language) {
  Rows out(2);
  for (const auto& name : fields) {
    out[0].push_back(name);
    out[1].push_back(words.catalogue().label("field." + name, language).value_or(name));
  }
  for (const auto& records : cases) {
    auto& row = out.emplace_back();
    for (const auto& name : fields) {
      const auto* field = words.catalogue().field(name);
      ensure(field != nullptr);
      const auto record = std::find_if(records.begin(), records.end(),
                                       [&](const auto& each) { return each.kind == field->kind; });
      const auto* value = record == records.end() || !record->fields.contains(name)
                              ? nullptr
                              : &record->fields.find(name)->second;
      row.push_back(value ? written(*field, *value, words) : std::string{});
    }
  }
  return out;
}

const std::vector<std::string>& template_fields() {
  static const std::vector<std::string> fields{"cas_CaseOwner",
                                               "prs_Salutation",
                                               "prs_FirstName",
                                               "prs_SecondName",
                                               "con_Consent",
                                               "prs_Birthdate",
                                               "prs_Gender",
                                               "prs_Citizenship",
                                               "prs_Title",
                                               "prs_Email",
                                               "prs_HomePhone",
                                               "prs_MobilePhone",
                                               "prs_MailingStreet",
                                               "prs_MailingCity",
                                               "prs_MailingState",
                                               "prs_MailingPostalCode",
                                               "prs_MailingCountry",
                                               "vic_TraffickingStatus",
                                               "vic_TraffickingStatusDecisionMakingOrg",
                                               "vic_MethodOfRecruitment",
                                               "vic_LocationOfRecruitment",
                                               "vic_MethodsOfControl",
                                               "vic_TypeOfExploitation",
                                               "vic_ForcedLabourIndustry",
                                               "vic_TypeOfSexExploitation",
                                               "vic_LocationOfExploitation",
                                               "cas_Status",
                                               "cas_ReferringOrganisation",
                                               "cas_IncomingReferralDate",
                                               "cas_ReferringPrimaryCaseWorker",
                                               "cas_ReasonForIncomingReferral",
                                               "cas_IncomingReferralDetails",
                                               "cas_ReferredOrganisation",
                                               "cas_ReferredPrimaryCaseWorker",
                                               "cas_ReasonForOutgoingReferral",
                                               "cas_OutgoingReferralDate",
                                               "cas_OutgoingReferralDetails",
                                               "cas_ReasonForCaseClosure"};
  return fields;
}

}  // namespace ts::exchange
