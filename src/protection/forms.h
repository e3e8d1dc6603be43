#pragma once

#include <string>
#include <vector>

#include "base/failure.h"
#include "catalogue/catalogue.h"
#include "protection/dossier.h"
#include "rules/rules.h"

/// What may be written about protection status, form by form: every problem at once, and what the
/// program adds. Known to protection/*.cpp only.
namespace ts::protection::forms {

using catalogue::Fields;

/// What is wrong with the fields of a kind beyond what the catalogue says: a field that only the
/// program writes ("field.not_yours"), a day that is not known ("date.needs_day") or still to come
/// ("date.in_future"). Settles what the catalogue accepts.
class Form {
 public:
  Form(const catalogue::Catalogue& catalogue, std::string kind, Fields& fields, Date today,
       std::string prefix = {});

  void only(std::initializer_list<std::string_view> names);
  void need(std::string_view name);
  /// A day that was, at the earliest `not_before`; nothing and a problem otherwise.
  std::optional<Date> past_day(std::string_view name, std::optional<Date> not_before = {});
  std::optional<Date> day(std::string_view name);
  std::string text(std::string_view name) const;
  void problem(std::string_view name, MessageKey key);
  std::vector<Problem>& problems() { return problems_; }
  void finish() { refuse_if_any(std::move(problems_)); }

 private:
  bool has_problem(std::string_view name) const;
  const catalogue::Catalogue& catalogue_;
  Fields& fields_;
  Date today_;
  std::string prefix_;
  std::vector<Problem> problems_;
};

void stamp(Fields& fields, std::string_view prefix, const rules::Stamp& stamp);

/// Checks and completes each form; problems as above and as `Protection` says.
std::vector<Problem> application(const catalogue::Catalogue& catalogue,
                                 const rules::Library& library, Fields& fields, Date today,
                                 std::string prefix = {});
std::vector<Problem> person(const catalogue::Catalogue& catalogue, Fields& fields, Date today);
void ground(const catalogue::Catalogue& catalogue, const rules::Library& library, Fields& fields,
            Date today);
void decision(const catalogue::Catalogue& catalogue, const rules::Library& library,
              const Dossier& dossier, const Application& application, Fields& fields, Date today,
              AccountId by);
void event(const catalogue::Catalogue& catalogue, const rules::Library& library,
           const Application& application, Fields& fields, Date today, AccountId by);
/// The change that sets other lead times of reminders; without any, back to the usual ones.
catalogue::Changes reminders(const catalogue::Catalogue& catalogue, const Fields& fields);
void letter(const catalogue::Catalogue& catalogue, const Application& application, Fields& fields,
            Date today);

}  // namespace ts::protection::forms
