#pragma once

#include <boost/json.hpp>
#include <string>

#include "api/views.h"
#include "interviews/interviews.h"

/// What the service of screening gives, as JSON, in a language.
namespace ts::api {

class ScreeningViews {
 public:
  ScreeningViews(const access::Accounts& accounts, const screening::Library& library,
                 std::string language)
      : views_{accounts}, library_{library}, language_{std::move(language)} {}

  boost::json::object view(const interviews::View& view) const;

 private:
  std::string say(const std::string& key) const { return screening::say(key, language_); }
  /// Empty when there is no such text.
  std::string say_if(const std::string& key) const;
  boost::json::object about(const screening::Instrument& instrument) const;
  boost::json::object interview(const interviews::View& view, std::size_t place) const;
  boost::json::object group(const interviews::Interview& interview,
                            const screening::GroupView& group) const;
  boost::json::object question(const interviews::Interview& interview,
                               const screening::Question& question) const;
  boost::json::object regime(const interviews::View& view,
                             const screening::RegimeView& regime) const;

  Views views_;
  const screening::Library& library_;
  std::string language_;
};

}  // namespace ts::api
