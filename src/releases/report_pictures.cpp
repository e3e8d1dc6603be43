#include "releases/report_pictures.h"

#include <algorithm>

namespace ts::releases {
namespace {

using report::Anchor;
using report::Ink;
using report::Picture;
using report::Scale;
using report::Words;

constexpr double width = 720;
constexpr double labels = 210;  // pixels for the names of bars
constexpr double figures = 70;  // and for the numbers behind them
constexpr double legend = 28;
constexpr std::size_t most_bars = 12;
constexpr std::size_t longest_label = 30;  // characters, about

/// At most so many characters; never cut within one.
std::string shortened(const std::string& text) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
    if (++characters > longest_label) return text.substr(0, i) + "…";
  }
  return text;
}

/// Draws bars that begin at the side where reading begins.
class Bars {
 public:
  Bars(Picture& picture, const Words& words, double most)
      : picture_{picture},
        rtl_{words.right_to_left()},
        scale_{Scale::linear(0, most, 0, width - labels - figures)} {}

  /// SVG's text runs from left to right here, so that "end" is the right side.
  void label(double y, const std::string& text) {
    picture_.text(flipped(labels - 10), y, shortened(text), Ink::text,
                  rtl_ ? Anchor::start : Anchor::end);
  }
  void bar(double y, double height, double value, const std::string& figure, Ink ink) {
    const double length = scale_(value);
    picture_.rectangle(rtl_ ? width - labels - length : labels, y, length, height, ink, 2);
    picture_.text(flipped(labels + length + 6), y + height - 1, figure, Ink::soft,
                  rtl_ ? Anchor::end : Anchor::start, 11);
  }
  void key(double from, Ink ink, const std::string& text) {
    picture_.rectangle(flipped(from) - (rtl_ ? 12 : 0), 6, 12, 12, ink, 2);
    picture_.text(flipped(from + 18), 17, text, Ink::soft, rtl_ ? Anchor::end : Anchor::start, 12);
  }

 private:
  double flipped(double x) const { return rtl_ ? width - x : x; }
  Picture& picture_;
  bool rtl_;
  Scale scale_;
};

}  // namespace

Picture bars_picture(const Words& words, const ReportFacts::Chart& chart) {
  constexpr double line = 38;
  auto bars = chart.bars;
  if (bars.size() > most_bars) {
    std::ranges::stable_sort(bars, std::greater{}, &ReportFacts::Chart::Bar::counted);
    bars.resize(most_bars);
  }
  std::uint64_t most = 1;
  for (const auto& bar : bars) most = std::max({most, bar.counted, bar.synthetic});
  Picture picture{width, legend + line * static_cast<double>(bars.size()) + 6, chart.column,
                  words("report.chart", {{"column", chart.column}})};
  Bars draw{picture, words, static_cast<double>(most)};
  draw.key(labels, Ink::main, words("report.counts"));
  draw.key(labels + 220, Ink::second, words("report.records"));
  double y = legend + 4;
  for (const auto& bar : bars) {
    draw.label(y + 19, bar.value);
    draw.bar(y, 13, double(bar.counted), words.number(double(bar.counted)), Ink::main);
    draw.bar(y + 15, 13, double(bar.synthetic), words.number(double(bar.synthetic)), Ink::second);
    y += line;
  }
  return picture;
}

Picture errors_picture(const Words& words, const std::vector<release::CombinationErrors>& errors) {
  constexpr double line = 38;
  double most = 0.01;
  for (const auto& error : errors)
    most = std::max({most, error.error_of_released, error.suppressed});
  Picture picture{width, legend + line * static_cast<double>(errors.size()) + 6,
                  words("report.errors_chart"), words("report.lost_text")};
  Bars draw{picture, words, most};
  draw.key(labels, Ink::main, words("report.error"));
  draw.key(labels + 220, Ink::muted, words("report.suppressed"));
  double y = legend + 4;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    draw.label(y + 19, words.number(double(i + 1)));
    draw.bar(y, 13, errors[i].error_of_released, words.percent(errors[i].error_of_released),
             Ink::main);
    draw.bar(y + 15, 13, errors[i].suppressed, words.percent(errors[i].suppressed), Ink::muted);
    y += line;
  }
  return picture;
}

}  // namespace ts::releases
