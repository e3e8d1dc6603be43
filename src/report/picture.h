#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ts::report {

/// Where values lie on a picture, in pixels.
class Scale {
 public:
  static Scale linear(double from, double to, double pixel_from, double pixel_to);
  static Scale logarithmic(double from, double to, double pixel_from,
                           double pixel_to);  ///< both > 0
  double operator()(double value) const;
  /// Round values between the ends, about `wanted` of them.
  std::vector<double> ticks(int wanted = 5) const;

 private:
  Scale(bool logarithmic, double from, double to, double pixel_from, double pixel_to);
  bool logarithmic_;
  double from_, to_, pixel_from_, pixel_to_;
};

/// What a mark means; page.cpp gives each its colour, on light and on dark ground and in print.
enum class Ink { axis, grid, text, soft, main, second, third, warning, muted };
enum class Anchor { start, middle, end };

/// A drawing in pixels from the top left. `title` and `description` are for those who do not see
/// it.
class Picture {
 public:
  Picture(double width, double height, std::string_view title, std::string_view description);

  Picture& line(double x1, double y1, double x2, double y2, Ink ink, double width = 1);
  Picture& rectangle(double x, double y, double width, double height, Ink ink, double radius = 0);
  Picture& circle(double x, double y, double radius, Ink ink, bool hollow = false);
  Picture& path(const std::vector<std::pair<double, double>>& points, Ink ink, double width = 2);
  Picture& area(const std::vector<std::pair<double, double>>& points, Ink ink);
  Picture& text(double x, double y, std::string_view text, Ink ink = Ink::text,
                Anchor anchor = Anchor::start, double size = 13);
  /// A horizontal axis at `y` with ticks, their labels and lines of the grid up to `top`.
  Picture& axis(const Scale& scale, double y, double top, const std::vector<double>& ticks,
                const std::vector<std::string>& labels);

  double width() const { return width_; }
  double height() const { return height_; }
  std::string svg() const;

 private:
  double width_, height_;
  std::string head_, marks_;
};

}  // namespace ts::report
