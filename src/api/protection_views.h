#pragma once

#include <boost/json.hpp>
#include <string>

#include "api/views.h"
#include "protection/letters.h"
#include "protection/protection.h"

/// What the service of protection status gives, as JSON, in a language.
namespace ts::api {

class ProtectionViews {
 public:
  ProtectionViews(const access::Accounts& accounts, const rules::Library& library,
                  std::string language, Date today)
      : views_{accounts}, library_{library}, language_{std::move(language)}, today_{today} {}

  boost::json::object view(const protection::View& view) const;
  boost::json::object row(const protection::Row& row) const;
  boost::json::object answer(const rules::Answer& answer) const;
  boost::json::object status(const rules::Status& status, const rules::Pack& pack) const;
  boost::json::object fact(const rules::Fact& fact) const;
  boost::json::object figure(const protection::Figure& figure, protection::Split split) const;

 private:
  std::string say(const rules::Phrase& phrase) const;
  std::string say(const rules::Label& label) const;
  std::string fact_label(const std::string& name) const;
  /// A status or a pack as it is called; as it is written when the rules do not know it (any more).
  std::string group_label(const protection::Figure& figure, protection::Split split) const;
  boost::json::object source(const rules::Source& source) const;
  boost::json::object application(const protection::View& view, std::size_t place) const;
  boost::json::object decision(const protection::Decision& decision) const;
  boost::json::object event(const protection::Event& event) const;
  boost::json::object clock(const rules::Clock& clock) const;
  boost::json::object support(const protection::View& view,
                              const protection::Support& support) const;

  Views views_;
  rules::Library library_;
  std::string language_;
  Date today_;
};

boost::json::object warning_view(const protection::Warning& warning);
boost::json::object source_view(const rules::Source& source);
boost::json::object paper_view(const protection::Paper& paper, CaseId id,
                               std::string_view language);

}  // namespace ts::api
