#include "estimates/pictures.h"

#include <algorithm>
#include <cmath>

namespace ts::estimates {
namespace {

using namespace estimate;
using report::Anchor;
using report::Ink;
using report::Picture;
using report::Scale;

constexpr double width = 760, label_width = 215;
constexpr double row_height = 34, top = 14;
constexpr std::size_t most_histories = 30;
constexpr double few_shown = 2;  ///< how tall a count is drawn that is hidden

std::string key(std::string_view begin, std::string_view name) {
  return std::string{begin} + std::string{name};
}

/// An axis of numbers of people under a picture.
void people_axis(Picture& picture, const Drawing& of, const Scale& scale, double y, double from) {
  const auto ticks = scale.ticks(5);
  std::vector<std::string> labels;
  for (const double tick : ticks) labels.push_back(of.words.number(tick));
  picture.axis(scale, y, from, ticks, labels);
}

/// Where names, notes and figures of rows stand beside the axis: where a line of the language
/// begins and ends. The axis itself goes from left to right everywhere, as numbers do.
struct Sides {
  double from, to, name, note, figure;
  Anchor begin, end;
};
Sides sides_of(const report::Words& words) {
  if (words.right_to_left())
    return {80, width - label_width, width, width - label_width - 8, 0, Anchor::end, Anchor::start};
  return {label_width, width - 80, 0, label_width + 8, width, Anchor::start, Anchor::end};
}

struct Span {
  double low = INFINITY, high = 0;
  void take(double value) {
    if (!std::isfinite(value) || value <= 0) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  Scale scale(double from, double to) const {
    if (high <= 0) return Scale::logarithmic(1, 10, from, to);
    return Scale::logarithmic(low * 0.93, high * 1.07, from, to);
  }
};

Span span_of(const Study& study) {
  Span out;
  for (const auto& answer : study.answers) {
    if (!answer.total) continue;
    out.take(*answer.total);
    for (const auto& each : answer.limits) {
      out.take(each.low);
      // One interval without an end must not squeeze all others.
      out.take(std::min(each.high, 8 * *answer.total));
    }
  }
  return out;
}

void draw_answer(Picture& picture, const Drawing& of, const Answer& answer, const Scale& across,
                 double y) {
  const auto scale = [&](double people) { return across(of.disclosure.estimate(people)); };
  if (answer.limits.size() > 1)
    picture.line(scale(answer.limits[1].low), y + 5, scale(answer.limits[1].high), y + 5,
                 Ink::muted, 2);
  if (!answer.limits.empty()) {
    const auto& first = answer.limits.front();
    picture.line(scale(first.low), y, scale(first.high), y,
                 first.unreliable ? Ink::warning : Ink::main, 3);
  }
  picture.circle(scale(*answer.total), y, 6, Ink::main);
  const auto sides = sides_of(of.words);
  picture.text(sides.figure, y + 4, of.disclosure.estimate_text(of.words, *answer.total), Ink::text,
               sides.end, 14);
}

}  // namespace

std::string name_of_method(const report::Words& words, Method method) {
  return words(key("estimate.method.", name_of(method)));
}

Picture forest(const Drawing& of) {
  const auto& answers = of.study.answers;
  const double height = top + row_height * static_cast<double>(answers.size());
  Picture out{width, height + 34, of.words("estimate.picture.forest"),
              of.words("estimate.picture.forest_says")};
  const auto sides = sides_of(of.words);
  const auto scale = span_of(of.study).scale(sides.from, sides.to);
  people_axis(out, of, scale, height, top);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const double y = top + row_height * (static_cast<double>(i) + 0.5);
    out.text(sides.name, y + 4, name_of_method(of.words, answers[i].method), Ink::text, sides.begin,
             14);
    if (answers[i].total) {
      draw_answer(out, of, answers[i], scale, y);
      continue;
    }
    out.text(sides.note, y + 4, of.words(key("estimate.outcome.", name_of(answers[i].outcome))),
             Ink::warning, sides.begin, 13);
  }
  return out;
}

Picture overlaps(const Drawing& of) {
  const auto& table = of.study.given;
  std::vector<Mask> histories;
  for (std::size_t w = 1; w < table.counts.history.size(); ++w)
    if (table.counts.history[w] > 0) histories.push_back(static_cast<Mask>(w));
  const auto shown_of = [&](Mask history) {
    return of.disclosure.count(table.counts.history[history]).value_or(few_shown);
  };
  // By what is shown: their order must not tell more.
  std::stable_sort(histories.begin(), histories.end(),
                   [&](Mask a, Mask b) { return shown_of(a) > shown_of(b); });
  histories.resize(std::min(histories.size(), most_histories));
  const double bars = 150, dots = 22;
  const double lists = table.lists();
  Picture out{width, top + bars + 30 + dots * lists, of.words("estimate.picture.overlaps"),
              of.words("estimate.picture.overlaps_says")};
  const double step = (width - 160) / std::max<double>(8, static_cast<double>(histories.size()));
  const double largest = shown_of(histories.front());
  for (unsigned i = 0; i < table.lists(); ++i) {
    const double y = top + bars + 26 + dots * (i + 0.5);
    out.line(150, y, width, y, Ink::grid);
    out.text(0, y + 4, table.names[i], Ink::text, Anchor::start, 13);
    out.text(140, y + 4, of.disclosure.count_text(of.words, table.counts.margin[single(i)]),
             Ink::soft, Anchor::end, 12);
  }
  for (std::size_t h = 0; h < histories.size(); ++h) {
    const double x = 160 + step * (static_cast<double>(h) + 0.5);
    const double people = table.counts.history[histories[h]];
    const auto shown = of.disclosure.count(people);
    // On a scale of square roots, or the few who are on two lists could not be seen.
    const double tall = bars * std::sqrt(shown_of(histories[h]) / largest);
    out.rectangle(x - step * 0.3, top + 14 + bars - tall, step * 0.6, tall,
                  shown ? Ink::main : Ink::muted, 2);
    out.text(x, top + 10 + bars - tall, of.disclosure.count_text(of.words, people), Ink::soft,
             Anchor::middle, 10);
    double first = 0, last = 0;
    for (unsigned i = 0; i < table.lists(); ++i) {
      if (!holds(histories[h], single(i))) continue;
      last = top + bars + 26 + dots * (i + 0.5);
      if (first == 0) first = last;
    }
    out.line(x, first, x, last, Ink::main, 2);
    for (unsigned i = 0; i < table.lists(); ++i)
      out.circle(x, top + bars + 26 + dots * (i + 0.5), 4.5,
                 holds(histories[h], single(i)) ? Ink::main : Ink::grid);
  }
  return out;
}

Picture models(const Drawing& of) {
  const double height = 240, bottom = top + height;
  Picture out{width, bottom + 44, of.words("estimate.picture.models"),
              of.words("estimate.picture.models_says")};
  Span span;
  const double best = of.study.models.front().bic;
  double farthest = 2;
  for (const auto& each : of.study.models) {
    if (each.bic - best > 10) break;
    span.take(of.disclosure.estimate(each.fit.total()));
    farthest = std::max(farthest, each.bic - best);
  }
  const auto across = span.scale(60, width - 20);
  const auto down = Scale::linear(0, farthest, top + 16, bottom - 16);
  people_axis(out, of, across, bottom, top);
  for (const double tick : down.ticks(4)) {
    out.line(60, down(tick), width - 20, down(tick), Ink::grid);
    out.text(50, down(tick) + 4, (tick > 0 ? "+" : "") + of.words.number(tick), Ink::soft,
             Anchor::end, 12);
  }
  for (const auto& each : of.study.models) {
    if (each.bic - best > 10) break;
    out.circle(across(of.disclosure.estimate(each.fit.total())), down(each.bic - best),
               3 + 14 * std::sqrt(each.weight), each.bic == best ? Ink::main : Ink::second,
               each.bic != best);
  }
  out.text(width - 20, bottom + 38, of.words("estimate.axis.total"), Ink::soft, Anchor::end, 12);
  out.text(0, top + 4, of.words("estimate.axis.bic"), Ink::soft, Anchor::start, 12);
  return out;
}

Picture replicates(const Drawing& of) {
  const double height = 170, bottom = top + height;
  Picture out{width, bottom + 44, of.words("estimate.picture.replicates"),
              of.words("estimate.picture.replicates_says")};
  auto sorted = of.study.replicates->sorted();
  std::erase_if(sorted, [](double x) { return !std::isfinite(x); });
  if (sorted.empty()) return out;
  Span span;
  // The outermost in a thousand would squeeze the rest.
  span.take(sorted[sorted.size() / 500]);
  span.take(sorted[sorted.size() - 1 - sorted.size() / 500]);
  span.take(of.study.bca->limits.front().value);
  span.take(of.study.bca->limits.back().value);
  const auto scale = span.scale(20, width - 20);
  people_axis(out, of, scale, bottom, top);
  constexpr std::size_t bins = 60;
  std::vector<double> high(bins);
  for (const double x : sorted) {
    const double share = (scale(x) - 20) / (width - 40);
    high[std::min(bins - 1, static_cast<std::size_t>(share * bins))] += 1;
  }
  const double most = *std::max_element(high.begin(), high.end());
  const double step = (width - 40) / bins;
  for (std::size_t b = 0; b < bins; ++b) {
    const double tall = (height - 24) * high[b] / most;
    out.rectangle(20 + step * static_cast<double>(b) + 1, bottom - tall, step - 2, tall,
                  Ink::second);
  }
  const auto& low_limit = of.study.bca->limits.front();
  const auto& high_limit = of.study.bca->limits.back();
  out.line(scale(low_limit.value), top + 8, scale(high_limit.value), top + 8, Ink::main, 4);
  out.line(scale(low_limit.percentile), top + 16, scale(high_limit.percentile), top + 16,
           Ink::muted, 3);
  const double estimate = scale(of.study.stepwise->chosen.fit.total());
  out.line(estimate, top, estimate, bottom, Ink::main, 2);
  out.text(width - 20, bottom + 38, of.words("estimate.axis.total"), Ink::soft, Anchor::end, 12);
  return out;
}

Picture left_out(const Drawing& of) {
  const auto& variants = of.study.left_out;
  const double height = top + 28 * static_cast<double>(variants.size());
  Picture out{width, height + 34, of.words("estimate.picture.left_out"),
              of.words("estimate.picture.left_out_says")};
  Span span;
  const double all = of.disclosure.estimate(of.study.stepwise->chosen.fit.total());
  span.take(all);
  for (const auto& each : variants) span.take(each.total.value_or(0));
  const auto sides = sides_of(of.words);
  const auto scale = span.scale(sides.from, sides.to);
  people_axis(out, of, scale, height, top);
  out.line(scale(all), top, scale(all), height, Ink::main, 2);
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const double y = top + 28 * (static_cast<double>(i) + 0.5);
    out.text(sides.name, y + 4, of.study.used.names[variants[i].list], Ink::text, sides.begin, 14);
    if (!variants[i].total) {
      out.text(sides.note, y + 4, of.words("estimate.outcome.not_estimable"), Ink::warning,
               sides.begin, 13);
      continue;
    }
    const double x = scale(of.disclosure.estimate(*variants[i].total));
    out.line(scale(all), y, x, y, Ink::second, 3).circle(x, y, 6, Ink::second);
    out.text(sides.figure, y + 4, of.disclosure.estimate_text(of.words, *variants[i].total),
             Ink::text, sides.end, 14);
  }
  return out;
}

}  // namespace ts::estimates
