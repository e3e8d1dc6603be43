#include "screening/panel.h"

#include <algorithm>

#include "rules/truth.h"

namespace ts::screening {
namespace {

std::optional<Reply> reply_in(const Sheet& sheet, const Question& question) {
  const auto found = sheet.replies.find(question.key);
  return found == sheet.replies.end() ? std::nullopt : std::optional{found->second};
}

GroupView view_of(const Method& method, const Group& group, const Sheet& sheet) {
  GroupView out;
  out.group = &group;
  if (sheet.instrument->by_method) out.positive = positive(method, group, sheet);
  for (const auto& question : group.questions) {
    const auto reply = reply_in(sheet, question);
    auto& where = !reply                 ? out.open
                  : *reply == Reply::yes ? out.present
                  : *reply == Reply::no  ? out.against
                                         : out.undecided;
    where.push_back(&question);
  }
  return out;
}

/// A dimension that the set does not ask for stays unknown.
std::vector<Truth> dimensions_of(const Method& method, const std::vector<GroupView>& groups) {
  std::vector<Truth> out(method.dimensions.size(), Truth::unknown);
  for (std::size_t i = 0; i < out.size(); ++i)
    for (const auto& group : groups)
      if (group.group->key == method.dimensions[i]) out[i] = group.positive.value_or(out[i]);
  return out;
}

SheetView view_of(const Method& method, const Sheet& sheet, Truth child) {
  SheetView out;
  for (const auto& group : sheet.instrument->groups)
    out.groups.push_back(view_of(method, group, sheet));
  if (!sheet.instrument->by_method) return out;
  const auto dimensions = dimensions_of(method, out.groups);
  const bool about_child = sheet.instrument->audience == Audience::child || child == Truth::yes;
  const auto audience = about_child ? Audience::child : Audience::adult;
  for (const auto& line : method.lines)
    if (line.audience == audience) out.lines.push_back({&line, holds(line, dimensions)});
  return out;
}

bool shows_any(const std::vector<std::string>& shown, const Regime::Element& element) {
  return std::any_of(shown.begin(), shown.end(), [&](const std::string& fact) {
    return std::find(element.any.begin(), element.any.end(), fact) != element.any.end();
  });
}

bool asks_for(const Instrument& instrument, const Regime::Element& element) {
  return std::any_of(instrument.groups.begin(), instrument.groups.end(), [&](const Group& group) {
    return shows_any(group.shows, element) ||
           std::any_of(group.questions.begin(), group.questions.end(),
                       [&](const Question& each) { return shows_any(each.shows, element); });
  });
}

/// Gathers what speaks for and against one element.
class Weighing {
 public:
  explicit Weighing(const Regime::Element& element) { out_.element = &element; }

  void hear(std::size_t sheet, const GroupView& group) {
    // A dimension speaks as a whole: by the rule, some of its signs alone are not enough.
    const bool whole = group.positive && shows_any(group.group->shows, *out_.element);
    if (whole) note(*group.positive);
    const auto speaks = [&](const Question& question, Truth as_whole) {
      return (whole && group.positive == as_whole) || shows_any(question.shows, *out_.element);
    };
    for (const auto* question : group.present)
      if (speaks(*question, Truth::yes)) out_.cited.push_back({sheet, question});
    for (const auto* question : group.against)
      if (speaks(*question, Truth::no)) out_.against.push_back({sheet, question});
    for (const auto& question : group.group->questions)
      if (shows_any(question.shows, *out_.element)) note(truth_of(group, question));
  }
  void hear_recorded(std::size_t place, const std::string& fact) {
    if (!shows_any({fact}, *out_.element)) return;
    note(Truth::yes);
    out_.cited.push_back({place, nullptr});
  }
  /// Nothing heard is not "no".
  ElementView ended() {
    out_.truth = heard_.value_or(Truth::unknown);
    return std::move(out_);
  }

 private:
  static Truth truth_of(const GroupView& group, const Question& question) {
    const auto among = [&](const std::vector<const Question*>& list) {
      return std::find(list.begin(), list.end(), &question) != list.end();
    };
    if (among(group.present)) return Truth::yes;
    return among(group.against) ? Truth::no : Truth::unknown;
  }
  void note(Truth truth) { heard_ = heard_ ? rules::either(*heard_, truth) : truth; }

  ElementView out_;
  std::optional<Truth> heard_;
};

}  // namespace

Panel panel_of(const Library& library, std::span<const Sheet> sheets,
               std::span<const std::string> recorded, Truth child) {
  Panel out;
  for (const auto& sheet : sheets) out.sheets.push_back(view_of(library.method(), sheet, child));
  const auto begun = [&](const Instrument& instrument) {
    return std::any_of(sheets.begin(), sheets.end(), [&](const Sheet& sheet) {
      return sheet.instrument->stamp.instrument == instrument.stamp.instrument;
    });
  };
  const auto fits = [&](const Instrument& instrument) {
    if (instrument.audience == Audience::adult) return child != Truth::yes;
    return instrument.audience == Audience::anyone || child != Truth::no;
  };
  for (const auto& regime : library.regimes()) {
    RegimeView view{&regime, {}};
    for (const auto& element : regime.elements) {
      Weighing weighing{element};
      for (std::size_t i = 0; i < out.sheets.size(); ++i)
        for (const auto& group : out.sheets[i].groups) weighing.hear(i, group);
      for (std::size_t i = 0; i < recorded.size(); ++i) weighing.hear_recorded(i, recorded[i]);
      auto seen = weighing.ended();
      seen.waived = element.not_for_children && child == Truth::yes;
      for (const auto& instrument : library.instruments())
        if (seen.truth != Truth::yes && !begun(*instrument) && fits(*instrument) &&
            asks_for(*instrument, element))
          seen.asked_by.push_back(instrument->stamp.instrument);
      view.elements.push_back(std::move(seen));
    }
    out.regimes.push_back(std::move(view));
  }
  return out;
}

}  // namespace ts::screening
