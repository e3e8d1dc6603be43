#include "openrosa/submission.h"

#include <algorithm>
#include <array>

#include "base/failure.h"
#include "sheets/xml.h"

namespace ts::openrosa {
namespace {

constexpr std::size_t deepest = 32, most_answers = 5'000, longest_id = 249;

/// What phones add by themselves, beside meta.
bool is_of_the_phone(std::string_view name) {
  constexpr std::array<std::string_view, 9> own{"start",    "end",          "today",
                                                "deviceid", "subscriberid", "simserial",
                                                "username", "phonenumber",  "__version__"};
  return std::ranges::find(own, name) != own.end();
}

class Reader {
 public:
  void begin(std::string_view name, const sheets::Attributes& attributes) {
    if (path_.empty()) {
      const auto id = attributes.find("id");
      const auto version = attributes.find("version");
      if (id != attributes.end()) out_.form = id->second;
      if (version != attributes.end()) out_.version = version->second;
    }
    path_.emplace_back(name);
    text_.clear();
    leaf_ = true;
    sane_ = sane_ && path_.size() <= deepest && out_.answers.size() < most_answers;
  }
  void text(std::string_view text) { text_ += text; }
  void end() {
    if (leaf_) take();
    path_.pop_back();
    text_.clear();
    leaf_ = false;
  }
  bool is_whole() const {
    return sane_ && !out_.form.empty() && out_.form.size() <= longest_id &&
           !out_.instance.empty() && out_.instance.size() <= longest_id &&
           out_.deprecated.size() <= longest_id && out_.version.size() <= longest_id;
  }
  Submission taken() && { return std::move(out_); }

 private:
  void take() {
    const auto& name = path_.back();
    const bool in_meta = path_.size() > 1 && path_[path_.size() - 2] == "meta";
    if (in_meta && name == "instanceID") out_.instance = text_;
    if (in_meta && name == "deprecatedID") out_.deprecated = text_;
    if (in_meta || path_.size() < 2 || text_.empty() || is_of_the_phone(name)) return;
    out_.answers.emplace_back(name, std::move(text_));
  }

  Submission out_;
  std::vector<std::string> path_;
  std::string text_;
  bool leaf_ = false, sane_ = true;
};

}  // namespace

Submission submission_of(std::string_view xml) {
  Reader reader;
  const bool read = sheets::read_xml(
      xml, {.begin = [&](std::string_view name,
                         const sheets::Attributes& attributes) { reader.begin(name, attributes); },
            .end = [&](std::string_view) { reader.end(); },
            .text = [&](std::string_view text) { reader.text(text); }});
  if (!read || !reader.is_whole()) throw Failure{Fault::invalid, "phone.not_a_submission"};
  return std::move(reader).taken();
}

}  // namespace ts::openrosa
