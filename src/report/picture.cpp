#include "report/picture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/failure.h"
#include "report/page.h"

namespace ts::report {
namespace {

/// Pixels to a tenth: what is finer is not seen and makes files large.
std::string px(double value) {
  std::array<char, 64> buffer{};
  auto* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                            std::chars_format::fixed, 1)
                  .ptr;
  std::string out{buffer.data(), end};
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  return out == "-0" ? "0" : out;
}

std::string_view name(Ink ink) {
  switch (ink) {
    case Ink::axis:
      return "axis";
    case Ink::grid:
      return "grid";
    case Ink::text:
      return "text";
    case Ink::soft:
      return "soft";
    case Ink::main:
      return "main";
    case Ink::second:
      return "second";
    case Ink::third:
      return "third";
    case Ink::warning:
      return "warning";
    case Ink::muted:
      return "muted";
  }
  throw Bug{std::source_location::current()};
}

std::string drawn(Ink ink, double width) {
  return " class=\"s-" + std::string{name(ink)} + "\" stroke-width=\"" + px(width) + "\"/>";
}
std::string filled(Ink ink) { return " class=\"f-" + std::string{name(ink)} + "\"/>"; }

std::string points_text(const std::vector<std::pair<double, double>>& points) {
  std::string out;
  for (const auto& [x, y] : points) out += px(x) + ',' + px(y) + ' ';
  return out;
}

/// 1, 2 or 5 times a power of ten.
double round_step(double step) {
  const auto power = std::pow(10.0, std::floor(std::log10(step)));
  for (const double by : {1.0, 2.0, 5.0})
    if (by * power >= step * (1 - 1e-9)) return by * power;
  return 10 * power;
}

}  // namespace

Scale::Scale(bool logarithmic, double from, double to, double pixel_from, double pixel_to)
    : logarithmic_{logarithmic},
      from_{from},
      to_{to},
      pixel_from_{pixel_from},
      pixel_to_{pixel_to} {}

Scale Scale::linear(double from, double to, double pixel_from, double pixel_to) {
  if (!(to > from)) to = from + 1;
  return {false, from, to, pixel_from, pixel_to};
}

Scale Scale::logarithmic(double from, double to, double pixel_from, double pixel_to) {
  ensure(from > 0);
  if (!(to > from)) to = from * 10;
  return {true, from, to, pixel_from, pixel_to};
}

double Scale::operator()(double value) const {
  const auto share = logarithmic_ ? std::log(value / from_) / std::log(to_ / from_)
                                  : (value - from_) / (to_ - from_);
  return pixel_from_ + std::clamp(share, 0.0, 1.0) * (pixel_to_ - pixel_from_);
}

std::vector<double> Scale::ticks(int wanted) const {
  std::vector<double> out;
  if (!logarithmic_ || to_ / from_ < 5) {
    const auto step = round_step((to_ - from_) / std::max(1, wanted));
    for (auto tick = std::ceil(from_ / step - 1e-9) * step; tick <= to_ + step * 1e-9; tick += step)
      out.push_back(std::abs(tick) < step * 1e-9 ? 0 : tick);
    return out;
  }
  const bool few = std::log10(to_ / from_) * 3 >= wanted + 1;
  for (auto power = std::pow(10.0, std::floor(std::log10(from_))); power <= to_; power *= 10)
    for (const double by : {1.0, 2.0, 5.0}) {
      if (few && by != 1.0) continue;
      const auto tick = by * power;
      if (tick >= from_ * (1 - 1e-9) && tick <= to_ * (1 + 1e-9)) out.push_back(tick);
    }
  return out;
}

Picture::Picture(double width, double height, std::string_view title, std::string_view description)
    : width_{width}, height_{height} {
  head_ = "<svg viewBox=\"0 0 " + px(width) + ' ' + px(height) +
          "\" role=\"img\" direction=\"ltr\"><title>" + escape(title) + "</title><desc>" +
          escape(description) + "</desc>";
}

Picture& Picture::line(double x1, double y1, double x2, double y2, Ink ink, double width) {
  marks_ += "<line x1=\"" + px(x1) + "\" y1=\"" + px(y1) + "\" x2=\"" + px(x2) + "\" y2=\"" +
            px(y2) + '"' + drawn(ink, width);
  return *this;
}

Picture& Picture::rectangle(double x, double y, double width, double height, Ink ink,
                            double radius) {
  marks_ += "<rect x=\"" + px(x) + "\" y=\"" + px(y) + "\" width=\"" + px(std::max(0.0, width)) +
            "\" height=\"" + px(std::max(0.0, height)) + '"';
  if (radius > 0) marks_ += " rx=\"" + px(radius) + '"';
  marks_ += filled(ink);
  return *this;
}

Picture& Picture::circle(double x, double y, double radius, Ink ink, bool hollow) {
  marks_ += "<circle cx=\"" + px(x) + "\" cy=\"" + px(y) + "\" r=\"" + px(radius) + '"' +
            (hollow ? drawn(ink, 2) : filled(ink));
  return *this;
}

Picture& Picture::path(const std::vector<std::pair<double, double>>& points, Ink ink,
                       double width) {
  marks_ += "<polyline points=\"" + points_text(points) + '"' + drawn(ink, width);
  return *this;
}

Picture& Picture::area(const std::vector<std::pair<double, double>>& points, Ink ink) {
  marks_ += "<polygon points=\"" + points_text(points) + '"' + filled(ink);
  return *this;
}

Picture& Picture::text(double x, double y, std::string_view text, Ink ink, Anchor anchor,
                       double size) {
  marks_ += "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\" font-size=\"" + px(size) +
            "\" class=\"f-" + std::string{name(ink)} + '"';
  if (anchor == Anchor::middle) marks_ += " text-anchor=\"middle\"";
  if (anchor == Anchor::end) marks_ += " text-anchor=\"end\"";
  marks_ += '>' + escape(text) + "</text>";
  return *this;
}

Picture& Picture::axis(const Scale& scale, double y, double top, const std::vector<double>& ticks,
                       const std::vector<std::string>& labels) {
  ensure(ticks.size() == labels.size());
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    const auto x = scale(ticks[i]);
    line(x, top, x, y, Ink::grid).text(x, y + 18, labels[i], Ink::soft, Anchor::middle, 12);
  }
  return *this;
}

std::string Picture::svg() const { return head_ + marks_ + "</svg>"; }

}  // namespace ts::report
